#pragma once

#include <map>
#include <string>
#include <string_view>

#include "vorrat/model/world.h"

namespace vorrat::placement {

/// What goods cause on their way.
class Transport {
public:
    explicit Transport(const World& world);

    /// Of one kg over the whole lane: tonne-kilometres, kg of CO2e, and any indicator of a mode.
    double tkm(LaneId lane) const { return tkm_[lane]; }
    double co2e_kg(LaneId lane) const { return co2e_[lane]; }
    PerId<LaneId, double> of_indicator(std::string_view indicator) const;
    /// Both at the weights of burden, docs/math/plan.md 5; in units of the shortage cost.
    double cost(LaneId lane) const { return cost_[lane]; }
    /// Of one unit of the item that is not used in time.
    double waste_cost(ItemId item) const { return waste_[item]; }

private:
    const World& world_;
    PerId<LaneId, double> tkm_;
    PerId<LaneId, double> co2e_;
    PerId<LaneId, double> cost_;
    PerId<ItemId, double> waste_;
};

}  // namespace vorrat::placement
