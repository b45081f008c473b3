#include "vorrat/publish/files.h"
#include "vorrat/publish/names.h"
#include "vorrat/publish/table.h"

namespace vorrat::publish {
namespace {

template <class T>
std::optional<double> plain(const std::optional<T>& measure) {
    if (!measure) {
        return std::nullopt;
    }
    return measure->value;
}

std::string items(const World& world, const Plan& plan) {
    Table table(
        "item_id,name,unit,kg_per_unit,litres_per_unit,shelf_life_days,tier,pack_size,group,"
        "ceiling");
    for (const ItemId id : world.items.ids()) {
        const Item& item = world.items[id];
        table.row(item.id, item.name, item.unit, item.mass_per_unit.value,
                  item.volume_per_unit.value, item.shelf_life_days, to_string(item.tier),
                  item.pack_size, item.group, plan.item_ceiling[id]);
    }
    return table.text();
}

std::string places(const World& world) {
    Table table("place_id,name,kind,lat,lon,community,population,storage_litres");
    for (const Place& place : world.places) {
        std::optional<double> latitude;
        std::optional<double> longitude;
        if (place.coordinates) {
            latitude = place.coordinates->latitude;
            longitude = place.coordinates->longitude;
        }
        const std::string community =
            place.kind == PlaceKind::depot ? world.communities[place.community].id : "";
        table.row(place.id, place.name, to_string(place.kind), latitude, longitude, community,
                  place.population, plain(place.storage));
    }
    return table.text();
}

std::string lanes(const World& world) {
    Table table("from_place,to_place,mode,lead_days,km,capacity_kg,minimum_kg");
    for (const Lane& lane : world.lanes) {
        table.row(world.places[lane.from].id, world.places[lane.to].id, lane.mode, lane.lead_days,
                  lane.length.value, plain(lane.capacity), plain(lane.minimum));
    }
    return table.text();
}

std::string activities(const World& world, const Plan& plan) {
    Table table("activity_id,place_id,name,ceiling");
    for (const ActivityId id : world.activities.ids()) {
        const Activity& activity = world.activities[id];
        for (const PlaceId place : activity.places) {
            table.row(activity.id, world.places[place].id, activity.name,
                      plan.activity_ceiling[id]);
        }
    }
    return table.text();
}

std::string activity_items(const World& world) {
    Table table("activity_id,item_id,quantity");
    for (const Activity& activity : world.activities) {
        for (const ItemQuantity& input : activity.inputs) {
            table.row(activity.id, world.items[input.item].id, -input.per_run);
        }
        for (const ItemQuantity& output : activity.outputs) {
            table.row(activity.id, world.items[output.item].id, output.per_run);
        }
    }
    return table.text();
}

std::string activity_resources(const World& world) {
    Table table("activity_id,resource_id,quantity");
    for (const Activity& activity : world.activities) {
        for (const ResourceQuantity& use : activity.resources) {
            table.row(activity.id, world.resources[use.resource].id, use.per_run);
        }
    }
    return table.text();
}

std::string resources(const World& world) {
    Table table("resource_id,place_id,unit,available,date");
    for (const Capacity& capacity : world.capacities) {
        const Resource& resource = world.resources[capacity.resource];
        table.row(resource.id, capacity.place ? world.places[*capacity.place].id : "",
                  resource.unit, capacity.available, capacity.date);
    }
    return table.text();
}

std::string supply(const World& world) {
    Table table("item_id,place_id,available,date");
    for (const Supply& row : world.supplies) {
        table.row(world.items[row.item].id, world.places[row.place].id, row.available, row.date);
    }
    return table.text();
}

std::string impacts(const World& world) {
    Table table("kind,id,indicator,quantity");
    for (const Impact& impact : world.impacts) {
        table.row(to_string(impact.kind), impact.id, world.indicators[impact.indicator],
                  impact.quantity);
    }
    return table.text();
}

std::string areas(const World& world) {
    Table table("area_id,place_id");
    for (const Area& area : world.areas) {
        for (const PlaceId place : area.places) {
            table.row(area.id, world.places[place].id);
        }
    }
    return table.text();
}

std::string stock(const World& world) {
    Table table("item_id,place_id,quantity,best_before");
    for (const StockLot& lot : world.stock) {
        table.row(world.items[lot.item].id, world.places[lot.place].id, lot.quantity,
                  lot.best_before);
    }
    return table.text();
}

std::string transit(const World& world) {
    Table table("item_id,from_place,to_place,to_area,quantity,arrives");
    for (const Transit& goods : world.transit) {
        table.row(world.items[goods.item].id, world.places[goods.from].id,
                  goods.to_place ? world.places[*goods.to_place].id : "",
                  goods.to_area ? world.areas[*goods.to_area].id : "", goods.quantity,
                  goods.arrives);
    }
    return table.text();
}

std::string need(const World& world, const Plan& plan) {
    Table table("item_id,place_id,period,slice,level_from,level_to,width,use,set_aside");
    for (const NeedSlice& row : plan.need) {
        table.row(world.items[row.item].id, world.places[row.place].id, row.period.value,
                  row.number(), row.level_from, row.level_to, row.width, row.use, row.set_aside);
    }
    return table.text();
}

}  // namespace

std::string decisions_csv(std::span<const Decision> decisions) {
    Table table("decision_id,date,council_id,key,value,replaced,reason,proposal_id");
    for (const Decision& row : decisions) {
        table.row(row.id, row.date, row.council, row.key, row.value, row.replaced, row.reason,
                  row.proposal);
    }
    return table.text();
}

std::string need_overrides_csv(const World& world) {
    Table table("override_id,item_id,place_id,from,until,factor,quantity,reason,made,withdrawn");
    for (const NeedOverride& row : world.need_overrides) {
        table.row(row.id, world.items[row.item].id, world.places[row.place].id, row.from, row.until,
                  row.factor, row.quantity, row.reason, row.made, row.withdrawn);
    }
    return table.text();
}

std::vector<File> problem_files(const Publication& publication) {
    const World& world = publication.world;
    const Plan& plan = publication.plan;
    std::vector<File> files{{"items.csv", items(world, plan)},
                            {"places.csv", places(world)},
                            {"lanes.csv", lanes(world)},
                            {"activities.csv", activities(world, plan)},
                            {"activity_items.csv", activity_items(world)},
                            {"activity_resources.csv", activity_resources(world)},
                            {"resources.csv", resources(world)},
                            {"impacts.csv", impacts(world)},
                            {"areas.csv", areas(world)},
                            {"stock.csv", stock(world)},
                            {"transit.csv", transit(world)},
                            {"need.csv", need(world, plan)}};
    if (!world.decisions.empty()) {
        files.push_back({"decisions.csv", decisions_csv(world.decisions)});
    }
    if (!world.need_overrides.empty()) {
        files.push_back({"need_overrides.csv", need_overrides_csv(world)});
    }
    if (!world.supplies.empty()) {
        files.push_back({"supply.csv", supply(world)});
    }
    return files;
}

}  // namespace vorrat::publish
