#pragma once

#include <optional>

#include "vorrat/plan/earlier.h"
#include "vorrat/plan/stages.h"

namespace vorrat::plan {

/// The earlier plan in this programme without any search, docs/math/plan.md section 9.6: what can
/// be carried out of it, and what its closed duals prove. Its gaps say how good that still is.
///
/// returns  nothing when what is carried out passes a row (a ratio, a minimum, a cap on coverage)
/// cost     some passes over the entries
std::optional<Solved> answer_at_once(const Problem& problem, const Programme& programme,
                                     const Connections& connections, EarlierPoint earlier,
                                     Threads threads);

/// Whether each gap is what is asked for, or little more than that of the plan to compare with,
/// which was as far as its search came; null: none.
bool is_good_enough(const Solved& solved, double gap, const Plan* as_good_as);

}  // namespace vorrat::plan
