#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "vorrat/council/council.h"
#include "vorrat/service/council_desk.h"
#include "vorrat/service/each_command.h"

namespace vorrat::service {

/// The right to write what was decided in a workspace: one process has it at a time, and it ends
/// with the process at the latest.
class DecidingLock {
public:
    /// Waits for whoever has it. errors  failed: there is no such folder
    static Result<DecidingLock> take(const std::filesystem::path& workspace);
    ~DecidingLock();
    DecidingLock(DecidingLock&& other) noexcept : folder_(std::exchange(other.folder_, -1)) {}
    DecidingLock& operator=(DecidingLock&& other) noexcept {
        std::swap(folder_, other.folder_);
        return *this;
    }

private:
    explicit DecidingLock(int folder) : folder_(folder) {}

    int folder_;  ///< open file of the folder; -1: none
};

/// Whether others wait until a command has ended, or may write between its steps.
enum class Others { wait, may_write };

/// council.jsonl of the workspace that a command names, with what it gives so far.
class CouncilRecord {
public:
    /// errors  bad_input, with the line; a file that is not there is an empty record
    static Result<CouncilRecord> open(const Values& values, Others others = Others::wait) {
        return open(std::filesystem::path(values.text("DIR")), others);
    }
    /// bytes_max  beyond which nothing is added; one that is longer is not read again
    static Result<CouncilRecord> open(const std::filesystem::path& folder, Others others,
                                      std::size_t bytes_max = council::record_bytes_max);

    const council::State& state() const { return state_; }
    std::filesystem::path folder() const { return folder_; }

    /// Takes the event in and writes it behind the others, also behind those that came meanwhile;
    /// what `state` gave is then no longer valid.
    /// errors  bad_input: why it cannot be made, or the record is full; failed: the file cannot be
    /// written
    vorrat::Outcome add(Date date, council::Event event);

    /// The matter of `--proposal`, which may also name an amendment.
    Result<const council::Matter*> matter(const Values& values) const;

private:
    vorrat::Outcome read();

    std::filesystem::path folder_;
    std::size_t bytes_max_ = council::record_bytes_max;
    std::optional<DecidingLock> lock_;
    std::string text_;
    council::State state_;
};

/// The texts of the workspace's files that a proposal can change.
/// errors  bad_input: one of them lies packed; failed: it cannot be read
Result<council::Files> editable_texts(const std::filesystem::path& folder);

/// `a, b`: the names between commas.
std::vector<std::string> listed(std::string_view text);

/// A usage error that names the first of these settings that was not given.
vorrat::Outcome need(const Values& values, std::initializer_list<const char*> names);

/// `work` on the record and the matter of `--proposal`, once these settings are given.
template <class Work>
Result<int> on_matter(const Values& values, std::initializer_list<const char*> needed,
                      const Work& work) {
    auto record = CouncilRecord::open(values);
    if (!record) {
        return record.error();
    }
    const auto matter = record->matter(values);
    if (!matter) {
        return matter.error();
    }
    if (auto given = need(values, needed); !given) {
        return given.error();
    }
    return work(*record, **matter);
}

}  // namespace vorrat::service
