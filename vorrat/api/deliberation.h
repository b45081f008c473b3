#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "vorrat/api/council.h"
#include "vorrat/api/jobs.h"
#include "vorrat/api/route.h"
#include "vorrat/service/service.h"

namespace vorrat::api {

/// What people write into council.jsonl of a workspace. Any number of threads may ask at the same
/// time; whoever writes does so alone.
class CouncilDesk {
public:
    /// today  the day on which what is written happens
    CouncilDesk(std::filesystem::path workspace, std::function<Date()> today,
                std::shared_ptr<const CouncilApi> councils)
        : workspace_(std::move(workspace)),
          today_(std::move(today)),
          councils_(std::move(councils)) {}

    /// errors  as `service::add_to_council`
    Outcome add(const service::MakeEvent& make) const {
        return service::add_to_council(workspace_, today_(), make);
    }
    /// Why these changes could not be written into the files as they are. errors  bad_input
    Outcome can_be_written(const council::Changes& changes) const;
    /// Why the planner could not be asked about them; of one proposal at a time, for all tables are
    /// read. errors  bad_input, failed
    Outcome can_be_planned(const council::Changes& changes) const;

    const std::filesystem::path& workspace() const { return workspace_; }
    const CouncilApi& councils() const { return *councils_; }
    const std::shared_ptr<const CouncilApi>& shared_councils() const { return councils_; }
    Date today() const { return today_(); }

private:
    std::filesystem::path workspace_;
    std::function<Date()> today_;
    std::shared_ptr<const CouncilApi> councils_;
    mutable std::mutex reads_{};  // one workspace in memory at a time
};

/// Changes from a body: as `council::json_of` writes them, where what is empty may be left out.
/// errors  bad_input
Result<council::Changes> changes_in(const Json& given);

/// Proposals made, supported, discussed, amended, moved; and what their options would bring.
/// jobs  where the planner is asked
std::vector<Route> deliberation_routes(const std::shared_ptr<const CouncilDesk>& desk,
                                       const JobSite& jobs);

}  // namespace vorrat::api
