#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <map>
#include <unordered_map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "vorrat/base/csv.h"
#include "vorrat/base/file.h"
#include "vorrat/base/text.h"
#include "vorrat/publish/names.h"
#include "vorrat/publish/publish.h"

namespace vorrat::publish {
namespace {

/// What the parts of a world are called in a published plan.
class Names {
public:
    explicit Names(const World& world) : world_(world) {
        add(items_, world.items, [](const Item& item) { return item.id; });
        add(places_, world.places, [](const Place& place) { return place.id; });
        add(activities_, world.activities, [](const Activity& activity) { return activity.id; });
        add(resources_, world.resources, [](const Resource& resource) { return resource.id; });
        add(communities_, world.communities, [](const Community& c) { return c.id; });
        for (const LaneId id : world.lanes.ids()) {
            lanes_[lane_name(world, id)] = id;
        }
    }

    const World& world() const { return world_; }
    std::optional<ItemId> item(std::string_view id) const { return find(items_, id); }
    std::optional<PlaceId> place(std::string_view id) const { return find(places_, id); }
    std::optional<ActivityId> activity(std::string_view id) const { return find(activities_, id); }
    std::optional<ResourceId> resource(std::string_view id) const { return find(resources_, id); }
    std::optional<CommunityId> community(std::string_view id) const {
        return find(communities_, id);
    }
    std::optional<LaneId> lane(std::string_view id) const { return find(lanes_, id); }

private:
    template <class IdType>
    using Map = std::unordered_map<std::string, IdType>;

    template <class IdType, class T, class NameOf>
    static void add(Map<IdType>& map, const PerId<IdType, T>& all, const NameOf& name_of) {
        for (const IdType id : all.ids()) {
            map[name_of(all[id])] = id;
        }
    }
    template <class IdType>
    static std::optional<IdType> find(const Map<IdType>& map, std::string_view id) {
        const auto found = map.find(std::string(id));
        return found == map.end() ? std::nullopt : std::optional(found->second);
    }

    const World& world_;
    Map<ItemId> items_;
    Map<PlaceId> places_;
    Map<ActivityId> activities_;
    Map<ResourceId> resources_;
    Map<CommunityId> communities_;
    Map<LaneId> lanes_;
};

/// One row of a published table: cells by the name of their column. The first cell that is none of
/// what is wanted is kept as the error of the row.
class Row {
public:
    Row(const CsvReader& reader, const std::map<std::string, std::size_t, std::less<>>& columns)
        : reader_(reader), columns_(columns) {}

    std::string_view text(std::string_view column) const {
        return reader_.fields()[columns_.find(column)->second];
    }
    double number(std::string_view column) {
        double value = 0;
        read(column, value, "a number");
        if (!std::isfinite(value)) {
            refuse(column, "a finite number");
        }
        return value;
    }
    Period period(std::string_view column) {
        constexpr std::uint32_t most = 9'999;  // plans have at most 10,000
        std::uint32_t value = 0;
        read(column, value, "a period, from 0 on");
        if (value > most) {
            refuse(column, "a period, at most 9999");
        }
        return Period{std::min(value, most)};
    }
    const std::optional<Error>& error() const { return error_; }
    void refuse(std::string_view column, std::string_view want) {
        if (!error_) {
            const CsvPosition at = reader_.position(columns_.find(column)->second);
            error_ = bad_input(fmt::format("{}:{}:{}: {}: want {}, found {}", reader_.file(),
                                           at.line, at.column, column, want, shown(text(column))));
        }
    }

private:
    template <class Number>
    void read(std::string_view column, Number& value, std::string_view want) {
        const std::string_view cell = text(column);
        const auto [end, problem] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        if (problem != std::errc{} || end != cell.data() + cell.size()) {
            value = 0;
            refuse(column, want);
        }
    }

