#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "vorrat/api/target.h"
#include "vorrat/api/views.h"
#include "vorrat/base/date.h"
#include "vorrat/base/fold.h"

namespace vorrat::api {
namespace {

Json ratio(double part, double whole) {
    return whole > 0 ? Json(std::min(1.0, part / whole)) : Json(nullptr);
}

Json summary_json(const PublishedPlan& plan, const NeedSummary& need) {
    return {{"item", plan.item_json(need.item)},
            {"place", plan.place_json(need.place)},
            {"need", need.expected},
            {"met", need.met},
            {"coverage", ratio(need.met, need.expected)},
            {"out_of_stock", need.out_of_stock_days}};
}

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream stream(fold_case(text));
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
        words.push_back(std::move(word));
    }
    return words;
}

bool has_tier(const PublishedPlan& plan, const NeedSummary& need, std::string_view tier) {
    const auto row = plan.item_row.find(need.item);
    return row != plan.item_row.end() && plan.table("items").text("tier", row->second) == tier;
}

std::vector<const NeedSummary*> matching(const PublishedPlan& plan, const NeedQuery& query) {
    const std::vector<std::string> words = words_of(query.search);
    std::vector<const NeedSummary*> found;
    for (const NeedSummary& need : plan.needs) {
        const bool has_words = std::all_of(words.begin(), words.end(), [&](const auto& word) {
            return need.folded.find(word) != std::string::npos;
        });
        if (!has_words) {
            continue;
        }
        if (!query.place.empty() && need.place != query.place) {
            continue;
        }
        if (!query.tier.empty() && !has_tier(plan, need, query.tier)) {
            continue;
        }
        found.push_back(&need);
    }
    return found;
}

void sort_needs(const PublishedPlan& plan, const std::string& by,
                std::vector<const NeedSummary*>& found) {
    const auto rank = [&](const NeedSummary* need) {
        const double kg = plan.item_kg(need->item);
        if (by == "coverage") {
            return need->expected > 0 ? need->met / need->expected : 2;
        }
        if (by == "unmet") {
            return (need->met - need->expected) * kg;
        }
        return -need->expected * kg;
    };
    if (by.empty() || by == "name") {
        return;
    }
    std::stable_sort(found.begin(), found.end(),
                     [&](const auto* a, const auto* b) { return rank(a) < rank(b); });
}

Json rows_of(const Table& table, const std::vector<std::size_t>& rows,
             const std::vector<std::string>& left_out) {
    Json list = Json::array();
    for (const std::size_t row : rows) {
        Json object = Json::object();
        for (const Column& column : table.columns) {
            if (std::find(left_out.begin(), left_out.end(), column.name) == left_out.end()) {
                object[column.name] = column.json(row);
            }
        }
        list.push_back(std::move(object));
    }
    return list;
}

