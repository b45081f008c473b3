#include "vorrat/placement/share.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "vorrat/placement/suppliers.h"

namespace vorrat::placement {
namespace {

constexpr double without_limit = std::numeric_limits<double>::infinity();
constexpr double essential_share = 0.01;  // of mean need: shortage that sends a small load

double stored_litres(const Morning& morning, PlaceId place, double free) {
    for (const ItemId item : morning.world.items.ids()) {
        const double units =
            total(morning.goods.stock(item, place)) + total(morning.goods.transit(item, place));
        free -= units * morning.world.items[item].volume_per_unit.value;
    }
    return std::max(0.0, free);
}

/// What a resource of a place has for one review period; none: no row says.
std::optional<double> given_to_review(const Morning& morning, const std::string& resource,
                                      PlaceId place) {
    const World& world = morning.world;
    const double share = review_share(world.criteria, morning.forecast.frequency);
    std::optional<double> undated;
    for (const Capacity& row : world.capacities) {
        if (world.resources[row.resource].id != resource || row.place != place) {
            continue;
        }
        if (!row.date) {
            undated = row.available * share;
        } else if (*row.date >= morning.as_of &&
                   *row.date < morning.as_of + days{std::max(1, world.criteria.period_days)}) {
            return row.available * share;
        }
    }
    return undated;
}

/// The cap of an indicator, as far as the days until the next review go.
std::vector<TransportLimit> caps(const Morning& morning) {
    const Criteria& criteria = morning.world.criteria;
    const int review =
        review_steps(criteria, morning.forecast.frequency) * step_days(morning.forecast.frequency);
    std::vector<TransportLimit> all;
    for (const Cap& cap : criteria.caps) {
        TransportLimit limit{cap.indicator,
                             morning.transport.of_indicator(cap.indicator),
                             PerId<LaneId, std::uint32_t>(morning.world.lanes.size(), 0U),
                             {},
                             {}};
        if (cap.indicator == "transport_tkm") {
            for (const LaneId lane : morning.world.lanes.ids()) {
                limit.per_kg[lane] = morning.transport.tkm(lane);
            }
        }
        limit.left.push_back(
            cap_over(cap, morning.as_of, review) *
            std::min(1.0, static_cast<double>(review) / std::max(1, criteria.horizon_days)));
        all.push_back(std::move(limit));
    }
    return all;
}

/// Resources of places that the transports leaving them use, where impacts name them.
std::vector<TransportLimit> work(const Morning& morning) {
    const World& world = morning.world;
    std::vector<TransportLimit> all;
    for (const std::string& indicator : world.indicators) {
        TransportLimit limit{indicator,
                             morning.transport.of_indicator(indicator),
                             PerId<LaneId, std::uint32_t>(world.lanes.size(), unlimited),
                             {},
                             {}};
        for (const PlaceId place : world.places.ids()) {
            const auto given = given_to_review(morning, indicator, place);
            if (!given) {
                continue;
            }
            for (const LaneId lane : world.lanes.ids()) {
                if (world.lanes[lane].from == place) {
                    limit.of_lane[lane] = static_cast<std::uint32_t>(limit.left.size());
                }
            }
            limit.left.push_back(*given);
            limit.places.push_back(place);
        }
        if (!limit.left.empty()) {
            all.push_back(std::move(limit));
        }
    }
    return all;
}

std::uint64_t origin_key(ItemId item, PlaceId origin) {
    return (std::uint64_t{item.value} << 32U) | origin.value;
}

double wanted_units(const Line& line) { return static_cast<double>(line.want) * line.pack; }

/// The limits of all lines, family by family: origins, lanes, storage, transports.
class Families {
public:
    Families(const World& world, std::span<const Line> lines, Limits& limits) : world_(world) {
        add_origins(lines, limits);
        const auto add = [&](const auto& ids, const auto& left, const auto& of_line,
                             const auto& per_unit) {
            LimitFamily family = blank(lines.size());
            for (const auto id : ids) {
                family.limit.push_back(left(id));
            }
            for (std::size_t l = 0; l < lines.size(); ++l) {
                use(family, l, of_line(lines[l]), per_unit(lines[l]));
            }
            families.push_back(std::move(family));
        };
        add(
            world.lanes.ids(), [&](LaneId id) { return limits.lane_kg(id); },
            [](const Line& line) { return line.lane.value; },
            [](const Line& line) { return line.kg; });
        add(
            world.places.ids(), [&](PlaceId id) { return limits.storage_litres(id); },
            [&](const Line& line) { return world.lanes[line.lane].to.value; },
            [](const Line& line) { return line.litres; });
        for (const TransportLimit& limit : limits.transports()) {
            LimitFamily family = blank(lines.size());
            family.limit = limit.left;
            for (std::size_t l = 0; l < lines.size(); ++l) {
                use(family, l, limit.of_lane[lines[l].lane],
                    limit.per_kg[lines[l].lane] * lines[l].kg);
            }
            families.push_back(std::move(family));
        }
    }

