#include "vorrat/solve/certificate.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "vorrat/base/check.h"

namespace vorrat::solve {
namespace {

/// Unit roundoff of double.
constexpr double roundoff = 0x1p-53;

/// A column nearer to its bound than this, relative to 1 + |x_j|, lies on it.
constexpr double room_that_counts = 1e-9;

/// A sum of products in twice the working precision, with a bound of its rounding error:
/// |value - exact| <= error(). Ogita, Rump & Oishi 2005, Accurate sum and dot product, Dot2:
/// u |exact| + gamma_n^2 sum |terms| for n terms, where what every product and every addition
/// rounds away is added up beside the sum. The factor 1.01 covers the rounding of the bound
/// itself, the last summand products that underflow. A sum in which nothing was rounded away has
/// no error (whole numbers, mostly: without that no reduced cost would ever be 0, as columns
/// without bounds need it).
class GuardedSum {
public:
    /// data_error   relative, of every product, before anything is rounded here
    explicit GuardedSum(double data_error = 0) : data_error_(data_error) {}
    void add(double a, double b) {
        const double product = a * b;
        const double sum = value_ + product;
        const double lost = lost_in_product(a, b, product) + lost_in_sum(value_, product, sum);
        exact_ = exact_ && lost == 0 && is_exact_product(a, b, product);
        value_ = sum;
        lost_ += lost;
        absolute_ += std::abs(product);
        ++terms_;
    }
    void add(double a) { add(a, 1); }

    double value() const { return std::isfinite(lost_) ? value_ + lost_ : value_; }
    double absolute() const { return absolute_; }
    double error() const {
        if (exact()) {
            return 0;
        }
        const double n = terms_ + 2;
        const double gamma = n * roundoff / (1 - n * roundoff);
        return 1.01 * (roundoff * std::abs(value()) + (gamma * gamma + data_error_) * absolute_ +
                       n * 0x1p-1022);
    }
    double above() const { return exact() ? value_ : next_up(value() + error()); }
    double below() const { return exact() ? value_ : -next_up(-value() + error()); }

private:
    bool exact() const { return exact_ && data_error_ * absolute_ == 0; }
    static double next_up(double x) { return std::nextafter(x, infinity); }
    static double lost_in_product(double a, double b, double product) {
        return std::fma(a, b, -product);
    }
    /// Below the size at which a product can lose bits to underflow, only 0 counts as exact.
    static bool is_exact_product(double a, double b, double product) {
        constexpr double large_enough = 0x1p-960;
        return a == 0 || b == 0 || std::abs(product) >= large_enough;
    }
    /// Knuth's sum without error: what `sum` lost.
    static double lost_in_sum(double a, double b, double sum) {
        const double part = sum - a;
        return (a - (sum - part)) + (b - part);
    }