    const CsvReader& reader_;
    const std::map<std::string, std::size_t, std::less<>>& columns_;
    std::optional<Error> error_;
};

using Files = std::map<std::string, std::string, std::less<>>;

/// Gives each row of the table to `take`. A table that is not there has no rows.
template <class Take>
Outcome each_row(const Files& files, const std::string& name,
                 std::initializer_list<std::string_view> wanted, const Take& take) {
    const auto file = files.find(name);
    if (file == files.end()) {
        return Done{};
    }
    auto reader = CsvReader::open(file->second, name);
    if (!reader) {
        return reader.error();
    }
    std::map<std::string, std::size_t, std::less<>> columns;
    for (std::size_t k = 0; k < reader->header().size(); ++k) {
        columns.emplace(reader->header()[k], k);
    }
    for (const std::string_view column : wanted) {
        if (!columns.contains(column)) {
            return bad_input(fmt::format("{}:1: want a column {}, found none", name, column));
        }
    }
    for (CsvStep step = reader->next(); step != CsvStep::end; step = reader->next()) {
        if (step == CsvStep::bad_row) {
            return reader->error();
        }
        Row row(*reader, columns);
        take(row);
        if (row.error()) {
            return *row.error();
        }
    }
    return Done{};
}

template <class Kind>
std::optional<Kind> kind_named(std::string_view name, Kind last) {
    for (int k = 0; k <= static_cast<int>(last); ++k) {
        if (to_string(static_cast<Kind>(k)) == name) {
            return static_cast<Kind>(k);
        }
    }
    return std::nullopt;
}

/// The row of the programme that is meant, where the world still has what it is about.
std::optional<RowKey> row_key(const Names& names, RowKind kind, Row& row) {
    RowKey key;
    key.kind = kind;
    const std::string_view id = row.text("id");
    bool known = true;
    const auto take = [&](auto& target, auto found) {
        known = known && found;
        target = found;
    };
    using enum RowKind;
    const bool of_goods = kind <= reserve;
    if (of_goods) {
        take(key.item, names.item(row.text("item_id")));
    }
    if (of_goods || kind == storage || (kind == resource && !row.text("place_id").empty())) {
        take(key.place, names.place(row.text("place_id")));
    }
    if (kind == resource || kind == work) {
        take(key.resource, names.resource(id));
    } else if (kind == lane) {
        take(key.lane, names.lane(id));
    } else if (kind == cap) {
        key.indicator = id;
    } else if (kind == fairness || kind == ratio) {
        take(key.community, names.community(id));
    } else if (kind == minimum) {
        const std::size_t slash = id.rfind('/');
        take(key.community, names.community(id.substr(0, slash)));
        const auto tier = slash == std::string_view::npos
                              ? std::nullopt
                              : kind_named(id.substr(slash + 1), Tier::wanted);
        take(key.tier, tier);
    }
    if (kind < cap) {
        key.period = row.period("period");
    }
    return known ? std::optional(key) : std::nullopt;
}

std::optional<VariableKey> variable_key(const Names& names, VariableKind kind, Row& row) {
    VariableKey key{.kind = kind};
    const std::string_view id = row.text("id");
    bool known = true;
    const auto take = [&](auto& target, auto found) {
        known = known && found;
        target = found;
    };
    using enum VariableKind;
    if (kind >= lowest_coverage) {
        return key;
    }
    key.period = row.period("period");
    if (kind != run) {
        take(key.item, names.item(row.text("item_id")));
    }
    if (kind != send) {
        take(key.place, names.place(row.text("place_id")));
    }
    if (kind == send) {
        take(key.lane, names.lane(id));
    } else if (kind == run) {
        take(key.activity, names.activity(id));
    } else if (kind == set_aside) {
        constexpr int slices = 5;
        key.slice = id.size() == 1 ? id[0] - '0' : 0;
        if (key.slice < 1 || key.slice > slices) {
            row.refuse("id", "a slice, 1 to 5");
        }
    }
    return known ? std::optional(key) : std::nullopt;
}

class ReadBack {
public:
    ReadBack(const Files& files, const World& world) : files_(files), names_(world) {}

