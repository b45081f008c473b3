#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "vorrat/api/views.h"

namespace vorrat::api {
namespace {

constexpr std::size_t shown_in_short_lists = 8;

struct Moved {
    double kg = 0;
    double tkm = 0;
};

/// Zero for the cells that are empty.
double or_zero(double value) { return std::isnan(value) ? 0 : value; }

/// Need and what is met of it, in kg, so that different items add up.
struct Mass {
    double need_kg = 0;
    double met_kg = 0;

    Json json() const {
        return {{"need_kg", need_kg},
                {"met_kg", met_kg},
                {"coverage", need_kg > 0 ? Json(met_kg / need_kg) : Json(nullptr)}};
    }
};

std::map<std::string, Mass> mass_by(const PublishedPlan& plan, bool by_place) {
    std::map<std::string, Mass> masses;
    const Table& items = plan.table("items");
    for (const NeedSummary& need : plan.needs) {
        const auto row = plan.item_row.find(need.item);
        std::string key = need.place;
        if (!by_place) {
            key = row == plan.item_row.end() ? "" : items.text("tier", row->second);
        }
        const double kg = plan.item_kg(need.item);
        masses[key].need_kg += kg * need.expected;
        masses[key].met_kg += kg * need.met;
    }
    return masses;
}

Json places(const PublishedPlan& plan) {
    const Table& table = plan.table("places");
    const auto masses = mass_by(plan, true);
    Json list = Json::array();
    for (std::size_t row = 0; row < table.rows; ++row) {
        Json place = table.json(row);
        place["id"] = place["place_id"];
        place.erase("place_id");
        place["name"] = plan.place_name(table.text("place_id", row));
        const auto mass = masses.find(std::string(table.text("place_id", row)));
        if (mass != masses.end()) {
            place["need"] = mass->second.json();
        }
        list.push_back(std::move(place));
    }
    return list;
}

/// The names of a community's depots, for lack of a name of its own.
std::string community_name(const PublishedPlan& plan, std::string_view community) {
    const Table& table = plan.table("places");
    std::string name;
    std::size_t depots = 0;
    for (std::size_t row = 0; row < table.rows; ++row) {
        if (table.text("community", row) != community || table.text("kind", row) != "depot") {
            continue;
        }
        ++depots;
        name = plan.place_name(table.text("place_id", row));
    }
    if (depots == 1) {
        return name;
    }
    return depots == 0 ? plan.place_name(community) : std::string(community);
}

Json communities(const PublishedPlan& plan) {
    const Table& table = plan.table("coverage");
    std::map<std::string, Json> by_id;
    for (std::size_t row = 0; row < table.rows; ++row) {
        const std::string id(table.text("community", row));
        Json& community = by_id[id];
        if (community.is_null()) {
            community = {{"id", id}, {"name", community_name(plan, id)}, {"tiers", Json::object()}};
        }
        Json& tier = community["tiers"][std::string(table.text("tier", row))];
        for (const char* column : {"need", "met", "coverage"}) {
            const double value = table.number(column, row);
            tier[column] = std::isnan(value) ? Json(nullptr) : Json(value);
        }
    }
    Json list = Json::array();
    for (auto& [id, community] : by_id) {
        list.push_back(std::move(community));
    }
    return list;
}

Json unmet(const PublishedPlan& plan) {
    std::map<std::string, std::pair<double, double>> by_item;  // need and met, units
    for (const NeedSummary& need : plan.needs) {
        by_item[need.item].first += need.expected;
        by_item[need.item].second += need.met;
    }
    std::vector<std::pair<double, std::string>> order;
    for (const auto& [item, amounts] : by_item) {
        const double missing = amounts.first - amounts.second;
        if (missing > 1e-6 * amounts.first) {
            order.emplace_back(-missing * plan.item_kg(item), item);
        }
    }
    std::sort(order.begin(), order.end());
    Json list = Json::array();
    for (const auto& [kg, item] : order) {
        list.push_back({{"item", plan.item_json(item)},
                        {"need", by_item[item].first},
                        {"met", by_item[item].second},
                        {"missing_kg", -kg}});
    }
    return list;
}

Json shipment_totals(const PublishedPlan& plan) {
    const Table& table = plan.table("shipments");
    double kg = 0;
    double co2e_kg = 0;
    std::string leaves;
    for (std::size_t row = 0; row < table.rows; ++row) {
        kg += or_zero(table.number("kg", row));
        co2e_kg += or_zero(table.number("co2e_kg", row));
        const std::string date(table.text("leaves", row));
        if (leaves.empty() || date < leaves) {
            leaves = date;
        }
    }
    return {{"count", table.rows}, {"kg", kg}, {"co2e_kg", co2e_kg}, {"first_leaves", leaves}};
}

/// Quantities made over the whole plan, the largest mass first.
Json made(const PublishedPlan& plan) {
    std::map<std::string, double> runs;
    const Table& run_table = plan.table("runs");
    for (std::size_t row = 0; row < run_table.rows; ++row) {
        runs[std::string(run_table.text("activity_id", row))] += run_table.number("runs", row);
    }
    std::map<std::string, double> by_item;
    const Table& recipe = plan.table("activity_items");
    for (std::size_t row = 0; row < recipe.rows; ++row) {
        const auto run = runs.find(std::string(recipe.text("activity_id", row)));
        const double quantity = recipe.number("quantity", row);
        if (run == runs.end() || !(quantity > 0)) {
            continue;
        }
        by_item[std::string(recipe.text("item_id", row))] += quantity * run->second;
    }
    std::vector<std::pair<double, std::string>> order;
    order.reserve(by_item.size());
    for (const auto& [item, quantity] : by_item) {
        order.emplace_back(-quantity * plan.item_kg(item), item);
    }
    std::sort(order.begin(), order.end());
    order.resize(std::min(order.size(), shown_in_short_lists));
    Json list = Json::array();
    for (const auto& [kg, item] : order) {
        list.push_back({{"item", plan.item_json(item)}, {"quantity", by_item[item]}, {"kg", -kg}});
    }
    return list;
}

Json scarcest(const PublishedPlan& plan) {
    Json all = limits(plan)["rows"];
    Json list = Json::array();
    for (const Json& limit : all) {
        if (list.size() == shown_in_short_lists) {
            break;
        }
        const Json& valuation = limit["valuation"];
        if (!valuation.is_number() || valuation.get<double>() <= 0) {
            break;
        }
        list.push_back(limit);
    }
    return list;
}

Json all_rows(const Table& table) {
    Json list = Json::array();
    for (std::size_t row = 0; row < table.rows; ++row) {
        list.push_back(table.json(row));
    }
    return list;
}

}  // namespace

Json flows(const PublishedPlan& plan, std::string_view item) {
    std::map<std::array<std::string, 3>, Moved> lanes;
    const Table& table = plan.table("flows");
    for (std::size_t row = 0; row < table.rows; ++row) {
        if (!item.empty() && table.text("item_id", row) != item) {
            continue;
        }
        Moved& moved =
            lanes[{std::string(table.text("from_place", row)),
                   std::string(table.text("to_place", row)), std::string(table.text("mode", row))}];
        moved.kg += or_zero(table.number("kg", row));
        moved.tkm += or_zero(table.number("tkm", row));
    }
    Json list = Json::array();
    for (const auto& [lane, moved] : lanes) {
        list.push_back({{"from", lane[0]},
                        {"to", lane[1]},
                        {"mode", lane[2]},
                        {"kg", moved.kg},
                        {"tkm", moved.tkm}});
    }
    return list;
}

Json overview(const PublishedPlan& plan) {
    Json answer = Json::object();
    for (const char* key : {"title", "made_by", "start", "period_days", "periods", "adopted",
                            "not_adopted", "coverage", "counts", "result"}) {
        const auto found = plan.plan.find(key);
        if (found != plan.plan.end()) {
            answer[key] = *found;
        }
    }
    Json tiers = Json::object();
    for (const auto& [tier, mass] : mass_by(plan, false)) {
        tiers[tier] = mass.json();
    }
    answer["tiers"] = std::move(tiers);
    answer["places"] = places(plan);
    answer["lanes"] = flows(plan, {});
    answer["communities"] = communities(plan);
    answer["indicators"] = all_rows(plan.table("indicators"));
    answer["shipments"] = shipment_totals(plan);
    answer["made"] = made(plan);
    answer["unmet"] = unmet(plan);
    answer["scarcest"] = scarcest(plan);
    return answer;
}

}  // namespace vorrat::api
