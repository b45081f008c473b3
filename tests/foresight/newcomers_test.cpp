#include <filesystem>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "vorrat/forecast/forecast.h"
#include "vorrat/ingest/ingest.h"

namespace vorrat {
namespace {

constexpr int horizon = 28;

/// The M5 subset: 28 items in three departments at 10 stores, and what was needed in the last 28
/// days.
class LeftOut : public ::testing::Test {
protected:
    void SetUp() override {
        const std::filesystem::path folder = std::filesystem::path(VORRAT_DATA_DIR) / "m5";
        if (!std::filesystem::exists(folder)) {
            GTEST_SKIP() << folder << " is not there";
        }
        auto reading = ingest::read_workspace(folder);
        ASSERT_TRUE(reading) << reading.error().message;
        world = std::move(reading->world);
        const Date origin = first_unknown_date(world.history) - days{horizon};
        auto need = forecast::forecast(world.history, {.horizon = horizon,
                                                       .levels = {0.05, 0.5, 0.95},
                                                       .intervals = {{0, horizon}},
                                                       .origin = origin,
                                                       .threads = Threads::all()});
        ASSERT_TRUE(need) << need.error().message;
        known = *std::move(need);
    }

    struct Coverage {
        double inside = 0;
        double steps = 0;
        double sums_inside = 0;
        double sums = 0;

        double share() const { return inside / steps; }
        double sum_share() const { return sums_inside / sums; }
    };

    /// Forecasts the series that `left_out` names from the others, in turn per group of them.
    template <class GroupOf>
    Coverage coverage(const GroupOf& group_of, std::size_t groups) {
        Coverage coverage;
        for (std::size_t group = 0; group < groups; ++group) {
            std::vector<SeriesKey> keys;
            NeedForecast others = known;
            others.series.clear();
            others.mean.clear();
            others.quantiles.clear();
            others.sum_mean.clear();
            others.sum_quantiles.clear();
            for (std::size_t row = 0; row < known.series.size(); ++row) {
                if (group_of(known.series[row]) == group) {
                    keys.push_back(known.series[row]);
                    continue;
                }
                copy_row(row, others);
            }
            const auto made = forecast::with_newcomers(world, others, keys);
            EXPECT_TRUE(made) << made.error().message;
            for (const SeriesKey key : keys) {
                compare(key, made->need, coverage);
            }
        }
        return coverage;
    }

    void copy_row(std::size_t row, NeedForecast& to) const {
        to.series.push_back(known.series[row]);
        for (int h = 0; h < horizon; ++h) {
            const NeedCurve curve = known.step(row, h);
            to.mean.push_back(curve.mean);
            to.quantiles.insert(to.quantiles.end(), curve.quantiles.begin(), curve.quantiles.end());
        }
        const NeedCurve sum = known.sum(row, 0);
        to.sum_mean.push_back(sum.mean);
        to.sum_quantiles.insert(to.sum_quantiles.end(), sum.quantiles.begin(), sum.quantiles.end());
    }

    void compare(SeriesKey key, const NeedForecast& need, Coverage& coverage) const {
        const std::size_t row = need.find(key);
        const auto found = std::ranges::find_if(world.history.series, [&](const Series& s) {
            return SeriesKey{s.item, s.place} == key;
        });
        const std::vector<double>& quantity = found->quantity;
        double sum = 0;
        for (std::size_t h = 0; h < horizon; ++h) {
            const double needed = quantity[quantity.size() - horizon + h];
            const auto quantiles = need.step(row, static_cast<int>(h)).quantiles;
            coverage.inside += quantiles[0] <= needed && needed <= quantiles[2] ? 1 : 0;
            ++coverage.steps;
            sum += needed;
        }
        const auto quantiles = need.sum(row, 0).quantiles;
        coverage.sums_inside += quantiles[0] <= sum && sum <= quantiles[2] ? 1 : 0;
        ++coverage.sums;
    }

    World world;
    NeedForecast known;
};

TEST_F(LeftOut, ItemsAreCoveredByWhatTheirGroupsSay) {
    const Coverage reached =
        coverage([](SeriesKey key) { return key.item.index(); }, world.items.size());

    fmt::print("new items: {:.1f} % of days, {:.1f} % of sums inside 90 %\n", 100 * reached.share(),
               100 * reached.sum_share());
    EXPECT_GE(reached.share(), 0.8);
    EXPECT_GE(reached.sum_share(), 0.75);
}

TEST_F(LeftOut, PlacesAreCoveredByWhatTheOthersSay) {
    const Coverage reached =
        coverage([](SeriesKey key) { return key.place.index(); }, world.places.size());

    fmt::print("new places: {:.1f} % of days, {:.1f} % of sums inside 90 %\n",
               100 * reached.share(), 100 * reached.sum_share());
    EXPECT_GE(reached.share(), 0.8);
    EXPECT_GE(reached.sum_share(), 0.75);
}

TEST_F(LeftOut, SeriesAreCoveredByTheSameItemElsewhere) {
    const std::size_t places = world.places.size();
    const Coverage reached =
        coverage([&](SeriesKey key) { return key.item.index() * places + key.place.index(); },
                 world.items.size() * places);

    fmt::print("new item at a known place: {:.1f} % of days, {:.1f} % of sums inside 90 %\n",
               100 * reached.share(), 100 * reached.sum_share());
    EXPECT_GE(reached.share(), 0.8);
    EXPECT_GE(reached.sum_share(), 0.75);
}

}  // namespace
}  // namespace vorrat