    /// Leaves the limits that the open lines together ask too much of.
    void keep_scarce(std::span<const Line> lines, const std::vector<char>& open) {
        for (LimitFamily& family : families) {
            std::vector<double> asked(family.limit.size(), 0.0);
            for (std::size_t l = 0; l < lines.size(); ++l) {
                if (open[l] != 0 && family.of_line[l] != unlimited) {
                    asked[family.of_line[l]] += wanted_units(lines[l]) * family.per_unit[l];
                }
            }
            for (std::uint32_t& limit : family.of_line) {
                if (limit != unlimited && asked[limit] <= family.limit[limit]) {
                    limit = unlimited;
                }
            }
        }
    }

    bool is_scarce(std::size_t line) const {
        return std::ranges::any_of(families, [line](const LimitFamily& family) {
            return family.of_line[line] != unlimited;
        });
    }

    /// The same for some of the lines.
    std::vector<LimitFamily> of(const std::vector<std::size_t>& lines) const {
        std::vector<LimitFamily> some;
        for (const LimitFamily& family : families) {
            LimitFamily part{family.limit, {}, {}};
            for (const std::size_t l : lines) {
                part.of_line.push_back(family.of_line[l]);
                part.per_unit.push_back(family.per_unit[l]);
            }
            some.push_back(std::move(part));
        }
        return some;
    }

    std::vector<LimitFamily> families;

private:
    static LimitFamily blank(std::size_t lines) {
        return {{}, std::vector<std::uint32_t>(lines, unlimited), std::vector<double>(lines, 0.0)};
    }

    static void use(LimitFamily& family, std::size_t line, std::uint32_t limit, double per_unit) {
        if (limit != unlimited && per_unit > 0 && family.limit[limit] < without_limit) {
            family.of_line[line] = limit;
            family.per_unit[line] = per_unit;
        }
    }

    void add_origins(std::span<const Line> lines, Limits& limits) {
        LimitFamily family = blank(lines.size());
        std::unordered_map<std::uint64_t, std::uint32_t> known;
        for (std::size_t l = 0; l < lines.size(); ++l) {
            const PlaceId origin = world_.lanes[lines[l].lane].from;
            const auto [at, is_new] = known.try_emplace(
                origin_key(lines[l].item, origin), static_cast<std::uint32_t>(family.limit.size()));
            if (is_new) {
                family.limit.push_back(limits.origin_units(lines[l].item, origin));
            }
            use(family, l, at->second, 1);
        }
        families.push_back(std::move(family));
    }

    const World& world_;
};

void add_prices(const World& world, const Allocation& allocation, const Limits& limits,
                std::vector<ScarceLimit>& scarce) {
    for (const LaneId lane : world.lanes.ids()) {
        if (const double price = allocation.prices[1][lane.index()]; price > 0) {
            scarce.push_back({lane, {}, {}, price});
        }
    }
    for (const PlaceId place : world.places.ids()) {
        if (const double price = allocation.prices[2][place.index()]; price > 0) {
            scarce.push_back({{}, place, {}, price});
        }
    }
    for (std::size_t t = 0; t < limits.transports().size(); ++t) {
        const TransportLimit& limit = limits.transports()[t];
        for (std::size_t j = 0; j < limit.left.size(); ++j) {
            if (const double price = allocation.prices[3 + t][j]; price > 0) {
                const auto place =
                    limit.places.empty() ? std::nullopt : std::optional(limit.places[j]);
                scarce.push_back({{}, place, limit.indicator, price});
            }
        }
    }
}

/// The two lines that would get the next of each limit. docs/math/placement.md 5.4
class NextInLine {
public:
    NextInLine(std::span<const Line> lines, std::span<const std::size_t> scarce,
               std::span<const LimitFamily> families, const Allocation& allocation)
        : lines_(lines), scarce_(scarce), families_(families), prices_(allocation.prices) {
        for (const LimitFamily& family : families_) {
            next_.emplace_back(family.limit.size());
        }
        for (std::size_t k = 0; k < scarce_.size(); ++k) {
            const Line& line = lines_[scarce_[k]];
            if (line.granted >= line.want) {
                continue;
            }
            const auto piece =
                static_cast<std::size_t>(static_cast<double>(line.granted) / line.gains.width);
            for (std::size_t f = 0; f < families_.size(); ++f) {
                if (const std::uint32_t j = families_[f].of_line[k]; j != unlimited) {
                    offer(next_[f][j], {k, line.gains.per_unit[piece] / families_[f].per_unit[k]});
                }
            }
        }
    }

