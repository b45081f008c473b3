#include "vorrat/forecast/least_squares.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "vorrat/base/check.h"

namespace vorrat::forecast {
namespace {

constexpr double tolerance = 1e-10;  // of the residual's 2-norm, relative to the first
constexpr int iterations_max = 500;
constexpr int rounds_max = 10;  // of setting negative series to 0

double dot(std::span<const double> a, std::span<const double> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// Lower Cholesky factor of a symmetric positive definite matrix, in place; n x n, row-major.
void factorise(std::vector<double>& a, std::size_t n) {
    for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t i = j; i < n; ++i) {
            double sum = a[i * n + j];
            for (std::size_t k = 0; k < j; ++k) {
                sum -= a[i * n + k] * a[j * n + k];
            }
            a[i * n + j] = i == j ? std::sqrt(sum) : sum / a[j * n + j];
        }
    }
}

void solve_factorised(const std::vector<double>& l, std::vector<double>& x) {
    const std::size_t n = x.size();
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            x[i] -= l[i * n + k] * x[k];
        }
        x[i] /= l[i * n + i];
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t k = i + 1; k < n; ++k) {
            x[i] -= l[k * n + i] * x[k];
        }
        x[i] /= l[i * n + i];
    }
}

/// Sᵀ W⁻¹ S over the series that are free.
class Normal {
public:
    Normal(const Hierarchy& hierarchy, const Precision& precision,
           const std::vector<std::uint8_t>& fixed)
        : hierarchy_(hierarchy),
          precision_(precision),
          fixed_(fixed),
          nodes_(hierarchy.nodes()),
          weighed_(hierarchy.nodes()) {}

    void apply(std::span<const double> x, std::span<double> out) {
        hierarchy_.add_up(x, nodes_);
        collect_weighed(nodes_, out);
    }
    /// out = Sᵀ W⁻¹ nodes, 0 where fixed.
    void collect_weighed(std::span<const double> nodes, std::span<double> out) {
        precision_.apply(nodes, weighed_);
        hierarchy_.collect(weighed_, out);
        for (std::size_t i = 0; i < out.size(); ++i) {
            out[i] = fixed_[i] != 0 ? 0 : out[i];
        }
    }

private:
    const Hierarchy& hierarchy_;
    const Precision& precision_;
    const std::vector<std::uint8_t>& fixed_;
    std::vector<double> nodes_;
    std::vector<double> weighed_;
};

/// Conjugate gradients for the change of `x` that the residual `r` asks for.
void conjugate_gradients(Normal& matrix, std::span<const double> preconditioner,
                         std::vector<double> r, std::span<double> x) {
    const std::size_t n = x.size();
    std::vector<double> z(n);
    std::vector<double> product(n);
    const auto precondition = [&] {
        for (std::size_t i = 0; i < n; ++i) {
            z[i] = r[i] / preconditioner[i];
        }
    };
    precondition();
    std::vector<double> direction = z;
    double rz = dot(r, z);
    const double enough = tolerance * std::sqrt(dot(r, r));
    for (int i = 0; i < iterations_max && std::sqrt(dot(r, r)) > enough; ++i) {
        matrix.apply(direction, product);
        const double step = rz / dot(direction, product);
        for (std::size_t k = 0; k < n; ++k) {
            x[k] += step * direction[k];
            r[k] -= step * product[k];
        }
        precondition();
        const double before = rz;
        rz = dot(r, z);
        for (std::size_t k = 0; k < n; ++k) {
            direction[k] = z[k] + rz / before * direction[k];
        }
    }
}

}  // namespace

Hierarchy::Hierarchy(std::size_t series, std::span<const Grouping> levels)
    : series_(series), first_of_level_{0} {
    for (const Grouping& level : levels) {
        check(level.group.size() == series, "a level has a group for every series");
        groups_.insert(groups_.end(), level.group.begin(), level.group.end());
        const std::size_t count = 1 + *std::ranges::max_element(level.group);
        first_of_level_.push_back(first_of_level_.back() + count);
    }
}

