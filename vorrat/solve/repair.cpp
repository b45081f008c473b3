#include "vorrat/solve/repair.h"

#include <algorithm>
#include <cmath>

namespace vorrat::solve {
namespace {

constexpr int rounds_of_bounds = 4;

/// Relative care for the rounding of a sum of `count` products and the few steps after it; the
/// error is below (count + 4) 2^-53 of the sum of sizes (Higham 2002, section 3.1).
double care_for(std::size_t count) { return 4 * (static_cast<double>(count) + 4) * 0x1p-53; }

/// A bound further away says nothing worth keeping.
constexpr double bound_max = 1e15;

/// Largest share of the values of a row that its columns can reach: finite part and the number of
/// columns that reach infinity.
struct Reach {
    double care = 0;  ///< `care_for` the number of terms
    double finite = 0;
    double size = 0;
    std::size_t unbounded = 0;

    void add(double coefficient, double bound) {
        if (std::isfinite(bound)) {
            finite += coefficient * bound;
            size += std::abs(coefficient * bound);
        } else {
            ++unbounded;
        }
    }
    /// The reach without one of its terms, rounded up by `care`; infinity if it has none.
    double without(double coefficient, double bound) const {
        const bool own = !std::isfinite(bound);
        if (unbounded > (own ? 1U : 0U)) {
            return infinity;
        }
        const double rest = own ? finite : finite - coefficient * bound;
        return rest + care * size;
    }
};

/// One row, or the objective: sum a_j x_j <= upper, with the bounds so far.
class Tightener {
public:
    explicit Tightener(ColumnBounds& bounds) : bounds_(bounds) {}

    /// sum sign a_j x_j <= limit over the entries first .. last of a matrix by rows.
    template <class Entry>
    void use(std::size_t count, const Entry& entry, double limit) {
        if (!std::isfinite(limit)) {
            return;
        }
        // The least the row can be is minus the most that its negative reaches.
        const double care = care_for(count);
        // Products that underflow lose less than this together.
        const double lost = static_cast<double>(count) * 0x1p-1022;
        Reach least{.care = care};
        for (std::size_t k = 0; k < count; ++k) {
            const auto [j, a] = entry(k);
            least.add(-a, low_side(j, a));
        }
        for (std::size_t k = 0; k < count; ++k) {
            const auto [j, a] = entry(k);
            const double others = least.without(-a, low_side(j, a));
            if (a == 0 || !std::isfinite(others)) {
                continue;
            }
            const double room = limit + others + care * (std::abs(limit) + least.size) + lost;
            tighten(j, a, room, care);
        }
    }

private:
    double low_side(std::size_t j, double a) const {
        return a > 0 ? bounds_.lower[j] : bounds_.upper[j];
    }
    /// a x_j <= room
    void tighten(std::size_t j, double a, double room, double care) {
        const double bound = room / a;
        const double safe = std::abs(bound) * care + 1e-300;
        if (!(std::abs(bound) <= bound_max)) {
            return;
        }
        if (a > 0) {
            bounds_.upper[j] = std::min(bounds_.upper[j], bound + safe);
        } else {
            bounds_.lower[j] = std::max(bounds_.lower[j], bound - safe);
        }
    }

