#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "vorrat/api/approval.h"
#include "vorrat/api/ballots.h"
#include "vorrat/api/overrides.h"
#include "vorrat/api/plan_shelf.h"
#include "vorrat/api/route.h"

/// The lists of routes with which people work on a workspace, one function per subject.
namespace vorrat::api {

/// Ballots handed in and counted.
std::vector<Route> ballot_routes(const std::shared_ptr<const BallotDesk>& ballots);

/// The shipments of the plan on the shelf, released by somebody.
std::vector<Route> approval_routes(const std::shared_ptr<Approvals>& approvals,
                                   const std::shared_ptr<const PlanShelf>& shelf);

/// The corrections of the forecast: seen, made, taken back.
std::vector<Route> override_routes(const std::shared_ptr<OverrideDesk>& overrides,
                                   const std::shared_ptr<const PlanShelf>& shelf);

/// The tables of the workspace as they are, to be edited and brought in again.
std::vector<Route> takeout_routes(const std::filesystem::path& workspace);

}  // namespace vorrat::api
