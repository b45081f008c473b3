#include "vorrat/plan/mixture.h"

#include <algorithm>
#include <cmath>

#include "vorrat/plan/connections.h"

namespace vorrat::plan {
namespace {

/// So many plans are kept at most.
constexpr std::size_t parts_max = 10;

}  // namespace

Mixture::Mixture(const Problem& problem, const Programme& programme)
    : programme_(programme), communities_(community_forms(problem, programme.columns)) {
    const Criteria& criteria = problem.world.criteria;
    for (const CommunityForms& c : communities_) {
        if (c.weighted_need <= 0) {
            continue;
        }
        need_ += c.weighted_need;
        asked_.push_back({.terms = &c.weighted_met, .need = c.weighted_need});
        if (criteria.minimum_ratio > 0) {
            asked_.push_back(
                {.terms = &c.weighted_met, .of_mean = criteria.minimum_ratio * c.weighted_need});
        }
        for (std::size_t tier = 0; tier < tier_count; ++tier) {
            const double minimum = criteria.minimum_coverage[tier];
            if (minimum > 0 && c.need[tier] > 0) {
                asked_.push_back({.terms = &c.met[tier], .least = minimum * c.need[tier]});
            }
        }
    }
    const auto& keys = programme.keys;
    const auto shared = std::ranges::find_if(
        keys, [](const RowKey& key) { return !is_of_a_node(key.kind) && !is_limit(key.kind); });
    first_shared_ = static_cast<std::size_t>(shared - keys.begin());
}

void Mixture::add(const solve::LinearProgram& program, std::vector<double> x) {
    const solve::SparseMatrix& a = program.matrix;
    std::vector<double> sums(first_shared_, 0);
    std::vector<double> sizes(first_shared_, 1);
    for (std::size_t j = 0; j < x.size(); ++j) {
        for (std::size_t k = a.start[j]; k < a.start[j + 1] && x[j] != 0; ++k) {
            if (a.row[k] < first_shared_) {
                sums[a.row[k]] += a.value[k] * x[j];
                sizes[a.row[k]] += std::abs(a.value[k] * x[j]);
            }
        }
    }
    for (std::size_t j = 0; j < x.size(); ++j) {
        const double upper = program.column_upper[j];
        if (!(x[j] >= 0 && x[j] <= upper + solve::feasible_within / 2 * (1 + upper))) {
            return;
        }
    }
    for (std::size_t i = 0; i < sums.size(); ++i) {
        const double off = std::max(program.row_lower[i] - sums[i], sums[i] - program.row_upper[i]);
        if (!(off <= solve::feasible_within / 2 * sizes[i])) {
            return;
        }
    }
    Part part;
    for (const Asked& asked : asked_) {
        part.met.push_back(value_of(*asked.terms, x));
    }
    for (const CommunityForms& c : communities_) {
        part.mean += c.weighted_need > 0 ? value_of(c.weighted_met, x) / need_ : 0;
    }
    part.x = std::move(x);
    parts_.push_back(std::move(part));
}

std::optional<std::vector<double>> Mixture::best(const solve::LinearProgram& program,
                                                 std::span<const Terms> floors) {
    const Column lowest = programme_.columns.fairness;
    solve::Builder mean;
    for (const Part& part : parts_) {
        double cost = 0;
        for (std::size_t j = 0; j < part.x.size(); ++j) {
            cost += j == lowest ? 0 : program.cost[j] * part.x[j];
        }
        mean.add_column(0, 1, cost);
    }
    const std::uint32_t z = mean.add_column(0, 1, program.cost[lowest]);
    const std::uint32_t one = mean.add_row(1, 1);
    for (std::uint32_t k = 0; k < parts_.size(); ++k) {
        mean.add(one, k, 1);
    }
    for (std::size_t i = 0; i < asked_.size(); ++i) {
        const Asked& asked = asked_[i];
        const double size = std::max({asked.need, asked.of_mean, asked.least});
        const std::uint32_t row = mean.add_row(asked.least / size, solve::infinity);
        for (std::uint32_t k = 0; k < parts_.size(); ++k) {
            mean.add(row, k, (parts_[k].met[i] - asked.of_mean * parts_[k].mean) / size);
        }
        mean.add(row, z, -asked.need / size);
    }
    for (std::size_t f = 0; f < floors.size(); ++f) {
        const double floor = program.row_lower[programme_.keys.size() + f];
        const double size = std::max(1.0, std::abs(floor));
        const std::uint32_t row = mean.add_row(floor / size, solve::infinity);
        const bool of_coverage = floors[f].size() == 1 && floors[f].front().column == lowest;
        for (std::uint32_t k = 0; k < parts_.size() && !of_coverage; ++k) {
            mean.add(row, k, value_of(floors[f], parts_[k].x) / size);
        }
        if (of_coverage) {
            mean.add(row, z, 1 / size);
        }
    }
    const solve::Solution shares = solve::solve(mean.build());
    if (shares.status != solve::Status::optimal) {
        return std::nullopt;
    }
    double sum = 0;
    for (std::size_t k = 0; k < parts_.size(); ++k) {
        parts_[k].share = std::max(0.0, shares.x[k]);
        sum += parts_[k].share;
    }
    std::vector<double> x(program.columns(), 0);
    for (const Part& part : parts_) {
        for (std::size_t j = 0; j < x.size() && part.share > 0; ++j) {
            x[j] += part.share / sum * part.x[j];
        }
    }
    set_coverage(programme_.columns, communities_, x);
    return x;
}

void Mixture::shrink() {
    for (std::size_t k = 0; k < parts_.size() && parts_.size() > parts_max;) {
        if (parts_[k].share > 0) {
            ++k;
        } else {
            parts_.erase(parts_.begin() + static_cast<std::ptrdiff_t>(k));
        }
    }
    if (parts_.size() > parts_max) {
        parts_.erase(parts_.begin(), parts_.end() - static_cast<std::ptrdiff_t>(parts_max));
    }
}

}  // namespace vorrat::plan
