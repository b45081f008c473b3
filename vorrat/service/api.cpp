#include "vorrat/service/api.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "vorrat/base/file.h"
#include "vorrat/base/sha256.h"
#include "vorrat/service/api_record.h"
#include "vorrat/service/api_reply.h"

namespace vorrat::service {
namespace {

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
    return bytes_reply(std::move(*bytes), name);
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

bool asks_for_record(const Target& target) {
    const auto& path = target.path;
    return path.size() >= 3 && path[0] == "api" && path[1] == "v1" && path[2] == "record";
}

Reply record_answer(const RecordApi* record, const Target& target) {
    return record != nullptr ? record->answer(target) : not_found("no record is served here");
}

}  // namespace

Outcome Api::add_record(const std::filesystem::path& folder) {
    auto record = open_record_api(folder);
    if (!record) {
        return record.error();
    }
    record_ = std::move(*record);
    return Done{};
}

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
    Reply reply = asks_for_record(*target) ? record_answer(record_.get(), *target)
                                           : route(*plan_, *target, request.accept);
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
