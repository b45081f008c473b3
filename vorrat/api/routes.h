#pragma once

#include <memory>
#include <vector>

#include "vorrat/api/alternatives.h"
#include "vorrat/api/council.h"
#include "vorrat/api/import_desk.h"
#include "vorrat/api/jobs.h"
#include "vorrat/api/plan_shelf.h"
#include "vorrat/api/record.h"
#include "vorrat/api/route.h"
#include "vorrat/api/story.h"

/// The lists of routes that `open_site` joins, one function per subject.
namespace vorrat::api {

/// What is published, read only.
std::vector<Route> plan_routes(const std::shared_ptr<const PlanShelf>& shelf);

/// Councils and proposals, read only.
std::vector<Route> council_routes(const std::shared_ptr<const CouncilApi>& councils);

/// Signing in and out, accounts, one-time links, tokens, the record of writes.
std::vector<Route> people_routes(const std::shared_ptr<access::Accounts>& accounts,
                                 const std::shared_ptr<access::Journal>& journal);

/// Long work: begun, watched, cancelled.
std::vector<Route> job_routes(const JobSite& site);

/// Spreadsheets into tables: sent, mapped, tried, applied, undone.
std::vector<Route> import_routes(const std::shared_ptr<ImportDesk>& desk);

/// The description of all routes, docs/formats/openapi.json.
std::vector<Route> openapi_routes();

/// The public record, read only.
std::vector<Route> record_routes(const std::shared_ptr<const RecordApi>& record);

/// How the forecast of a series came about, from the tables of the workspace.
std::vector<Route> story_routes(const std::shared_ptr<const WorkspaceShelf>& workspace,
                                const std::shared_ptr<const PlanShelf>& shelf);

/// Plans compared, read only. Names are those of the plan on the shelf.
std::vector<Route> alternatives_routes(const std::shared_ptr<const Alternatives>& alternatives,
                                       const std::shared_ptr<const PlanShelf>& shelf);

/// The first parts of all paths, so that a page offers nothing that this server was not given.
Route served_route(const std::vector<Route>& routes);

}  // namespace vorrat::api
