#include "vorrat/api/alternatives.h"

#include <fmt/format.h>

#include "vorrat/api/reply.h"
#include "vorrat/api/routes.h"
#include "vorrat/base/file.h"

namespace vorrat::api {
namespace {

constexpr std::string_view known_format = "vorrat-alternatives/1";

Outcome knows_format(const std::string& text) {
    const Json read = Json::parse(text, nullptr, false);
    if (!read.is_object() || read.value("format", Json()) != known_format) {
        return bad_input(
            fmt::format("alternatives.json: want a JSON object of format \"{}\"", known_format));
    }
    return Done{};
}

Outcome has_columns(const Table& changes) {
    for (const char* column :
         {"alternative_id", "kind", "id", "from_place", "to_place", "base", "here"}) {
        if (changes.find(column) == nullptr) {
            return bad_input(fmt::format("changes.csv:1: want a column {}", column));
        }
    }
    return Done{};
}

std::string activity_name(const PublishedPlan& plan, std::string_view id) {
    const Table& activities = plan.table("activities");
    for (std::size_t row = 0; row < activities.rows; ++row) {
        if (activities.text("activity_id", row) == id) {
            return std::string(activities.text("name", row));
        }
    }
    return std::string(id);
}

/// A change with the names of the served plan, which knows the same items and places.
Json change_json(const Table& changes, std::size_t row, const PublishedPlan& plan) {
    Json change = changes.json(row);
    const std::string_view id = changes.text("id", row);
    const bool is_run = changes.text("kind", row) == "run";
    change["name"] = is_run ? activity_name(plan, id) : plan.item_name(id);
    change["item"] = is_run ? Json(nullptr) : plan.item_json(id);
    change["from"] = plan.place_name(changes.text("from_place", row));
    change["to"] = plan.place_name(changes.text("to_place", row));
    return change;
}

Reply changes_reply(const Table& changes, const PublishedPlan& plan, const Call& call) {
    const auto page = page_of(call.target);
    if (!page) {
        return bad_page();
    }
    Json rows = Json::array();
    std::size_t total = 0;
    for (std::size_t row = 0; row < changes.rows; ++row) {
        if (changes.text("alternative_id", row) != call.part("id")) {
            continue;
        }
        if (total >= page->cursor && rows.size() < page->limit) {
            rows.push_back(change_json(changes, row, plan));
        }
        ++total;
    }
    const std::size_t end = page->cursor + rows.size();
    return json_reply({{"total", total},
                       {"rows", std::move(rows)},
                       {"next", end < total ? Json(std::to_string(end)) : Json(nullptr)}});
}

}  // namespace

Result<std::shared_ptr<const Alternatives>> read_alternatives(const std::filesystem::path& folder) {
    const auto in_folder = [&](const Error& error) {
        return bad_input(folder.string() + ": " + error.message);
    };
    auto text = read_file(folder / "alternatives.json");
    if (!text) {
        return bad_input("not a folder of alternatives: " + text.error().message);
    }
    if (auto known = knows_format(*text); !known) {
        return in_folder(known.error());
    }
    const auto csv = read_file(folder / "changes.csv");
    if (!csv) {
        return bad_input("not a folder of alternatives: " + csv.error().message);
    }
    auto changes = parse_table("changes", *csv);
    if (!changes) {
        return in_folder(changes.error());
    }
    if (auto complete = has_columns(*changes); !complete) {
        return in_folder(complete.error());
    }
    std::string etag = etag_of(*text);
    return std::make_shared<const Alternatives>(
        Alternatives{std::move(*text), std::move(etag), std::move(*changes)});
}

std::vector<Route> alternatives_routes(const std::shared_ptr<const Alternatives>& alternatives,
                                       const std::shared_ptr<const PlanShelf>& shelf) {
    const auto all = [alternatives](const Call& /*call*/) {
        return Reply{.content_type = "application/json",
                     .body = alternatives->text,
                     .etag = alternatives->etag};
    };
    const auto changes = [alternatives, shelf](const Call& call) {
        static const PublishedPlan nameless;
        const auto plan = shelf->current();
        return changes_reply(alternatives->changes, plan ? *plan : nameless, call);
    };
    return {{.method = "GET", .path = "alternatives", .answer = all, .runs = Runs::at_once},
            {.method = "GET", .path = "alternatives/{id}/changes", .answer = changes}};
}

}  // namespace vorrat::api
