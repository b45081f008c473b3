# cmake -DFOLDER=... -DOUTPUT=... -P embed.cmake
#
# Writes a C++ source that defines vorrat::http::page_files() with every file of FOLDER. The
# assembler includes the bytes, so megabytes cost no compile time. A file with a neighbour NAME.gz
# gets it as its compressed form.
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*)
list(FILTER files EXCLUDE REGEX "\\.gz$")
list(SORT files)

set(type_.html "text/html; charset=utf-8")
set(type_.js "text/javascript; charset=utf-8")
set(type_.css "text/css; charset=utf-8")
set(type_.json "application/json")
set(type_.svg "image/svg+xml")
set(type_.png "image/png")
set(type_.txt "text/plain; charset=utf-8")

set(symbols "")
set(rows "")
function(embed symbol path)
  set(symbols "${symbols}
asm(\".section .rodata\\n.global ${symbol}, ${symbol}_end\\n${symbol}:\\n\"
    \".incbin \\\"${path}\\\"\\n${symbol}_end:\\n.byte 0\\n.previous\\n\");
extern \"C\" const char ${symbol}[], ${symbol}_end[];
" PARENT_SCOPE)
endfunction()

set(number 0)
foreach(name IN LISTS files)
  get_filename_component(extension ${name} LAST_EXT)
  if(NOT DEFINED type_${extension})
    message(FATAL_ERROR "embed.cmake: no content type for ${name}")
  endif()
  file(SHA256 ${FOLDER}/${name} hash)
  string(SUBSTRING ${hash} 0 32 tag)
  set(symbol vorrat_page_${number})
  embed(${symbol} ${FOLDER}/${name})
  set(zipped "{}")
  if(EXISTS ${FOLDER}/${name}.gz)
    embed(${symbol}_gz ${FOLDER}/${name}.gz)
    set(zipped "between(${symbol}_gz, ${symbol}_gz_end)")
  endif()
  string(APPEND rows
    "        {\"/${name}\", \"${type_${extension}}\", between(${symbol}, ${symbol}_end),\n"
    "         ${zipped}, \"\\\"${tag}\\\"\"},\n")
  math(EXPR number "${number} + 1")
endforeach()

file(WRITE ${OUTPUT} "// Written by cmake/embed.cmake.
#include \"vorrat/http/page.h\"
${symbols}
namespace vorrat::http {
namespace {

std::string_view between(const char* begin, const char* end) {
    return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

std::span<const PageFile> page_files() {
    static const PageFile files[] = {
${rows}    };
    return files;
}

}  // namespace vorrat::http
")