void Hierarchy::add_up(std::span<const double> bottom, std::span<double> nodes) const {
    std::ranges::fill(nodes, 0);
    for (std::size_t level = 0; level < levels(); ++level) {
        for (std::size_t i = 0; i < series_; ++i) {
            nodes[first_of_level_[level] + group(level, i)] += bottom[i];
        }
    }
    std::ranges::copy(bottom, nodes.begin() + static_cast<std::ptrdiff_t>(first_of_level_.back()));
}

void Hierarchy::collect(std::span<const double> nodes, std::span<double> bottom) const {
    std::ranges::copy(nodes.subspan(first_of_level_.back()), bottom.begin());
    for (std::size_t level = 0; level < levels(); ++level) {
        for (std::size_t i = 0; i < series_; ++i) {
            bottom[i] += nodes[first_of_level_[level] + group(level, i)];
        }
    }
}

Precision::Precision(std::vector<double> diagonal) : inverse_(std::move(diagonal)) {
    for (double& value : inverse_) {
        value = 1 / value;
    }
}

Precision::Precision(std::vector<double> diagonal, std::vector<float> errors, std::size_t steps,
                     double factor)
    : Precision(std::move(diagonal)) {
    errors_ = std::move(errors);
    steps_ = steps;
    factor_.assign(steps * steps, 0);
    for (std::size_t t = 0; t < steps; ++t) {
        factor_[t * steps + t] = 1 / factor;
    }
    for (std::size_t node = 0; node < inverse_.size(); ++node) {
        const float* row = &errors_[node * steps];
        for (std::size_t t = 0; t < steps; ++t) {
            const double weighed = inverse_[node] * static_cast<double>(row[t]);
            for (std::size_t u = 0; u <= t; ++u) {
                factor_[t * steps + u] += weighed * static_cast<double>(row[u]);
            }
        }
    }
    factorise(factor_, steps);
}

void Precision::apply(std::span<const double> x, std::span<double> out) const {
    for (std::size_t node = 0; node < x.size(); ++node) {
        out[node] = inverse_[node] * x[node];
    }
    if (steps_ == 0) {
        return;
    }
    std::vector<double> sums(steps_, 0);
    for (std::size_t node = 0; node < x.size(); ++node) {
        const float* row = &errors_[node * steps_];
        for (std::size_t t = 0; t < steps_; ++t) {
            sums[t] += static_cast<double>(row[t]) * out[node];
        }
    }
    solve_factorised(factor_, sums);
    for (std::size_t node = 0; node < x.size(); ++node) {
        const float* row = &errors_[node * steps_];
        double sum = 0;
        for (std::size_t t = 0; t < steps_; ++t) {
            sum += static_cast<double>(row[t]) * sums[t];
        }
        out[node] -= inverse_[node] * sum;
    }
}

std::vector<double> nearest_sums(const Hierarchy& hierarchy, const Precision& precision,
                                 std::span<const double> base, std::vector<std::uint8_t> fixed) {
    const std::size_t n = hierarchy.series();
    std::vector<double> diagonal(n);
    hierarchy.collect(precision.diagonal_inverse(), diagonal);
    std::vector<double> bottom(base.end() - static_cast<std::ptrdiff_t>(n), base.end());
    std::vector<double> nodes(hierarchy.nodes());
    std::vector<double> residual(n);
    Normal matrix(hierarchy, precision, fixed);
    bool again = true;
    for (int round = 0; again && round < rounds_max; ++round) {
        for (std::size_t i = 0; i < n; ++i) {
            bottom[i] = fixed[i] != 0 ? 0 : bottom[i];
        }
        hierarchy.add_up(bottom, nodes);
        for (std::size_t node = 0; node < nodes.size(); ++node) {
            nodes[node] = base[node] - nodes[node];
        }
        matrix.collect_weighed(nodes, residual);
        conjugate_gradients(matrix, diagonal, residual, bottom);
        again = false;
        for (std::size_t i = 0; i < n; ++i) {
            if (bottom[i] < 0) {
                fixed[i] = 1;
                again = true;
            }
        }
    }
    for (double& value : bottom) {
        value = std::max(value, 0.0);
    }
    return bottom;
}

}  // namespace vorrat::forecast
