#include "vorrat/store/criteria.h"

#include "vorrat/store/rows.h"

namespace vorrat::store {
namespace {

std::vector<TierRow> tier_rows(const Criteria& criteria) {
    std::vector<TierRow> rows;
    for (const Tier tier : {Tier::essential, Tier::basic, Tier::wanted}) {
        const std::size_t t = index(tier);
        rows.push_back(
            {tier, criteria.tier_weight[t], criteria.reserve[t], criteria.minimum_coverage[t]});
    }
    return rows;
}

Outcome write_caps(const sqlite::Database& database, const Criteria& criteria) {
    std::vector<CapRow> caps;
    std::vector<CapStepRow> steps;
    for (std::uint32_t i = 0; i < criteria.caps.size(); ++i) {
        const Cap& cap = criteria.caps[i];
        caps.push_back({cap.indicator, cap.total});
        for (const CapStep& step : cap.path) {
            steps.push_back({CapId{i}, step});
        }
    }
    if (auto done = write_rows(database, caps); !done) {
        return done;
    }
    return write_rows(database, steps);
}

Outcome read_single(const sqlite::Database& database, World& world) {
    auto rows = read_rows<CriteriaRow>(database, world, Keys::positions);
    if (!rows) {
        return rows.error();
    }
    if (rows->size() != 1) {
        return database.damaged("table criteria: want exactly one row");
    }
    world.criteria = std::move(rows->front().criteria);
    return Done{};
}

Outcome read_tiers(const sqlite::Database& database, World& world) {
    const auto rows = read_rows<TierRow>(database, world, Keys::positions);
    if (!rows) {
        return rows.error();
    }
    if (rows->size() != tier_count) {
        return database.damaged("table tier_criteria: want one row for each tier");
    }
    for (const TierRow& row : *rows) {
        const std::size_t t = index(row.tier);
        world.criteria.tier_weight[t] = row.weight;
        world.criteria.reserve[t] = row.reserve;
        world.criteria.minimum_coverage[t] = row.coverage;
    }
    return Done{};
}

Outcome read_caps(const sqlite::Database& database, World& world) {
    const auto caps = read_rows<CapRow>(database, world, Keys::positions);
    if (!caps) {
        return caps.error();
    }
    for (const CapRow& row : *caps) {
        world.criteria.caps.push_back({row.indicator, row.total, {}});
    }
    const auto steps = read_rows<CapStepRow>(database, world, Keys::rising);
    if (!steps) {
        return steps.error();
    }
    for (const CapStepRow& row : *steps) {
        world.criteria.caps[row.cap.index()].path.push_back(row.step);
    }
    return Done{};
}

Outcome read_limits(const sqlite::Database& database, World& world) {
    auto limits = read_rows<WorkLimit>(database, world, Keys::rising);
    if (!limits) {
        return limits.error();
    }
    world.criteria.work_limits = std::move(*limits);
    const auto forbidden = read_rows<ForbiddenRow>(database, world, Keys::rising);
    if (!forbidden) {
        return forbidden.error();
    }
    for (const auto& row : *forbidden) {
        world.criteria.forbidden.push_back(row.activity);
    }
    return Done{};
}

}  // namespace

Outcome write_criteria(const sqlite::Database& database, const World& world) {
    const Criteria& criteria = world.criteria;
    std::vector<ForbiddenRow> forbidden;
    for (const ActivityId activity : criteria.forbidden) {
        forbidden.push_back({activity});
    }
    std::vector<BurdenRow> burden;
    for (const auto& [indicator, weight] : criteria.burden) {
        burden.push_back({indicator, weight});
    }
    std::vector<DecisionRow> decisions;
    for (const auto& [key, decision] : criteria.decisions) {
        decisions.push_back({key, decision});
    }

    const std::vector<CriteriaRow> single{{criteria}};
    if (auto done = write_rows(database, single); !done) {
        return done;
    }
    if (auto done = write_rows(database, tier_rows(criteria)); !done) {
        return done;
    }
    if (auto done = write_caps(database, criteria); !done) {
        return done;
    }
    if (auto done = write_rows(database, criteria.work_limits); !done) {
        return done;
    }
    if (auto done = write_rows(database, forbidden); !done) {
        return done;
    }
    if (auto done = write_rows(database, burden); !done) {
        return done;
    }
    if (auto done = write_rows(database, decisions); !done) {
        return done;
    }
    if (auto done = write_rows(database, world.decisions); !done) {
        return done;
    }
    if (auto done = write_rows(database, world.need_changes); !done) {
        return done;
    }
    return write_rows(database, world.need_overrides);
}

Outcome read_criteria(const sqlite::Database& database, World& world) {
    if (auto done = read_single(database, world); !done) {
        return done;
    }
    if (auto done = read_tiers(database, world); !done) {
        return done;
    }
    if (auto done = read_caps(database, world); !done) {
        return done;
    }
    if (auto done = read_limits(database, world); !done) {
        return done;
    }
    const auto burden = read_rows<BurdenRow>(database, world, Keys::rising);
    if (!burden) {
        return burden.error();
    }
    for (const auto& row : *burden) {
        world.criteria.burden[row.indicator] = row.weight;
    }
    const auto decisions = read_rows<DecisionRow>(database, world, Keys::rising);
    if (!decisions) {
        return decisions.error();
    }
    for (const auto& row : *decisions) {
        world.criteria.decisions[row.criterion] = row.decision;
    }
    auto record = read_rows<Decision>(database, world, Keys::rising);
    if (!record) {
        return record.error();
    }
    world.decisions = std::move(*record);
    auto changes = read_rows<NeedChange>(database, world, Keys::rising);
    if (!changes) {
        return changes.error();
    }
    world.need_changes = std::move(*changes);
    auto overrides = read_rows<NeedOverride>(database, world, Keys::rising);
    if (!overrides) {
        return overrides.error();
    }
    world.need_overrides = std::move(*overrides);
    return Done{};
}

}  // namespace vorrat::store