    double data_error_ = 0;
    double value_ = 0;
    double lost_ = 0;
    double absolute_ = 0;
    double terms_ = 0;
    bool exact_ = true;
};

/// The side of [lower, upper] that min(lower * d, upper * d) uses.
double side(double d, double lower, double upper) { return d > 0 ? lower : upper; }

/// c_j - sum_i a_ij y_i with its error, for costs and duals times `sign`.
GuardedSum reduced_cost(const LinearProgram& program, std::span<const double> y, double sign,
                        double cost_factor, std::size_t j, double data_error = 0) {
    GuardedSum sum(data_error);
    sum.add(sign * cost_factor * program.cost[j]);
    const SparseMatrix& matrix = program.matrix;
    for (std::size_t k = matrix.start[j]; k < matrix.start[j + 1]; ++k) {
        sum.add(-sign * matrix.value[k], y[matrix.row[k]]);
    }
    return sum;
}

/// min over l <= x <= u of d x for the worst d in [below, above]; never above the true minimum.
double safe_minimum(const GuardedSum& d, double lower, double upper) {
    double least = infinity;
    for (const double slope : {d.below(), d.above()}) {
        const double bound = side(slope, lower, upper);
        const double value = slope == 0 ? 0 : std::nextafter(slope * bound, -infinity);
        if (std::isnan(value)) {
            return -infinity;
        }
        least = std::min(least, value);
    }
    return least;
}

/// The column bounds that a bound is taken over, each cut to the box.
struct Domain {
    std::span<const double> lower;
    std::span<const double> upper;
    double box = infinity;
    double data_error = 0;
};

Domain own_columns(const LinearProgram& program, double box, double data_error = 0) {
    return {program.column_lower, program.column_upper, box, data_error};
}

enum class Costs { as_given, none };

/// The bound of the program read as a minimisation, with its costs or without.
double lower_bound(const LinearProgram& program, const Domain& domain, std::span<const double> y,
                   Costs costs) {
    check(y.size() == program.rows(), "a bound takes one dual per row");
    const double cost_factor = costs == Costs::as_given ? 1 : 0;
    const double sign = sign_of(program.sense);
    std::vector<double> usable(y.begin(), y.end());
    clear_useless_duals(program, usable);
    GuardedSum total(domain.data_error);
    for (std::size_t i = 0; i < program.rows(); ++i) {
        const double dual = sign * usable[i];
        if (dual != 0) {
            total.add(side(dual, program.row_lower[i], program.row_upper[i]), dual);
        }
    }
    for (std::size_t j = 0; j < program.columns(); ++j) {
        const double lower = std::max(domain.lower[j], -domain.box);
        const double upper = std::min(domain.upper[j], domain.box);
        const GuardedSum d = reduced_cost(program, usable, sign, cost_factor, j, domain.data_error);
        if (d.value() == 0 && d.absolute() == 0) {
            continue;
        }
        const double least = safe_minimum(d, lower, upper);
        if (least == -infinity) {
            return -infinity;
        }
        total.add(least);
    }
    const double bound = total.below();
    return std::isnan(bound) ? -infinity : bound;
}

double violation(double value, double lower, double upper) {
    return std::max({0.0, lower - value, value - upper});
}

}  // namespace

void clear_useless_duals(const LinearProgram& program, std::span<double> y) {
    check(y.size() == program.rows(), "one dual per row");
    const double sign = sign_of(program.sense);
    for (std::size_t i = 0; i < y.size(); ++i) {
        const double used = side(sign * y[i], program.row_lower[i], program.row_upper[i]);
        if (!std::isfinite(used)) {
            y[i] = 0;
        }
    }
}

double dual_bound(const LinearProgram& program, std::span<const double> y, double box,
                  double data_error) {
    return sign_of(program.sense) *
           lower_bound(program, own_columns(program, box, data_error), y, Costs::as_given);
}

double bound_within(const LinearProgram& program, const ColumnBounds& bounds, double at_best,
                    std::span<const double> y, double box) {
    const double sign = sign_of(program.sense);
    const Domain domain{bounds.lower, bounds.upper, box};
    return sign * std::min(lower_bound(program, domain, y, Costs::as_given), sign * at_best);
}

bool proves_infeasible(const LinearProgram& program, std::span<const double> y, double box) {
    return bounds_cross(program) ||
           lower_bound(program, own_columns(program, box), y, Costs::none) > 0;
}

bool proves_infeasible(const LinearProgram& program, const ColumnBounds& bounds,
                       std::span<const double> y, double box) {
    return bounds_cross(program) ||
           lower_bound(program, {bounds.lower, bounds.upper, box}, y, Costs::none) > 0;
}

bool proves_unbounded(const LinearProgram& program, std::span<const double> ray, double tolerance) {
    check(ray.size() == program.columns(), "a ray has one value per column");
    double largest = 0;
    for (const double step : ray) {
        largest = std::max(largest, std::abs(step));
    }
    const double allowed = tolerance * largest;
    const auto runs_out = [&](double step, double lower, double upper) {
        return (step > allowed && std::isfinite(upper)) ||
               (step < -allowed && std::isfinite(lower));
    };
    for (std::size_t j = 0; j < ray.size(); ++j) {
        if (runs_out(ray[j], program.column_lower[j], program.column_upper[j])) {
            return false;
        }
    }
    std::vector<double> moved(program.rows());
    transposed_product(transposed(program.matrix), ray, moved);
    for (std::size_t i = 0; i < moved.size(); ++i) {
        if (runs_out(moved[i], program.row_lower[i], program.row_upper[i])) {
            return false;
        }
    }
    return sign_of(program.sense) * objective(program, ray) < -allowed;
}

Residuals residuals(const LinearProgram& program, std::span<const double> x,
                    std::span<const double> y) {
    check(x.size() == program.columns(), "one value per column");
    Residuals found;
    std::vector<GuardedSum> rows(program.rows());
    const double sign = sign_of(program.sense);
    for (std::size_t j = 0; j < x.size(); ++j) {
        const double lower = program.column_lower[j];
        const double upper = program.column_upper[j];
        for (std::size_t k = program.matrix.start[j]; k < program.matrix.start[j + 1]; ++k) {
            rows[program.matrix.row[k]].add(program.matrix.value[k], x[j]);
        }
        const double past = violation(x[j], lower, upper) / (1 + std::abs(x[j]));
        found.primal = std::max(found.primal, past);

        const GuardedSum d = reduced_cost(program, y, sign, 1, j);
        const double room = d.value() > 0 ? x[j] - lower : upper - x[j];
        if (room <= room_that_counts * (1 + std::abs(x[j]))) {
            continue;
        }
        found.dual = std::max(found.dual, std::abs(d.value()) / (1 + d.absolute()));
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const double past = violation(rows[i].value(), program.row_lower[i], program.row_upper[i]);
        found.primal = std::max(found.primal, past / (1 + rows[i].absolute()));
    }
    return found;
}

std::vector<double> reduced_costs(const LinearProgram& program, std::span<const double> y,
                                  Threads threads) {
    std::vector<double> costs(program.columns());
    transposed_product(program.matrix, y, costs, threads);
    for (std::size_t j = 0; j < costs.size(); ++j) {
        costs[j] = program.cost[j] - costs[j];
    }
    return costs;
}

double objective(const LinearProgram& program, std::span<const double> x) {
    double sum = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
        sum += program.cost[j] * x[j];
    }
    return sum;
}

}  // namespace vorrat::solve
