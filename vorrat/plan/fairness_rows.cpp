#include <algorithm>

#include "vorrat/plan/programme.h"

namespace vorrat::plan {
namespace {

RowKey community_key(RowKind kind, CommunityId community) {
    RowKey key;
    key.kind = kind;
    key.community = community;
    return key;
}

/// ratio(c) of the page holds every slice in every row. The same rows over one more variable, the
/// mean coverage in [0, 1] with the row that defines it, hold each slice twice only. Its dual is
/// -rho times the sum of the others, so the published duals prove the same bound without it.
void add_ratio_rows(const std::vector<CommunityForms>& communities, double ratio,
                    Programme& programme) {
    double need = 0;
    for (const CommunityForms& c : communities) {
        need += c.weighted_need;
    }
    if (need <= 0) {
        return;
    }
    const Column mean = programme.builder.add_column(0, 1);
    programme.columns.mean_coverage = mean;
    Terms definition{{mean, -1}};
    for (const CommunityForms& c : communities) {
        if (c.weighted_need <= 0) {
            continue;
        }
        Terms terms{{mean, -ratio}};
        for (const auto& [column, coefficient] : c.weighted_met) {
            terms.push_back({column, coefficient / c.weighted_need});
            definition.push_back({column, coefficient / need});
        }
        add_row(programme, community_key(RowKind::ratio, c.community), 0, solve::infinity, terms);
    }
    add_row(programme, {}, 0, 0, definition);
    programme.own.back() = true;
}

void add_minimum_rows(const std::vector<CommunityForms>& communities, const Criteria& criteria,
                      Programme& programme) {
    for (const CommunityForms& c : communities) {
        for (std::size_t tier = 0; tier < tier_count; ++tier) {
            const double minimum = criteria.minimum_coverage[tier];
            if (minimum <= 0 || c.need[tier] <= 0) {
                continue;
            }
            RowKey key = community_key(RowKind::minimum, c.community);
            key.tier = static_cast<Tier>(tier);
            add_row(programme, key, minimum * c.need[tier], solve::infinity, c.met[tier]);
        }
    }
}

}  // namespace

std::vector<CommunityForms> community_forms(const Problem& problem, const Columns& columns) {
    const World& world = problem.world;
    std::vector<CommunityForms> all(world.communities.size());
    for (std::size_t s = 0; s < problem.needs.slices.size(); ++s) {
        const NeedSlice& slice = problem.needs.slices[s];
        CommunityForms& forms = all[world.places[slice.place].community.index()];
        const std::size_t tier = index(world.items[slice.item].tier);
        const double weight = world.criteria.tier_weight[tier];
        forms.weighted_need += weight * slice.use * slice.width;
        forms.need[tier] += slice.use * slice.width;
        if (columns.set_aside[s] == no_column) {
            continue;
        }
        forms.weighted_met.push_back({columns.set_aside[s], weight * slice.use});
        forms.met[tier].push_back({columns.set_aside[s], slice.use});
    }
    std::vector<CommunityForms> found;
    for (const CommunityId id : world.communities.ids()) {
        all[id.index()].community = id;
        const bool needs =
            std::ranges::any_of(all[id.index()].need, [](double q) { return q > 0; });
        if (needs) {
            found.push_back(std::move(all[id.index()]));
        }
    }
    return found;
}

void set_coverage(const Columns& columns, std::span<const CommunityForms> communities,
                  std::span<double> x) {
    double lowest = 1;
    double met = 0;
    double need = 0;
    for (const CommunityForms& c : communities) {
        if (c.weighted_need > 0) {
            const double own = value_of(c.weighted_met, x);
            lowest = std::min(lowest, own / c.weighted_need);
            met += own;
            need += c.weighted_need;
        }
    }
    x[columns.fairness] = std::clamp(lowest, 0.0, 1.0);
    if (columns.mean_coverage != no_column) {
        x[columns.mean_coverage] = need > 0 ? met / need : 0;
    }
}

void add_fairness_rows(const Problem& problem, Programme& programme) {
    const std::vector<CommunityForms> communities = community_forms(problem, programme.columns);
    for (const CommunityForms& c : communities) {
        if (c.weighted_need <= 0) {
            continue;
        }
        Terms terms = c.weighted_met;
        terms.push_back({programme.columns.fairness, -c.weighted_need});
        add_row(programme, community_key(RowKind::fairness, c.community), 0, solve::infinity,
                terms);
    }
    const Criteria& criteria = problem.world.criteria;
    if (criteria.minimum_ratio > 0) {
        add_ratio_rows(communities, criteria.minimum_ratio, programme);
    }
    add_minimum_rows(communities, criteria, programme);
}

}  // namespace vorrat::plan
