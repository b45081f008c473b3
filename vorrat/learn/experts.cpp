#include "vorrat/learn/experts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "vorrat/learn/formulas.h"

namespace vorrat::learn {
namespace {

constexpr double forgetting = 0.93;  // weight of an expert's error per period of age
constexpr double fading = 0.97;      // weight of what may come again, per period of age
constexpr double often = 0.25;       // share of periods without need that makes it intermittent

/// An index drawn with the weights fading^age, newest last.
std::size_t recent_index(std::size_t count, Random& random) {
    const double total = 1 - std::pow(fading, static_cast<double>(count));
    const double u = random.uniform() * total;
    const auto age = static_cast<std::size_t>(std::log1p(-u) / std::log(fading));
    return count - 1 - std::min(age, count - 1);
}

}  // namespace

Experts::Experts(std::span<const double> history) : foreseen_(formula_count) {
    for (const double need : history) {
        observe(need);
    }
}

void Experts::observe(double need) {
    if (!needs_.empty()) {
        for (std::size_t k = 0; k < formula_count; ++k) {
            foreseen_[k].push_back(foresee(k, needs_, 1).front());
        }
    }
    needs_.push_back(need);
}

std::vector<double> Experts::weights() const {
    double square = 0;
    for (const double need : needs_) {
        square += need * need;
    }
    const double floor =
        1e-12 + 0.01 * square / std::max<double>(1, static_cast<double>(needs_.size()));
    std::vector<double> logs;
    for (std::size_t k = 0; k < formula_count; ++k) {
        double sum = 0;
        double count = 0;
        for (std::size_t t = 0; t < foreseen_[k].size(); ++t) {
            const double error = needs_[t + 1] - foreseen_[k][t];
            sum = forgetting * sum + error * error;
            count = forgetting * count + 1;
        }
        const double mean = count > 0 ? sum / count : 0;
        logs.push_back(-0.5 * count * std::log(mean + floor) - handicap(k) * std::log(2.0));
    }
    const double most = *std::ranges::max_element(logs);
    double total = 0;
    for (double& value : logs) {
        value = std::exp(value - most);
        total += value;
    }
    for (double& value : logs) {
        value /= total;
    }
    return logs;
}

double Experts::foreseen_error(std::size_t expert, double mean, double small,
                               Random& random) const {
    const std::vector<double>& past = foreseen_[expert];
    if (past.empty()) {
        return needs_.front() * (random.uniform() - 0.5);
    }
    const std::size_t t = recent_index(past.size(), random);
    const double error = needs_[t + 1] - past[t];
    return error * std::sqrt((mean + small) / (past[t] + small));
}

std::vector<double> Experts::paths(std::size_t count, std::size_t steps, Random& random) const {
    std::vector<double> paths(count * steps, 0);
    if (needs_.empty()) {
        return paths;
    }
    const double mean =
        std::accumulate(needs_.begin(), needs_.end(), 0.0) / static_cast<double>(needs_.size());
    const double small = 0.1 * mean + 1e-9;
    const std::vector<double> weight = weights();
    std::size_t k = 0;
    double reached = 0;
    for (std::size_t expert = 0; expert < formula_count; ++expert) {
        reached += weight[expert];
        const auto last =
            expert + 1 == formula_count
                ? count
                : static_cast<std::size_t>(std::lround(reached * static_cast<double>(count)));
        if (k >= last) {
            continue;
        }
        const std::vector<double> foreseen = foresee(expert, needs_, steps);
        for (; k < last; ++k) {
            for (std::size_t t = 0; t < steps; ++t) {
                const double error = foreseen_error(expert, foreseen[t], small, random);
                paths[k * steps + t] = std::max(0.0, foreseen[t] + error);
            }
        }
    }
    return paths;
}

}  // namespace vorrat::learn
