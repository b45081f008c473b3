#include "vorrat/service/earlier.h"

#include <cmath>
#include <string_view>

#include "vorrat/base/check.h"

/// Any bytes are read or refused; what is read are lanes and quantities of the world.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace vorrat;
    World world;
    world.items.push_back({.id = "soap"});
    world.places.push_back({.id = "mill"});
    world.places.push_back({.id = "east"});
    world.lanes.push_back({{0}, {1}, "road", 1, {}, {}, {}});
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto orders = service::read_earlier(world, text, "shipments.csv");
    if (!orders) {
        check(!orders.error().message.empty(), "says what is wrong");
        return 0;
    }
    for (const placement::Order& order : *orders) {
        check(order.item == ItemId{0}, "a known item");
        check(order.lane == LaneId{0}, "a known lane");
        check(order.quantity >= 0, "a quantity");
        check(std::isfinite(order.quantity), "a finite quantity");
    }
    return 0;
}
