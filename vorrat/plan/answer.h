#pragma once

#include "vorrat/model/plan.h"
#include "vorrat/plan/stages.h"

namespace vorrat::plan {

/// Reads the solved stages back as a plan: goods, limits with valuations, coverage, proof.
Plan read_answer(const Problem& problem, const Programme& programme, Solved solved);

}  // namespace vorrat::plan
