#include "vorrat/forecast/evaluate.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "vorrat/forecast/score.h"
#include "vorrat/forecast/testing.h"

namespace vorrat::forecast {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Two items at one place, four steps of training and two to compare, and a forecast by hand.
///
///              training     needed   foreseen
///     item 0   1 3 1 3      2 4      2 2        S2 = 4, S1 = 2
///     item 1   2 2 4 4      4 6      5 5        S2 = 4/3, S1 = 2/3
///     both     3 5 5 7      6 10     7 7        S2 = (4 + 0 + 4) / 3 = 8/3
///
/// RMSSE: item 0 sqrt((0 + 4) / 2 / 4) = sqrt(1/2); item 1 sqrt((1 + 1) / 2 / (4/3)) = sqrt(3/4);
/// both sqrt((1 + 9) / 2 / (8/3)) = sqrt(15/8).
/// Money (prices 2 and 1): item 0 2 * 8 = 16, item 1 12: weights 4/7 and 3/7.
struct Example {
    History history;
    NeedForecast need;
    EvaluationSettings settings;
};

Example example() {
    Example e;
    e.history.regressors = {"price"};
    e.history.series = {series_of({1, 3, 1, 3, 2, 4}, 0), series_of({2, 2, 4, 4, 4, 6}, 1)};
    e.history.series[0].regressors = {std::vector<float>(6, 2.0F)};
    e.history.series[1].regressors = {std::vector<float>(6, 1.0F)};
    e.need.start = monday + days{4};
    e.need.horizon = 2;
    e.need.levels = {0.25, 0.75};
    e.need.series = {{{0}, {0}}, {{1}, {0}}};
    e.need.mean = {2, 2, 5, 5};
    e.need.quantiles = {1, 3, 1, 3, 4, 6, 4, 6};
    e.settings.forecast.horizon = 2;
    e.settings.groupings = {{"all", {0, 0}}, {"series", {0, 1}}};
    return e;
}

Score score_of(const Example& e) {
    const Split split = split_at(e.history, e.need.start, e.settings);
    return score(e.history, split, e.need, e.settings.groupings, e.need.levels);
}

TEST(Score, OfPointsIsThatWorkedOutByHand) {
    const Score got = score_of(example());

    EXPECT_DOUBLE_EQ(got.rmsse, (std::sqrt(0.5) + std::sqrt(0.75)) / 2);
    // item 0: (0 + 2) / 2 / 2 = 1/2; item 1: (1 + 1) / 2 / (2/3) = 3/2
    EXPECT_DOUBLE_EQ(got.mase, 1);
    // 200 * (0 + 2/6) / 2 = 33.3; 200 * (1/9 + 1/11) / 2 = 20.2
    EXPECT_NEAR(got.smape, (100.0 / 3 + 100 * (1.0 / 9 + 1.0 / 11)) / 2, 1e-12);
    EXPECT_DOUBLE_EQ(got.bias, (14.0 - 16.0) / 16);
    EXPECT_EQ(got.series, 2);
    EXPECT_EQ(got.scaled, 2);
}

TEST(Score, WeighsGroupsByMoney) {
    const Score got = score_of(example());

    const double series = (4 * std::sqrt(0.5) + 3 * std::sqrt(0.75)) / 7;
    ASSERT_EQ(got.wrmsse_by_grouping.size(), 2);
    EXPECT_DOUBLE_EQ(got.wrmsse_by_grouping[0], std::sqrt(15.0 / 8));
    EXPECT_DOUBLE_EQ(got.wrmsse_by_grouping[1], series);
    EXPECT_DOUBLE_EQ(got.wrmsse, (std::sqrt(15.0 / 8) + series) / 2);
}

TEST(Score, OfDistributionsIsThatWorkedOutByHand) {
    const Score got = score_of(example());

    // item 0, quantiles 1 and 3: needed 2: .25 * 1 and .25 * 1; needed 4: .25 * 3 and .75 * 1.
    // Mean 2 / 4 = 0.5, by S1 = 2: 0.25.
    // item 1, quantiles 4 and 6: needed 4: 0 and .25 * 2; needed 6: .25 * 2 and 0.
    // Mean 1 / 4 = 0.25, by S1 = 2/3: 0.375.
    EXPECT_DOUBLE_EQ(got.scaled_pinball, (0.25 + 0.375) / 2);
    EXPECT_DOUBLE_EQ(got.weighted_scaled_pinball, (4 * 0.25 + 3 * 0.375) / 7);
    EXPECT_DOUBLE_EQ(got.coverage_50, 0.75);  // all but the 4 above 3
    // 2 lies between 1 and 3, 4 above 3: 1 and 0. 4 and 6 are quantiles: their steps reach from
    // .125 to .5 and from .5 to .875, two thirds of each inside the middle half.
    EXPECT_DOUBLE_EQ(got.calibration_50, (1 + 0 + 2.0 / 3 + 2.0 / 3) / 4);
}

TEST(Score, LeavesOutStepsWhoseNeedNobodyKnows) {
    Example e = example();
    e.history.series[0].quantity[5] = nan;
    e.history.series[1].available = {1, 1, 1, 1, 0, 1};

    const Score got = score_of(e);

    // item 0 keeps needed 2 against 2, item 1 keeps 6 against 5; "both": 2 against 2, 6 against 5.
    EXPECT_DOUBLE_EQ(got.rmsse, std::sqrt(0.75) / 2);
    EXPECT_DOUBLE_EQ(got.bias, -1.0 / 8);
    EXPECT_DOUBLE_EQ(got.wrmsse_by_grouping[0], std::sqrt((0 + 1) / 2.0 / (8.0 / 3)));
}

TEST(Score, WithoutPricesWeighsByQuantity) {
    Example e = example();
    e.settings.price = "none of the regressors";

    const Score got = score_of(e);

    // Quantities 8 and 12.
    EXPECT_DOUBLE_EQ(got.wrmsse_by_grouping[1], (8 * std::sqrt(0.5) + 12 * std::sqrt(0.75)) / 20);
}

TEST(Score, LeavesOutSeriesThatNeverChanged) {
    Example e = example();
    e.history.series[1].quantity = {2, 2, 2, 2, 4, 6};

    const Score got = score_of(e);

    EXPECT_EQ(got.series, 2);
    EXPECT_EQ(got.scaled, 1);
    EXPECT_DOUBLE_EQ(got.rmsse, std::sqrt(0.5));
}

TEST(Evaluate, GoesFromTheOldestOriginToTheNewest) {
    const History history = simulate({.series = 3, .days_long = 120});
    EvaluationSettings settings;
    settings.forecast.horizon = 7;
    settings.origins = 2;
    settings.spacing = 14;
    settings.models = {Model::seasonal_naive, Model::smoothing};

    const auto scores = evaluate(history, settings);

    ASSERT_TRUE(scores) << scores.error().message;
    ASSERT_EQ(scores->size(), 4);
    EXPECT_EQ((*scores)[0].origin, monday + days{120 - 21});
    EXPECT_EQ((*scores)[3].origin, monday + days{120 - 7});
    EXPECT_EQ((*scores)[1].model, Model::smoothing);
    EXPECT_LT((*scores)[1].scaled_pinball, (*scores)[0].scaled_pinball);
}

TEST(Evaluate, NeverShowsTheFutureToAModel) {
    History history = simulate({.series = 3, .days_long = 120});
    EvaluationSettings settings;
    settings.forecast.horizon = 1;
    const auto before = evaluate(history, settings);
    for (Series& series : history.series) {
        series.quantity.back() += 1000;
    }

    const auto after = evaluate(history, settings);

    // The foreseen need is the same, so the bias changes exactly by the 3,000 more.
    ASSERT_TRUE(before);
    ASSERT_TRUE(after);
    const double needed = history.series[0].quantity.back() + history.series[1].quantity.back() +
                          history.series[2].quantity.back();
    EXPECT_NEAR((*after)[2].bias * needed, (*before)[2].bias * (needed - 3000) - 3000, 1e-6);
}

TEST(Evaluate, RefusesWhatItCannotDo) {
    const History history = simulate({.series = 2, .days_long = 30});
    struct Row {
        const char* name;
        EvaluationSettings settings;
        ErrorKind kind;
    };
    std::vector<Row> rows(5, {"", {}, ErrorKind::usage});
    rows[0].name = "no origins";
    rows[0].settings.origins = 0;
    rows[1].name = "no model";
    rows[1].settings.models.clear();
    rows[2].name = "a grouping of one series for two";
    rows[2].settings.groupings = {{"all", {0}}};
    rows[3].name = "a group beyond the number of series";
    rows[3].settings.groupings = {{"all", {0, 7}}};
    rows[4].name = "an origin before the history";
    rows[4].settings.origins = 3;
    rows[4].kind = ErrorKind::bad_input;

    for (const Row& row : rows) {
        const auto scores = evaluate(history, row.settings);
        ASSERT_FALSE(scores) << row.name;
        EXPECT_EQ(scores.error().kind, row.kind) << row.name;
    }
}

TEST(GroupBy, NumbersKeysInTheOrderOfTheirFirstAppearance) {
    const std::vector<std::string> keys{"b", "a", "b"};

    EXPECT_EQ(group_by("letters", keys).group, (std::vector<std::uint32_t>{0, 1, 0}));
}

}  // namespace
}  // namespace vorrat::forecast
