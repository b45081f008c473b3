#include "vorrat/forecast/candidates.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "vorrat/forecast/combine.h"
#include "vorrat/forecast/testing.h"

namespace vorrat::forecast {
namespace {

const std::vector<double> flat{1.0};

Observed seen_of(const std::vector<double>& quantity, Frequency frequency = Frequency::day) {
    const Series series = series_of(quantity);
    const int steps = static_cast<int>(quantity.size());
    return *observe(series, advance(series.start, steps, frequency), frequency);
}

/// What a candidate expects `ahead` steps after the end, in units; NaN: it is not among them.
double foreseen(const Observed& seen, const Candidate& wanted, std::size_t ahead = 0) {
    const Candidates made = candidates(seen, flat);
    for (std::size_t k = 0; k < made.list.size(); ++k) {
        const Candidate& one = made.list[k];
        if (one.method != wanted.method || one.alpha != wanted.alpha || one.beta != wanted.beta ||
            one.damping != wanted.damping) {
            continue;
        }
        const std::size_t last = seen.size() * made.list.size() + k;
        const double slope = made.slope.empty() ? 0 : made.slope[last];
        return seen.scale * (made.level[last] + slope * damped_steps(ahead)[one.damping]);
    }
    return std::nan("");
}

/// 1,095 days with 299 needs from 1 to 4, often enough that no beginning is remembered.
std::vector<double> intermittent() {
    std::vector<double> quantity;
    for (int t = 0; t < 1095; ++t) {
        quantity.push_back(t * 7 % 11 < 3 ? 1 + t * 5 % 4 : 0);
    }
    return quantity;
}

// The figures are those of statsforecast 2.1.1 (CrostonSBA, TSB, SimpleExponentialSmoothing).
TEST(Candidates, AgreeWithAnotherProgramOnIntermittentNeed) {
    const Observed seen = seen_of(intermittent());

    EXPECT_NEAR(foreseen(seen, {.method = Method::croston, .alpha = 0.1}), 0.676564215711, 1e-9);
    EXPECT_NEAR(foreseen(seen, {.method = Method::tsb, .alpha = 0.1, .beta = 0.2}), 0.817440880176,
                1e-9);
    // 0.95^299 = 2e-7 of the first need is still remembered.
    EXPECT_NEAR(foreseen(seen, {.method = Method::tsb, .alpha = 0.02, .beta = 0.05}),
                0.714727919766, 1e-6);
    EXPECT_NEAR(foreseen(seen, {.method = Method::smoothing, .alpha = 0.1}), 0.838531645240, 1e-9);
}

TEST(Candidates, FollowCrostonByHand) {
    // Needs 4 and 2 after gaps of 2 and 3: the means 3 and 2.5, times 1 - 0.2 / 2.
    EXPECT_NEAR(foreseen(seen_of({0, 4, 0, 0, 2, 0}), {.method = Method::croston, .alpha = 0.2}),
                0.9 * 3 / 2.5, 1e-12);
}

TEST(Candidates, LetTsbFadeWhereCrostonDoesNot) {
    std::vector<double> quantity = intermittent();
    std::fill_n(quantity.end() - 100, 100, 0);
    const Observed seen = seen_of(quantity);

    EXPECT_LT(foreseen(seen, {.method = Method::tsb, .alpha = 0.1, .beta = 0.2}), 1e-4);
    EXPECT_GT(foreseen(seen, {.method = Method::croston, .alpha = 0.1}), 0.5);
}

TEST(Candidates, SmoothTheMeansOfBuckets) {
    // Nine steps from the first need on with three needs: buckets of three steps. Their means, the
    // leading zero included: (0 + 6 + 0) / 3 = 2, (0 + 3 + 0) / 3 = 1, (0 + 0 + 9) / 3 = 3; the
    // last step waits. Alpha 0.3: 2, (2 + 1) / 2 = 1.5, 1.5 + (3 - 1.5) / 3 = 2.
    const Observed seen = seen_of({0, 6, 0, 0, 3, 0, 0, 0, 9, 0});

    EXPECT_NEAR(foreseen(seen, {.method = Method::adida, .alpha = 0.3}), 2, 1e-12);
}

/// 400 steps of 50 + t / 4 with a wave of eleven steps.
std::vector<double> rising() {
    std::vector<double> quantity;
    for (int t = 0; t < 400; ++t) {
        quantity.push_back(50 + 0.25 * t + t * 7 % 11);
    }
    return quantity;
}

// The figures are those of statsforecast 2.1.1 (auto_theta with model STM and alpha 0.2).
TEST(Candidates, AgreeWithAnotherProgramOnTheta) {
    Series series = series_of(rising());
    const Observed seen =
        *observe(series, advance(series.start, 400, Frequency::month), Frequency::month, 400);

    const Candidate theta{.method = Method::drift, .alpha = 0.2};
    EXPECT_NEAR(foreseen(seen, theta, 0), 154.8173035660, 1e-8);
    EXPECT_NEAR(foreseen(seen, theta, 3), 155.1924185980, 1e-8);
}

TEST(Candidates, FollowTheDampedTrendByHand) {
    // From the second step on the level starts at 10: e = 2, level 10 + 0.7 * 2 = 11.4, slope
    // 0.07 * 2 = 0.14; then 11.4 + 0.133 = 11.533 is missed by -0.533, and so on.
    const Observed seen = seen_of({10, 12, 11, 11, 11, 11}, Frequency::year);
    double level = 10;
    double slope = 0;
    for (const double y : {12, 11, 11, 11, 11}) {
        const double missed = y - level - 0.95 * slope;
        level += 0.95 * slope + 0.7 * missed;
        slope = 0.95 * slope + 0.07 * missed;
    }

    const Candidate damped{.method = Method::damped_trend, .alpha = 0.7, .beta = 0.1, .damping = 1};
    EXPECT_NEAR(foreseen(seen, damped, 0), level + 0.95 * slope, 1e-12);
    EXPECT_NEAR(foreseen(seen, damped, 1), level + (0.95 + 0.9025) * slope, 1e-12);
}

TEST(Candidates, HaveTrendsForMonthsWithoutGapsOnly) {
    const auto has = [](const Candidates& made, Method method) {
        return std::ranges::any_of(made.list,
                                   [&](const Candidate& c) { return c.method == method; });
    };
    const Candidates months = candidates(seen_of({5, 6, 7, 8, 9, 10}, Frequency::month), flat);
    const Candidates days = candidates(seen_of({5, 6, 7, 8, 9, 10}), flat);
    const Candidates rare = candidates(seen_of({5, 0, 7, 0, 9, 10}, Frequency::month), flat);

    EXPECT_TRUE(has(months, Method::drift));
    EXPECT_TRUE(has(months, Method::damped_trend));
    EXPECT_FALSE(has(months, Method::croston));
    EXPECT_FALSE(has(days, Method::drift));
    EXPECT_FALSE(has(rare, Method::drift));
    EXPECT_TRUE(has(rare, Method::adida));
}

Combined combined(const Observed& seen, std::size_t first) {
    const Prefixes sums = prefixes(seen, flat);
    return combine({seen, flat, sums}, candidates(seen, flat), first);
}

TEST(Combined, TrustsTheShortMemoryAfterAJumpThatStayed) {
    std::vector<double> quantity(100, 2.0);
    quantity.resize(200, 10.0);
    const Observed seen = seen_of(quantity);

    EXPECT_NEAR(seen.scale * combined(seen, 14).level.back(), 10, 0.3);
}

TEST(Combined, IsThePriorWithoutOrigins) {
    const Observed seen = seen_of({3, 4, 5});

    const Combined one = combined(seen, 3);

    for (const double weight : one.weight) {
        EXPECT_DOUBLE_EQ(weight, 1.0 / static_cast<double>(one.weight.size()));
    }
}

TEST(Combined, FollowsALineWithTrends) {
    std::vector<double> quantity;
    for (int t = 0; t < 60; ++t) {
        quantity.push_back(100 + 3 * t);
    }
    const Observed seen = seen_of(quantity, Frequency::quarter);

    const Combined one = combined(seen, 8);

    const double next = one.level.back() + one.slope[60 * 3] + 0.95 * one.slope[60 * 3 + 1] +
                        0.85 * one.slope[60 * 3 + 2];
    EXPECT_NEAR(seen.scale * next, 280, 1);
}

}  // namespace
}  // namespace vorrat::forecast
