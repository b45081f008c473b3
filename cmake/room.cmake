# room(<name> [USES room...] [LINKS library...])
#
# Makes the library vorrat::<name> from vorrat/<name>/*.cpp and, with tests on, the program
# <name>_test from vorrat/<name>/*_test.cpp. A room may use only rooms declared before it, so the
# order of the calls is the order of the house and a cycle cannot be written down.
function(room name)
  cmake_parse_arguments(ARG "" "" "USES;LINKS" ${ARGN})
  set(folder ${PROJECT_SOURCE_DIR}/vorrat/${name})
  get_property(built GLOBAL PROPERTY vorrat_rooms)
  foreach(used IN LISTS ARG_USES)
    if(NOT used IN_LIST built)
      message(FATAL_ERROR "room ${name} uses ${used}, which is not a room above it")
    endif()
  endforeach()
  set_property(GLOBAL APPEND PROPERTY vorrat_rooms ${name})

  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")

  list(TRANSFORM ARG_USES PREPEND vorrat_ OUTPUT_VARIABLE uses)
  if(sources)
    add_library(vorrat_${name} STATIC ${sources})
    target_link_libraries(vorrat_${name} PUBLIC ${uses} ${ARG_LINKS} PRIVATE vorrat_options)
  else()
    add_library(vorrat_${name} INTERFACE)
    target_link_libraries(vorrat_${name} INTERFACE ${uses} ${ARG_LINKS})
  endif()
  add_library(vorrat::${name} ALIAS vorrat_${name})

  if(VORRAT_TESTS AND tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE vorrat_${name} vorrat_options
                          GTest::gtest GTest::gmock GTest::gtest_main rapidcheck)
    # The real data lie beside the project; a test that wants them skips where they are absent.
    target_compile_definitions(${name}_test PRIVATE
      VORRAT_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
      VORRAT_DATA_DIR="${PROJECT_SOURCE_DIR}/../shared/data")
    gtest_discover_tests(${name}_test TEST_PREFIX ${name}. DISCOVERY_TIMEOUT 60
                         NO_PRETTY_VALUES
                         PROPERTIES TIMEOUT 300)
  endif()
endfunction()
