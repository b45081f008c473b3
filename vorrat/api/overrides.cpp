#include "vorrat/api/overrides.h"

#include <algorithm>
#include <cmath>
#include <variant>

#include <fmt/format.h>

#include "vorrat/api/edit.h"
#include "vorrat/api/work_routes.h"
#include "vorrat/base/csv.h"
#include "vorrat/base/file.h"
#include "vorrat/base/text.h"

namespace vorrat::api {
namespace {

using access::Right;

constexpr std::size_t reason_bytes_max = 1'000;
constexpr double quantity_max = 1e12;

template <class Id, class T>
std::optional<Id> id_of(const PerId<Id, T>& rows, const std::string& name) {
    for (const Id id : rows.ids()) {
        if (rows[id].id == name) {
            return id;
        }
    }
    return std::nullopt;
}

std::string written(std::optional<double> number) {
    return number ? fmt::format("{}", *number) : std::string();
}
std::string written(std::optional<Date> date) { return date ? to_string(*date) : std::string(); }

bool overlap(const NeedOverride& a, const NeedOverride& b) {
    return a.item == b.item && a.place == b.place && a.from <= b.until && b.from <= a.until;
}

/// What of the wish cannot be, in words; nothing: it can.
std::optional<std::string> complaint(const WantedOverride& wanted) {
    if (wanted.until < wanted.from) {
        return "until: want from or later";
    }
    if (wanted.factor.has_value() == wanted.quantity.has_value()) {
        return "factor, quantity: want one of the two";
    }
    const double most = wanted.factor ? NeedOverride::factor_max : quantity_max;
    const double number = wanted.factor ? *wanted.factor : *wanted.quantity;
    if (!std::isfinite(number) || number < 0 || number > most) {
        return fmt::format("{}: want 0 to {}", wanted.factor ? "factor" : "quantity", most);
    }
    const bool speaks = std::ranges::any_of(wanted.reason, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<signed char>(c) < 0;
    });
    const bool controls = std::ranges::any_of(
        wanted.reason, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; });
    if (!speaks || controls || wanted.reason.size() > reason_bytes_max) {
        return fmt::format("reason: want words in one line, at most {} bytes", reason_bytes_max);
    }
    return std::nullopt;
}

std::string next_id(const std::vector<NeedOverride>& rows) {
    std::size_t last = 0;
    for (const NeedOverride& row : rows) {
        const auto number = row.id.starts_with('O') ? whole_number(row.id.substr(1)) : std::nullopt;
        last = std::max(last, number.value_or(0));
    }
    return fmt::format("O{}", last + 1);
}

std::string csv_of(const World& world, const std::vector<NeedOverride>& rows) {
    std::string csv =
        "override_id,item_id,place_id,from,until,factor,quantity,reason,made,by,withdrawn\n";
    for (const NeedOverride& row : rows) {
        const std::string& item = world.items[row.item].id;
        const std::string& place = world.places[row.place].id;
        csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{}\n", csv_field(row.id), csv_field(item),
                           csv_field(place), to_string(row.from), to_string(row.until),
                           written(row.factor), written(row.quantity), csv_field(row.reason),
                           to_string(row.made), csv_field(row.by), written(row.withdrawn));
    }
    return csv;
}

}  // namespace

Outcome OverrideDesk::write(const World& world, const std::vector<NeedOverride>& rows) const {
    for (const char* packed : {".gz", ".zst"}) {
        std::error_code none;
        if (std::filesystem::exists(workspace_ / (std::string("need_overrides.csv") + packed),
                                    none)) {
            return bad_input("need_overrides.csv: want it unpacked, for it has to be written");
        }
    }
    auto done = write_file(workspace_ / "need_overrides.csv", csv_of(world, rows));
    tables_->forget();
    return done;
}

Result<NeedOverride> OverrideDesk::add(const WantedOverride& wanted, const std::string& by) {
    if (auto why = complaint(wanted)) {
        return bad_input(std::move(*why));
    }
    const std::scoped_lock lock(*writing_);
    tables_->forget();  // what an import wrote a moment ago is not lost
    const auto reading = tables_->reading();
    if (!reading) {
        return reading.error();
    }
    const World& world = (*reading)->world;
    const auto item = id_of(world.items, wanted.item);
    const auto place = id_of(world.places, wanted.place);
    if (!item || !place || world.places[*place].kind != PlaceKind::depot) {
        return bad_input("item, place: want an item and a depot of the workspace");
    }
    NeedOverride row{.id = next_id(world.need_overrides),
                     .item = *item,
                     .place = *place,
                     .from = wanted.from,
                     .until = wanted.until,
                     .factor = wanted.factor,
                     .quantity = wanted.quantity,
                     .reason = wanted.reason,
                     .made = today_(),
                     .by = by,
                     .withdrawn = {}};
    for (const NeedOverride& other : world.need_overrides) {
        if (!other.withdrawn && overlap(other, row)) {
            return infeasible(fmt::format("{} corrects {} to {} already; take it back first",
                                          other.id, to_string(other.from), to_string(other.until)));
        }
    }
    std::vector<NeedOverride> rows = world.need_overrides;
    rows.push_back(row);
    const auto done = write(world, rows);
    return done ? Result(std::move(row)) : done.error();
}

