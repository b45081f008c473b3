#pragma once

namespace vorrat::reserve {

/// The cycle a shipment decides about: how far away it is and how long it lasts, in steps.
struct Cycle {
    int lead = 0;
    int review = 1;
};

/// The critical ratio to aim at when need that finds no stock is lost: below `ratio`, because a
/// cycle that lost need passes what it did not use on to the next. Found by playing the rule of
/// section 3 on made-up need. docs/math/placement.md 2.1
///
/// ratio    b / (b + h) in [0, 1)
/// returns  in (0, ratio]; `ratio` itself at lead 0, and above 0.97, which the play does not
/// resolve cost     about 30 ms for a lead of 2 steps, linear in the lead; the same for every call
double near_myopic_ratio(double ratio, Cycle cycle);

}  // namespace vorrat::reserve
