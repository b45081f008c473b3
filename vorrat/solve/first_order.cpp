#include "vorrat/solve/first_order.h"

#include <algorithm>
#include <cmath>

#include "vorrat/base/check.h"
#include "vorrat/base/stopwatch.h"
#include "vorrat/solve/halpern.h"
#include "vorrat/solve/repair.h"

namespace vorrat::solve {
namespace {

/// Sweeps of a repair; each costs about as much as an iteration.
constexpr int sweeps_max = 60;
constexpr double repaired_to = 1e-13;

/// The next certificate is due after so many times the iterations of the last.
constexpr double between_certificates = 1.3;

/// A program with a certified gap below this has an optimum; nobody looks for a ray then.
constexpr double near_an_optimum = 0.1;

/// Brings the largest entry to size 1. Returns whether there is one.
bool normalise(std::vector<double>& values) {
    double largest = 0;
    for (const double value : values) {
        largest = std::max(largest, std::abs(value));
    }
    for (double& value : values) {
        value /= largest > 0 ? largest : 1;
    }
    return largest > 0;
}

class FirstOrder {
public:
    FirstOrder(const LinearProgram& program, const Settings& settings)
        : program_(program),
          settings_(settings),
          scaled_(scaled(program)),
          iterate_(scaled_, settings.threads),
          sign_(scaled_.sign) {
        best_.objective = sign_ * infinity;
        best_.bound = -sign_ * infinity;
        best_.x = unscaled_x(scaled_, iterate_.image().x);
        best_.row_duals.assign(program.rows(), 0);
        refresh_bounds();
    }

    Solution run();

private:
    bool ended() const;
    /// Tries to better the best point and the best bound by what the iteration holds.
    void certify();
    void certify_point(std::vector<double> x);
    void certify_bound(std::vector<double> y);
    bool gap_closed() const;
    /// Looks for proofs that there is no optimum. Returns whether a verdict was reached.
    bool diverges();
    bool infeasible_by(std::vector<double> y);
    bool unbounded_by(std::vector<double> ray);
    bool confirm_unbounded(std::vector<double> ray);
    void refresh_bounds();
    Solution finished(Status status);

