#include "vorrat/plan/named_limits.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <tuple>

#include <fmt/format.h>

namespace vorrat::plan {
namespace {

constexpr std::array<const char*, tier_count> tier_words{"essential", "basic", "wanted"};

/// Rows that belong to one named limit: the key without its period and community.
auto group_of(const RowKey& key) {
    return std::tuple(key.kind, key.resource, key.place, key.lane, key.tier, key.indicator);
}

std::string place_name(const World& world, PlaceId place) { return world.places[place].id; }

NamedLimit named(const Problem& problem, const RowKey& key, double upper) {
    const World& world = problem.world;
    NamedLimit limit{key.kind, {}, upper, 1, 1, {}};
    switch (key.kind) {
        case RowKind::resource:
            limit.words = fmt::format(
                "capacity of {} {}: at most {} per period", world.resources[*key.resource].id,
                key.place ? "at " + place_name(world, *key.place) : "at all places", upper);
            break;
        case RowKind::work:
            limit.per_delta = 7.0 / problem.horizon.period_days;
            limit.value = upper * limit.per_delta;
            limit.words = fmt::format("work limit: at most {} {} per week", limit.value,
                                      world.resources[*key.resource].id);
            break;
        case RowKind::storage:
            limit.words = fmt::format("storage at {}: at most {} litres",
                                      place_name(world, *key.place), upper);
            break;
        case RowKind::lane: {
            const Lane& lane = world.lanes[*key.lane];
            limit.words = fmt::format("lane {} to {} {}: at most {} kg per period",
                                      place_name(world, lane.from), place_name(world, lane.to),
                                      lane.mode, upper);
            break;
        }
        case RowKind::cap:
            limit.words = fmt::format("cap on {}: at most {}", key.indicator, upper);
            break;
        case RowKind::minimum:
            limit.direction = -1;
            limit.value = world.criteria.minimum_coverage[index(*key.tier)];
            limit.words = fmt::format("minimum coverage of {} need: at least {}",
                                      tier_words[index(*key.tier)], limit.value);
            break;
        case RowKind::ratio:
            limit.direction = -1;
            limit.value = world.criteria.minimum_ratio;
            limit.words =
                fmt::format("fairness: lowest coverage at least {} of the mean", limit.value);
            break;
        default:
            impossible("only limits have names");
    }
    return limit;
}

bool has_name(RowKind kind) {
    using enum RowKind;
    return kind == resource || kind == work || kind == storage || kind == lane || kind == cap ||
           kind == ratio || kind == minimum;
}

/// How far a unit of delta moves the row: <= rows give way upwards, >= rows downwards.
double share_of(const RowKey& key, double lower, const NamedLimit& limit) {
    if (key.kind == RowKind::minimum) {
        return lower / limit.value;
    }  // the community's need
    return key.kind == RowKind::ratio ? 1 : -1;
}

/// Supplies are upper bounds of variables; here they become rows that can give way.
void add_supply_rows(const Problem& problem, const Programme& programme,
                     LimitedProgramme& limited) {
    for (NamedLimit& limit : supply_limits(problem)) {
        for (NamedLimit::Part& part : limit.parts) {
            const Column enter = programme.columns.enter[part.row];
            const auto [node, t] = std::div(static_cast<int>(part.row), problem.horizon.periods);
            const auto [item, place] = problem.network.nodes[static_cast<std::size_t>(node)];
            limited.builder.set_column_upper(enter, problem.ceilings.item[item]);
            part.row = limited.builder.add_row(
                -solve::infinity, problem.supplies.available(item, place, t), Terms{{enter, 1}});
        }
        limited.limits.push_back(std::move(limit));
    }
}

/// In the order in which a conflict tries to do without them.
int rank(RowKind kind) {
    switch (kind) {
        case RowKind::balance:
            return 0;  // supplies
        case RowKind::lane:
            return 1;
        case RowKind::storage:
            return 2;
        case RowKind::resource:
            return 3;
        case RowKind::work:
            return 4;
        case RowKind::ratio:
            return 5;
        case RowKind::minimum:
            return 6;
        default:
            return 7;
    }
}

}  // namespace

std::vector<NamedLimit> row_limits(const Problem& problem, const Programme& programme) {
    const solve::LinearProgram program = programme.builder.build();
    std::vector<NamedLimit> limits;
    std::map<decltype(group_of(RowKey{})), std::size_t> known;
    for (std::uint32_t i = 0; i < programme.keys.size(); ++i) {
        const RowKey& key = programme.keys[i];
        if (programme.own[i] || !has_name(key.kind)) {
            continue;
        }
        const auto [at, is_new] = known.emplace(group_of(key), limits.size());
        if (is_new) {
            limits.push_back(named(problem, key, program.row_upper[i]));
        }
        NamedLimit& limit = limits[at->second];
        limit.parts.push_back({i, share_of(key, program.row_lower[i], limit)});
    }
    return limits;
}

std::vector<NamedLimit> supply_limits(const Problem& problem) {
    const auto periods = static_cast<std::size_t>(problem.horizon.periods);
    std::vector<NamedLimit> limits;
    for (std::size_t n = 0; n < problem.network.nodes.size(); ++n) {
        const auto [item, place] = problem.network.nodes[n];
        if (!problem.supplies.gives(item, place)) {
            continue;
        }
        NamedLimit limit{RowKind::balance, {}, 0, 1, 1, {}};
        for (std::size_t t = 0; t < periods; ++t) {
            const double available = problem.supplies.available(item, place, static_cast<int>(t));
            if (std::isfinite(available)) {
                limit.value = limit.parts.empty() ? available : std::min(limit.value, available);
                limit.parts.push_back({static_cast<std::uint32_t>(n * periods + t), -1});
            }
        }
        if (limit.parts.empty()) {
            continue;
        }
        limit.words =
            fmt::format("supply of {} at {}: at most {} per period", problem.world.items[item].id,
                        place_name(problem.world, place), limit.value);
        limits.push_back(std::move(limit));
    }
    return limits;
}

LimitedProgramme name_limits(const Problem& problem, const Programme& programme) {
    LimitedProgramme limited{programme.builder, row_limits(problem, programme)};
    add_supply_rows(problem, programme, limited);
    std::ranges::stable_sort(limited.limits, std::less<>(),
                             [](const NamedLimit& limit) { return rank(limit.kind); });
    return limited;
}

}  // namespace vorrat::plan
