#include "vorrat/publish/digest.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "vorrat/publish/measures.h"

namespace vorrat::publish {
namespace {

/// Below this share of the largest, a valuation is an artefact of the arithmetic.
constexpr double valuation_noise = 1e-9;

constexpr int recent_days = 28;

void add_items(const Publication& publication, Digest& digest) {
    const World& world = publication.world;
    std::vector<ItemNeed> items(world.items.size());
    for (const ItemId id : world.items.ids()) {
        items[id.index()].item = id;
    }
    for (const NeedSlice& slice : publication.plan.need) {
        ItemNeed& need = items[slice.item.index()];
        const std::size_t tier = index(world.items[slice.item].tier);
        need.units += slice.use * slice.width;
        need.met_units += slice.use * slice.set_aside;
        digest.need.at(tier) += slice.use * slice.width;
        digest.met.at(tier) += slice.use * slice.set_aside;
    }
    for (const Series& series : world.history.series) {
        const auto known = static_cast<double>(series.quantity.size());
        const double step_days = world.history.frequency == Frequency::day    ? 1
                                 : world.history.frequency == Frequency::week ? 7
                                                                              : 30.44;
        const auto steps =
            static_cast<std::size_t>(std::min(known, std::ceil(recent_days / step_days)));
        double sum = 0;
        for (std::size_t n = series.quantity.size() - steps; n < series.quantity.size(); ++n) {
            if (!std::isnan(series.quantity[n])) {
                sum += series.quantity[n];
            }
        }
        if (steps == 0) {
            continue;
        }
        items[series.item.index()].last_units +=
            sum / (static_cast<double>(steps) * step_days) * digest.days;
    }
    std::erase_if(items, [](const ItemNeed& need) { return need.units <= 0; });
    for (ItemNeed& need : items) {
        need.kilograms = need.units * world.items[need.item].mass_per_unit.value;
        digest.need_kg += need.kilograms;
    }
    std::ranges::stable_sort(items, std::greater<>(), &ItemNeed::kilograms);
    digest.items = items;
    const auto missing = [&](const ItemNeed& need) {
        const auto tier = index(world.items[need.item].tier);
        return world.criteria.tier_weight.at(tier) * (need.units - need.met_units);
    };
    std::erase_if(items, [](const ItemNeed& need) {
        return need.units - need.met_units <= 0.005 * need.units;
    });
    std::ranges::stable_sort(items, std::greater<>(), missing);
    digest.unmet = std::move(items);
}

void add_made(const Publication& publication, Digest& digest) {
    const World& world = publication.world;
    std::vector<Made> made(world.activities.size());
    for (const ActivityId id : world.activities.ids()) {
        made[id.index()].activity = id;
    }
    for (const PlannedRun& run : publication.plan.runs) {
        Made& sum = made[run.activity.index()];
        sum.runs += run.runs;
        for (const ItemQuantity& output : world.activities[run.activity].outputs) {
            sum.kilograms +=
                run.runs * output.per_run * world.items[output.item].mass_per_unit.value;
        }
    }
    std::erase_if(made, [](const Made& sum) { return sum.runs <= 0; });
    std::ranges::stable_sort(made, std::greater<>(), &Made::kilograms);
    digest.made = std::move(made);
}

void add_bindings(const Publication& publication, Digest& digest) {
    double largest = 0;
    for (const PlanLimit& limit : publication.plan.limits) {
        largest = std::max(largest, limit.valuation * limit.limit);
    }
    using Key = std::tuple<RowKind, std::string, std::string>;
    std::map<Key, std::size_t> known;
    for (const PlanLimit& limit : publication.plan.limits) {
        if (limit.valuation <= 0 || limit.valuation * limit.limit <= valuation_noise * largest) {
            continue;
        }
        const RowKey& row = limit.row;
        const std::string where = row.place  ? publication.world.places[*row.place].id
                                  : row.lane ? std::to_string(row.lane->value)
                                             : "";
        const std::string what =
            row.resource ? publication.world.resources[*row.resource].id : row.indicator;
        const auto [place, is_new] =
            known.try_emplace({row.kind, what, where}, digest.bindings.size());
        if (is_new) {
            digest.bindings.push_back({row, 0, 0, 0, 0});
        }
        Binding& binding = digest.bindings[place->second];
        ++binding.periods;
        if (limit.valuation > binding.valuation) {
            binding = {row, binding.periods, limit.used, limit.limit, limit.valuation};
        }
    }
    std::ranges::stable_sort(digest.bindings, std::greater<>(), [](const Binding& binding) {
        return binding.valuation * binding.limit * binding.periods;
    });
}

void add_communities(const Publication& publication, Digest& digest) {
    const World& world = publication.world;
    std::vector<CommunityCoverage> all(world.communities.size());
    for (const CommunityId id : world.communities.ids()) {
        all[id.index()].community = id;
    }
    for (const Coverage& row : publication.plan.coverage) {
        CommunityCoverage& sum = all[row.community.index()];
        sum.need.at(index(row.tier)) += row.need;
        sum.met.at(index(row.tier)) += row.met;
    }
    const auto& weight = world.criteria.tier_weight;
    for (CommunityCoverage& sum : all) {
        double need = 0;
        double met = 0;
        for (std::size_t tier = 0; tier < tier_count; ++tier) {
            need += weight.at(tier) * sum.need.at(tier);
            met += weight.at(tier) * sum.met.at(tier);
        }
        sum.share = need > 0 ? met / need : -1;
    }
    std::erase_if(all, [](const CommunityCoverage& sum) { return sum.share < 0; });
    std::ranges::stable_sort(all, {}, &CommunityCoverage::share);
    digest.communities = std::move(all);
}

const std::string& name_or_id(const std::string& name, const std::string& id) {
    return name.empty() ? id : name;
}

}  // namespace

Digest digest(const Publication& publication) {
    const World& world = publication.world;
    Digest digest;
    digest.days = publication.plan.periods * publication.plan.period_days;
    for (const Place& place : world.places) {
        if (place.kind == PlaceKind::depot) {
            digest.population += place.population;
        }
    }
    add_items(publication, digest);
    add_made(publication, digest);
    add_bindings(publication, digest);
    add_communities(publication, digest);
    for (const Shipment& shipment : publication.shipments) {
        digest.sent_kg += shipment.mass.value;
    }
    return digest;
}

std::optional<double> total_of(const Plan& plan, std::string_view indicator) {
    const auto found = std::ranges::find(plan.indicators, indicator, &IndicatorTotal::indicator);
    return found == plan.indicators.end() ? std::nullopt : std::optional(found->total);
}

std::string place_name(const World& world, PlaceId place) {
    return name_or_id(world.places[place].name, world.places[place].id);
}

std::string community_name(const World& world, CommunityId community) {
    const std::string& id = world.communities[community].id;
    // A depot that is a community of its own lends it its name.
    for (const Place& place : world.places) {
        if (place.id == id) {
            return name_or_id(place.name, id);
        }
    }
    return id;
}

std::string item_name(const World& world, ItemId item) {
    return name_or_id(world.items[item].name, world.items[item].id);
}

std::string activity_name(const World& world, ActivityId activity) {
    return name_or_id(world.activities[activity].name, world.activities[activity].id);
}

Text limit_in_words(const World& world, const RowKey& row) {
    switch (row.kind) {
        case RowKind::resource:
            return say("{} at {}", "{} in {}", measure_name(world.resources[*row.resource].id),
                       row.place ? Text(place_name(world, *row.place))
                                 : Text("all places", "allen Orten"));
        case RowKind::work:
            return say("{}, as agreed for all places", "{}, wie für alle Orte vereinbart",
                       measure_name(world.resources[*row.resource].id));
        case RowKind::storage:
            return say("storage at {}", "Lager in {}", place_name(world, *row.place));
        case RowKind::lane:
            return say("lane {} to {}", "Strecke {} nach {}",
                       place_name(world, world.lanes[*row.lane].from),
                       place_name(world, world.lanes[*row.lane].to));
        case RowKind::cap:
            return say("cap on {}", "Obergrenze für {}", measure_name(row.indicator));
        default:
            return "";
    }
}

Text limit_unit(const World& world, const RowKey& row) {
    switch (row.kind) {
        case RowKind::resource:
        case RowKind::work: {
            const std::string& unit = world.resources[*row.resource].unit;
            return unit.empty() ? Text("unit", "Einheit") : unit_word(unit);
        }
        case RowKind::storage:
            return unit_word("litre");
        case RowKind::lane:
            return unit_word("kg");
        case RowKind::cap: {
            const Text unit = measure_unit(row.indicator);
            return unit.english.empty() ? Text("unit", "Einheit") : unit;
        }
        default:
            return {"unit", "Einheit"};
    }
}

Text tier_in_words(Tier tier) {
    switch (tier) {
        case Tier::essential:
            return {"essential", "lebensnotwendig"};
        case Tier::basic:
            return {"basic", "Grundbedarf"};
        case Tier::wanted:
            return {"wanted", "gewünscht"};
    }
    return "";
}

}  // namespace vorrat::publish
