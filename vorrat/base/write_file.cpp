#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "vorrat/base/file.h"

namespace vorrat {
namespace {

bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(descriptor) == 0;
}

}  // namespace

Outcome write_file(const std::filesystem::path& path, std::string_view bytes) {
    const std::string beside = fmt::format("{}.{}.new", path.string(), ::getpid());
    const int descriptor = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor < 0) {
        return failed(fmt::format("{}: {}", beside, std::strerror(errno)));
    }
    const bool written = write_all(descriptor, bytes);
    const int write_error = errno;
    const bool closed = ::close(descriptor) == 0;
    if (!written || !closed || std::rename(beside.c_str(), path.c_str()) != 0) {
        const int reason = written ? errno : write_error;
        ::unlink(beside.c_str());
        return failed(fmt::format("{}: {}", path.string(), std::strerror(reason)));
    }
    return Done{};
}

}  // namespace vorrat
