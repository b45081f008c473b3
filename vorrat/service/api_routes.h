#pragma once

#include <memory>
#include <vector>

#include "vorrat/service/api_council.h"
#include "vorrat/service/api_record.h"
#include "vorrat/service/api_route.h"
#include "vorrat/service/plan_shelf.h"

/// The lists of routes that `open_api` joins, one function per subject.
namespace vorrat::service {

/// What is published, read only.
std::vector<Route> plan_routes(const std::shared_ptr<const PlanShelf>& shelf);

/// Councils and proposals, read only.
std::vector<Route> council_routes(const std::shared_ptr<const CouncilApi>& councils);

/// The public record, read only.
std::vector<Route> record_routes(const std::shared_ptr<const RecordApi>& record);

}  // namespace vorrat::service
