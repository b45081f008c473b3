#include "vorrat/base/file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

namespace vorrat {
Result<std::string> read_file(const std::filesystem::path& path) {
    std::error_code unknown;
    if (std::filesystem::is_directory(path, unknown)) {
        return failed(fmt::format("{}: is a folder, want a file", path.string()));
    }
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        return failed(fmt::format("{}: {}", path.string(), std::strerror(errno)));
    }
    std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (in.bad()) {
        return failed(fmt::format("{}: cannot be read", path.string()));
    }
    return bytes;
}

}  // namespace vorrat
