#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/base/progress.h"
#include "vorrat/base/result.h"
#include "vorrat/model/redirection.h"
#include "vorrat/model/shipment.h"
#include "vorrat/model/world.h"

/// What would have happened: recorded need played forward under policies that see only the past.
/// docs/math/placement.md 7.
namespace vorrat::placement {

/// The world as known on the morning of a review: history of the steps before `today`, stock and
/// goods under way. A copy made for this one decision; it holds nothing of the future, except
/// regressors that were known ahead.
struct Order {
    ItemId item;
    LaneId lane;
    double quantity = 0;           ///< units, finite, >= 0
    std::vector<LaneId> onward{};  ///< further lanes that it takes without stopping
};

struct Seen {
    Date today;
    World world;
    std::vector<Order> last_orders{};  ///< of the review before; the first one sees none
};

/// What to send this morning. An order beyond what the origin has is cut, all orders for the item
/// there in the same proportion, to whole packs.
using Policy = std::function<Result<std::vector<Order>>(const Seen&)>;

/// What becomes of goods under way, rows of the transit of `Seen`; decided before the orders.
using Redirect = std::function<Result<std::vector<Redirection>>(const Seen&)>;

struct NamedPolicy {
    std::string name;
    Policy decide;
    Redirect redirect{};  ///< none: everything arrives where it was sent
};

/// Orders that carry out shipments: how `place` becomes a policy.
std::vector<Order> orders_from(std::span<const Shipment> shipments);

/// What policies see of the replayed steps: the need itself, or what stock allowed to be met.
enum class Observed { need, sales };

/// Where all policies begin: with what the reference policy's own run of `warm_up_steps` leaves, or
/// with the world's stock and transit.
enum class Opening { warm_up, from_world };

struct ReplaySettings {
    Date from;        ///< on the grid of the history: the first review, the first counted step
    int reviews = 0;  ///< decisions; 0: as many as fit
    int steps = 0;    ///< counted; 0: to the end of the history
    Observed observed = Observed::need;
    Opening opening = Opening::warm_up;
    int warm_up_steps = 26;
    /// first steps in which the policy decides but nothing is counted, so that an opening that is
    /// not its own does not speak for it; < steps. No clairvoyant bound is given then.
    int settle_steps = 0;
};

/// Need and what of it was met, for one community.
struct CommunityCoverage {
    CommunityId community;
    double need = 0;
    double met = 0;
};

/// An order as it was placed and what of it could be sent.
struct PlacedOrder {
    Date date;
    Order order;
    double sent = 0;
};

struct ReplayReport {
    std::string policy;
    double holding_cost = 0;  ///< over depots and hubs
    double shortage_cost = 0;
    double need = 0;           ///< units
    double lost = 0;           ///< units
    double wasted = 0;         ///< units past their best_before
    double average_stock = 0;  ///< units at the end of a step, depots and hubs together
    double shipped_units = 0;
    double shipped_kg = 0;
    double transport_tkm = 0;  ///< without what redirections change
    double co2e_kg = 0;
    double cut_units = 0;         ///< ordered beyond what origins had
    double redirected_units = 0;  ///< that got another place under way
    double released_units = 0;    ///< offered to the exchange
    std::size_t orders_changed =
        0;  ///< orders that differ from the last review's for item and lane
    /// units re-decided per review: sum over item and lane of |this order - the last one|
    double redecided_units = 0;
    /// steps that lost need would have had to wait for the next stock there, per unit of need
    double waiting_steps = 0;
    std::vector<CommunityCoverage> communities;
    std::vector<double> cost_of_step;  ///< one per counted step
    std::vector<PlacedOrder> orders;

    double cost() const { return holding_cost + shortage_cost; }
    double fill_rate() const { return need > 0 ? 1 - lost / need : 1; }
};

/// No policy can cost less: docs/math/placement.md 7.2.
struct ClairvoyantBound {
    double holding_cost = 0;
    double shortage_cost = 0;

    double cost() const { return holding_cost + shortage_cost; }
};

struct Comparison {
    std::vector<ReplayReport> policies;  ///< in the order given
    ClairvoyantBound bound;
    std::size_t censored = 0;  ///< counted series-steps whose recorded need is a lower bound
};

/// A world as it is planned in without late addressing, and the lanes that its own stand for.
struct AtSource {
    World world;
    PerId<LaneId, std::vector<LaneId>> ways;  ///< of the world it comes from
};

/// Every depot is supplied straight from the root of its items along the path of least lead, times
/// and kilometres added up; hubs get nothing any more and only send what they still have. What is
/// sent has its final place when it leaves. docs/math/placement.md 9.1
/// Where items have different roots a depot has a lane from each.
AtSource addressed_at_source(const World& world, Date as_of);

/// Plays the same need under every policy, from the same opening.
///
/// errors  bad_input: `from` lies before the second step or not inside the history, the counted
///         steps go beyond it, or a policy orders what is no quantity; a policy's own error
/// cost    per policy and review a copy of the world; per step O(items x places)
Result<Comparison> replay(const World& world, const ReplaySettings& settings,
                          std::span<const NamedPolicy> policies, const Progress& progress = {});

}  // namespace vorrat::placement