    Result<Plan> read() {
        for (const auto& part :
             {&ReadBack::read_head, &ReadBack::read_basis, &ReadBack::read_runs,
              &ReadBack::read_flows, &ReadBack::read_entries, &ReadBack::read_stock,
              &ReadBack::read_need, &ReadBack::read_limits, &ReadBack::read_duals}) {
            if (auto done = (this->*part)(); !done) {
                return done.error();
            }
        }
        return std::move(plan_);
    }

private:
    Outcome read_head() {
        const auto text = files_.find("plan.json");
        if (text == files_.end()) {
            return bad_input("plan.json: want a published plan, found none");
        }
        const auto json = nlohmann::json::parse(text->second, nullptr, false);
        const auto whole = [&](const char* key) {
            constexpr int most = 10'000;
            const bool is_whole = json.contains(key) && json[key].is_number_integer();
            const auto value = is_whole ? json[key].get<std::int64_t>() : 0;
            return value >= 1 && value <= most ? static_cast<int>(value) : 0;
        };
        if (!json.is_object() || json.value("format", nlohmann::json()) != "vorrat-plan/1") {
            return bad_input("plan.json: want the format vorrat-plan/1");
        }
        const auto start = json.contains("start") && json["start"].is_string()
                               ? parse_date(json["start"].get<std::string>())
                               : std::nullopt;
        plan_.period_days = whole("period_days");
        plan_.periods = whole("periods");
        if (!start || plan_.period_days == 0 || plan_.periods == 0) {
            return bad_input(
                "plan.json: want a date as start, and whole numbers as period_days and periods");
        }
        plan_.start = *start;
        plan_.stages = {{"fairness", true, 0, 0, 0, {}},
                        {"worth", true, 0, 0, 0, {}},
                        {"burden", false, 0, 0, 0, {}}};
        // Of a plan that says no gaps none is expected to be reached again.
        const auto stages = json.find("stages");
        for (std::size_t k = 0; stages != json.end() && stages->is_array() &&
                                k < std::min(stages->size(), plan_.stages.size());
             ++k) {
            const auto& stage = (*stages)[k];
            if (stage.is_object() && stage.contains("gap") && stage["gap"].is_number()) {
                plan_.stages[k].gap = stage["gap"].get<double>();
            }
        }
        return Done{};
    }

    Outcome read_basis() {
        return each_row(
            files_, "basis.csv", {"kind", "item_id", "place_id", "period", "id", "stands"},
            [&](Row& row) {
                const bool basic = row.text("stands") == "basic";
                if (!basic && row.text("stands") != "full") {
                    row.refuse("stands", "basic or full");
                }
                if (const auto variable =
                        kind_named(row.text("kind"), VariableKind::mean_coverage)) {
                    if (const auto key = variable_key(names_, *variable, row)) {
                        (basic ? plan_.basis.basic : plan_.basis.full).push_back(*key);
                    }
                } else if (const auto kind = kind_named(row.text("kind"), RowKind::keep_worth)) {
                    if (auto key = row_key(names_, *kind, row)) {
                        plan_.basis.basic_rows.push_back(std::move(*key));
                    }
                } else {
                    row.refuse("kind", "a kind of variable or row");
                }
            });
    }

    Outcome read_runs() {
        return each_row(
            files_, "runs.csv", {"activity_id", "place_id", "period", "runs"}, [&](Row& row) {
                const auto activity = names_.activity(row.text("activity_id"));
                const auto place = names_.place(row.text("place_id"));
                const PlannedRun run{activity.value_or(ActivityId{}), place.value_or(PlaceId{}),
                                     row.period("period"), row.number("runs")};
                if (activity && place) {
                    plan_.runs.push_back(run);
                }
            });
    }

    Outcome read_flows() {
        return each_row(
            files_, "flows.csv",
            {"item_id", "from_place", "to_place", "mode", "leaves", "quantity"}, [&](Row& row) {
                const auto item = names_.item(row.text("item_id"));
                const auto lane = names_.lane(fmt::format("{}>{}>{}", row.text("from_place"),
                                                          row.text("to_place"), row.text("mode")));
                const PlannedFlow flow{lane.value_or(LaneId{}), item.value_or(ItemId{}),
                                       row.period("leaves"), row.number("quantity")};
                if (item && lane) {
                    plan_.flows.push_back(flow);
                }
            });
    }

    Outcome read_entries() {
        return each_row(
            files_, "entries.csv", {"item_id", "place_id", "period", "quantity"}, [&](Row& row) {
                const auto item = names_.item(row.text("item_id"));
                const auto place = names_.place(row.text("place_id"));
                const PlannedEntry entry{item.value_or(ItemId{}), place.value_or(PlaceId{}),
                                         row.period("period"), row.number("quantity")};
                if (item && place) {
                    plan_.entries.push_back(entry);
                }
            });
    }