    const LinearProgram& program_;
    const Settings& settings_;
    Stopwatch clock_;
    Scaled scaled_;
    Halpern iterate_;
    double sign_;
    ColumnBounds implied_;  ///< by the rows and `implied_at_`
    double implied_at_ = 0;
    ColumnBounds scaled_implied_;  ///< the same in scaled units
    Solution best_;                ///< x feasible if `feasible_`
    bool feasible_ = false;
    bool sought_start_ = false;  ///< for a ray; once
};

/// The implied bounds of the best objective so far, for the bound and the repair of duals.
void FirstOrder::refresh_bounds() {
    implied_at_ = best_.objective;
    implied_ = implied_bounds(program_, implied_at_);
    scaled_implied_ = implied_;
    for (std::size_t j = 0; j < program_.columns(); ++j) {
        scaled_implied_.lower[j] /= scaled_.column_factor[j];
        scaled_implied_.upper[j] /= scaled_.column_factor[j];
    }
}

bool FirstOrder::ended() const {
    const bool late =
        settings_.time_limit_seconds && clock_.seconds() >= *settings_.time_limit_seconds;
    return late || settings_.progress.stopped() ||
           iterate_.iterations() >= settings_.iteration_limit;
}

bool FirstOrder::gap_closed() const { return feasible_ && gap(best_) <= settings_.gap; }

void FirstOrder::certify_point(std::vector<double> x) {
    project_onto_rows(scaled_, x, repaired_to, sweeps_max);
    std::vector<double> point = unscaled_x(scaled_, x);
    for (std::size_t j = 0; j < point.size(); ++j) {
        point[j] = std::min(std::max(point[j], program_.column_lower[j]), program_.column_upper[j]);
    }
    const double value = objective(program_, point);
    const double off = residuals(program_, point, best_.row_duals).primal;
    const bool fits = off <= feasible_within;
    if (feasible_ ? fits && sign_ * value < sign_ * best_.objective : true) {
        best_.x = std::move(point);
        best_.objective = fits ? value : best_.objective;
        if (fits) {
            feasible_ = true;
            refresh_bounds();
        }
    }
}

void FirstOrder::certify_bound(std::vector<double> y) {
    project_onto_columns(scaled_, scaled_implied_, scaled_.cost, y, repaired_to, sweeps_max);
    std::vector<double> duals = unscaled_duals(scaled_, y);
    const double bound = bound_within(program_, implied_, implied_at_, duals, settings_.box);
    if (sign_ * bound > sign_ * best_.bound) {
        best_.bound = bound;
        best_.row_duals = std::move(duals);
    }
}

void FirstOrder::certify() {
    certify_point(iterate_.image().x);
    certify_bound(iterate_.image().y);
}

bool FirstOrder::infeasible_by(std::vector<double> y) {
    if (!normalise(y)) {
        return false;
    }
    const std::vector<double> no_cost(program_.columns(), 0);
    const ColumnBounds given{scaled_.column_lower, scaled_.column_upper};
    project_onto_columns(scaled_, given, no_cost, y, repaired_to, sweeps_max);
    std::vector<double> duals = unscaled_duals(scaled_, y);
    clear_useless_duals(program_, duals);
    // No point is known yet, so the implied bounds follow from the rows alone.
    const bool everywhere =
        proves_infeasible(program_, duals) || proves_infeasible(program_, implied_, duals);
    if (!everywhere && !proves_infeasible(program_, duals, settings_.box)) {
        return false;
    }
    best_.no_x_within = everywhere ? infinity : settings_.box;
    best_.certificate = std::move(duals);
    return true;
}

bool FirstOrder::unbounded_by(std::vector<double> ray) {
    // The ray belongs to the cone of the program: same rows, every finite bound 0.
    Scaled cone = scaled_;
    const auto to_cone = [](std::vector<double>& bounds) {
        for (double& bound : bounds) {
            bound = std::isfinite(bound) ? 0 : bound;
        }
    };
    to_cone(cone.column_lower);
    to_cone(cone.column_upper);
    to_cone(cone.row_lower);
    to_cone(cone.row_upper);
    if (!normalise(ray)) {
        return false;
    }
    project_onto_rows(cone, ray, repaired_to, sweeps_max);
    std::vector<double> direction = unscaled_x(scaled_, ray);
    return proves_unbounded(program_, direction) && confirm_unbounded(std::move(direction));
}

/// A direction of gain makes a program unbounded only if it has a point to start from. It is looked
/// for once, with what is left of the limits.
bool FirstOrder::confirm_unbounded(std::vector<double> ray) {
    if (!feasible_) {
        if (sought_start_) {
            return false;
        }
        sought_start_ = true;
        LinearProgram without_cost = program_;
        std::ranges::fill(without_cost.cost, 0);
        Settings rest = settings_;
        rest.gap = infinity;
        rest.iteration_limit -= iterate_.iterations();
        if (rest.time_limit_seconds) {
            *rest.time_limit_seconds -= clock_.seconds();
        }
        const Solution start = solve_first_order(without_cost, rest);
        if (start.status == Status::infeasible) {
            best_.certificate = start.certificate;
            best_.no_x_within = start.no_x_within;
            best_.status = Status::infeasible;
            return true;
        }
        if (start.status != Status::optimal) {
            return false;
        }
        best_.x = start.x;
    }
    best_.certificate = std::move(ray);
    best_.status = Status::unbounded;
    return true;
}

bool FirstOrder::diverges() {
    if (!feasible_) {
        if (infeasible_by(iterate_.drift().y) || infeasible_by(iterate_.difference().y)) {
            best_.status = Status::infeasible;
            return true;
        }
    }
    // A bound that the box alone holds up says nothing against a direction of gain.
    const bool nearly_solved = feasible_ && gap(best_) < near_an_optimum;
    return !nearly_solved &&
           (unbounded_by(iterate_.drift().x) || unbounded_by(iterate_.difference().x));
}

Solution FirstOrder::finished(Status status) {
    best_.status = status;
    best_.reduced_costs = reduced_costs(program_, best_.row_duals, settings_.threads);
    best_.objective = objective(program_, best_.x);
    best_.residuals = residuals(program_, best_.x, best_.row_duals);
    best_.iterations = iterate_.iterations();
    best_.seconds = clock_.seconds();
    return std::move(best_);
}

Solution FirstOrder::run() {
    auto next_certificate = static_cast<double>(check_every);
    while (!ended()) {
        iterate_.step();
        const long k = iterate_.iterations();
        if (k % check_every != 0) {
            continue;
        }
        if (static_cast<double>(k) >= next_certificate) {
            next_certificate = between_certificates * static_cast<double>(k);
            settings_.progress.tell("first-order", 0);
            certify();
            if (gap_closed()) {
                return finished(Status::optimal);
            }
            if (diverges()) {
                return finished(best_.status);
            }
        }
        iterate_.restart_if_due();
    }
    certify();
    return finished(gap_closed() ? Status::optimal : Status::stopped);
}

}  // namespace

Solution solve_first_order(const LinearProgram& program, const Settings& settings) {
    check(program.matrix.rows == program.rows(), "the matrix has the rows of the program");
    check(program.matrix.columns() == program.columns(), "the matrix has the columns");
    if (bounds_cross(program)) {
        Solution none;
        none.status = Status::infeasible;
        none.x.assign(program.columns(), 0);
        none.row_duals.assign(program.rows(), 0);
        none.reduced_costs = program.cost;
        none.certificate.assign(program.rows(), 0);
        return none;
    }
    return FirstOrder(program, settings).run();
}

}  // namespace vorrat::solve
