#pragma once

#include <vector>

#include "vorrat/model/need.h"
#include "vorrat/model/world.h"
#include "vorrat/plan/plan.h"

namespace vorrat::rounds {

/// An item that can be requested at a depot.
struct Ask {
    SeriesKey what;
    double foreseen = 0;  ///< units over the horizon, > 0
};

/// A resource that the people of a place can offer.
struct Labour {
    plan::ResourceAt what;
    double capacity = 0;  ///< units over the horizon, > 0: nobody can offer more
    double usual = 0;     ///< what is offered where nothing is said
};

/// What councils can state, docs/math/rounds.md section 1. Asks by item, then depot.
struct Agenda {
    World world;  ///< of plan::as_one_period
    Date start;
    std::vector<Ask> asks;
    std::vector<Labour> labours;
};

/// forecast  what is foreseen from its start on, with the sums of `plan::plan_intervals`
/// errors    bad_input: a sum over a period is missing, or nothing is needed at any depot
Result<Agenda> agenda_of(const World& world, const NeedForecast& forecast);

/// What councils state in a round: one number per ask and per labour.
struct Statements {
    std::vector<double> requests;  ///< units, >= 0
    std::vector<double> offers;    ///< units, >= 0
};

/// What holds where nobody says anything: what is foreseen, and the usual hours.
Statements first_statements(const Agenda& agenda);

}  // namespace vorrat::rounds
