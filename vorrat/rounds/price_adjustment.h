#pragma once

#include <vector>

#include "vorrat/rounds/simulation.h"

namespace vorrat::rounds {

struct PriceRound {
    Statements stated;
    double largest_excess = 0;  ///< of a limit, a share
};

/// What people would carry out after a round, with what is asked for and offered: its plan, or the
/// mean of all plans so far, the later ones counting more.
enum class CarriedOut { last_plan, mean_of_plans };

struct PriceRule {
    double step = 1;  ///< of the logarithm of a valuation per unit of excess
    CarriedOut carried_out = CarriedOut::last_plan;
};

/// Plain price adjustment with the same councils, for comparison; docs/math/rounds.md section 6.
///
/// first   the planner's answer to the first statements: the valuations begin there
/// errors  as plan::cheapest_use
Result<std::vector<PriceRound>> adjust_prices(const Agenda& agenda,
                                              const SimulatedCouncils& councils,
                                              const Answer& first, const PriceRule& rule, int most,
                                              const Progress& progress = {});

}  // namespace vorrat::rounds
