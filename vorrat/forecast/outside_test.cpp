#include "vorrat/forecast/outside.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "vorrat/forecast/testing.h"

namespace vorrat::forecast {
namespace {

/// 28 days known and 14 ahead: a price of 2, of 1 from day 35 on and unknown from day 40 on; a
/// switch that is on every other day; a feast on day 30; a column that never changes.
History told() {
    History history{Frequency::day, {"price", "odd", "feast", "same"}, {}};
    history.series.push_back(series_of(std::vector<double>(28, 5)));
    std::vector<float> price, odd, feast, same;
    for (int day = 0; day < 42; ++day) {
        const float known = day < 35 ? 2 : 1;
        price.push_back(day < 40 ? known : std::numeric_limits<float>::quiet_NaN());
        odd.push_back(static_cast<float>(day % 2));
        feast.push_back(day == 30 ? 1 : 0);
        same.push_back(7);
    }
    history.series[0].regressors = {price, odd, feast, same};
    return history;
}

std::vector<float> written(std::size_t target) {
    const History history = told();
    const Outside outside(history);
    std::vector<float> out(outside.columns());
    outside.of(history.series[0], 0, 28).write(28, target, out);
    return out;
}

TEST(Outside, HasFourColumnsOfANumberOneOfASwitchFiveOfEventsAndNoneOfAConstant) {
    EXPECT_EQ(Outside(told()).columns(), 4 + 1 + 5);
}

TEST(Outside, TellsANumberAndItsRelationToItsPast) {
    const auto day_36 = written(36);

    EXPECT_EQ(day_36[0], 1);     // the price of the day
    EXPECT_EQ(day_36[1], 0.5F);  // half of what it was over the month
    EXPECT_EQ(day_36[3], 0.5F);  // and a week before
}

TEST(Outside, CarriesANumberOnWhereNoneIsGiven) { EXPECT_EQ(written(41)[0], 1); }

TEST(Outside, TellsASwitchOfTheDay) {
    EXPECT_EQ(written(33)[4], 1);
    EXPECT_EQ(written(34)[4], 0);
}

TEST(Outside, TellsAnEventFromThreeDaysBeforeToOneAfter) {
    constexpr float feast = 3;  // the third column
    EXPECT_EQ(written(26)[9], 0);
    EXPECT_EQ(written(27)[9], feast);
    EXPECT_EQ(written(30)[6], feast);
    EXPECT_EQ(written(31)[5], feast);
    EXPECT_EQ(written(32)[5], 0);
}

TEST(Outside, SaysUnknownBeyondTheEndOfASwitch) { EXPECT_TRUE(std::isnan(written(60)[4])); }

}  // namespace
}  // namespace vorrat::forecast
