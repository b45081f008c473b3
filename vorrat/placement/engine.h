#pragma once

#include <map>
#include <utility>
#include <vector>

#include "vorrat/placement/needs_played.h"
#include "vorrat/placement/replay.h"
#include "vorrat/placement/state.h"
#include "vorrat/placement/suppliers.h"
#include "vorrat/placement/transport.h"

namespace vorrat::placement {

/// One run of one policy over the counted steps; the settings are checked and complete.
class Engine {
public:
    Engine(const World& world, const ReplaySettings& settings, State opening);

    Result<ReplayReport> run(const NamedPolicy& policy, const Progress& progress);

    const State& state() const { return state_; }
    std::size_t censored() const { return needs_.censored; }

private:
    ReplayReport blank_report(const std::string& policy) const;
    Seen seen(Date today) const;
    Outcome redirect(const NamedPolicy& policy, Date today);
    Outcome check_redirection(const NamedPolicy& policy, const Redirection& row,
                              const std::vector<Transit>& transit, Date today) const;
    Outcome review(const NamedPolicy& policy, Date today);
    Outcome check_order(const NamedPolicy& policy, const Order& order, Date today) const;
    void send(const Order& order, double quantity, Date today);
    void meet_needs(std::size_t step);
    void count_step(double lost_cost);
    void count_waiting();
    void remember_changes(const std::vector<Order>& orders);

    const World& world_;
    ReplaySettings settings_;
    State state_;
    NeedsPlayed needs_;
    std::vector<double> met_;      // like needs_.units
    std::vector<double> waiting_;  // per series: units lost since stock was last there
    World bare_;                   // the world without history, stock and transit
    Transport transport_;
    std::map<std::pair<ItemId, LaneId>, double> last_orders_;  // by the last lane
    std::vector<Order> last_review_;
    ReplayReport report_;
};

/// Plants and hubs keep the world's own stock: replays of a chain begin with it.
void stock_plants(const World& world, State& state);

}  // namespace vorrat::placement
