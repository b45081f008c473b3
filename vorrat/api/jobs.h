#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "vorrat/api/import_desk.h"
#include "vorrat/api/plan_shelf.h"
#include "vorrat/jobs/jobs.h"
#include "vorrat/service/service.h"

namespace vorrat::api {

/// What jobs work on.
struct JobSite {
    std::filesystem::path workspace;
    std::filesystem::path plan;  ///< folder where plans are published
    std::filesystem::path own;   ///< folder of what the server keeps
    std::shared_ptr<PlanShelf> shelf;
    std::shared_ptr<const ImportDesk> imports = {};
    std::shared_ptr<jobs::Jobs> jobs = {};  ///< null while they are being made
    /// the plan that what-ifs are compared with
    std::shared_ptr<service::KeptPlan> kept = std::make_shared<service::KeptPlan>();
};

/// The kinds of jobs: `plan` publishes a plan and serves it, `forecast` leaves a file,
/// `what-if` compares plans and changes nothing.
std::map<std::string, jobs::Work, std::less<>> job_kinds(const JobSite& site);

}  // namespace vorrat::api
