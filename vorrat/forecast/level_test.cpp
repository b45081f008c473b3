#include "vorrat/forecast/level.h"

#include <gtest/gtest.h>

#include "vorrat/forecast/testing.h"

namespace vorrat::forecast {
namespace {

Observed seen_of(const std::vector<double>& quantity, std::vector<std::uint8_t> available = {}) {
    Series series = series_of(quantity);
    series.available = std::move(available);
    return *observe(series, monday + days{static_cast<int>(quantity.size())}, Frequency::day);
}

/// Level of memory k after t steps, in units.
double at(const Observed& seen, const std::vector<double>& level, std::size_t t, std::size_t k) {
    return seen.scale * level[t * memories.size() + k];
}

const std::vector<double> flat{1.0};

TEST(Levels, BeginAsAPlainMeanAndThenForget) {
    const Observed seen = seen_of({4, 8, 6, 2});

    const auto level = levels(seen, flat);

    // alpha 0.02: 4; (4 + 8) / 2 = 6; (4 + 8 + 6) / 3 = 6; (4 + 8 + 6 + 2) / 4 = 5.
    EXPECT_DOUBLE_EQ(at(seen, level, 2, 0), 6);
    EXPECT_DOUBLE_EQ(at(seen, level, 4, 0), 5);
    // alpha 0.35 takes over at the third step: 6, then 6 + 0.35 (6 - 6), then 6 + 0.35 (2 - 6).
    EXPECT_DOUBLE_EQ(at(seen, level, 4, 4), 4.6);
}

TEST(Levels, AreCarriedOverStepsNobodyKnowsAndEmptyShelves) {
    const Observed seen = seen_of({4, 8, 0, 0}, {1, 1, 0, 0});

    const auto level = levels(seen, flat);

    for (std::size_t k = 0; k < memories.size(); ++k) {
        EXPECT_DOUBLE_EQ(at(seen, level, 4, k), at(seen, level, 2, k));
    }
}

TEST(Levels, CompareWithTheSeason) {
    const std::vector<double> week{2, 0.5, 0.5};
    const Observed seen = seen_of({8, 2, 2, 8, 2, 2});

    const auto level = levels(seen, week);

    for (std::size_t k = 0; k < memories.size(); ++k) {
        EXPECT_DOUBLE_EQ(at(seen, level, 6, k), 4);
    }
}

}  // namespace
}  // namespace vorrat::forecast
