#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "vorrat/api/deliberation.h"

namespace vorrat::api {

/// The views of docs/formats/api.md, section "Shared budgets", as things stand on `day`.
Json budgets(const council::State& state, const std::string& council, Date day);
/// Nothing where there is no such budget.
/// today  what people want is shown only once the vote is over on this day, too
std::optional<Json> budget(const council::State& state, const std::string& id, Date day,
                           Date today);

/// Budgets that a council shares: seen, opened, given projects, voted on, shared out.
std::vector<Route> budget_routes(const std::shared_ptr<const CouncilDesk>& desk);

}  // namespace vorrat::api
