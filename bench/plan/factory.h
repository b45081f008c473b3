#pragma once

#include <cstdint>

#include "region.h"

#include "vorrat/model/plan.h"

namespace vorrat::bench {

/// Size of a generated factory network.
struct FactorySize {
    int items = 138;  ///< one order per item, depot and week: 138 make 17,940 orders
    int depots = 5;
    int weeks = 26;
    double load = 1;  ///< hours that the orders ask for / hours of the machines in time for them
    std::uint64_t seed = 1;
};

/// A factory that makes items on shared machines (each item on one of two) from shared components,
/// some of which it makes itself on machines of their own, for regional depots a week away. Every
/// order is certain: a quantity of an item at a depot in a week. The first week is served from
/// stock.
Region make_factory(const FactorySize& size);

/// Hours of work are those of the week; a depot's order is covered on time by what is set aside for
/// its week. Share of the quantity of all orders.
double share_on_time(const Plan& plan);

}  // namespace vorrat::bench
