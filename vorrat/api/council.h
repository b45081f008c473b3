#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "vorrat/api/reply.h"
#include "vorrat/council/council.h"

namespace vorrat::api {

/// council.jsonl of a workspace as it is now. Any number of threads may ask at the same time.
class CouncilShelf {
public:
    explicit CouncilShelf(const std::filesystem::path& workspace);

    /// What the file gives; read again when its size or its time of writing has changed. A file
    /// that is not there is an empty record.
    /// errors  bad_input, with the line; failed: it cannot be read
    Result<std::shared_ptr<const council::State>> state() const;

private:
    std::filesystem::path file_;
    mutable std::mutex mutex_;
    mutable std::shared_ptr<const council::State> state_;
    mutable std::uintmax_t bytes_ = 0;
    mutable std::filesystem::file_time_type written_{};
};

/// The views of docs/formats/api.md, section "Councils and proposals", as things stand on `day`.
Json councils(const council::State& state, Date day);
Json proposals(const council::State& state, const std::string& council, Date day);
/// Nothing where there is no such proposal. An amendment gives its proposal.
/// today  how people voted is shown only once that is over on this day, too
std::optional<Json> proposal(const council::State& state, const std::string& id, Date day,
                             Date today);

/// Councils and proposals over HTTP: docs/formats/api.md. Any number of threads may ask at the same
/// time.
class CouncilApi {
public:
    /// today  the day where the query names none with `on`
    CouncilApi(const std::filesystem::path& workspace, std::function<Date()> today)
        : shelf_(workspace), today_(std::move(today)) {}

    /// `view` of the state on the day asked for; 400 and 503 where that cannot be told.
    Reply answer(const Target& target,
                 const std::function<Reply(const council::State&, Date)>& view) const;
    /// `view` of the state today, which is when people write; 503 where that cannot be told.
    Reply now(const std::function<Reply(const council::State&, Date)>& view) const;
    /// errors  as `CouncilShelf::state`
    Result<std::shared_ptr<const council::State>> state() const { return shelf_.state(); }
    Date today() const { return today_(); }

private:
    CouncilShelf shelf_;
    std::function<Date()> today_;
};

}  // namespace vorrat::api
