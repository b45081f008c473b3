#include <algorithm>
#include <utility>

#include "vorrat/api/edit.h"
#include "vorrat/api/import_desk.h"
#include "vorrat/api/routes.h"
#include "vorrat/api/silence.h"
#include "vorrat/base/text.h"

namespace vorrat::api {
namespace {

using access::Right;

constexpr std::size_t file_bytes_max = std::size_t{32} << 20U;
constexpr std::size_t rows_shown = 40;
constexpr std::size_t columns_shown = 60;
constexpr std::size_t list_max = 200;  ///< of troubles and findings shown

std::string_view to_text(sheet::FieldKind kind) {
    switch (kind) {
        case sheet::FieldKind::text:
            return "text";
        case sheet::FieldKind::item:
            return "item";
        case sheet::FieldKind::place:
            return "place";
        case sheet::FieldKind::number:
            return "number";
        case sheet::FieldKind::date:
            return "date";
    }
    impossible("a FieldKind outside its enum");
}

std::string_view to_text(sheet::ChangeKind kind) {
    switch (kind) {
        case sheet::ChangeKind::added:
            return "added";
        case sheet::ChangeKind::changed:
            return "changed";
        case sheet::ChangeKind::removed:
            return "removed";
    }
    impossible("a ChangeKind outside its enum");
}

Json summary(const Import& import) {
    return {{"number", import.number},
            {"name", import.name},
            {"who", import.who},
            {"made", import.made},
            {"state", word_of(import.state)},
            {"table", import.mapping.table},
            {"applied", import.applied == 0 ? Json(nullptr) : Json(import.applied)}};
}

Json forms_json() {
    Json list = Json::array();
    for (const sheet::Form& form : sheet::forms()) {
        Json fields = Json::array();
        for (const sheet::Field& field : form.fields) {
            fields.push_back({{"name", field.name},
                              {"kind", to_text(field.kind)},
                              {"required", field.required}});
        }
        list.push_back({{"name", form.name},
                        {"fields", std::move(fields)},
                        {"key", form.key},
                        {"measured", form.measured}});
    }
    return list;
}

Json preview_json(const sheet::Sheet& sheet) {
    Json rows = Json::array();
    for (std::size_t r = 0; r < std::min(sheet.rows.size(), rows_shown); ++r) {
        Json row = Json::array();
        for (std::size_t c = 0; c < std::min(sheet.columns, columns_shown); ++c) {
            row.push_back(sheet.rows[r][c].text);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

Json troubles_json(const std::vector<sheet::Trouble>& troubles) {
    Json list = Json::array();
    for (std::size_t k = 0; k < std::min(troubles.size(), list_max); ++k) {
        const sheet::Trouble& trouble = troubles[k];
        list.push_back({{"fault", to_string(trouble.fault)},
                        {"field", trouble.field},
                        {"found", trouble.found},
                        {"row", trouble.row},
                        {"column", trouble.column},
                        {"rows", trouble.rows}});
    }
    return list;
}

Json findings_json(const Trial& trial, const std::string& file) {
    Json list = Json::array();
    for (std::size_t k = 0; k < std::min(trial.findings.size(), list_max); ++k) {
        const ingest::Finding& finding = trial.findings[k];
        const auto& origin = trial.merged.origin;
        const bool of_sheet = finding.file == file && finding.line >= 1 &&
                              finding.line <= origin.size() && origin[finding.line - 1] > 0;
        list.push_back({{"severity", ingest::to_string(finding.severity)},
                        {"text", ingest::to_string(finding)},
                        {"row", of_sheet ? Json(origin[finding.line - 1] - 1) : Json(nullptr)}});
    }
    return list;
}

/// Days that only some series get; null where there are none, or of another table.
Json silence_json(const sheet::Merged& merged, const std::string& table) {
    const auto silence = table == "needs" ? silence_of(merged) : std::nullopt;
    if (!silence) {
        return nullptr;
    }
    return {{"known", to_string(silence->known)},
            {"last", to_string(silence->last)},
            {"silent", silence->silent},
            {"series", silence->series}};
}

Json difference_json(const Trial& trial, const std::string& table) {
    const sheet::Merged& merged = trial.merged;
    Json changes = Json::array();
    for (const sheet::Change& change : merged.changes) {
        changes.push_back(
            {{"kind", to_text(change.kind)}, {"before", change.before}, {"after", change.after}});
    }
    return {{"columns", merged.header},
            {"added", merged.added},
            {"changed", merged.changed},
            {"removed", merged.removed},
            {"unchanged", merged.unchanged},
            {"changes", std::move(changes)},
            {"silence", silence_json(merged, table)}};
}

/// Of what people change in an import.
std::string tag_of(const Import& import) {
    return etag_of(json_text(import.mapping) + std::string(word_of(import.mode)) +
                   std::string(word_of(import.state)) + std::to_string(import.made) + import.name);
}

/// The import in full; what was applied is not tried again.
Reply full(const ImportDesk& desk, const Import& import, int status = 200) {
    const auto book = desk.book(import);
    if (!book) {
        return reply_to(book.error());
    }
    Json view = summary(import);
    Json sheets = Json::array();
    for (const sheet::Sheet& sheet : book->sheets) {
        sheets.push_back(
            {{"name", sheet.name}, {"rows", sheet.rows.size()}, {"columns", sheet.columns}});
    }
    view["sheets"] = std::move(sheets);
    view["preview"] = preview_json(book->sheets.at(import.mapping.sheet));
    view["mapping"] = Json::parse(json_text(import.mapping));
    view["mode"] = word_of(import.mode);
    view["forms"] = forms_json();
    Trial trial;
    Json obstacle = nullptr;
    if (import.state != ImportState::applied) {
        auto tried = desk.trial(import);
        if (!tried && tried.error().kind != ErrorKind::bad_input) {
            return reply_to(tried.error());
        }
        // A table of the workspace that cannot be read stands in the way, and is shown like that.
        if (!tried) {
            obstacle = {{"severity", ingest::to_string(ingest::Severity::error)},
                        {"text", tried.error().message},
                        {"row", nullptr}};
        } else {
            trial = std::move(*tried);
        }
    }
    view["rows"] = trial.converted.rows.size();
    view["left_out"] = trial.converted.left_out;
    view["troubles"] = troubles_json(trial.converted.troubles);
    view["findings"] = findings_json(trial, import.mapping.table + ".csv");
    if (!obstacle.is_null()) {
        view["findings"].push_back(std::move(obstacle));
    }
    view["difference"] =
        trial.merged.text.empty() ? Json(nullptr) : difference_json(trial, import.mapping.table);
    view["sound"] = trial.sound;
    Reply reply = json_reply(view);
    reply.status = status;
    reply.etag = tag_of(import);
    return reply;
}

/// Imports concern every place.
std::optional<Reply> not_everywhere(const Call& call) {
    return allowed_at(call.caller, Right::plan, "")
               ? std::nullopt
               : std::optional(forbidden("an import concerns every place; your role is for some "
                                         "only"));
}

using Found = std::variant<Import, Reply>;

Found import_in(const ImportDesk& desk, const Call& call) {
    if (auto refusal = not_everywhere(call)) {
        return std::move(*refusal);
    }
    auto import =
        desk.find(static_cast<std::int64_t>(whole_number(call.part("number")).value_or(0)));
    if (!import) {
        return reply_to(import.error());
    }
    if (!*import) {
        return not_found("no import of that number");
    }
    return std::move(**import);
}

Reply new_import(ImportDesk& desk, const Call& call) {
    if (auto refusal = not_everywhere(call)) {
        return std::move(*refusal);
    }
    constexpr std::size_t name_bytes_max = 200;
    const std::string name = from_query(call.target, "name");
    if (name.empty() || name.size() > name_bytes_max || has_control(name)) {
        return bad_request("want name to be the name of the file");
    }
    if (call.request.body.empty()) {
        return unprocessable("want a file, got nothing");
    }
    const auto import = desk.add(name, call.request.body, call.caller.name);
    if (!import) {
        return reply_to(import.error());
    }
    Reply reply = full(desk, *import, 201);
    reply.headers.emplace_back("Location", "/api/v1/imports/" + std::to_string(import->number));
    return reply;
}

Reply list_of_imports(ImportDesk& desk, const Call& call) {
    if (auto refusal = not_everywhere(call)) {
        return std::move(*refusal);
    }
    const auto all = desk.list();
    if (!all) {
        return reply_to(all.error());
    }
    Json rows = Json::array();
    for (const Import& import : *all) {
        rows.push_back(summary(import));
    }
    return json_reply({{"total", rows.size()}, {"rows", std::move(rows)}});
}

Reply import_reply(ImportDesk& desk, const Call& call) {
    auto found = import_in(desk, call);
    auto* refusal = std::get_if<Reply>(&found);
    return refusal != nullptr ? std::move(*refusal) : full(desk, std::get<Import>(found));
}

/// The mapping of the body; where it names only a table and a sheet, the one that fits best.
Result<sheet::Mapping> wanted_mapping(const ImportDesk& desk, const Import& import,
                                      const Json& body) {
    if (body.contains("mapping")) {
        return mapping_of(body["mapping"].dump());
    }
    if (!body.contains("table") || !body.value("sheet", Json()).is_number_unsigned()) {
        return usage_error("want a mapping, or a table and the number of a sheet");
    }
    return desk.proposed(import, body["sheet"].get<std::size_t>(),
                         body["table"].get<std::string>());
}

Reply new_mapping(ImportDesk& desk, const Call& call) {
    auto found = import_in(desk, call);
    if (auto* refusal = std::get_if<Reply>(&found)) {
        return std::move(*refusal);
    }
    const Import& import = std::get<Import>(found);
    if (auto refusal = refused_edit(call.request, tag_of(import))) {
        return std::move(*refusal);
    }
    auto body = read_body(call.request, {{"mapping", Member::Kind::object, false},
                                         {"table", Member::Kind::text, false},
                                         {"sheet", Member::Kind::whole, false},
                                         {"mode"}});
    if (auto* refusal = std::get_if<Reply>(&body)) {
        return std::move(*refusal);
    }
    const Json& given = std::get<Json>(body);
    const auto mapping = wanted_mapping(desk, import, given);
    if (!mapping) {
        return reply_to(mapping.error());
    }
    const auto mode = mode_named(given["mode"].get<std::string>());
    if (!mode) {
        return unprocessable("mode: want add or replace");
    }
    if (auto set = desk.set(import, *mapping, *mode); !set) {
        return reply_to(set.error());
    }
    auto again = import_in(desk, call);
    auto* gone = std::get_if<Reply>(&again);
    return gone != nullptr ? std::move(*gone) : full(desk, std::get<Import>(again));
}

Reply discarded(ImportDesk& desk, const Call& call) {
    auto found = import_in(desk, call);
    if (auto* refusal = std::get_if<Reply>(&found)) {
        return std::move(*refusal);
    }
    const auto done = desk.discard(std::get<Import>(found));
    return done ? no_content() : reply_to(done.error());
}

template <Result<Import> (ImportDesk::*change)(const Import&)>
Reply changed(ImportDesk& desk, const Call& call) {
    auto found = import_in(desk, call);
    if (auto* refusal = std::get_if<Reply>(&found)) {
        return std::move(*refusal);
    }
    const Import& import = std::get<Import>(found);
    if (!call.request.if_match.empty()) {
        if (auto refusal = refused_edit(call.request, tag_of(import))) {
            return std::move(*refusal);
        }
    }
    const auto now = (desk.*change)(import);
    return now ? json_reply(summary(*now)) : reply_to(now.error());
}

}  // namespace

std::vector<Route> import_routes(const std::shared_ptr<ImportDesk>& desk) {
    using Do = Reply (*)(ImportDesk&, const Call&);
    const auto route = [&](std::string_view method, std::string_view path, Do work,
                           std::size_t body_bytes_max = 0) {
        return Route{.method = method,
                     .path = path,
                     .right = Right::plan,
                     .answer = [desk, work](const Call& call) { return work(*desk, call); },
                     .body_bytes_max = body_bytes_max};
    };
    constexpr std::size_t mapping_bytes_max = std::size_t{1} << 20U;
    return {route("POST", "imports", new_import, file_bytes_max),
            route("GET", "imports", list_of_imports),
            route("GET", "imports/{number}", import_reply),
            route("PUT", "imports/{number}/mapping", new_mapping, mapping_bytes_max),
            route("DELETE", "imports/{number}", discarded),
            route("POST", "imports/{number}/apply", changed<&ImportDesk::apply>),
            route("POST", "imports/{number}/undo", changed<&ImportDesk::undo>)};
}

}  // namespace vorrat::api
