#include "vorrat/verify/programme.h"

namespace vorrat::verify {
namespace {

/// Weight of stock and transport in the last stage, docs/math/plan.md section 5: among equal plans
/// the one that moves and keeps less.
constexpr double calm_weight = 1e-6;

std::size_t at(int position) { return static_cast<std::size_t>(position); }

void add_minimum_rows(const Problem& problem, Programme& programme,
                      const std::vector<std::array<std::vector<Term>, 3>>& met) {
    for (std::size_t c = 0; c < met.size(); ++c) {
        for (std::size_t tier = 0; tier < 3; ++tier) {
            const double share = problem.criteria.minimum_coverage.at(tier);
            const Interval need = programme.community_need[c].at(tier);
            if (!(share > 0) || !(need.middle() > 0)) {
                continue;
            }
            const auto what = static_cast<std::int64_t>(c * 3 + tier);
            const auto row = add_row(
                programme, {RowKind::minimum, Sense::at_least, Interval(share) * need, what, 0});
            for (const Term& term : met[c].at(tier)) {
                programme.entries.push_back({row, term.column, term.factor});
            }
        }
    }
}

void add_ratio_rows(const Problem& problem, Programme& programme,
                    const std::vector<std::array<std::vector<Term>, 3>>& met,
                    Interval total_weight) {
    const double ratio = problem.criteria.minimum_ratio;
    if (!(ratio > 0) || !(total_weight.middle() > 0)) {
        return;
    }
    const Interval share = -Interval(ratio) / total_weight;
    for (std::size_t c = 0; c < met.size(); ++c) {
        const Interval weight = programme.community_weight[c];
        const bool has_need = weight.middle() > 0;
        std::int32_t row = -1;
        if (has_need) {
            row = add_row(programme,
                          {RowKind::ratio, Sense::at_least, 0.0, static_cast<std::int64_t>(c), 0});
        }
        for (std::size_t tier = 0; tier < 3; ++tier) {
            const Interval omega = problem.criteria.tier_weight.at(tier);
            for (const Term& term : met[c].at(tier)) {
                const Interval worth = omega * term.factor;
                programme.ratio_share.push_back({term.column, share * worth});
                if (row >= 0) {
                    programme.entries.push_back({row, term.column, worth / weight});
                }
            }
        }
    }
}

void add_cost(const Problem& problem, const Nodes& nodes, Programme& programme) {
    auto& cost = programme.objective[2];
    for (const auto& [indicator, weight] : problem.criteria.burden) {
        for (const Term& term : indicator_terms(problem, nodes, programme, indicator)) {
            cost.push_back({term.column, Interval(weight) * term.factor});
        }
    }
    for (const auto stock : programme.stock) {
        for (int t = 0; stock >= 0 && t < problem.periods; ++t) {
            cost.push_back({stock + t, calm_weight});
        }
    }
    for (const Way& way : programme.ways) {
        const int lead = problem.lanes[at(way.lane)].lead;
        for (int t = 0; t + lead < problem.periods; ++t) {
            cost.push_back({way.column + t, calm_weight});
        }
    }
}

void add_worth(const Problem& problem, const Nodes& nodes, Programme& programme) {
    auto& worth = programme.objective[1];
    for (std::size_t s = 0; s < problem.slices.size(); ++s) {
        if (programme.set_aside[s] < 0) {
            continue;
        }
        const Slice& slice = problem.slices[s];
        const Interval omega =
            problem.criteria.tier_weight.at(at(problem.items[at(slice.item)].tier));
        worth.push_back({programme.set_aside[s], omega * use_of(slice)});
    }
    for (const auto& [where, column] : programme.missing) {
        const int item = nodes.node[static_cast<std::size_t>(where / problem.periods)].first;
        const Interval omega = problem.criteria.tier_weight.at(at(problem.items[at(item)].tier));
        worth.push_back({column, -(Interval(problem.criteria.reserve_weight) * omega)});
    }
}

void add_keeps(const Problem& problem, Programme& programme) {
    const auto fairness = add_row(
        programme, {RowKind::keep_fairness, Sense::at_least, problem.claims.fairness_floor, 0, 0});
    programme.entries.push_back({fairness, programme.lowest, 1});
    const auto worth = add_row(
        programme, {RowKind::keep_worth, Sense::at_least, problem.claims.worth_floor, 0, 0});
    for (const Term& term : programme.objective[1]) {
        programme.entries.push_back({worth, term.column, term.factor});
    }
}

}  // namespace

std::int64_t key(RowKind kind, std::int64_t what, int period) {
    return (what * std::int64_t{row_kinds} + static_cast<std::int64_t>(kind)) * 16384 + period;
}

std::int32_t add_row(Programme& programme, Row row) {
    const auto number = static_cast<std::int32_t>(programme.rows.size());
    programme.row_of.emplace(key(row.kind, row.what, row.period), number);
    programme.rows.push_back(row);
    return number;
}

void add_fairness_rows(const Problem& problem, Programme& programme) {
    const std::size_t communities = at(problem.community_names.size());
    programme.community_weight.assign(communities, Interval());
    programme.community_need.assign(communities, {});
    std::vector<std::array<std::vector<Term>, 3>> met(communities);
    Interval total_weight;
    for (std::size_t s = 0; s < problem.slices.size(); ++s) {
        const Slice& slice = problem.slices[s];
        const int community = problem.places[at(slice.place)].community;
        if (community < 0) {
            continue;
        }
        const int tier = problem.items[at(slice.item)].tier;
        const Interval need = use_of(slice) * slice.width;
        const Interval weighted = problem.criteria.tier_weight.at(at(tier)) * need;
        programme.community_need[at(community)].at(at(tier)) += need;
        programme.community_weight[at(community)] += weighted;
        total_weight += weighted;
        if (programme.set_aside[s] >= 0) {
            met[at(community)].at(at(tier)).push_back({programme.set_aside[s], use_of(slice)});
        }
    }
    for (std::size_t c = 0; c < communities; ++c) {
        const Interval weight = programme.community_weight[c];
        if (!(weight.middle() > 0)) {
            continue;
        }
        const auto row = add_row(
            programme, {RowKind::fairness, Sense::at_least, 0.0, static_cast<std::int64_t>(c), 0});
        programme.entries.push_back({row, programme.lowest, -weight});
        for (std::size_t tier = 0; tier < 3; ++tier) {
            for (const Term& term : met[c].at(tier)) {
                const Interval omega = problem.criteria.tier_weight.at(tier);
                programme.entries.push_back({row, term.column, omega * term.factor});
            }
        }
    }
    add_ratio_rows(problem, programme, met, total_weight);
    add_minimum_rows(problem, programme, met);
}

void add_objectives(const Problem& problem, const Nodes& nodes, Programme& programme) {
    programme.objective[0] = {{programme.lowest, 1}};
    add_worth(problem, nodes, programme);
    add_cost(problem, nodes, programme);
    add_keeps(problem, programme);
}

Result<Programme> build_programme(const Problem& problem, const Nodes& nodes) {
    Programme programme;
    const auto columns = add_columns(problem, nodes, programme);
    if (!columns) {
        return columns.error();
    }
    const auto goods = add_goods_rows(problem, nodes, programme);
    if (!goods) {
        return goods.error();
    }
    add_limit_rows(problem, nodes, programme);
    add_fairness_rows(problem, programme);
    add_objectives(problem, nodes, programme);
    return programme;
}

}  // namespace vorrat::verify
