#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "vorrat/api/plan_shelf.h"
#include "vorrat/api/story.h"
#include "vorrat/base/date.h"
#include "vorrat/base/result.h"

namespace vorrat::api {

/// What somebody wants to correct, before it is known whether it can be.
struct WantedOverride {
    std::string item;
    std::string place;
    Date from;
    Date until;
    std::optional<double> factor;
    std::optional<double> quantity;
    std::string reason;
};

/// The corrections of the forecast in `need_overrides.csv` of a workspace. Any number of threads
/// may ask at the same time.
class OverrideDesk {
public:
    /// writing  held while tables of the workspace are written: shared by all who write them
    OverrideDesk(std::filesystem::path workspace, std::shared_ptr<const WorkspaceShelf> tables,
                 std::function<Date()> today,
                 std::shared_ptr<std::mutex> writing = std::make_shared<std::mutex>())
        : workspace_(std::move(workspace)),
          tables_(std::move(tables)),
          today_(std::move(today)),
          writing_(std::move(writing)) {}

    /// The tables as they are. errors  those of WorkspaceShelf
    Result<std::shared_ptr<const ingest::Reading>> tables() const { return tables_->reading(); }

    /// errors  bad_input: what of it cannot be; infeasible: one in force speaks of the same days;
    ///         those of the tables
    Result<NeedOverride> add(const WantedOverride& wanted, const std::string& by);

    /// Takes a correction back; it stays in the table with the day on which it ended.
    /// seen    as whoever takes it back saw it
    /// errors  infeasible: it was changed or taken back since; those of the tables
    Result<NeedOverride> withdraw(const NeedOverride& seen);

private:
    Outcome write(const World& world, const std::vector<NeedOverride>& rows) const;

    std::filesystem::path workspace_;
    std::shared_ptr<const WorkspaceShelf> tables_;
    std::function<Date()> today_;
    std::shared_ptr<std::mutex> writing_;
};

}  // namespace vorrat::api
