#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "vorrat/base/result.h"

namespace vorrat::ledger {

/// What the log asks of a file system; names are those of plain files in one folder. Errors are
/// `failed` and name the file and the reason; after an error any part may have been done.
class Disk {
public:
    Disk() = default;
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;
    virtual ~Disk() = default;

    /// Bytes of the file; nothing where there is none.
    virtual Result<std::optional<std::uint64_t>> size(const std::string& name) = 0;
    /// Fewer bytes than asked for only at the end of the file.
    virtual Result<std::string> read(const std::string& name, std::uint64_t from,
                                     std::uint64_t bytes) = 0;
    /// Makes the file where there is none.
    virtual Outcome write(const std::string& name, std::uint64_t from, std::string_view bytes) = 0;
    virtual Outcome truncate(const std::string& name, std::uint64_t bytes) = 0;
    /// After it the bytes of the file outlast a crash.
    virtual Outcome sync(const std::string& name) = 0;
    virtual Outcome rename(const std::string& from, const std::string& to) = 0;
    /// After it the names outlast a crash.
    virtual Outcome sync_folder() = 0;
    /// Keeps every other writer out until this disk ends. errors: failed: somebody holds it
    virtual Outcome lock() = 0;
};

/// The whole file; nothing where there is none.
Result<std::optional<std::string>> read_all(Disk& disk, const std::string& name);

/// Writes beside, syncs, renames: after a crash the old or the new bytes are there.
Outcome replace(Disk& disk, const std::string& name, std::string_view bytes);

/// A folder of the operating system.
class Folder final : public Disk {
public:
    explicit Folder(std::filesystem::path path) : path_(std::move(path)) {}
    ~Folder() override;

    Result<std::optional<std::uint64_t>> size(const std::string& name) override;
    Result<std::string> read(const std::string& name, std::uint64_t from,
                             std::uint64_t bytes) override;
    Outcome write(const std::string& name, std::uint64_t from, std::string_view bytes) override;
    Outcome truncate(const std::string& name, std::uint64_t bytes) override;
    Outcome sync(const std::string& name) override;
    Outcome rename(const std::string& from, const std::string& to) override;
    Outcome sync_folder() override;
    Outcome lock() override;

private:
    enum class Use { read, write };
    Result<int> descriptor(const std::string& name, Use use);
    void forget(const std::string& name);
    Error error(const std::string& name) const;

    std::filesystem::path path_;
    std::map<std::string, int> reading_;
    std::map<std::string, int> writing_;
    int lock_ = -1;
};

}  // namespace vorrat::ledger
