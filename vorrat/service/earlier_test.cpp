#include "vorrat/service/earlier.h"

#include <gtest/gtest.h>

namespace vorrat::service {
namespace {

/// Soap; a lane by road from the mill to the east.
World soap_to_the_east() {
    World world;
    world.items.push_back({.id = "soap"});
    world.places.push_back({.id = "mill"});
    world.places.push_back({.id = "east"});
    world.lanes.push_back({{0}, {1}, "road", 1, {}, {}, {}});
    return world;
}

TEST(Earlier, ReadsQuantitiesWhereverTheirColumnsStand) {
    const auto orders = read_earlier(soap_to_the_east(),
                                     "quantity,to_place,note,from_place,mode,item_id\n"
                                     "12.5,east,x,mill,road,soap\n",
                                     "shipments.csv");

    ASSERT_TRUE(orders) << orders.error().message;
    ASSERT_EQ(orders->size(), 1U);
    EXPECT_EQ(orders->front().item, ItemId{0});
    EXPECT_EQ(orders->front().lane, LaneId{0});
    EXPECT_EQ(orders->front().quantity, 12.5);
}

struct Refused {
    const char* name;
    const char* text;
    const char* message;
};

class EarlierRefused : public ::testing::TestWithParam<Refused> {};

TEST_P(EarlierRefused, SaysWhere) {
    const auto orders = read_earlier(soap_to_the_east(), GetParam().text, "s.csv");

    ASSERT_FALSE(orders);
    EXPECT_EQ(orders.error().message, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Earlier, EarlierRefused,
    ::testing::Values(
        Refused{"column", "item_id,from_place,to_place,mode\n",
                "s.csv:1: want column quantity, found none"},
        Refused{"item", "item_id,from_place,to_place,mode,quantity\ntea,mill,east,road,1\n",
                "s.csv:2:1: item_id: want an item of the workspace, found \"tea\""},
        Refused{"lane", "item_id,from_place,to_place,mode,quantity\nsoap,mill,east,rail,1\n",
                "s.csv:2:6: from_place: want from_place, to_place and mode of a lane, found "
                "\"mill\""},
        Refused{"quantity", "item_id,from_place,to_place,mode,quantity\nsoap,mill,east,road,-1\n",
                "s.csv:2:21: quantity: want a number of at least 0, found \"-1\""}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace vorrat::service
