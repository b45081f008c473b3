#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <utility>

#include "vorrat/api/plan_shelf.h"
#include "vorrat/ingest/ingest.h"

namespace vorrat::api {

/// The tables of a workspace, read when first asked for and again when a file has changed. Any
/// number of threads may ask at the same time; while the tables are read the others wait.
class WorkspaceShelf {
public:
    explicit WorkspaceShelf(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// errors    those of ingest::read_workspace; bad_input: the tables are not sound
    Result<std::shared_ptr<const ingest::Reading>> reading() const;
    /// The tables are read again when next asked for: a file may change twice within one tick of
    /// its clock.
    void forget() const;

private:
    std::filesystem::path folder_;
    mutable std::mutex mutex_;
    mutable std::filesystem::file_time_type written_ = {};
    mutable std::shared_ptr<const ingest::Reading> reading_;  // null: not read yet
};

}  // namespace vorrat::api
