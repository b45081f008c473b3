#include "vorrat/solve/halpern.h"

#include <algorithm>
#include <cmath>

#include "vorrat/base/random.h"
#include "vorrat/solve/restart.h"

namespace vorrat::solve {
namespace {

/// Columns or rows per block of a pass.
constexpr std::size_t block = 4096;

/// Share of the largest stable step that is used: the norm of A is estimated from below.
constexpr double step_share = 0.95;

/// Gains of the controller of the primal weight (cuPDLPx).
constexpr double gain = 0.99;
constexpr double gain_of_sum = 0.01;
/// The weight stays within this factor of 1 in both directions.
constexpr double weight_max = 1e8;

double column_product(const SparseMatrix& matrix, std::size_t j, const std::vector<double>& y) {
    double sum = 0;
    for (std::size_t k = matrix.start[j]; k < matrix.start[j + 1]; ++k) {
        sum += matrix.value[k] * y[matrix.row[k]];
    }
    return sum;
}

double norm_of(const std::vector<double>& values, Threads threads) {
    return std::sqrt(sum_over(values.size(), block, threads,
                              [&](std::size_t k) { return values[k] * values[k]; }));
}

/// Norm of the finite row bounds, the larger side of each row.
double norm_of_bounds(const Scaled& s, Threads threads) {
    return std::sqrt(sum_over(s.rows(), block, threads, [&](std::size_t i) {
        const double low = std::isfinite(s.row_lower[i]) ? s.row_lower[i] : 0;
        const double high = std::isfinite(s.row_upper[i]) ? s.row_upper[i] : 0;
        return std::max(low * low, high * high);
    }));
}

PrimalDual minus(const PrimalDual& a, const PrimalDual& b) {
    PrimalDual out = a;
    for (std::size_t j = 0; j < out.x.size(); ++j) {
        out.x[j] -= b.x[j];
    }
    for (std::size_t i = 0; i < out.y.size(); ++i) {
        out.y[i] -= b.y[i];
    }
    return out;
}

}  // namespace

double spectral_norm(const Scaled& s, Threads threads) {
    constexpr int rounds = 30;
    Random random(1);
    std::vector<double> x(s.columns());
    for (double& value : x) {
        value = random.uniform() + 0.1;
    }
    std::vector<double> y(s.rows(), 0);
    double norm = 0;
    for (int round = 0; round < rounds; ++round) {
        const double size = norm_of(x, threads);
        if (size == 0) {
            return 0;
        }
        for (double& value : x) {
            value /= size;
        }
        transposed_product(s.by_row, x, y, threads);
        norm = norm_of(y, threads);
        transposed_product(s.by_column, y, x, threads);
    }
    return norm;
}

Halpern::Halpern(const Scaled& scaled, Threads threads) : scaled_(scaled), threads_(threads) {
    const double norm = spectral_norm(scaled, threads);
    step_ = norm > 0 ? step_share / norm : 1;
    const double cost = norm_of(scaled.cost, threads);
    const double bounds = norm_of_bounds(scaled, threads);
    weight_ = cost > 0 && bounds > 0 ? cost / bounds : 1;
    point_.x.resize(scaled.columns());
    for (std::size_t j = 0; j < scaled.columns(); ++j) {
        point_.x[j] = std::min(std::max(0.0, scaled.column_lower[j]), scaled.column_upper[j]);
    }
    point_.y.assign(scaled.rows(), 0);
    start_ = point_;
    before_ = point_;
    image_ = point_;
    ahead_.assign(scaled.columns(), 0);
}

void Halpern::step() {
    const auto k = static_cast<double>(since_restart_);
    const double keep = (k + 1) / (k + 2);
    const double pull = 1 / (k + 2);
    const double primal_step = step_ / weight_;
    const double dual_step = step_ * weight_;
    std::swap(before_, point_);
    const Scaled& s = scaled_;
    parallel_blocks(s.columns(), block, threads_, [&](std::size_t first, std::size_t last) {
        for (std::size_t j = first; j < last; ++j) {
            const double old = before_.x[j];
            const double slope = s.cost[j] - column_product(s.by_column, j, before_.y);
            const double moved = old - primal_step * slope;
            const double next = std::min(std::max(moved, s.column_lower[j]), s.column_upper[j]);
            image_.x[j] = next;
            ahead_[j] = 2 * next - old;
            point_.x[j] = keep * ahead_[j] + pull * start_.x[j];
        }
    });
    parallel_blocks(s.rows(), block, threads_, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            const double old = before_.y[i];
            const double v = old / dual_step - column_product(s.by_row, i, ahead_);
            const double inside = std::min(std::max(v, -s.row_upper[i]), -s.row_lower[i]);
            const double next = dual_step * (v - inside);
            image_.y[i] = next;
            point_.y[i] = keep * (2 * next - old) + pull * start_.y[i];
        }
    });
    ++iterations_;
    ++since_restart_;
    if (error_at_restart_ < 0) {
        error_at_restart_ = fixed_point_error();
        last_error_ = error_at_restart_;
    }
}

/// || z - T(z) || in the metric of T: weight |dx|^2 - 2 step dy'A dx + |dy|^2 / weight, over step.
double Halpern::fixed_point_error() {
    const double primal = sum_over(scaled_.columns(), block, threads_, [&](std::size_t j) {
        const double d = image_.x[j] - before_.x[j];
        ahead_[j] = d;
        return d * d;
    });
    const double cross = sum_over(scaled_.rows(), block, threads_, [&](std::size_t i) {
        return (image_.y[i] - before_.y[i]) * column_product(scaled_.by_row, i, ahead_);
    });
    const double dual = sum_over(scaled_.rows(), block, threads_, [&](std::size_t i) {
        const double d = image_.y[i] - before_.y[i];
        return d * d;
    });
    return std::sqrt(std::max(0.0, weight_ * primal - 2 * step_ * cross + dual / weight_));
}

bool Halpern::restart_if_due() {
    const double error = fixed_point_error();
    const bool due = restart_due({.error = error,
                                  .at_restart = error_at_restart_,
                                  .before = last_error_,
                                  .since_restart = since_restart_,
                                  .iterations = iterations_});
    last_error_ = error;
    if (due) {
        restart();
    }
    return due;
}

/// Moves the weight so that primal and dual travel the same distance per round.
void Halpern::adapt_weight() {
    const double primal =
        std::sqrt(sum_over(scaled_.columns(), block, threads_, [&](std::size_t j) {
            const double d = image_.x[j] - start_.x[j];
            return d * d;
        }));
    const double dual = std::sqrt(sum_over(scaled_.rows(), block, threads_, [&](std::size_t i) {
        const double d = image_.y[i] - start_.y[i];
        return d * d;
    }));
    constexpr double tiny = 1e-14;
    if (primal < tiny || dual < tiny) {
        return;
    }
    const double off = std::log(weight_ * primal / dual);
    weight_error_sum_ += off;
    const double moved = std::log(weight_) - gain * off - gain_of_sum * weight_error_sum_;
    weight_ = std::exp(std::clamp(moved, -std::log(weight_max), std::log(weight_max)));
}

void Halpern::restart() {
    adapt_weight();
    start_ = image_;
    point_ = image_;
    since_restart_ = 0;
    error_at_restart_ = -1;
    last_error_ = 0;
}

PrimalDual Halpern::difference() const { return minus(image_, before_); }
PrimalDual Halpern::drift() const { return minus(point_, start_); }

}  // namespace vorrat::solve
