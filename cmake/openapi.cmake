# The description of the API inside the program: the assembler includes the bytes of the file.
set(openapi_json ${PROJECT_SOURCE_DIR}/docs/formats/openapi.json)
set(openapi_source ${PROJECT_BINARY_DIR}/openapi.cpp)
configure_file(${PROJECT_SOURCE_DIR}/cmake/openapi.cpp.in ${openapi_source} @ONLY)
set_source_files_properties(${openapi_source} PROPERTIES OBJECT_DEPENDS ${openapi_json})
target_sources(vorrat_api PRIVATE ${openapi_source})
