#include "vorrat/keeper/disk.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vorrat::ledger {

Result<std::optional<std::string>> read_all(Disk& disk, const std::string& name) {
    const auto size = disk.size(name);
    if (!size) {
        return size.error();
    }
    if (!*size) {
        return std::optional<std::string>{};
    }
    auto bytes = disk.read(name, 0, **size);
    if (!bytes) {
        return bytes.error();
    }
    return std::optional<std::string>(std::move(*bytes));
}

Outcome replace(Disk& disk, const std::string& name, std::string_view bytes) {
    const std::string beside = name + ".new";
    // What an earlier attempt left there may be longer.
    const auto left = disk.size(beside);
    if (!left) {
        return left.error();
    }
    if (*left) {
        if (auto cut = disk.truncate(beside, 0); !cut) {
            return cut;
        }
    }
    if (auto written = disk.write(beside, 0, bytes); !written) {
        return written;
    }
    // Twice each, so that a disk that lies once about a sync loses nothing.
    for (int k = 0; k < 2; ++k) {
        if (auto synced = disk.sync(beside); !synced) {
            return synced;
        }
    }
    if (auto renamed = disk.rename(beside, name); !renamed) {
        return renamed;
    }
    for (int k = 0; k < 2; ++k) {
        if (auto synced = disk.sync_folder(); !synced) {
            return synced;
        }
    }
    return Done{};
}

Folder::~Folder() {
    for (const auto* open : {&reading_, &writing_}) {
        for (const auto& named : *open) {
            ::close(named.second);
        }
    }
    if (lock_ >= 0) {
        ::close(lock_);
    }
}

Error Folder::error(const std::string& name) const {
    return failed(fmt::format("{}: {}", (path_ / name).string(), std::strerror(errno)));
}

Result<int> Folder::descriptor(const std::string& name, Use use) {
    auto& open = use == Use::read ? reading_ : writing_;
    if (const auto known = open.find(name); known != open.end()) {
        return known->second;
    }
    const int flags = use == Use::read ? O_RDONLY : O_WRONLY | O_CREAT;
    const int made = ::open((path_ / name).c_str(), flags | O_CLOEXEC, 0644);
    if (made < 0) {
        return error(name);
    }
    open.emplace(name, made);
    return made;
}

void Folder::forget(const std::string& name) {
    for (auto* open : {&reading_, &writing_}) {
        if (const auto known = open->find(name); known != open->end()) {
            ::close(known->second);
            open->erase(known);
        }
    }
}

Result<std::optional<std::uint64_t>> Folder::size(const std::string& name) {
    struct stat found {};
    if (::stat((path_ / name).c_str(), &found) != 0) {
        if (errno == ENOENT) {
            return std::optional<std::uint64_t>{};
        }
        return error(name);
    }
    return std::optional<std::uint64_t>(static_cast<std::uint64_t>(found.st_size));
}

Result<std::string> Folder::read(const std::string& name, std::uint64_t from, std::uint64_t bytes) {
    const auto open = descriptor(name, Use::read);
    if (!open) {
        return open.error();
    }
    std::string text(bytes, '\0');
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t got =
            ::pread(*open, text.data() + done, text.size() - done, static_cast<off_t>(from + done));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return error(name);
        }
        if (got == 0) {
            break;
        }
        done += static_cast<std::size_t>(got);
    }
    text.resize(done);
    return text;
}

Outcome Folder::write(const std::string& name, std::uint64_t from, std::string_view bytes) {
    const auto open = descriptor(name, Use::write);
    if (!open) {
        return open.error();
    }
    while (!bytes.empty()) {
        const ssize_t done = ::pwrite(*open, bytes.data(), bytes.size(), static_cast<off_t>(from));
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            return error(name);
        }
        bytes.remove_prefix(static_cast<std::size_t>(done));
        from += static_cast<std::uint64_t>(done);
    }
    return Done{};
}

Outcome Folder::truncate(const std::string& name, std::uint64_t bytes) {
    const auto open = descriptor(name, Use::write);
    if (!open) {
        return open.error();
    }
    if (::ftruncate(*open, static_cast<off_t>(bytes)) != 0) {
        return error(name);
    }
    return Done{};
}

Outcome Folder::sync(const std::string& name) {
    const auto open = descriptor(name, Use::write);
    if (!open) {
        return open.error();
    }
    if (::fdatasync(*open) != 0) {
        return error(name);
    }
    return Done{};
}

Outcome Folder::rename(const std::string& from, const std::string& to) {
    forget(from);
    forget(to);
    if (::rename((path_ / from).c_str(), (path_ / to).c_str()) != 0) {
        return error(to);
    }
    return Done{};
}

Outcome Folder::sync_folder() {
    const int open = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (open < 0) {
        return error("");
    }
    const bool synced = ::fsync(open) == 0;
    const Error problem = error("");
    ::close(open);
    if (!synced) {
        return problem;
    }
    return Done{};
}

Outcome Folder::lock() {
    if (lock_ >= 0) {
        return Done{};
    }
    lock_ = ::open((path_ / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (lock_ < 0) {
        return error("lock");
    }
    if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
        const bool held = errno == EWOULDBLOCK;
        const Error problem = error("lock");
        ::close(lock_);
        lock_ = -1;
        return held ? failed(fmt::format("{}: another program writes to this ledger",
                                         (path_ / "lock").string()))
                    : problem;
    }
    return Done{};
}

}  // namespace vorrat::ledger