    ColumnBounds& bounds_;
};

double clip(double value, double lower, double upper) {
    return std::min(std::max(value, lower), upper);
}

/// How far value has to move to lie in [lower, upper].
double towards(double value, double lower, double upper) {
    return clip(value, lower, upper) - value;
}

}  // namespace

ColumnBounds implied_bounds(const LinearProgram& program, double at_best) {
    ColumnBounds bounds{program.column_lower, program.column_upper};
    const SparseMatrix by_row = transposed(program.matrix);
    const double sign = sign_of(program.sense);
    for (int round = 0; round < rounds_of_bounds; ++round) {
        Tightener tightener(bounds);
        for (std::size_t i = 0; i < program.rows(); ++i) {
            const std::size_t first = by_row.start[i];
            const std::size_t count = by_row.start[i + 1] - first;
            const auto entry = [&](double factor) {
                return [&, factor](std::size_t k) {
                    return std::pair<std::size_t, double>(by_row.row[first + k],
                                                          factor * by_row.value[first + k]);
                };
            };
            tightener.use(count, entry(1), program.row_upper[i]);
            tightener.use(count, entry(-1), -program.row_lower[i]);
        }
        tightener.use(
            program.columns(),
            [&](std::size_t j) {
                return std::pair<std::size_t, double>(j, sign * program.cost[j]);
            },
            sign * at_best);
    }
    // Rounding must not cross bounds that belong to each other.
    for (std::size_t j = 0; j < program.columns(); ++j) {
        if (bounds.lower[j] > bounds.upper[j]) {
            bounds.lower[j] = program.column_lower[j];
            bounds.upper[j] = program.column_upper[j];
        }
    }
    return bounds;
}

Projected project_onto_rows(const Scaled& s, std::vector<double>& x, double enough,
                            int sweeps_max) {
    for (std::size_t j = 0; j < x.size(); ++j) {
        x[j] = clip(x[j], s.column_lower[j], s.column_upper[j]);
    }
    Projected done;
    for (; done.sweeps < sweeps_max; ++done.sweeps) {
        done.violation = 0;
        for (std::size_t i = 0; i < s.rows(); ++i) {
            double sum = 0;
            double size = 1;
            for (std::size_t k = s.by_row.start[i]; k < s.by_row.start[i + 1]; ++k) {
                const double part = s.by_row.value[k] * x[s.by_row.row[k]];
                sum += part;
                size += std::abs(part);
            }
            const double miss = towards(sum, s.row_lower[i], s.row_upper[i]);
            done.violation = std::max(done.violation, std::abs(miss) / size);
            if (miss == 0) {
                continue;
            }
            double weight = 0;
            for (std::size_t k = s.by_row.start[i]; k < s.by_row.start[i + 1]; ++k) {
                const std::uint32_t j = s.by_row.row[k];
                const double a = s.by_row.value[k];
                const bool up = a * miss > 0;
                const bool room = up ? x[j] < s.column_upper[j] : x[j] > s.column_lower[j];
                weight += room ? a * a : 0;
            }
            if (weight == 0) {
                continue;
            }
            for (std::size_t k = s.by_row.start[i]; k < s.by_row.start[i + 1]; ++k) {
                const std::uint32_t j = s.by_row.row[k];
                x[j] = clip(x[j] + miss * s.by_row.value[k] / weight, s.column_lower[j],
                            s.column_upper[j]);
            }
        }
        if (done.violation <= enough) {
            break;
        }
    }
    return done;
}

Projected project_onto_columns(const Scaled& s, const ColumnBounds& bounds,
                               std::span<const double> cost, std::vector<double>& y, double enough,
                               int sweeps_max) {
    const auto sign_low = [&](std::size_t i) {
        return std::isfinite(s.row_upper[i]) ? -infinity : 0;
    };
    const auto sign_high = [&](std::size_t i) {
        return std::isfinite(s.row_lower[i]) ? infinity : 0;
    };
    for (std::size_t i = 0; i < y.size(); ++i) {
        y[i] = clip(y[i], sign_low(i), sign_high(i));
    }
    Projected done;
    for (; done.sweeps < sweeps_max; ++done.sweeps) {
        done.violation = 0;
        for (std::size_t j = 0; j < s.columns(); ++j) {
            const double low = std::isfinite(bounds.upper[j]) ? -infinity : 0;
            const double high = std::isfinite(bounds.lower[j]) ? infinity : 0;
            if (low != 0 && high != 0) {
                continue;
            }
            double slope = cost[j];
            double size = 1 + std::abs(slope);
            double weight = 0;
            for (std::size_t k = s.by_column.start[j]; k < s.by_column.start[j + 1]; ++k) {
                const double a = s.by_column.value[k];
                const double part = a * y[s.by_column.row[k]];
                slope -= part;
                size += std::abs(part);
                weight += a * a;
            }
            const double miss = towards(slope, low, high);
            done.violation = std::max(done.violation, std::abs(miss) / size);
            if (miss == 0 || weight == 0) {
                continue;
            }
            for (std::size_t k = s.by_column.start[j]; k < s.by_column.start[j + 1]; ++k) {
                const std::uint32_t i = s.by_column.row[k];
                y[i] = clip(y[i] - miss * s.by_column.value[k] / weight, sign_low(i), sign_high(i));
            }
        }
        if (done.violation <= enough) {
            break;
        }
    }
    return done;
}

}  // namespace vorrat::solve
