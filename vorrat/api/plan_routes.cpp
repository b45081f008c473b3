#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "vorrat/api/reply.h"
#include "vorrat/api/routes.h"
#include "vorrat/api/views.h"
#include "vorrat/api/workbook.h"
#include "vorrat/base/file.h"

namespace vorrat::api {
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

Reply table_as_xlsx(const Table& table, const std::vector<Filter>& filters) {
    sheet::Table out{.name = table.name, .header = {}, .rows = {}};
    for (const Column& column : table.columns) {
        out.header.push_back(column.name);
    }
    for (std::size_t row = 0; row < table.rows; ++row) {
        if (!keeps_row(filters, row)) {
            continue;
        }
        std::vector<sheet::Cell> cells;
        for (const Column& column : table.columns) {
            cells.push_back(column.is_number ? cell_of(column.csv(row))
                                             : text_cell(column.text(row)));
        }
        out.rows.push_back(std::move(cells));
    }
    return xlsx_reply(out);
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

Reply table_list(const PublishedPlan& plan, const Call& /*call*/) {
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

bool take_off(std::string& name, std::string_view ending) {
    const bool has = name.size() > ending.size() && name.ends_with(ending);
    name.resize(name.size() - (has ? ending.size() : 0));
    return has;
}

Reply table_reply(const PublishedPlan& plan, const Call& call) {
    const std::string_view accept = call.request.accept;
    std::string name = call.part("name");
    const bool named_csv = take_off(name, ".csv");
    const bool named_xlsx = !named_csv && take_off(name, ".xlsx");
    const auto table = plan.tables.find(name);
    if (table == plan.tables.end()) {
        return not_found("no table \"" + name + "\"");
    }
    const auto filters = filters_of(table->second, call.target);
    if (!filters) {
        return bad_request(filters.error().message);
    }
    if (named_xlsx) {
        return table_as_xlsx(table->second, *filters);
    }
    const bool accepts_csv = accept.find("text/csv") != std::string_view::npos &&
                             accept.find("application/json") == std::string_view::npos;
    if (named_csv || accepts_csv) {
        return table_as_csv(table->second, *filters);
    }
    const auto page = page_of(call.target);
    if (!page) {
        return bad_page();
    }
    return table_as_json(table->second, *filters, *page);
}

Reply needs_reply(const PublishedPlan& plan, const Call& call) {
    const Target& target = call.target;
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

Reply need_reply(const PublishedPlan& plan, const Call& call) {
    const std::string& item = call.part("item");
    const std::string& place = call.part("place");
    const auto need = need_of(plan, item, place);
    if (need) {
        return json_reply(*need);
    }
    return not_found(fmt::format("no need for the item \"{}\" at \"{}\"", item, place));
}

/// A file as it was published. Only names of SHA256SUMS, which hold no slash, are opened.
Reply file_reply(const PublishedPlan& plan, const Call& call) {
    const std::string& name = call.part("name");
    const auto file = std::find_if(plan.files.begin(), plan.files.end(),
                                   [&](const PublishedFile& f) { return f.name == name; });
    const bool listed = file != plan.files.end() || name == "SHA256SUMS";
    auto bytes = listed ? read_file(plan.folder / name) : failed("not listed");
    if (!bytes) {
        return not_found("no published file \"" + name + "\"");
    }
    return bytes_reply(std::move(*bytes), name);
}

Reply plan_reply(const PublishedPlan& plan, const Call& /*call*/) {
    return {.content_type = "application/json", .body = plan.plan_text, .etag = plan.plan_etag};
}

Reply overview_reply(const PublishedPlan& plan, const Call& /*call*/) {
    return {.content_type = "application/json", .body = plan.overview, .etag = plan.overview_etag};
}

Reply shipments_reply(const PublishedPlan& plan, const Call& /*call*/) {
    return json_reply(shipments(plan));
}

Reply limits_reply(const PublishedPlan& plan, const Call& /*call*/) {
    return json_reply(limits(plan));
}

Reply files_reply(const PublishedPlan& plan, const Call& /*call*/) {
    return json_reply(files(plan));
}

Reply flows_reply(const PublishedPlan& plan, const Call& call) {
    return json_reply({{"rows", flows(plan, from_query(call.target, "item"))}});
}

}  // namespace

std::vector<Route> plan_routes(const std::shared_ptr<const PlanShelf>& shelf) {
    using Look = Reply (*)(const PublishedPlan&, const Call&);
    const auto route = [&](std::string_view path, Look look, Runs runs) {
        const auto answer = [shelf, look](const Call& call) {
            const auto plan = shelf->current();
            return plan ? look(*plan, call) : not_found("no plan is published yet");
        };
        return Route{.method = "GET", .path = path, .answer = answer, .runs = runs};
    };
    return {route("plan", plan_reply, Runs::at_once),
            route("overview", overview_reply, Runs::at_once),
            route("tables", table_list, Runs::by_workers),
            route("tables/{name}", table_reply, Runs::by_workers),
            route("needs", needs_reply, Runs::by_workers),
            route("needs/{item}/{place}", need_reply, Runs::by_workers),
            route("shipments", shipments_reply, Runs::by_workers),
            route("limits", limits_reply, Runs::by_workers),
            route("files", files_reply, Runs::by_workers),
            route("files/{name}", file_reply, Runs::by_workers),
            route("flows", flows_reply, Runs::by_workers)};
}

}  // namespace vorrat::api
