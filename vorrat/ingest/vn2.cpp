#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "vorrat/ingest/layouts.h"
#include "vorrat/ingest/tables.h"

namespace vorrat::ingest {
namespace {

/// The rules of the challenge: an order placed at the end of week X arrives at the start of week
/// X + 3; holding 0.2 per unit and week; 1.0 per lost sale.
constexpr int lead_days = 14;
constexpr int week_days = 7;
constexpr double holding_per_unit_and_week = 0.2;
constexpr double shortage_per_unit = 1.0;
constexpr std::string_view warehouse_id = "warehouse";

std::string store_id(std::string_view store) { return fmt::format("store_{}", store); }
std::string product_id(std::string_view product) { return fmt::format("product_{}", product); }

using Key = std::pair<ItemId, PlaceId>;

/// A table with one column per week.
struct Weeks {
    std::vector<std::string> columns;  ///< rising dates, a week apart
    Date first;
    std::map<Key, std::vector<double>> values;  ///< NaN: empty
};

/// The columns that are dates; a finding when they are not one week apart.
bool find_weeks(Intake& intake, const TextFile& file, Weeks& weeks) {
    const auto reader = CsvReader::open(file.text, file.name);
    if (!reader) {
        return true;
    }  // the table tells
    std::optional<Date> last;
    for (const std::string& name : reader->header()) {
        const auto date = parse_date(trimmed(name));
        if (!date) {
            continue;
        }
        if (last && *date - *last != days{week_days}) {
            intake.error(
                file.name,
                fmt::format("the week of {} next", vorrat::to_string(*last + days{week_days})),
                shown(name));
            return false;
        }
        if (!last) {
            weeks.first = *date;
        }
        last = date;
        weeks.columns.emplace_back(trimmed(name));
    }
    return true;
}

/// 1 for True, 0 for False, a number, NaN for nothing.
double week_value(Table& table, const std::string& column) {
    const std::string_view text = table.text(column);
    if (text == "True") {
        return 1;
    }
    if (text == "False") {
        return 0;
    }
    return table.number(column).value_or(std::numeric_limits<double>::quiet_NaN());
}

std::optional<Weeks> read_weeks(Intake& intake, std::string_view stem) {
    const auto file = intake.take(stem);
    Weeks weeks;
    if (!file || !find_weeks(intake, *file, weeks)) {
        return std::nullopt;
    }
    Table::Columns columns{{"Store", "Product"}, {}};
    columns.optional.assign(weeks.columns.begin(), weeks.columns.end());
    auto table = Table::open(intake, *file, columns);
    if (!table) {
        return std::nullopt;
    }
    while (table->next()) {
        table->unique({"Store", "Product"});
        const std::string store = store_id(table->id("Store"));
        const std::string product = product_id(table->id("Product"));
        std::vector<double> values;
        for (const std::string& column : weeks.columns) {
            values.push_back(week_value(*table, column));
        }
        if (!table->accept()) {
            continue;
        }
        weeks.values.emplace(Key{item_named(intake, product), depot_named(intake, store)},
                             std::move(values));
    }
    return weeks;
}

/// Flags may go on behind the last week of sales: what nobody knew then is left out.
bool covers(Intake& intake, const Weeks& in_stock, const Weeks& sales) {
    if (in_stock.first != sales.first || in_stock.columns.size() < sales.columns.size()) {
        intake.error("in_stock.csv", "the weeks of sales.csv", "others");
        return false;
    }
    const std::size_t behind = in_stock.columns.size() - sales.columns.size();
    if (behind > 0) {
        intake.note("in_stock.csv",
                    fmt::format("{} weeks behind the last of sales.csv were left out", behind));
    }
    return true;
}

void make_history(Intake& intake, const Weeks& sales, const std::optional<Weeks>& in_stock) {
    History& history = intake.world().history;
    history.frequency = Frequency::week;
    if (in_stock && !covers(intake, *in_stock, sales)) {
        return;
    }
    std::size_t without_flags = 0;
    for (const auto& [key, values] : sales.values) {
        const bool any = std::ranges::any_of(values, [](double v) { return !std::isnan(v); });
        if (!any) {
            intake.warn("sales.csv", fmt::format("{} has no sales at all and was left out",
                                                 shown(intake.world().items[key.first].id)));
            continue;
        }
        Series series{.item = key.first,
                      .place = key.second,
                      .start = sales.first,
                      .quantity = values,
                      .available = {},
                      .regressors = {}};
        while (std::isnan(series.quantity.back())) {
            series.quantity.pop_back();
        }
        if (in_stock) {
            const auto flags = in_stock->values.find(key);
            series.available.assign(series.quantity.size(), 1);
            without_flags += flags == in_stock->values.end() ? 1 : 0;
            for (std::size_t k = 0; flags != in_stock->values.end() && k < series.available.size();
                 ++k) {
                series.available[k] = flags->second[k] == 0 ? 0 : 1;
            }
        }
        history.series.push_back(std::move(series));
    }
    if (without_flags > 0) {
        intake.warn("in_stock.csv", fmt::format("{} series of sales.csv are missing: they count as "
                                                "in stock",
                                                without_flags));
    }
}

/// Product groups; the other attributes are known and not used.
void read_master(Intake& intake) {
    const auto file = intake.take("master");
    if (!file) {
        return;
    }
    auto table =
        Table::open(intake, *file,
                    {{"Store", "Product", "ProductGroup"},
                     {"Division", "Department", "DepartmentGroup", "StoreFormat", "Format"}});
    while (table && table->next()) {
        table->unique({"Store", "Product"});
        const auto item = intake.items.find(product_id(table->id("Product")));
        const std::string group = table->id("ProductGroup");
        if (!item) {
            table->fail("Product", "a product of sales.csv", shown(table->text("Product")));
        }
        if (table->accept()) {
            intake.world().items[ItemId{*item}].group = group;
        }
    }
}

void read_initial_state(Intake& intake, PlaceId warehouse, Date first_unknown) {
    const auto file = intake.take("initial_state");
    if (!file) {
        return;
    }
    auto table =
        Table::open(intake, *file,
                    {{"Store", "Product", "End Inventory", "In Transit W+1", "In Transit W+2"},
                     {"Start Inventory", "Sales", "Missed Sales", "Holding Cost", "Shortage Cost",
                      "Cumulative Holding Cost", "Cumulative Shortage Cost"}});
    while (table && table->next()) {
        table->unique({"Store", "Product"});
        const auto item = intake.items.find(product_id(table->id("Product")));
        const auto place = intake.places.find(store_id(table->id("Store")));
        if (!item) {
            table->fail("Product", "a product of sales.csv", shown(table->text("Product")));
        }
        if (!place) {
            table->fail("Store", "a store of sales.csv", shown(table->text("Store")));
        }
        const double stock = table->required_number("End Inventory");
        const double next_week = table->required_number("In Transit W+1");
        const double week_after = table->required_number("In Transit W+2");
        if (!table->accept()) {
            continue;
        }
        World& world = intake.world();
        if (stock > 0) {
            world.stock.push_back({ItemId{*item}, PlaceId{*place}, stock, {}});
        }
        const auto send = [&](double quantity, Date arrives) {
            if (quantity <= 0) {
                return;
            }
            world.transit.push_back(
                {ItemId{*item}, warehouse, PlaceId{*place}, {}, quantity, arrives});
        };
        send(next_week, first_unknown);
        send(week_after, first_unknown + days{week_days});
    }
}

}  // namespace

void read_vn2(Intake& intake) {
    intake.note("sales.csv", "is read in the layout vn2: stores as depots, one warehouse");
    const auto sales = read_weeks(intake, "sales");
    const auto in_stock = read_weeks(intake, "in_stock");
    if (!sales || sales->columns.empty()) {
        if (sales) {
            intake.error("sales.csv", "columns that are dates", "none");
        }
        return;
    }
    make_history(intake, *sales, in_stock);
    World& world = intake.world();
    for (Item& item : world.items) {
        item.unit = "piece";
    }
    Place warehouse;
    warehouse.id = std::string(warehouse_id);
    warehouse.name = warehouse.id;
    warehouse.kind = PlaceKind::source;
    intake.places.add(warehouse_id);
    const PlaceId from = world.places.push_back(std::move(warehouse));
    for (const PlaceId store : world.places.ids()) {
        if (store == from) {
            continue;
        }
        world.lanes.push_back({.from = from,
                               .to = store,
                               .mode = "road",
                               .lead_days = lead_days,
                               .length = {},
                               .capacity = {},
                               .minimum = {}});
    }
    intake.modes.add("road");
    read_master(intake);
    const auto weeks = static_cast<int>(sales->columns.size());
    read_initial_state(intake, from, sales->first + days{week_days * weeks});
    world.criteria.placement.review_days = week_days;
    world.criteria.placement.holding_per_unit_and_day = holding_per_unit_and_week / week_days;
    world.criteria.placement.shortage_per_unit = shortage_per_unit;
}

}  // namespace vorrat::ingest