/// Need, what is met of it and what was set aside per period, in units.
Json periods_of(const PublishedPlan& plan, const std::vector<std::size_t>& rows) {
    struct Sum {
        double need = 0;
        double met = 0;
        double set_aside = 0;
    };
    const auto count = static_cast<std::size_t>(std::max(0, plan.plan.value("periods", 0)));
    const int length = plan.plan.value("period_days", 7);
    const auto start = parse_date(plan.plan.value("start", ""));
    std::vector<Sum> sums(std::min<std::size_t>(count, 10'000));
    const Table& need = plan.table("need");
    for (const std::size_t row : rows) {
        const double period = need.number("period", row);
        if (!(period >= 0) || period >= static_cast<double>(sums.size())) {
            continue;
        }
        Sum& sum = sums[static_cast<std::size_t>(period)];
        sum.need += need.number("use", row) * need.number("width", row);
        sum.met += need.number("use", row) * need.number("set_aside", row);
        sum.set_aside += need.number("set_aside", row);
    }
    Json list = Json::array();
    for (std::size_t t = 0; t < sums.size(); ++t) {
        Json period = {{"period", t},
                       {"need", sums[t].need},
                       {"met", sums[t].met},
                       {"set_aside", sums[t].set_aside},
                       {"coverage", ratio(sums[t].met, sums[t].need)}};
        if (start) {
            period["starts"] = to_string(*start + days{static_cast<int>(t) * length});
        }
        list.push_back(std::move(period));
    }
    return list;
}

std::string unit_of(const PublishedPlan& plan, std::string_view kind, std::string_view id) {
    if (kind == "storage") {
        return "l";
    }
    if (kind == "lane") {
        return "kg";
    }
    const Table& resources = plan.table("resources");
    for (std::size_t row = 0; row < resources.rows; ++row) {
        if (resources.text("resource_id", row) == id) {
            return std::string(resources.text("unit", row));
        }
    }
    const std::size_t cut = id.rfind('_');
    return cut == std::string_view::npos ? std::string() : std::string(id.substr(cut + 1));
}

/// `from>to>mode` with the places' names.
Json lane_json(const PublishedPlan& plan, std::string_view id) {
    const std::size_t first = id.find('>');
    const std::size_t second = id.find('>', first == std::string_view::npos ? first : first + 1);
    if (second == std::string_view::npos) {
        return nullptr;
    }
    return {{"from", plan.place_name(id.substr(0, first))},
            {"to", plan.place_name(id.substr(first + 1, second - first - 1))},
            {"mode", id.substr(second + 1)}};
}

/// The corrections in force that the plan was made with.
Json overrides_of(const PublishedPlan& plan, std::string_view item, std::string_view place) {
    const Table& table = plan.table("need_overrides");
    Json list = Json::array();
    for (std::size_t row = 0; row < table.rows; ++row) {
        if (table.text("item_id", row) != item || table.text("place_id", row) != place ||
            !table.text("withdrawn", row).empty()) {
            continue;
        }
        Json one = table.json(row);
        for (const char* column : {"item_id", "place_id", "withdrawn"}) {
            one.erase(column);
        }
        list.push_back(std::move(one));
    }
    return list;
}

}  // namespace

Json needs(const PublishedPlan& plan, const NeedQuery& query, const Page& page) {
    auto found = matching(plan, query);
    sort_needs(plan, query.sort, found);
    const std::size_t first = std::min(page.cursor, found.size());
    const std::size_t last = first + std::min(page.limit, found.size() - first);
    Json rows = Json::array();
    for (std::size_t i = first; i < last; ++i) {
        rows.push_back(summary_json(plan, *found[i]));
    }
    Json answer = {{"total", found.size()}, {"rows", std::move(rows)}};
    answer["next"] = last < found.size() ? Json(std::to_string(last)) : Json(nullptr);
    return answer;
}

std::optional<Json> need_of(const PublishedPlan& plan, std::string_view item,
                            std::string_view place) {
    const std::string key = series_key(item, place);
    static const std::vector<std::size_t> none;
    const auto rows_in = [&](const ByText<std::vector<std::size_t>>& map) -> const auto& {
        const auto found = map.find(key);
        return found == map.end() ? none : found->second;
    };
    const auto& need_rows = rows_in(plan.need_rows);
    const auto& forecast_rows = rows_in(plan.forecast_rows);
    const auto& history_rows = rows_in(plan.history_rows);
    if (need_rows.empty() && forecast_rows.empty() && history_rows.empty()) {
        return std::nullopt;
    }
    Json answer = {{"item", plan.item_json(item)}, {"place", plan.place_json(place)}};
    answer["history"] = rows_of(plan.table("history"), history_rows, {"item_id", "place_id"});
    answer["forecast"] = rows_of(plan.table("forecast"), forecast_rows, {"unique_id"});
    answer["periods"] = periods_of(plan, need_rows);
    answer["overrides"] = overrides_of(plan, item, place);
    return answer;
}

Json shipments(const PublishedPlan& plan) {
    const Table& table = plan.table("shipments");
    Json rows = Json::array();
    for (std::size_t row = 0; row < table.rows; ++row) {
        Json shipment = table.json(row);
        shipment["item"] = plan.item_json(table.text("item_id", row));
        shipment["from"] = plan.place_json(table.text("from_place", row));
        shipment["to"] = plan.place_json(table.text("to_place", row));
        for (const char* id : {"item_id", "from_place", "to_place"}) {
            shipment.erase(id);
        }
        rows.push_back(std::move(shipment));
    }
    return {{"total", table.rows}, {"rows", std::move(rows)}};
}

Json limits(const PublishedPlan& plan) {
    const Table& table = plan.table("limits");
    std::vector<std::size_t> order(table.rows);
    for (std::size_t row = 0; row < table.rows; ++row) {
        order[row] = row;
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return table.number("valuation", a) > table.number("valuation", b);
    });
    Json rows = Json::array();
    for (const std::size_t row : order) {
        Json limit = table.json(row);
        const std::string_view kind = table.text("kind", row);
        const std::string_view id = table.text("id", row);
        limit["unit"] = unit_of(plan, kind, id);
        const std::string_view place = table.text("place_id", row);
        limit["place"] = place.empty() ? Json(nullptr) : Json(plan.place_name(place));
        limit["lane"] = kind == "lane" ? lane_json(plan, id) : Json(nullptr);
        rows.push_back(std::move(limit));
    }
    return {{"total", table.rows}, {"rows", std::move(rows)}};
}

Json files(const PublishedPlan& plan) {
    Json rows = Json::array();
    for (const PublishedFile& file : plan.files) {
        rows.push_back({{"name", file.name},
                        {"sha256", file.sha256},
                        {"bytes", file.bytes},
                        {"matches", file.matches}});
    }
    return {{"total", plan.files.size()}, {"rows", std::move(rows)}};
}

}  // namespace vorrat::api
