#pragma once

#include <span>
#include <string_view>

namespace vorrat::http {

/// A file of the page, built into the program (cmake/web.cmake); lives as long as the program.
struct PageFile {
    std::string_view path;  ///< from the root, e.g. /assets/index.js
    std::string_view content_type;
    std::string_view bytes;
    std::string_view gzip;  ///< the same, compressed; empty: not worth it
    std::string_view etag;  ///< quoted, of the bytes
};

/// All files, ordered by path.
std::span<const PageFile> page_files();

/// The file at a path, `/` being `/index.html`; null when there is none.
const PageFile* find_page_file(std::string_view path);

}  // namespace vorrat::http
