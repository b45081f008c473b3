#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "vorrat/plan/earlier.h"
#include "vorrat/plan/stages.h"
#include "vorrat/plan/testing.h"

namespace vorrat::plan {
namespace {

using namespace testing;

constexpr std::uint64_t worlds = 40;

/// In and out of every node, added up from the published lists alone.
double largest_imbalance(const WorldMaker& w, const Plan& plan) {
    std::map<std::tuple<ItemId, PlaceId, int>, std::pair<double, double>> sums;  // net, size
    const auto add = [&](ItemId item, PlaceId place, int t, double quantity) {
        if (t >= plan.periods) {
            return;
        }
        auto& [net, size] = sums[{item, place, t}];
        net += quantity;
        size += std::abs(quantity);
    };
    const auto at = [](Period t) { return static_cast<int>(t.value); };
    for (const StockLot& lot : w.world.stock) {
        add(lot.item, lot.place, 0, lot.quantity);
    }
    for (const PlannedEntry& e : plan.entries) {
        add(e.item, e.place, at(e.period), e.quantity);
    }
    for (const PlannedRun& r : plan.runs) {
        const Activity& activity = w.world.activities[r.activity];
        for (const auto& q : activity.inputs) {
            add(q.item, r.place, at(r.period), -q.per_run * r.runs);
        }
        for (const auto& q : activity.outputs) {
            add(q.item, r.place, at(r.period), q.per_run * r.runs);
        }
    }
    for (const PlannedFlow& f : plan.flows) {
        const Lane& lane = w.world.lanes[f.lane];
        add(f.item, lane.from, at(f.leaves), -f.quantity);
        add(f.item, lane.to, at(f.leaves) + (lane.lead_days + 3) / 7, f.quantity);
    }
    for (const NeedSlice& s : plan.need) {
        add(s.item, s.place, at(s.period), -s.use * s.set_aside);
    }
    for (const PlannedStock& s : plan.stock) {
        add(s.item, s.place, at(s.period), -s.stock - s.waste);
        add(s.item, s.place, at(s.period) + 1, s.stock);
    }
    double largest = 0;
    for (const auto& [where, sum] : sums) {
        largest = std::max(largest, std::abs(sum.first) / (1 + sum.second));
    }
    return largest;
}

TEST(PlanProperty, EveryBalanceHoldsInTheListsThatArePublished) {
    for (std::uint64_t seed = 0; seed < worlds; ++seed) {
        const WorldMaker w = random_world(seed, Communities::each_depot);

        const Plan plan = planned(w);

        EXPECT_LE(largest_imbalance(w, plan), 1e-9) << "seed " << seed;
    }
}

TEST(PlanProperty, NothingIsNegativeAndNoLimitIsExceeded) {
    for (std::uint64_t seed = 0; seed < worlds; ++seed) {
        const WorldMaker w = random_world(seed, Communities::each_depot);

        const Plan plan = planned(w);

        for (const NeedSlice& s : plan.need) {
            EXPECT_GE(s.set_aside, 0) << "seed " << seed;
            EXPECT_LE(s.set_aside, s.width) << "seed " << seed;
        }
        for (const PlannedFlow& f : plan.flows) {
            EXPECT_GT(f.quantity, 0) << "seed " << seed;
        }
        for (const PlanLimit& l : plan.limits) {
            EXPECT_LE(l.used, l.limit + 1e-9 * (1 + l.limit)) << "seed " << seed;
            EXPECT_GE(l.valuation, 0) << "seed " << seed;
        }
    }
}

TEST(PlanProperty, MoreStockNeverLowersTheLowestCoverage) {
    for (std::uint64_t seed = 0; seed < worlds; ++seed) {
        WorldMaker w = random_world(seed, Communities::each_depot);
        const double before = planned(w).fairness;
        for (StockLot& lot : w.world.stock) {
            lot.quantity += 10;
        }

        const double after = planned(w).fairness;

        EXPECT_GE(after, before - 3e-6) << "seed " << seed;
    }
}

TEST(PlanProperty, InOneCommunityMoreStockNeverLowersTheWorth) {
    for (std::uint64_t seed = 0; seed < worlds; ++seed) {
        WorldMaker w = random_world(seed, Communities::one);
        const double before = planned(w).worth;
        for (StockLot& lot : w.world.stock) {
            lot.quantity += 10;
        }

        const double after = planned(w).worth;

        EXPECT_GE(after, before - 3e-6 * std::abs(before)) << "seed " << seed;
    }
}

TEST(PlanProperty, InOneCommunityAHigherCapNeverLowersTheWorth) {
    for (std::uint64_t seed = 0; seed < worlds; ++seed) {
        WorldMaker w = random_world(seed, Communities::one);
        const double before = planned(w).worth;
        w.world.criteria.caps[0].total *= 1.3;

        const double after = planned(w).worth;

        EXPECT_GE(after, before - 3e-6 * std::abs(before)) << "seed " << seed;
    }
}

bool same(const RowKey& a, const RowKey& b) {
    return a.kind == b.kind && a.item == b.item && a.place == b.place && a.period == b.period &&
           a.lane == b.lane && a.resource == b.resource && a.community == b.community &&
           a.tier == b.tier && a.indicator == b.indicator;
}

/// The programme of a stage with the published duals, rebuilt for a second opinion.
struct Stage {
    solve::LinearProgram program;
    std::vector<double> duals;
};

Stage stage_of(const WorldMaker& w, const Plan& plan, std::size_t number) {
    const auto problem = make_problem(w.world, w.forecast);
    Programme programme = build_programme(*problem);
    if (number >= 1) {
        RowKey key;
        key.kind = RowKind::keep_fairness;
        add_row(programme, key, plan.fairness_floor, solve::infinity,
                {{programme.columns.fairness, 1}});
    }
    if (number >= 2) {
        RowKey key;
        key.kind = RowKind::keep_worth;
        add_row(programme, key, plan.worth_floor, solve::infinity, programme.worth);
    }
    Stage stage{programme.builder.build(plan.stages[number].maximise ? solve::Sense::maximise
                                                                     : solve::Sense::minimise),
                std::vector<double>(programme.keys.size(), 0)};
    const Terms fairness{{programme.columns.fairness, 1}};
    const Terms& goal = number == 0 ? fairness : number == 1 ? programme.worth : programme.burden;
    for (const auto& [column, coefficient] : goal) {
        stage.program.cost[column] += coefficient;
    }

    std::size_t row = 0;
    for (const RowDual& dual : plan.stages[number].duals) {
        while (row < programme.keys.size() && !same(programme.keys[row], dual.row)) {
            ++row;
        }
        check(row < programme.keys.size(), "duals come in row order");
        stage.duals[row] = dual.value;
    }
    return stage;
}

/// D(y) of docs/math/plan.md section 6 in long double; NaN when a dual has the wrong sign.
long double bound_by_hand(const Stage& stage) {
    const solve::LinearProgram& p = stage.program;
    const bool maximise = p.sense == solve::Sense::maximise;
    long double bound = 0;
    for (std::size_t i = 0; i < p.rows(); ++i) {
        if (stage.duals[i] == 0) {
            continue;
        }
        const bool upper = (stage.duals[i] > 0) == maximise;
        bound += static_cast<long double>(upper ? p.row_upper[i] : p.row_lower[i]) * stage.duals[i];
    }
    for (std::size_t j = 0; j < p.columns(); ++j) {
        long double d = p.cost[j];
        for (std::size_t k = p.matrix.start[j]; k < p.matrix.start[j + 1]; ++k) {
            d -= static_cast<long double>(p.matrix.value[k]) * stage.duals[p.matrix.row[k]];
        }
        if ((d > 0) == maximise) {
            bound += p.column_upper[j] * d;
        }
    }
    return bound;
}

TEST(PlanProof, BoundsFollowFromThePublishedDualsAlone) {
    for (std::uint64_t seed = 0; seed < worlds; ++seed) {
        const WorldMaker w = random_world(seed, Communities::each_depot);
        const Plan plan = planned(w);

        for (std::size_t number = 0; number < 3; ++number) {
            const PlanStage& stage = plan.stages[number];
            const long double bound = bound_by_hand(stage_of(w, plan, number));

            ASSERT_TRUE(std::isfinite(bound)) << "a dual with a wrong sign, seed " << seed;
            // Ours lies on the safe side of the exact value, by no more than its rounding
            // allowance.
            const double size = std::max(1.0, std::abs(stage.bound));
            const double safety = static_cast<double>(bound) - stage.bound;
            EXPECT_GE(stage.maximise ? -safety : safety, -1e-15 * size)
                << stage.name << " seed " << seed;
            EXPECT_LE(std::abs(safety), 1e-7 * size) << stage.name << " seed " << seed;
            EXPECT_LE(stage.gap, 1e-5) << stage.name << " seed " << seed;
        }
    }
}

TEST(PlanProof, NoValuePassesItsBound) {
    for (std::uint64_t seed = 0; seed < worlds; ++seed) {
        const Plan plan = planned(random_world(seed, Communities::each_depot));

        EXPECT_LE(plan.fairness, plan.stages[0].bound + 1e-12) << "seed " << seed;
        EXPECT_LE(plan.worth, plan.stages[1].bound * (1 + 1e-12)) << "seed " << seed;
        EXPECT_GE(plan.burden, plan.stages[2].bound - 1e-9 * (1 + plan.burden)) << "seed " << seed;
    }
}

TEST(PlanProof, TheRatioProvesItsBoundWithoutTheVariableThatIsOursAlone) {
    // The page's ratio rows hold every slice; here they are built that way from the forms.
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        WorldMaker w = random_world(seed, Communities::each_depot);
        w.world.criteria.minimum_ratio = 0.97;
        const Plan plan = planned(w);
        const Stage ours = stage_of(w, plan, 1);
        const auto problem = make_problem(w.world, w.forecast);
        const Programme programme = build_programme(*problem);
        const auto communities = community_forms(*problem, programme.columns);
        double need = 0;
        for (const CommunityForms& c : communities) {
            need += c.weighted_need;
        }

        long double ratio_duals = 0;
        for (std::size_t i = 0; i < programme.keys.size(); ++i) {
            if (programme.keys[i].kind == RowKind::ratio && !programme.own[i]) {
                ratio_duals += ours.duals[i];
            }
        }
        Stage page = ours;
        for (std::size_t i = 0; i < programme.own.size(); ++i) {
            if (programme.own[i]) {
                page.duals[i] = static_cast<double>(-0.97 * ratio_duals);
            }
        }

        EXPECT_NEAR(static_cast<double>(bound_by_hand(page)), plan.stages[1].bound,
                    1e-9 * std::abs(plan.stages[1].bound))
            << "seed " << seed;
    }
}

TEST(PlanProof, TheSameWorldGivesTheSameBytes) {
    const WorldMaker w = random_world(3, Communities::each_depot);

    const Plan first = planned(w);
    const Plan second = planned(w);

    ASSERT_EQ(first.flows.size(), second.flows.size());
    for (std::size_t k = 0; k < first.flows.size(); ++k) {
        EXPECT_EQ(first.flows[k].quantity, second.flows[k].quantity);
    }
    EXPECT_EQ(first.stages[2].bound, second.stages[2].bound);
}

/// Iterations of all stages, and the worth that is reached.
std::pair<long, double> effort(const WorldMaker& w, const Plan* earlier) {
    const Problem problem = *make_problem(w.world, w.forecast);
    const Programme programme = build_programme(problem);
    const solve::Basis start =
        earlier == nullptr ? solve::Basis{} : basis_of(problem, programme, *earlier);
    const Solved solved = **run_stages(programme, start, {});
    long iterations = 0;
    for (const SolvedStage& stage : solved.stages) {
        iterations += stage.iterations;
    }
    return {iterations, solved.stages[1].optimum};
}

/// Every need changed by up to 5 %.
void change_needs(WorldMaker& w, std::uint64_t seed) {
    Random random(seed);
    for (std::size_t k = 0; k < w.forecast.sum_mean.size(); ++k) {
        const double factor = 0.95 + 0.1 * random.uniform();
        for (std::size_t q = 4 * k; q < 4 * k + 4; ++q) {
            w.forecast.sum_quantiles[q] *= factor;
        }
    }
}

/// Iterations anew and from the plan before, over all random worlds that have a plan before and
/// after the change; expects the same worth of both.
template <class Change>
std::pair<long, long> efforts(double minimum_ratio, const Change& change) {
    std::pair<long, long> sum{0, 0};
    for (std::uint64_t seed = 0; seed < worlds; ++seed) {
        WorldMaker w = random_world(seed, Communities::each_depot);
        w.world.criteria.minimum_ratio = minimum_ratio;
        const auto before = make_plan(w.world, w.forecast);
        change(w, seed);
        const auto after = make_plan(w.world, w.forecast);
        if (!std::holds_alternative<Plan>(*before) || !std::holds_alternative<Plan>(*after)) {
            continue;
        }

        const auto [anew, best] = effort(w, nullptr);
        const auto [again, reached] = effort(w, &std::get<Plan>(*before));

        EXPECT_NEAR(reached, best, 1e-7 * std::abs(best)) << "seed " << seed;
        sum.first += anew;
        sum.second += again;
    }
    return sum;
}

TEST(PlanAgain, AfterSmallChangesOfNeedTakesAThirdOfTheIterationsAndIsAsGood) {
    const auto [anew, again] = efforts(0, change_needs);

    EXPECT_LE(3 * again, anew);
}

TEST(PlanAgain, UnderABindingRatioTakesAThirdOfTheIterationsAndIsAsGood) {
    const auto [anew, again] = efforts(0.97, change_needs);

    EXPECT_GT(anew, 0);
    EXPECT_LE(3 * again, anew);
}

TEST(PlanAgain, AfterATighterCapTakesHalfOfTheIterationsAndIsAsGood) {
    const auto [anew, again] =
        efforts(0, [](WorldMaker& w, std::uint64_t) { w.world.criteria.caps[0].total *= 0.9; });

    EXPECT_LE(2 * again, anew);
}

TEST(PlanAgain, SomePeriodsLaterReadsTheEarlierPlanAtItsOwnPeriods) {
    const WorldMaker w = random_world(1, Communities::each_depot);
    Plan earlier = planned(w);
    const auto [same, best] = effort(w, &earlier);
    earlier.start -= days{1};

    EXPECT_GT(effort(w, &earlier).first, same) << "the periods do not meet: solved anew";
    earlier.start += days{1 - 7};
    EXPECT_NEAR(effort(w, &earlier).second, best, 1e-7 * std::abs(best));
}

}  // namespace
}  // namespace vorrat::plan