Result<NeedOverride> OverrideDesk::withdraw(const NeedOverride& seen) {
    const std::scoped_lock lock(*writing_);
    tables_->forget();  // what an import wrote a moment ago is not lost
    const auto reading = tables_->reading();
    if (!reading) {
        return reading.error();
    }
    std::vector<NeedOverride> rows = (*reading)->world.need_overrides;
    const auto found = std::ranges::find(rows, seen);
    if (found == rows.end() || found->withdrawn) {
        return infeasible("it was changed or taken back since you saw it");
    }
    found->withdrawn = today_();
    NeedOverride row = *found;
    const auto done = write((*reading)->world, rows);
    return done ? Result(std::move(row)) : done.error();
}

namespace {

/// What the routes work on.
struct Desk {
    std::shared_ptr<OverrideDesk> overrides;
    std::shared_ptr<const PlanShelf> shelf;
};

/// Whether a published row is this one as it stands now: it may have been edited since.
bool says_the_same(const Table& table, std::size_t k, const World& world, const NeedOverride& row) {
    const auto same = [&](std::string_view column, std::optional<double> number) {
        const double published = table.number(column, k);
        return number ? published == *number : std::isnan(published);
    };
    return table.text("item_id", k) == world.items[row.item].id &&
           table.text("place_id", k) == world.places[row.place].id &&
           table.text("from", k) == to_string(row.from) &&
           table.text("until", k) == to_string(row.until) && same("factor", row.factor) &&
           same("quantity", row.quantity) &&
           table.text("withdrawn", k).empty() != row.withdrawn.has_value();
}

/// Whether the published plan was made with the correction as it is now.
bool is_planned(const PlanShelf& shelf, const World& world, const NeedOverride& row) {
    const auto plan = shelf.current();
    if (!plan) {
        return false;
    }
    const Table& table = plan->table("need_overrides");
    for (std::size_t k = 0; k < table.rows; ++k) {
        if (table.text("override_id", k) == row.id) {
            return says_the_same(table, k, world, row);
        }
    }
    return row.withdrawn.has_value();
}

Json number_or_null(std::optional<double> number) { return number ? Json(*number) : Json(nullptr); }

Json json_of(const World& world, const NeedOverride& row) {
    const Item& item = world.items[row.item];
    const Place& place = world.places[row.place];
    return {{"id", row.id},
            {"item", {{"id", item.id}, {"name", item.name.empty() ? item.id : item.name}}},
            {"place", {{"id", place.id}, {"name", place.name.empty() ? place.id : place.name}}},
            {"from", to_string(row.from)},
            {"until", to_string(row.until)},
            {"factor", number_or_null(row.factor)},
            {"quantity", number_or_null(row.quantity)},
            {"reason", row.reason},
            {"made", to_string(row.made)},
            {"by", row.by},
            {"withdrawn", row.withdrawn ? Json(to_string(*row.withdrawn)) : Json(nullptr)}};
}

/// Of the correction alone, whoever asks.
std::string tag_of(const World& world, const NeedOverride& row) {
    Json json = json_of(world, row);
    json.erase("by");  // the tag is for all, and a name is soon guessed
    return etag_of(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

/// What people are told: names of people only to people with an account.
Json told(const Desk& desk, const World& world, const NeedOverride& row, const Call& call) {
    Json json = json_of(world, row);
    if (row.by.empty() || !call.caller.signed_in()) {
        json["by"] = nullptr;
    }
    json["planned"] = is_planned(*desk.shelf, world, row);
    return json;
}

Reply list(const Desk& desk, const Call& call) {
    const auto tables = desk.overrides->tables();
    if (!tables) {
        return unavailable(tables.error());
    }
    const World& world = (*tables)->world;
    const std::string item = from_query(call.target, "item");
    const std::string place = from_query(call.target, "place");
    Json rows = Json::array();
    for (const NeedOverride& row : world.need_overrides) {
        if ((item.empty() || world.items[row.item].id == item) &&
            (place.empty() || world.places[row.place].id == place)) {
            rows.push_back(told(desk, world, row, call));
        }
    }
    return json_reply({{"total", rows.size()}, {"rows", std::move(rows)}});
}

using Found = std::pair<std::shared_ptr<const ingest::Reading>, NeedOverride>;

/// The correction of the path, or why there is none.
std::variant<Found, Reply> found_in(const Desk& desk, const Call& call) {
    const auto tables = desk.overrides->tables();
    if (!tables) {
        return unavailable(tables.error());
    }
    const auto& rows = (*tables)->world.need_overrides;
    const auto row = std::ranges::find(rows, call.part("id"), &NeedOverride::id);
    if (row == rows.end()) {
        return not_found("no correction of that id");
    }
    return Found{*tables, *row};
}

Reply one(const Desk& desk, const Call& call) {
    auto found = found_in(desk, call);
    if (auto* refusal = std::get_if<Reply>(&found)) {
        return std::move(*refusal);
    }
    const auto& [tables, row] = std::get<Found>(found);
    Reply reply = json_reply(told(desk, tables->world, row, call));
    reply.etag = tag_of(tables->world, row);
    return reply;
}

Reply not_here() { return forbidden("your role is for other places"); }

std::variant<WantedOverride, Reply> wanted_in(const Request& request) {
    auto body = read_body(request, {{"item"},
                                    {"place"},
                                    {"from"},
                                    {"until"},
                                    {"factor", Member::Kind::number, false},
                                    {"quantity", Member::Kind::number, false},
                                    {"reason"}});
    if (auto* refusal = std::get_if<Reply>(&body)) {
        return std::move(*refusal);
    }
    const Json& given = std::get<Json>(body);
    const auto from = parse_date(given["from"].get<std::string>());
    const auto until = parse_date(given["until"].get<std::string>());
    if (!from || !until) {
        return unprocessable("from, until: want days, as 2026-11-23");
    }
    const auto number = [&](const char* name) {
        return given.contains(name) ? std::optional(given[name].get<double>()) : std::nullopt;
    };
    return WantedOverride{.item = given["item"].get<std::string>(),
                          .place = given["place"].get<std::string>(),
                          .from = *from,
                          .until = *until,
                          .factor = number("factor"),
                          .quantity = number("quantity"),
                          .reason = std::string(trimmed(given["reason"].get<std::string>()))};
}

Reply new_one(const Desk& desk, const Call& call) {
    auto wanted = wanted_in(call.request);
    if (auto* refusal = std::get_if<Reply>(&wanted)) {
        return std::move(*refusal);
    }
    const auto& wish = std::get<WantedOverride>(wanted);
    if (!allowed_at(call.caller, Right::plan, wish.place)) {
        return not_here();
    }
    const auto made = desk.overrides->add(wish, call.caller.name);
    const auto tables = made ? desk.overrides->tables() : made.error();
    if (!tables) {
        return reply_to(tables.error());
    }
    const World& world = (*tables)->world;
    Reply reply = created(told(desk, world, *made, call), "overrides/" + made->id);
    reply.etag = tag_of(world, *made);
    return reply;
}

Reply withdrawn(const Desk& desk, const Call& call) {
    auto found = found_in(desk, call);
    if (auto* refusal = std::get_if<Reply>(&found)) {
        return std::move(*refusal);
    }
    const auto& [tables, row] = std::get<Found>(found);
    if (!allowed_at(call.caller, Right::plan, tables->world.places[row.place].id)) {
        return not_here();
    }
    if (auto refusal = refused_edit(call.request, tag_of(tables->world, row))) {
        return std::move(*refusal);
    }
    const auto done = desk.overrides->withdraw(row);
    return done ? json_reply(told(desk, tables->world, *done, call)) : reply_to(done.error());
}

}  // namespace

std::vector<Route> override_routes(const std::shared_ptr<OverrideDesk>& overrides,
                                   const std::shared_ptr<const PlanShelf>& shelf) {
    using Do = Reply (*)(const Desk&, const Call&);
    const auto route = [desk = Desk{overrides, shelf}](
                           std::string_view method, std::string_view path, Right right, Do work) {
        return Route{.method = method,
                     .path = path,
                     .right = right,
                     .answer = [desk, work](const Call& call) { return work(desk, call); },
                     .body_bytes_max = method == "POST" ? json_bytes_max : 0,
                     .asks_who = right == Right::open};
    };
    return {route("GET", "overrides", Right::open, list),
            route("POST", "overrides", Right::plan, new_one),
            route("GET", "overrides/{id}", Right::open, one),
            route("DELETE", "overrides/{id}", Right::plan, withdrawn)};
}

}  // namespace vorrat::api
