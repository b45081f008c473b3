#include "vorrat/service/api.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "vorrat/base/file.h"
#include "vorrat/base/sha256.h"
#include "vorrat/service/api_target.h"
#include "vorrat/service/api_views.h"

namespace vorrat::service {
namespace {

constexpr std::size_t default_limit = 1'000;
constexpr std::size_t limit_max = 10'000;

/// Problem details, RFC 9457.
Reply problem(int status, std::string_view title, std::string detail) {
    const Json body = {
        {"type", "about:blank"}, {"title", title}, {"status", status}, {"detail", detail}};
    // Text that is not UTF-8 may have come in with the request; it is replaced, not thrown at us.
    return {.status = status,
            .content_type = "application/problem+json",
            .body = body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

Reply not_found(std::string detail) { return problem(404, "Not Found", std::move(detail)); }
Reply bad_request(std::string detail) { return problem(400, "Bad Request", std::move(detail)); }

Reply json_reply(const Json& body) {
    return {.content_type = "application/json",
            .body = body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

/// A whole number from the query, at most `largest`; nothing when it is something else.
std::optional<std::size_t> whole_number(const Target& target, const std::string& key,
                                        std::size_t otherwise, std::size_t largest) {
    const auto found = target.query.find(key);
    if (found == target.query.end()) {
        return otherwise;
    }
    const std::string& text = found->second;
    std::size_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    if (text.empty() || value > largest) {
        return std::nullopt;
    }
    return value;
}

std::string from_query(const Target& target, const std::string& key) {
    const auto found = target.query.find(key);
    return found == target.query.end() ? std::string() : found->second;
}

std::optional<Page> page_of(const Target& target) {
    const auto limit = whole_number(target, "limit", default_limit, limit_max);
    const auto cursor = whole_number(target, "cursor", 0, SIZE_MAX / 2);
    if (!limit || !cursor || *limit == 0) {
        return std::nullopt;
    }
    return Page{.cursor = *cursor, .limit = *limit};
}

Reply bad_page() {
    return bad_request(
        fmt::format("want limit in 1..{} and cursor as a former answer gave it", limit_max));
}

/// A column and the text its cells must have.
struct Filter {
    const Column* column = nullptr;
    std::string wanted;

    bool keeps(std::size_t row) const {
        return column->is_number ? column->csv(row) == wanted : column->text(row) == wanted;
    }
};

bool keeps_row(const std::vector<Filter>& filters, std::size_t row) {
    return std::all_of(filters.begin(), filters.end(),
                       [&](const Filter& filter) { return filter.keeps(row); });
}

Result<std::vector<Filter>> filters_of(const Table& table, const Target& target) {
    std::vector<Filter> filters;
    for (const auto& [key, value] : target.query) {
        if (key == "limit" || key == "cursor") {
            continue;
        }
        const Column* column = table.find(key);
        if (column == nullptr) {
            return bad_input(fmt::format("the table {} has no column \"{}\"", table.name, key));
        }
        filters.push_back({column, value});
    }
    return filters;
}

Reply table_as_csv(const Table& table, const std::vector<Filter>& filters) {
    std::string csv;
    for (const Column& column : table.columns) {
        csv += (csv.empty() ? "" : ",") + column.name;
    }
    csv += '\n';
    for (std::size_t row = 0; row < table.rows; ++row) {
        if (!keeps_row(filters, row)) {
            continue;
        }
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            csv += c == 0 ? "" : ",";
            csv += table.columns[c].csv(row);
        }
        csv += '\n';
    }
    return {.content_type = "text/csv; charset=utf-8",
            .body = std::move(csv),
            .headers = {{"Content-Disposition",
                         fmt::format("attachment; filename=\"{}.csv\"", table.name)}}};
}

Reply table_as_json(const Table& table, const std::vector<Filter>& filters, const Page& page) {
    Json columns = Json::array();
    for (const Column& column : table.columns) {
        columns.push_back(column.name);
    }
    Json rows = Json::array();
    Json next = nullptr;
    for (std::size_t row = page.cursor; row < table.rows; ++row) {
        if (!keeps_row(filters, row)) {
            continue;
        }
        if (rows.size() == page.limit) {
            next = std::to_string(row);
            break;
        }
        rows.push_back(table.json(row));
    }
    return json_reply({{"table", table.name},
                       {"columns", std::move(columns)},
                       {"total", table.rows},
                       {"rows", std::move(rows)},
                       {"next", std::move(next)}});
}

Reply table_list(const PublishedPlan& plan) {
    Json rows = Json::array();
    for (const auto& [name, table] : plan.tables) {
        Json columns = Json::array();
        for (const Column& column : table.columns) {
            columns.push_back(column.name);
        }
        rows.push_back({{"name", name}, {"rows", table.rows}, {"columns", std::move(columns)}});
    }
    return json_reply({{"total", plan.tables.size()}, {"rows", std::move(rows)}});
}

Reply table_reply(const PublishedPlan& plan, const Target& target, std::string_view accept) {
    std::string name = target.path[3];
    const bool named_csv = name.size() > 4 && name.substr(name.size() - 4) == ".csv";
    if (named_csv) {
        name.resize(name.size() - 4);
    }
    const auto table = plan.tables.find(name);
    if (table == plan.tables.end()) {
        return not_found("no table \"" + name + "\"");
    }
    const auto filters = filters_of(table->second, target);
    if (!filters) {
        return bad_request(filters.error().message);
    }
    const bool accepts_csv = accept.find("text/csv") != std::string_view::npos &&
                             accept.find("application/json") == std::string_view::npos;
    if (named_csv || accepts_csv) {
        return table_as_csv(table->second, *filters);
    }
    const auto page = page_of(target);
    if (!page) {
        return bad_page();
    }
    return table_as_json(table->second, *filters, *page);
}

Reply needs_reply(const PublishedPlan& plan, const Target& target) {
    const auto page = page_of(target);
    if (!page) {
        return bad_page();
    }
    const NeedQuery query{.search = from_query(target, "search"),
                          .sort = from_query(target, "sort"),
                          .tier = from_query(target, "tier"),
                          .place = from_query(target, "place")};
    for (const char* sort : {"", "name", "coverage", "unmet", "need"}) {
        if (query.sort == sort) {
            return json_reply(needs(plan, query, *page));
        }
    }
    return bad_request("want sort to be name, coverage, unmet or need");
}

Reply need_reply(const PublishedPlan& plan, const Target& target) {
    const auto need = need_of(plan, target.path[3], target.path[4]);
    if (need) {
        return json_reply(*need);
    }
    return not_found(
        fmt::format("no need for the item \"{}\" at \"{}\"", target.path[3], target.path[4]));
}

/// A file as it was published. Only names of SHA256SUMS, which hold no slash, are opened.
Reply file_reply(const PublishedPlan& plan, const std::string& name) {
    const auto file = std::find_if(plan.files.begin(), plan.files.end(),
                                   [&](const PublishedFile& f) { return f.name == name; });
    const bool listed = file != plan.files.end() || name == "SHA256SUMS";
    auto bytes = listed ? read_file(plan.folder / name) : failed("not listed");
    if (!bytes) {
        return not_found("no published file \"" + name + "\"");
    }
    return {.content_type = "application/octet-stream",
            .body = std::move(*bytes),
            .headers = {{"Content-Disposition", fmt::format("attachment; filename=\"{}\"", name)}}};
}

Reply route(const PublishedPlan& plan, const Target& target, std::string_view accept) {
    const auto& path = target.path;
    if (path.size() < 3 || path[0] != "api" || path[1] != "v1") {
        return not_found("want a path under /api/v1");
    }
    const std::string& name = path[2];
    if (path.size() == 3) {
        if (name == "plan") {
            return {.content_type = "application/json", .body = plan.plan_text};
        }
        if (name == "overview") {
            return {.content_type = "application/json", .body = plan.overview};
        }
        if (name == "tables") {
            return table_list(plan);
        }
        if (name == "needs") {
            return needs_reply(plan, target);
        }
        if (name == "shipments") {
            return json_reply(shipments(plan));
        }
        if (name == "limits") {
            return json_reply(limits(plan));
        }
        if (name == "files") {
            return json_reply(files(plan));
        }
        if (name == "flows") {
            return json_reply({{"rows", flows(plan, from_query(target, "item"))}});
        }
    }
    if (path.size() == 4 && name == "tables") {
        return table_reply(plan, target, accept);
    }
    if (path.size() == 4 && name == "files") {
        return file_reply(plan, path[3]);
    }
    if (path.size() == 5 && name == "needs") {
        return need_reply(plan, target);
    }
    return not_found("no such resource");
}

}  // namespace

Reply Api::answer(const Request& request) const {
    if (request.method != "GET" && request.method != "HEAD") {
        Reply reply = problem(405, "Method Not Allowed", "this server only answers GET and HEAD");
        reply.headers.emplace_back("Allow", "GET, HEAD");
        return reply;
    }
    const auto target = parse_target(request.target);
    if (!target) {
        return bad_request("the path or its percent-encoding cannot be read");
    }
    Reply reply = route(*plan_, *target, request.accept);
    if (reply.status != 200) {
        return reply;
    }
    const std::string etag = '"' + to_hex(sha256(reply.body)).substr(0, 32) + '"';
    if (names_etag(request.if_none_match, etag)) {
        reply = {.status = 304, .content_type = {}, .body = {}};
    }
    reply.headers.emplace_back("ETag", etag);
    reply.headers.emplace_back("Cache-Control", "no-cache");
    reply.headers.emplace_back("Vary", "Accept");
    return reply;
}

}  // namespace vorrat::service
