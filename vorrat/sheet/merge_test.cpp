#include "vorrat/sheet/merge.h"

#include <gtest/gtest.h>

namespace vorrat::sheet {
namespace {

constexpr std::string_view stock =
    "item_id,place_id,quantity,best_before\nbread,east,3,\nsoap,west,4,\"2026,x\"\nrice,east,5,\n";

Converted sheet_rows() {
    return {.header = {"item_id", "place_id", "quantity"},
            .rows = {{"bread", "east", "3.0"}, {"rice", "east", "6"}, {"tea", "west", "1"}},
            .origin = {4, 5, 6},
            .troubles = {}};
}

Merged merge(std::string_view current, Mode mode) {
    auto made = merged(current, "stock.csv", *form_named("stock"), sheet_rows(), mode);
    EXPECT_TRUE(made) << made.error().message;
    return std::move(*made);
}

TEST(Merge, SetsWhatTheSheetHasAndKeepsTheRest) {
    const Merged made = merge(stock, Mode::add);

    EXPECT_EQ(made.text,
              "item_id,place_id,quantity,best_before\nbread,east,3,\nsoap,west,4,\"2026,x\"\n"
              "rice,east,6,\ntea,west,1,\n");
    EXPECT_EQ(made.added, 1U);
    EXPECT_EQ(made.changed, 1U);
    EXPECT_EQ(made.unchanged, 1U);
    EXPECT_EQ(made.removed, 0U);
    EXPECT_EQ(made.origin, (std::vector<std::size_t>{0, 5, 0, 6, 7}));
    ASSERT_EQ(made.changes.size(), 2U);
    EXPECT_EQ(made.changes[0].before[2], "5");
    EXPECT_EQ(made.changes[0].after[2], "6");
}

TEST(Merge, ReplacingRemovesWhatTheSheetDoesNotName) {
    const Merged made = merge(stock, Mode::replace);

    EXPECT_EQ(made.removed, 1U);
    EXPECT_EQ(made.text,
              "item_id,place_id,quantity,best_before\nbread,east,3,\nrice,east,6,\ntea,west,1,\n");
}

TEST(Merge, BeginsATable) {
    const Merged made = merge("", Mode::add);

    EXPECT_EQ(made.text, "item_id,place_id,quantity\nbread,east,3.0\nrice,east,6\ntea,west,1\n");
    EXPECT_EQ(made.added, 3U);
}

TEST(Merge, WritesDecimalCommasWhereTheTableDoes) {
    auto rows = sheet_rows();
    rows.rows[1][2] = "6.5";
    const auto made = merged("item_id;place_id;quantity\nbread;east;3\nrice;east;5,5\n",
                             "stock.csv", *form_named("stock"), rows, Mode::add);

    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->text,
              "item_id;place_id;quantity\nbread;east;3\nrice;east;\"6,5\"\ntea;west;1\n");
}

TEST(Merge, NamesTheLineOfATableThatIsNone) {
    const auto made = merged("item_id,place_id,quantity\nbread\n", "stock.csv",
                             *form_named("stock"), sheet_rows(), Mode::add);

    ASSERT_FALSE(made);
    EXPECT_NE(made.error().message.find("stock.csv:2"), std::string::npos) << made.error().message;
}

}  // namespace
}  // namespace vorrat::sheet