    Outcome read_stock() {
        return each_row(
            files_, "stock_plan.csv",
            {"item_id", "place_id", "period", "stock", "waste", "reserve", "reserve_missing"},
            [&](Row& row) {
                const auto item = names_.item(row.text("item_id"));
                const auto place = names_.place(row.text("place_id"));
                const PlannedStock stock{item.value_or(ItemId{}),      place.value_or(PlaceId{}),
                                         row.period("period"),         row.number("stock"),
                                         row.number("waste"),          row.number("reserve"),
                                         row.number("reserve_missing")};
                if (item && place) {
                    plan_.stock.push_back(stock);
                }
            });
    }

    Outcome read_need() {
        return each_row(files_, "need.csv",
                        {"item_id", "place_id", "period", "level_from", "level_to", "width", "use",
                         "set_aside"},
                        [&](Row& row) {
                            const auto item = names_.item(row.text("item_id"));
                            const auto place = names_.place(row.text("place_id"));
                            const NeedSlice slice{
                                item.value_or(ItemId{}), place.value_or(PlaceId{}),
                                row.period("period"),    row.number("level_from"),
                                row.number("level_to"),  row.number("width"),
                                row.number("use"),       row.number("set_aside")};
                            if (item && place) {
                                plan_.need.push_back(slice);
                            }
                        });
    }

    Outcome read_limits() {
        return each_row(files_, "limits.csv",
                        {"kind", "id", "place_id", "period", "used", "limit", "valuation"},
                        [&](Row& row) {
                            const auto kind = kind_named(row.text("kind"), RowKind::cap);
                            if (!kind || *kind < RowKind::resource) {
                                row.refuse("kind", "resource, work, storage, lane or cap");
                                return;
                            }
                            auto key = row_key(names_, *kind, row);
                            const PlanLimit limit{key.value_or(RowKey{}), row.number("used"),
                                                  row.number("limit"), row.number("valuation")};
                            if (key) {
                                plan_.limits.push_back(limit);
                            }
                        });
    }

    /// Of all stages; of a folder without them the valuations, as duals of the second stage.
    Outcome read_duals() {
        if (!files_.contains("certificate.csv")) {
            return read_valuations();
        }
        return each_row(
            files_, "certificate.csv",
            {"stage", "row", "item_id", "place_id", "period", "id", "dual"}, [&](Row& row) {
                const auto stage =
                    std::ranges::find(plan_.stages, row.text("stage"), &PlanStage::name);
                const auto kind = kind_named(row.text("row"), RowKind::keep_worth);
                if (stage == plan_.stages.end() || !kind) {
                    row.refuse(kind ? "stage" : "row",
                               kind ? "fairness, worth or burden" : "a kind of row");
                    return;
                }
                auto key = row_key(names_, *kind, row);
                const double value = row.number("dual");
                if (key) {
                    stage->duals.push_back({std::move(*key), value});
                }
            });
    }

    /// As duals of the balances of the second stage.
    Outcome read_valuations() {
        return each_row(files_, "valuations.csv", {"item_id", "place_id", "period", "valuation"},
                        [&](Row& row) {
                            RowDual dual;
                            dual.row.item = names_.item(row.text("item_id"));
                            dual.row.place = names_.place(row.text("place_id"));
                            dual.row.period = row.period("period");
                            dual.value = -row.number("valuation");
                            if (dual.row.item && dual.row.place) {
                                plan_.stages[1].duals.push_back(std::move(dual));
                            }
                        });
    }

    const Files& files_;
    Names names_;
    Plan plan_;
};

}  // namespace

Result<Plan> read_plan(const std::map<std::string, std::string, std::less<>>& files,
                       const World& world) {
    return ReadBack(files, world).read();
}

Result<Plan> read_plan(const std::filesystem::path& folder, const World& world) {
    Files files;
    for (const char* name :
         {"plan.json", "basis.csv", "runs.csv", "flows.csv", "entries.csv", "stock_plan.csv",
          "need.csv", "limits.csv", "certificate.csv", "valuations.csv"}) {
        std::error_code none;
        if (!std::filesystem::exists(folder / name, none)) {
            continue;
        }
        auto text = read_file(folder / name);
        if (!text) {
            return text.error();
        }
        files[name] = std::move(*text);
    }
    auto plan = read_plan(files, world);
    if (!plan) {
        return bad_input(fmt::format("{}: {}", folder.string(), plan.error().message));
    }
    return plan;
}

}  // namespace vorrat::publish
