# Every target of the project links this; libraries from outside come in as system headers.
add_library(vorrat_options INTERFACE)
target_compile_options(vorrat_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wold-style-cast
  -Woverloaded-virtual -Wnon-virtual-dtor -Wimplicit-fallthrough
  # Designated initialisers leave members at their defaults on purpose.
  -Wno-missing-field-initializers
  # The same sums in every build: no fused multiply-add behind our back.
  -ffp-contract=off)
if(VORRAT_WERROR)
  target_compile_options(vorrat_options INTERFACE -Werror)
endif()
target_compile_definitions(vorrat_options INTERFACE VORRAT_VERSION="${PROJECT_VERSION}")
target_include_directories(vorrat_options INTERFACE ${PROJECT_SOURCE_DIR})
