#include "vorrat/learn/formulas.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "vorrat/base/check.h"

namespace vorrat::learn {
namespace {

using Needs = std::span<const double>;
using Foreseen = std::vector<double>;

double mean_of(Needs needs) {
    return std::accumulate(needs.begin(), needs.end(), 0.0) / static_cast<double>(needs.size());
}

double exponential_mean(Needs needs, double newest) {
    double sum = 0;
    double weights = 0;
    for (const double need : needs) {
        sum = (1 - newest) * sum + need;
        weights = (1 - newest) * weights + 1;
    }
    return sum / weights;
}

/// level + trend (phi + phi^2 + ... + phi^step)
Foreseen damped(double level, double trend, double phi, std::size_t steps) {
    Foreseen foreseen;
    double reach = 0;
    double factor = 1;
    for (std::size_t h = 0; h < steps; ++h) {
        factor *= phi;
        reach += factor;
        foreseen.push_back(level + trend * reach);
    }
    return foreseen;
}

Foreseen holt(Needs needs, std::size_t steps) {
    const double a = 0.3;
    const double b = 0.1;
    const double phi = 0.9;
    double level = mean_of(needs.first(std::min<std::size_t>(needs.size(), 4)));
    double trend = 0;
    for (const double need : needs) {
        const double before = level;
        level = a * need + (1 - a) * (level + phi * trend);
        trend = b * (level - before) + (1 - b) * phi * trend;
    }
    return damped(level, trend, phi, steps);
}

Foreseen straight_line(Needs needs, std::size_t steps) {
    const Needs last = needs.last(std::min<std::size_t>(needs.size(), 16));
    const auto n = static_cast<double>(last.size());
    const double middle = (n - 1) / 2;
    const double mean = mean_of(last);
    double slope = 0;
    double squares = 0;
    for (std::size_t t = 0; t < last.size(); ++t) {
        const double x = static_cast<double>(t) - middle;
        slope += x * (last[t] - mean);
        squares += x * x;
    }
    // Two pseudo-observations of no trend at either end keep a line through few points flat.
    slope /= squares + n * n;
    slope *= squares > 0 ? (squares + n * n) / (squares + 20) : 0;
    return damped(mean + slope * (n - 1 - middle), slope, 0.95, steps);
}

/// Least squares of a + b cos + c sin; the error per observation and the coefficients.
struct Wave {
    std::array<double, 3> coefficients{};
    double error = std::numeric_limits<double>::infinity();

    double at(double t, double period) const {
        const double x = 2 * std::numbers::pi * t / period;
        return coefficients[0] + coefficients[1] * std::cos(x) + coefficients[2] * std::sin(x);
    }
};

/// Solves the 3 x 3 normal equations with a small ridge on the wave.
std::array<double, 3> solve(std::array<std::array<double, 4>, 3> m) {
    for (std::size_t k = 0; k < 3; ++k) {
        for (std::size_t row = k + 1; row < 3; ++row) {
            const double factor = m[row][k] / m[k][k];
            for (std::size_t c = k; c < 4; ++c) {
                m[row][c] -= factor * m[k][c];
            }
        }
    }
    std::array<double, 3> x{};
    for (std::size_t k = 3; k-- > 0;) {
        double sum = m[k][3];
        for (std::size_t c = k + 1; c < 3; ++c) {
            sum -= m[k][c] * x[c];
        }
        x[k] = sum / m[k][k];
    }
    return x;
}

Wave wave_of(Needs needs, double period) {
    std::array<std::array<double, 4>, 3> m{};
    for (std::size_t t = 0; t < needs.size(); ++t) {
        const double x = 2 * std::numbers::pi * static_cast<double>(t) / period;
        const std::array<double, 3> row{1, std::cos(x), std::sin(x)};
        for (std::size_t i = 0; i < 3; ++i) {
            for (std::size_t j = 0; j < 3; ++j) {
                m[i][j] += row[i] * row[j];
            }
            m[i][3] += row[i] * needs[t];
        }
    }
    const double ridge = 1;  // one observation that the wave is flat
    m[1][1] += ridge;
    m[2][2] += ridge;
    Wave wave{solve(m), 0};
    for (std::size_t t = 0; t < needs.size(); ++t) {
        const double error = needs[t] - wave.at(static_cast<double>(t), period);
        wave.error += error * error;
    }
    return wave;
}

Foreseen best_wave(Needs needs, std::size_t steps) {
    Wave best;
    double best_period = 0;
    const auto n = static_cast<double>(needs.size());
    for (double period = 4; period <= 30 && 1.3 * period <= n && n >= 8; ++period) {
        const Wave wave = wave_of(needs, period);
        if (wave.error < best.error) {
            best = wave;
            best_period = period;
        }
    }
    if (best_period == 0) {
        return Foreseen(steps, exponential_mean(needs, 0.08));
    }
    Foreseen foreseen;
    for (std::size_t h = 0; h < steps; ++h) {
        foreseen.push_back(best.at(n + static_cast<double>(h), best_period));
    }
    return foreseen;
}

/// Mean of the values a whole number of periods before `t`, relative to the mean of all.
double pattern_at(Needs needs, std::size_t t, std::size_t period) {
    double sum = 0;
    double count = 0;
    for (std::size_t back = t; back >= period; back -= period) {
        if (back - period < needs.size()) {
            sum += needs[back - period];
            count += 1;
        }
    }
    return count > 0 ? sum / count : mean_of(needs);
}

Foreseen best_pattern(Needs needs, std::size_t steps) {
    std::size_t best_period = 0;
    double least = std::numeric_limits<double>::infinity();
    const std::size_t n = needs.size();
    for (std::size_t period = 2; period <= 26 && 2 * period + 1 <= n; ++period) {
        double error = 0;
        for (std::size_t t = n / 2; t < n; ++t) {
            const double off = needs[t] - pattern_at(needs.first(t), t, period);
            error += off * off;
        }
        if (error < least) {
            least = error;
            best_period = period;
        }
    }
    const double level = exponential_mean(needs, 0.08);
    const double mean = mean_of(needs);
    Foreseen foreseen;
    for (std::size_t h = 0; h < steps; ++h) {
        foreseen.push_back(best_period == 0 || mean <= 0
                               ? level
                               : pattern_at(needs, n + h, best_period) * level / mean);
    }
    return foreseen;
}

Foreseen by_number(std::size_t number, Needs needs, std::size_t steps) {
    switch (number) {
        case 0:
            return Foreseen(steps, mean_of(needs));
        case 1:
            return Foreseen(steps, exponential_mean(needs, 0.08));
        case 2:
            return Foreseen(steps, exponential_mean(needs, 0.2));
        case 3:
            return Foreseen(steps, exponential_mean(needs, 0.45));
        case 4:
            return holt(needs, steps);
        case 5:
            return straight_line(needs, steps);
        case 6:
            return best_wave(needs, steps);
        case 7:
            return best_pattern(needs, steps);
        default:
            break;
    }
    impossible("a formula outside its table");
}

}  // namespace

std::vector<double> foresee(std::size_t number, std::span<const double> needs, std::size_t steps) {
    check(!needs.empty(), "formulas foresee from something");
    Foreseen foreseen = by_number(number, needs, steps);
    const double most = 2 * *std::ranges::max_element(needs);
    for (double& need : foreseen) {
        need = std::clamp(need, 0.0, most);
    }
    return foreseen;
}

double handicap(std::size_t number) { return number >= 6 ? 1 : 0; }

}  // namespace vorrat::learn
