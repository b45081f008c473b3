#pragma once

#include <optional>
#include <vector>

#include "vorrat/base/parallel.h"
#include "vorrat/base/progress.h"
#include "vorrat/supply/iteration.h"
#include "vorrat/supply/programme.h"

/// Programmes of supply, too large for the simplex method: a plan and a bound that prove each
/// other.
namespace vorrat::supply {

struct Settings {
    /// relative certified gap at which the plan is good enough
    double gap = 1e-3;
    /// seconds of wall clock after which the best plan so far is the answer; none: no limit
    std::optional<double> time_limit_seconds = {};
    long iteration_limit = 200'000;
    /// the answer does not depend on it
    Threads threads = {};
    /// a plan and prices of a like programme to start from (same rows and groups); empty: none
    std::vector<double> warm_x = {};
    std::vector<double> warm_y = {};
    Progress progress = {};
};

/// A plan and a proof of how good it is.
struct Answer {
    std::vector<double> x;  ///< groups x stride: feasible within `residual`
    std::vector<double> y;  ///< rows: prices, closed
    double cost = 0;        ///< of x
    double bound = 0;       ///< no plan costs less; rounded to the safe side
    double residual = 0;    ///< largest violation of a row, relative to 1 + sum |a x|
    bool reached = false;   ///< the gap asked for
    long iterations = 0;
    int certificates = 0;
    double seconds = 0;
    double certificate_seconds = 0;  ///< part of `seconds`

    /// (cost - bound) / max(1, |cost|)
    double gap() const;
};

/// Solves by the first-order method of docs/math/supply.md. The best plan and the best bound of all
/// certificates are kept; a time limit or a stop ends it with them.
Answer solve(const Programme& programme, const Settings& settings = {});

}  // namespace vorrat::supply