    /// What the shipment of a scarce line took the place of.
    std::optional<Displaced> displaced_by(const World& world, std::size_t k) const {
        const auto [f, j] = dearest(k);
        if (f == families_.size()) {
            return std::nullopt;
        }
        const auto& [first, second] = next_[f][j];
        const auto& other = first && first->line == k ? second : first;
        if (!other) {
            return std::nullopt;
        }
        const Line& line = lines_[scarce_[k]];
        const Line& next = lines_[scarce_[other->line]];
        const double used = static_cast<double>(line.granted) * line.pack *
                            families_[f].per_unit[k] / families_[f].per_unit[other->line];
        const double has = static_cast<double>(next.granted) * next.pack;
        const double units = std::min(used, wanted_units(next) - has);
        return Displaced{next.item, world.lanes[next.lane].to, units,
                         avoided(next, has + units) - avoided(next, has)};
    }

private:
    struct Claim {
        std::size_t line;  ///< position among the scarce ones
        double worth;      ///< per unit of the limit
    };
    using BestTwo = std::pair<std::optional<Claim>, std::optional<Claim>>;

    static void offer(BestTwo& best, const Claim& claim) {
        if (!best.first || claim.worth > best.first->worth) {
            best.second = best.first;
            best.first = claim;
        } else if (!best.second || claim.worth > best.second->worth) {
            best.second = claim;
        }
    }

    /// The limit that charges a line most; families_.size(): none does.
    std::pair<std::size_t, std::uint32_t> dearest(std::size_t k) const {
        std::pair<std::size_t, std::uint32_t> dearest{families_.size(), unlimited};
        double most = 0;
        for (std::size_t f = 0; f < families_.size(); ++f) {
            const std::uint32_t j = families_[f].of_line[k];
            const double charge = j == unlimited ? 0 : families_[f].per_unit[k] * prices_[f][j];
            if (charge > most) {
                most = charge;
                dearest = {f, j};
            }
        }
        return dearest;
    }

