#include "vorrat/placement/findings.h"

#include <algorithm>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "vorrat/base/check.h"

namespace vorrat::placement {
namespace {

class Search {
public:
    explicit Search(const Morning& morning) : morning_(morning) {}

    std::vector<Finding> all() {
        for (const SeriesKey key : morning_.forecast.series) {
            if (morning_.world.places[key.place].kind == PlaceKind::depot) {
                look_at(key.item, key.place);
            }
        }
        for (const Transit& transit : morning_.world.transit) {
            look_at(transit);
        }
        std::ranges::stable_sort(found_, {}, &Finding::what);
        found_.resize(std::min(found_.size(), findings_max));
        return std::move(found_);
    }

private:
    void look_at(ItemId item, PlaceId depot) {
        const World& world = morning_.world;
        const std::vector<LaneId>& lanes = morning_.suppliers.lanes_to(depot);
        if (lanes.empty()) {
            once({Oddity::no_lane, item, depot, {}, 0});
            return;
        }
        const double pack = world.items[item].pack_size * world.items[item].volume_per_unit.value;
        if (world.places[depot].storage && pack > world.places[depot].storage->value) {
            found_.push_back({Oddity::pack_over_storage, item, depot, {}, pack});
        }
        if (lane_today(morning_, item, depot)) {
            return;
        }
        const bool some_has = std::ranges::any_of(lanes, [&](LaneId lane) {
            const PlaceId from = world.lanes[lane].from;
            return morning_.suppliers.given(item, from) > 0 ||
                   !morning_.goods.stock(item, from).empty();
        });
        if (some_has) {
            found_.push_back({Oddity::expires_under_way, item, depot, {}, 0});
        } else {
            once({Oddity::origin_empty, item, world.lanes[lanes.front()].from, {}, 0});
        }
    }

    void look_at(const Transit& transit) {
        const PlaceId to =
            transit.to_place.value_or(transit.from);  // of an area: only lateness is looked at
        if (transit.quantity > 0 && transit.arrives < morning_.as_of) {
            found_.push_back(
                {Oddity::overdue, transit.item, to, transit.arrives, transit.quantity});
            return;
        }
        for (const LaneId lane : morning_.suppliers.lanes_to(to)) {
            const Lane& way = morning_.world.lanes[lane];
            if (way.from == transit.from &&
                transit.arrives > morning_.as_of + days{std::max(0, way.lead_days)}) {
                found_.push_back({Oddity::slow, transit.item, to, transit.arrives,
                                  static_cast<double>(way.lead_days)});
                return;
            }
        }
    }

    /// Said once, however many items or depots it concerns: of a place without a lane the first
    /// item, of an origin each item.
    void once(const Finding& finding) {
        const auto item = finding.what == Oddity::no_lane ? ItemId{0} : finding.item;
        if (said_.emplace(finding.what, item, finding.place).second) {
            found_.push_back(finding);
        }
    }

    const Morning& morning_;
    std::vector<Finding> found_;
    std::set<std::tuple<Oddity, ItemId, PlaceId>> said_;
};

}  // namespace

std::vector<Finding> findings(const Morning& morning) { return Search(morning).all(); }

std::string in_words(const World& world, const Finding& finding) {
    const std::string& item = world.items[finding.item].id;
    const std::string& place = world.places[finding.place].id;
    switch (finding.what) {
        case Oddity::no_lane:
            return fmt::format("{}: no lane leads there, nothing can be sent", place);
        case Oddity::origin_empty:
            return fmt::format("{}: has no {}, nothing of it can be sent on from there", place,
                               item);
        case Oddity::expires_under_way:
            return fmt::format("{} to {}: would expire on every way, nothing is sent", item, place);
        case Oddity::pack_over_storage:
            return fmt::format("{} to {}: a pack takes {} litres, more than the storage of {}",
                               item, place, finding.number,
                               world.places[finding.place].storage->value);
        case Oddity::overdue:
            return fmt::format("{} {} to {}: was due on {}, counted as arriving today",
                               finding.number, item, place, to_string(*finding.date));
        case Oddity::slow:
            return fmt::format("{} to {}: arrives on {}, later than the lane's {} days from today",
                               item, place, to_string(*finding.date), finding.number);
    }
    impossible("an Oddity outside its enum");
}

}  // namespace vorrat::placement
