# The page inside the program: with VORRAT_WEB and npm the page is built from web/ (npm ci only when
# package-lock.json changed), else a notice takes its place. Either way the files of a folder
# become an assembler-included source of room http.
set(web_folder ${PROJECT_SOURCE_DIR}/web)
set(page_source ${PROJECT_BINARY_DIR}/web/page_files.cpp)
find_program(VORRAT_NPM npm)

if(VORRAT_WEB AND VORRAT_NPM)
  set(page_folder ${PROJECT_BINARY_DIR}/web/dist)
  file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS
       ${web_folder}/src/* ${web_folder}/public/* ${web_folder}/scripts/*)
  set(web_packages ${web_folder}/node_modules/.vorrat-installed)
  add_custom_command(
    OUTPUT ${web_packages}
    COMMAND ${VORRAT_NPM} ci --no-audit --no-fund --loglevel=error
    COMMAND ${CMAKE_COMMAND} -E touch ${web_packages}
    DEPENDS ${web_folder}/package-lock.json
    WORKING_DIRECTORY ${web_folder}
    COMMENT "Installing the packages that build the page" VERBATIM)
  add_custom_command(
    OUTPUT ${page_source}
    COMMAND ${CMAKE_COMMAND} -E env VORRAT_WEB_OUT=${page_folder} ${VORRAT_NPM} run --silent build
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${page_folder} -DOUTPUT=${page_source}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${web_packages} ${web_sources} ${web_folder}/package.json ${web_folder}/index.html
            ${web_folder}/vite.config.ts ${web_folder}/tsconfig.json
            ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    WORKING_DIRECTORY ${web_folder}
    COMMENT "Building the page" VERBATIM)
else()
  set(page_folder ${web_folder}/notice)
  file(GLOB notice_files CONFIGURE_DEPENDS ${page_folder}/*)
  add_custom_command(
    OUTPUT ${page_source}
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${page_folder} -DOUTPUT=${page_source}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${notice_files} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    COMMENT "Embedding the notice that stands for the page" VERBATIM)
endif()
target_sources(vorrat_http PRIVATE ${page_source})