    std::span<const Line> lines_;
    std::span<const std::size_t> scarce_;
    std::span<const LimitFamily> families_;
    const std::vector<std::vector<double>>& prices_;
    std::vector<std::vector<BestTwo>> next_;  // per family and limit
};

/// Grants to the lines of open lanes; takes nothing off the limits.
Shared share_once(const Morning& morning, std::span<Line> lines, Limits& limits,
                  const std::vector<char>& open, Threads threads) {
    Families families(morning.world, lines, limits);
    families.keep_scarce(lines, open);
    Shared shared;
    std::vector<std::size_t> scarce;
    std::vector<const Gains*> gains;
    for (std::size_t l = 0; l < lines.size(); ++l) {
        Line& line = lines[l];
        line.granted = 0;
        line.reason.displaced.reset();
        line.short_at_origin = families.families[0].of_line[l] != unlimited;
        if (open[l] == 0) {
            continue;
        }
        if (families.is_scarce(l)) {
            scarce.push_back(l);
            gains.push_back(&line.gains);
            continue;
        }
        line.granted = line.want;
        shared.worth += line.gains.worth(line.gains.most);
    }
    shared.bound = shared.worth;
    if (scarce.empty()) {
        return shared;
    }
    const std::vector<LimitFamily> some = families.of(scarce);
    families.families.clear();
    const Allocation allocation = allocate(gains, some, threads);
    for (std::size_t k = 0; k < scarce.size(); ++k) {
        lines[scarce[k]].granted = allocation.packs[k];
    }
    const NextInLine next(lines, scarce, some, allocation);
    for (std::size_t k = 0; k < scarce.size(); ++k) {
        if (lines[scarce[k]].granted > 0) {
            lines[scarce[k]].reason.displaced = next.displaced_by(morning.world, k);
        }
    }
    shared.worth += allocation.worth;
    shared.bound += allocation.bound;
    add_prices(morning.world, allocation, limits, shared.scarce);
    return shared;
}

/// Lanes whose load stays below its minimum and that nothing essential needs: section 5.3.
/// Ordered by how full they are.
std::vector<LaneId> small_loads(const World& world, std::span<const Line> lines) {
    PerId<LaneId, double> load(world.lanes.size());
    PerId<LaneId, char> urgent(world.lanes.size());
    for (const Line& line : lines) {
        const double units = static_cast<double>(line.granted) * line.pack;
        load[line.lane] += units * line.kg;
        const bool essential = world.items[line.item].tier == Tier::essential;
        if (essential && units > 0 &&
            avoided(line, units) >= essential_share * line.reason.need_mean) {
            urgent[line.lane] = 1;
        }
    }
    std::vector<LaneId> small;
    const auto filled = [&](LaneId lane) { return load[lane] / world.lanes[lane].minimum->value; };
    for (const LaneId lane : world.lanes.ids()) {
        const auto& minimum = world.lanes[lane].minimum;
        if (minimum && load[lane] > 0 && load[lane] < minimum->value && urgent[lane] == 0) {
            small.push_back(lane);
        }
    }
    std::ranges::stable_sort(small, {}, filled);
    return small;
}

}  // namespace

Limits::Limits(const Morning& morning)
    : morning_(morning),
      lane_kg_(morning.world.lanes.size(), without_limit),
      storage_litres_(morning.world.places.size(), without_limit),
      transports_(caps(morning)) {
    const World& world = morning.world;
    const double share = review_share(world.criteria, morning.forecast.frequency);
    for (const LaneId lane : world.lanes.ids()) {
        if (world.lanes[lane].capacity) {
            lane_kg_[lane] = share * world.lanes[lane].capacity->value;
        }
    }
    for (const PlaceId place : world.places.ids()) {
        const auto& storage = world.places[place].storage;
        if (storage) {
            storage_litres_[place] = stored_litres(morning, place, storage->value);
        }
    }
    for (TransportLimit& limit : work(morning)) {
        transports_.push_back(std::move(limit));
    }
}

double& Limits::origin_units(ItemId item, PlaceId origin) {
    const auto [units, is_new] = origin_units_.try_emplace(origin_key(item, origin), 0.0);
    if (is_new) {
        const double given = morning_.suppliers.given(item, origin);
        units->second = given > 0 ? given : total(morning_.goods.stock(item, origin));
    }
    return units->second;
}

void Limits::take(const Line& line, std::int64_t packs) {
    const Lane& lane = morning_.world.lanes[line.lane];
    const double units = static_cast<double>(packs) * line.pack;
    const auto less = [](double& free, double used) { free = std::max(0.0, free - used); };
    less(origin_units(line.item, lane.from), units);
    less(lane_kg_[line.lane], units * line.kg);
    less(storage_litres_[lane.to], units * line.litres);
    for (TransportLimit& limit : transports_) {
        if (const std::uint32_t j = limit.of_lane[line.lane]; j != unlimited) {
            less(limit.left[j], units * line.kg * limit.per_kg[line.lane]);
        }
    }
}

bool Limits::fits(const Line& line, std::int64_t packs) {
    const Lane& lane = morning_.world.lanes[line.lane];
    const double units = static_cast<double>(packs) * line.pack;
    bool fits = units <= origin_units(line.item, lane.from) &&
                units * line.kg <= lane_kg_[line.lane] &&
                units * line.litres <= storage_litres_[lane.to];
    for (const TransportLimit& limit : transports_) {
        const std::uint32_t j = limit.of_lane[line.lane];
        fits =
            fits && (j == unlimited || units * line.kg * limit.per_kg[line.lane] <= limit.left[j]);
    }
    return fits;
}

Shared share(const Morning& morning, std::span<Line> lines, Limits& limits, Threads threads) {
    std::vector<char> open(lines.size(), 1);
    Shared shared = share_once(morning, lines, limits, open, threads);
    const double bound = shared.bound;
    for (auto small = small_loads(morning.world, lines); !small.empty();
         small = small_loads(morning.world, lines)) {
        // What the emptiest give up may fill the others, where something is scarce.
        const bool helps = shared.bound > 0 && std::ranges::any_of(lines, [](const Line& line) {
                               return line.granted < line.want;
                           });
        small.resize(helps ? (small.size() + 1) / 2 : small.size());
        PerId<LaneId, char> closed(morning.world.lanes.size());
        for (const LaneId lane : small) {
            closed[lane] = 1;
        }
        for (std::size_t l = 0; l < lines.size(); ++l) {
            open[l] = static_cast<char>(open[l] != 0 && closed[lines[l].lane] == 0);
        }
        shared = share_once(morning, lines, limits, open, threads);
    }
    shared.bound = bound;
    for (const Line& line : lines) {
        limits.take(line, line.granted);
    }
    return shared;
}

}  // namespace vorrat::placement
