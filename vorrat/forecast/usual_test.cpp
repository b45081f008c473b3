#include "vorrat/forecast/usual.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "vorrat/forecast/forecast.h"
#include "vorrat/forecast/season.h"
#include "vorrat/forecast/testing.h"

namespace vorrat::forecast {
namespace {

constexpr std::size_t weeks = 156;

/// Twice the need in the last four weeks of every year of 52; each year ends with the history.
double christmas(std::size_t t) { return t % 52 >= 48 ? 2.0 : 1.0; }

/// Weekly counts of `series` rare needs with that season, three years of them.
History rare_needs(std::uint32_t series) {
    History history{Frequency::week, {}, {}};
    for (std::uint32_t i = 0; i < series; ++i) {
        Random random(5, i);
        std::vector<double> quantity;
        for (std::size_t t = 0; t < weeks; ++t) {
            quantity.push_back(static_cast<double>(random.poisson(christmas(t))));
        }
        history.series.push_back(series_of(std::move(quantity), i));
    }
    return history;
}

TEST(UsualSeason, ShowsWhatNoSeriesShowsAlone) {
    const History history = rare_needs(200);

    const auto usual = usual_season(history, first_unknown_date(history), {});

    ASSERT_EQ(usual.size(), 52U);
    // The mean of a year is 56 / 52: 1.86 and 0.93, of which 0.9 of the way from 1 is gone.
    for (std::size_t back = 0; back < 4; ++back) {
        EXPECT_NEAR(usual[back], 1.77, 0.15) << back;
    }
    for (std::size_t back = 8; back < 48; ++back) {
        EXPECT_NEAR(usual[back], 0.94, 0.12) << back;
    }
}

TEST(UsualSeason, DoesNotDependOnTheOrderOfSeries) {
    History history = rare_needs(50);
    const Date origin = first_unknown_date(history);
    const auto one = usual_season(history, origin, {});

    std::ranges::reverse(history.series);

    EXPECT_EQ(one, usual_season(history, origin, {3}));
}

TEST(UsualSeason, IsThatOfTheOriginAlone) {
    History history = rare_needs(20);
    const Date origin = advance(first_unknown_date(history), -26, Frequency::week);
    const auto one = usual_season(history, origin, {});

    for (Series& series : history.series) {
        std::fill_n(series.quantity.end() - 26, 26, 1000);
    }

    EXPECT_EQ(one, usual_season(history, origin, {}));
}

TEST(UsualSeason, IsOfWeeksAndSeveralSeriesOnly) {
    const History few = rare_needs(4);
    History months = rare_needs(20);
    months.frequency = Frequency::month;

    EXPECT_TRUE(usual_season(few, first_unknown_date(few), {}).empty());
    EXPECT_TRUE(usual_season(months, first_unknown_date(months), {}).empty());
}

TEST(UsualSeason, IsLentToASeriesWithoutAYear) {
    History history = rare_needs(200);
    Series young = series_of(std::vector<double>(20, 100.0), 200);
    young.start = advance(history.series[0].start, weeks - 48 - 20, Frequency::week);
    history.series.push_back(young);
    const Date origin = advance(history.series[0].start, weeks - 48, Frequency::week);

    const auto need = forecast(history, {.horizon = 48, .origin = origin});

    ASSERT_TRUE(need) << need.error().message;
    const std::size_t row = need->find({young.item, young.place});
    // Step 44 of the horizon is week 48 of the year.
    EXPECT_GT(need->step(row, 46).mean, 1.5 * need->step(row, 20).mean);
}

}  // namespace
}  // namespace vorrat::forecast
