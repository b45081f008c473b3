#include <cmath>
#include <filesystem>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/ingest/testing.h"

namespace vorrat::ingest {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

const std::filesystem::path data = VORRAT_DATA_DIR;

double sum_of(const History& history) {
    double sum = 0;
    for (const Series& series : history.series) {
        for (const double quantity : series.quantity) {
            sum += std::isnan(quantity) ? 0 : quantity;
        }
    }
    return sum;
}

#define SKIP_WITHOUT(folder)                                                       \
    if (!std::filesystem::exists(data / (folder))) {                               \
        GTEST_SKIP() << "the real data are not at " << (data / (folder)).string(); \
    }

// zcat needs.csv.gz | awk -F, 'NR>1{s+=$4; k[$2","$3]=1} END{print NR-1, s, length(k)}'
//   -> 535640 2934611 280
TEST(Layouts, ReadM5WithItsRowsQuantitiesAndSeries) {
    SKIP_WITHOUT("m5");

    const auto reading = read_workspace(data / "m5");

    ASSERT_TRUE(reading) << reading.error().message;
    EXPECT_THAT(lines_of(*reading, Severity::error), IsEmpty());
    EXPECT_THAT(lines_of(*reading, Severity::warning), IsEmpty());
    const World& world = reading->world;
    ASSERT_EQ(world.history.series.size(), 280U);
    EXPECT_EQ(world.items.size(), 28U);
    EXPECT_EQ(world.places.size(), 10U + 3U + 1U);
    EXPECT_EQ(world.lanes.size(), 3U + 10U);
    EXPECT_EQ(sum_of(world.history), 2934611);
    EXPECT_EQ(vorrat::to_string(first_unknown_date(world.history)), "2016-04-25");
    ASSERT_EQ(world.inputs.size(), 2U);
    EXPECT_EQ(world.inputs[1].rows, 535640U);
}

// The calendar ends on 2016-06-19, 56 days behind the last need; 30 events by name.
TEST(Layouts, GiveM5TheEventsAndSnapDaysTheCalendarKnowsAhead) {
    SKIP_WITHOUT("m5");

    const auto reading = read_workspace(data / "m5");

    ASSERT_TRUE(reading);
    const History& history = reading->world.history;
    EXPECT_EQ(history.regressors.size(), 1U + 1U + 30U);  // price, snap, events
    const Series& first = history.series.front();
    EXPECT_EQ(first.regressors[0].size(), first.quantity.size());
    EXPECT_EQ(first.regressors[1].size(), first.quantity.size() + 56);
}

// awk -F, 'NR>1{for(i=3;i<=NF;i++)s+=$i} END{print s}' sales.csv -> 276648
// awk -F, 'NR>1{a+=$6;b+=$7;c+=$8} END{print a,b,c}' initial_state.csv -> 2225 0 1699
TEST(Layouts, ReadVn2WithItsSalesStockAndTransit) {
    SKIP_WITHOUT("vn2");

    const auto reading = read_workspace(data / "vn2");

    ASSERT_TRUE(reading) << reading.error().message;
    EXPECT_THAT(lines_of(*reading, Severity::error), IsEmpty());
    const World& world = reading->world;
    ASSERT_EQ(world.history.series.size(), 599U);
    EXPECT_EQ(world.history.frequency, Frequency::week);
    EXPECT_EQ(world.history.series.front().quantity.size(), 157U);
    EXPECT_EQ(vorrat::to_string(first_unknown_date(world.history)), "2024-04-15");
    EXPECT_EQ(sum_of(world.history), 276648);
    const auto add = [](double sum, const auto& entry) { return sum + entry.quantity; };
    EXPECT_EQ(std::accumulate(world.stock.begin(), world.stock.end(), 0.0, add), 2225);
    EXPECT_EQ(std::accumulate(world.transit.begin(), world.transit.end(), 0.0, add), 1699);
    EXPECT_EQ(world.criteria.placement.holding_per_unit_and_day, 0.2 / 7);
}

// A reader of 20 lines in another language (python3, csv.DictReader) that follows the rules of
// docs/formats/workspace.md finds 1485 lines that are no product, 4062 cancellations, of which 1132
// take an order back, 733 without quantity, 671 without price, 65079 without customer, and a need
// of 2330824 pieces of 3397 products.
TEST(Layouts, ReadOnlineRetailAndCountWhatIsNoNeed) {
    SKIP_WITHOUT("online_retail");

    const auto reading = read_workspace(data / "online_retail");

    ASSERT_TRUE(reading) << reading.error().message;
    EXPECT_THAT(lines_of(*reading, Severity::error), IsEmpty());
    EXPECT_EQ(reading->world.inputs[0].rows, 240007U);
    EXPECT_EQ(sum_of(reading->world.history), 2330824);
    EXPECT_EQ(reading->world.history.series.size(), 3397U);
    const auto notes = lines_of(*reading, Severity::note);
    for (const auto* count : {": 1485 lines are no product", ": 4062 lines are cancellations",
                              ": 1132 order lines were left out", ": 733 lines have a quantity",
                              ": 671 lines have a price", ": 65079 lines have no CustomerID"}) {
        EXPECT_THAT(notes, Contains(HasSubstr(count)));
    }
}

}  // namespace
}  // namespace vorrat::ingest
