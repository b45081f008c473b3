#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "vorrat/api/import_desk.h"
#include "vorrat/api/plan_shelf.h"
#include "vorrat/api/reply.h"
#include "vorrat/api/route.h"
#include "vorrat/jobs/jobs.h"
#include "vorrat/service/service.h"

namespace vorrat::api {

/// What jobs work on.
struct JobSite {
    std::filesystem::path workspace;
    std::filesystem::path plan;  ///< folder where plans are published
    std::filesystem::path own;   ///< folder of what the server keeps
    std::shared_ptr<PlanShelf> shelf;
    std::function<Date()> today = {};  ///< on which what a job writes into the council's record
    std::shared_ptr<const ImportDesk> imports = {};
    std::shared_ptr<jobs::Jobs> jobs = {};  ///< null while they are being made
    /// the plan that what-ifs are compared with
    std::shared_ptr<service::KeptPlan> kept = std::make_shared<service::KeptPlan>();
    /// held from looking at what goes on until a job is begun
    std::shared_ptr<std::mutex> asking = std::make_shared<std::mutex>();
};

/// The kinds of jobs: `plan` publishes a plan and serves it, `forecast` leaves a file,
/// `what-if` compares plans and changes nothing, `alternatives` writes beside the options of a
/// proposal what each would bring.
std::map<std::string, jobs::Work, std::less<>> job_kinds(const JobSite& site);

/// Begins a job for somebody who need not plan: 202, or 409 while another of theirs goes on (but
/// for those who plan everywhere) or the options of the same proposal are being weighed.
Reply own_job(const JobSite& site, const Call& call, const std::string& kind, const Json& settings);

}  // namespace vorrat::api
