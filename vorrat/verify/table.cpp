#include "vorrat/verify/table.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "vorrat/base/text.h"
#include "vorrat/verify/problem.h"

namespace vorrat::verify {
namespace {

/// The columns of each table and what their cells are, a name of cell_types; nothing: any text.
/// `?`: the cell may be empty; `+`: a new name is added to those of its kind; `!`: it must be new.
constexpr std::array<std::pair<std::string_view, std::string_view>, 27> formats{{
    {"items.csv",
     "item_id:item! name unit kg_per_unit:amount litres_per_unit:amount shelf_life_days:whole? "
     "tier:tier pack_size:positive group ceiling:amount"},
    {"places.csv",
     "place_id:place! name kind:role lat:latitude? lon:longitude? community population:amount? "
     "storage_litres:amount?"},
    {"lanes.csv",
     "from_place:place to_place:place mode:mode+ lead_days:whole km:amount capacity_kg:amount? "
     "minimum_kg:amount?"},
    {"activities.csv", "activity_id:activity+ place_id:place name ceiling:amount"},
    {"activity_items.csv", "activity_id item_id:item quantity:number"},
    {"activity_resources.csv", "activity_id resource_id:resource+ quantity:amount"},
    {"resources.csv", "resource_id:resource+ place_id:place? unit available:amount date:date?"},
    {"supply.csv", "item_id:item place_id:place available:amount? date:date?"},
    {"impacts.csv", "kind:cause id indicator:indicator+ quantity:number"},
    {"areas.csv", "area_id:area+ place_id:place"},
    {"stock.csv", "item_id:item place_id:place quantity:amount best_before:date?"},
    {"decisions.csv", "decision_id date:date council_id key value replaced reason proposal_id"},
    {"transit.csv",
     "item_id:item from_place:place to_place:place? to_area:area? quantity:amount arrives:date"},
    {"forecast.csv", "unique_id ds:date mean:amount"},
    {"history.csv", "item_id:item place_id:place date:date quantity:amount? available:flag"},
    {"need.csv",
     "item_id:item place_id:place period:period slice:slice level_from:number level_to:number "
     "width:amount use:amount set_aside:number"},
    {"entries.csv", "item_id:item place_id:place period:period quantity:number"},
    {"runs.csv", "activity_id:activity place_id:place period:period runs:number"},
    {"flows.csv",
     "item_id:item from_place to_place mode leaves:period arrives:whole quantity:number kg:number "
     "tkm:number"},
    {"stock_plan.csv",
     "item_id:item place_id:place period:period stock:number waste:number reserve:number "
     "reserve_missing:number"},
    {"limits.csv", "kind id place_id period used:number limit:number valuation:number"},
    {"valuations.csv", "item_id place_id period valuation:number"},
    {"coverage.csv", "community:community tier:tier need:number met:number coverage:number"},
    {"indicators.csv", "indicator total:number cap:number?"},
    {"certificate.csv", "stage:stage row item_id place_id period id dual:number"},
    {"shipments.csv",
     "item_id:item from_place to_place mode leaves:date arrives:date quantity:number kg:number "
     "on_hand:number in_transit:number need_mean:number critical_ratio:number target:number "
     "wanted:number shortage_avoided:number use_before_expiry:number co2e_kg:number "
     "short_at_origin:flag"},
    {"under_way.csv",
     "transit_row:whole item_id:item fate to_place:place quantity:amount arrives:date "
     "open_until:date shortage_avoided:amount gain:number cost:number co2e_kg:number"},
}};

struct CellType {
    std::string_view name, want;
    double least = -number_max, most = number_max;
};
/// Names in the order of Kind, then those of `first_whole` and `first_number` and what follows.
constexpr std::array<CellType, 25> cell_types{{
    {"item", "an item of this plan"},
    {"place", "a place of this plan"},
    {"community", "a community of this plan"},
    {"activity", "an activity of this plan"},
    {"area", "an area of this plan"},
    {"tier", "essential, basic or wanted"},
    {"stage", "fairness, worth or burden"},
    {"role", "source, plant, hub or depot"},
    {"cause", "item, activity, mode, storage or waste"},
    {"mode", ""},
    {"resource", ""},
    {"indicator", ""},
    {"cap", ""},
    {"lane", ""},
    {"", ""},
    {"date", "a date such as 2026-11-23"},
    {"period", "a period of the plan", 0},
    {"whole", "a whole number from 0 to 1000000", 0, 1'000'000},
    {"slice", "a slice from 1 to 5", 1, 5},
    {"flag", "0 or 1", 0, 1},
    {"number", "a number"},
    {"amount", "a number from 0 on", 0},
    {"positive", "a number above 0", std::numeric_limits<double>::min()},
    {"latitude", "degrees from -90 to 90", -90, 90},
    {"longitude", "degrees from -180 to 180", -180, 180},
}};
constexpr std::size_t text_type = static_cast<std::size_t>(Kind::none);
constexpr std::size_t date_type = text_type + 1;
constexpr std::size_t period_type = date_type + 1;
constexpr std::size_t first_number = period_type + 4;

std::optional<double> whole_in(std::string_view text) {
    const auto whole = number_in<int>(text);
    return whole ? std::optional<double>(*whole) : std::nullopt;
}

}  // namespace

int Names::add(std::string_view name) {
    const auto [position, is_new] = positions_.emplace(name, size());
    if (is_new) {
        names_.emplace_back(name);
    }
    return position->second;
}

int Names::find(std::string_view name) const {
    const auto found = positions_.find(name);
    return found == positions_.end() ? -1 : found->second;
}

Table::Table(Problem& problem, std::string_view file) : problem_(problem), file_(file) {
    const auto bytes = problem.files.find(file);
    if (bytes == problem.files.end()) {
        problem.fail(fmt::format("{}: is missing", file));
        return;
    }
    CsvRows rows(bytes->second);
    if (first_not_utf8(bytes->second) || !rows.next()) {
        problem.fail(fmt::format("{}:1: want UTF-8 text with a header, {}", file, rows.wrong()));
        return;
    }
    header_.assign(rows.fields().begin(), rows.fields().end());
    std::string_view columns =
        std::ranges::find(formats, file, &decltype(formats)::value_type::first)->second;
    while (!columns.empty()) {
        std::string_view type = ledger::take_until(' ', columns);
        const std::string_view name = ledger::take_until(':', type);
        const std::size_t position = fields_.size();
        if (position >= header_.size() || header_[position] != name) {
            problem.fail(
                fmt::format("{}:1: want column {} at position {}", file, name, position + 1));
            return;
        }
        Field& field = fields_.emplace_back();
        if (type.find_last_of("?+!") != std::string_view::npos) {
            field.mark = type.back();
            type.remove_suffix(1);
        }
        field.type = at(std::ranges::find(cell_types, type, &CellType::name) - cell_types.begin());
    }
    cells_.resize(fields_.size());
    rows_ = std::move(rows);
}

bool Table::next() {
    if (problem_.error || !rows_) {
        return false;
    }
    if (!rows_->next()) {
        if (!rows_->wrong().empty()) {
            problem_.fail(fmt::format("{}: {}", place(), rows_->wrong()));
        }
        return false;
    }
    for (std::size_t k = 0; k < fields_.size(); ++k) {
        cells_[k] = read(k, fields_[k]);
    }
    return !problem_.error;
}

Table::Cell Table::read(std::size_t column, Field field) {
    Cell cell;
    const std::string_view found = text(column);
    const CellType& type = cell_types.at(field.type);
    if (field.type == text_type || (found.empty() && field.mark == '?')) {
        return cell;
    }
    bool holds = true;
    if (field.type < text_type) {
        Names& names = problem_.names.at(field.type);
        cell.id = names.find(found);
        holds =
            field.mark == '!' ? cell.id < 0 && !found.empty() : cell.id >= 0 || field.mark == '+';
        if (cell.id < 0 && holds) {
            cell.id = names.add(found);
        }
    } else if (field.type == date_type) {
        const auto value = parse_date(found);
        cell.date = value.value_or(Date{});
        holds = value.has_value();
    } else {
        const auto value = field.type < first_number ? whole_in(found) : number_in<double>(found);
        const double most = field.type == period_type ? problem_.periods - 1 : type.most;
        cell.number = value.value_or(0);
        holds = value && *value >= type.least && *value <= most;
    }
    if (!holds) {
        fail(column, field.mark == '!' ? "a name not used before" : type.want);
    }
    return cell;
}

std::optional<double> Table::number_if_any(std::size_t column) const {
    return empty(column) ? std::nullopt : std::optional(number(column));
}

std::optional<Date> Table::date_if_any(std::size_t column) const {
    return empty(column) ? std::nullopt : std::optional(date(column));
}

double Table::further_number(std::size_t column) {
    return read(column, {.type = first_number}).number;
}

void Table::fail(std::size_t column, std::string_view want) {
    problem_.fail(fmt::format("{}: {}: want {}, found \"{}\"", place(), header()[column], want,
                              text(column)));
}

std::string Table::place() const { return fmt::format("{}:{}", file_, rows_->line()); }

}  // namespace vorrat::verify
