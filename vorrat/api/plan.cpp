#include "vorrat/api/plan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <sstream>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "vorrat/api/plan_shelf.h"
#include "vorrat/api/reply.h"
#include "vorrat/api/target.h"
#include "vorrat/api/views.h"
#include "vorrat/base/file.h"
#include "vorrat/base/fold.h"
#include "vorrat/base/sha256.h"

namespace vorrat::api {
namespace {

constexpr std::string_view known_format = "vorrat-plan/1";

// certificate.csv is for checkers, serves as a file, and is the largest; nothing here asks for it.
constexpr std::string_view only_as_file = "certificate";

Outcome read_plan_json(PublishedPlan& plan) {
    auto text = read_file(plan.folder / "plan.json");
    if (!text) {
        return bad_input("not a published plan: " + text.error().message);
    }
    plan.plan_text = std::move(*text);
    plan.plan = Json::parse(plan.plan_text, nullptr, false);
    if (!plan.plan.is_object()) {
        return bad_input("plan.json: want a JSON object");
    }
    const auto format = plan.plan.find("format");
    if (format == plan.plan.end() || *format != known_format) {
        return bad_input(fmt::format("plan.json: want \"format\": \"{}\"", known_format));
    }
    return Done{};
}

Outcome read_tables(PublishedPlan& plan) {
    std::error_code problem;
    for (const auto& entry : std::filesystem::directory_iterator(plan.folder, problem)) {
        const std::filesystem::path& path = entry.path();
        if (path.extension() != ".csv" || path.stem() == only_as_file) {
            continue;
        }
        const auto text = read_file(path);
        if (!text) {
            return text.error();
        }
        auto table = parse_table(path.stem().string(), *text);
        if (!table) {
            return table.error();
        }
        plan.tables.emplace(path.stem().string(), std::move(*table));
    }
    if (problem) {
        return failed(plan.folder.string() + ": " + problem.message());
    }
    return Done{};
}

/// Lines of `sha256sum`: 64 digits, two characters, the name. Names with a slash are passed over:
/// the folder has no folders.
Outcome read_sums(PublishedPlan& plan) {
    const auto text = read_file(plan.folder / "SHA256SUMS");
    if (!text) {
        return Done{};
    }
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
        if (line.size() < 67) {
            continue;
        }
        PublishedFile file{.name = line.substr(66), .sha256 = line.substr(0, 64)};
        if (file.name.find('/') != std::string::npos) {
            continue;
        }
        const auto hash = sha256_of_file(plan.folder / file.name);
        file.matches = hash && to_hex(*hash) == file.sha256;
        std::error_code problem;
        const auto bytes = std::filesystem::file_size(plan.folder / file.name, problem);
        file.bytes = problem ? 0 : bytes;
        plan.files.push_back(std::move(file));
    }
    return Done{};
}

ByText<std::size_t> rows_by(const Table& table, std::string_view column) {
    ByText<std::size_t> rows;
    for (std::size_t row = 0; row < table.rows; ++row) {
        rows.emplace(table.text(column, row), row);
    }
    return rows;
}

ByText<std::vector<std::size_t>> rows_by_series(const Table& table) {
    ByText<std::vector<std::size_t>> rows;
    const Column* unique_id = table.find("unique_id");
    for (std::size_t row = 0; row < table.rows; ++row) {
        const std::string key = unique_id != nullptr ? unique_id->text(row)
                                                     : series_key(table.text("item_id", row),
                                                                  table.text("place_id", row));
        rows[key].push_back(row);
    }
    return rows;
}

double out_of_stock(const PublishedPlan& plan, const std::string& key) {
    const auto rows = plan.history_rows.find(key);
    if (rows == plan.history_rows.end()) {
        return 0;
    }
    const Table& history = plan.table("history");
    return static_cast<double>(
        std::count_if(rows->second.begin(), rows->second.end(),
                      [&](std::size_t row) { return history.number("available", row) == 0; }));
}

void summarise_needs(PublishedPlan& plan) {
    const Table& need = plan.table("need");
    for (const auto& [key, rows] : plan.need_rows) {
        NeedSummary summary;
        summary.item = need.text("item_id", rows.front());
        summary.place = need.text("place_id", rows.front());
        for (const std::size_t row : rows) {
            summary.expected += need.number("use", row) * need.number("width", row);
            summary.met += need.number("use", row) * need.number("set_aside", row);
        }
        summary.folded = fold_case(plan.item_name(summary.item) + ' ' +
                                   plan.place_name(summary.place) + ' ' + key);
        summary.out_of_stock_days = out_of_stock(plan, key);
        plan.needs.push_back(std::move(summary));
    }
    std::sort(plan.needs.begin(), plan.needs.end(), [&](const auto& a, const auto& b) {
        const auto rank = [&](const NeedSummary& s) {
            return std::array{plan.item_name(s.item), s.item, plan.place_name(s.place), s.place};
        };
        return rank(a) < rank(b);
    });
}

std::string name_in(const Table& table, const ByText<std::size_t>& rows, std::string_view id) {
    const auto row = rows.find(id);
    if (row == rows.end()) {
        return std::string(id);
    }
    const std::string_view name = table.text("name", row->second);
    return std::string(name.empty() ? id : name);
}

}  // namespace

std::string series_key(std::string_view item, std::string_view place) {
    return fmt::format("{}/{}", item, place);
}

const Table& PublishedPlan::table(std::string_view name) const {
    static const Table empty;
    const auto found = tables.find(name);
    return found == tables.end() ? empty : found->second;
}

std::string PublishedPlan::item_name(std::string_view id) const {
    return name_in(table("items"), item_row, id);
}

std::string PublishedPlan::place_name(std::string_view id) const {
    return name_in(table("places"), place_row, id);
}

Json PublishedPlan::item_json(std::string_view id) const {
    Json item = {{"id", id}, {"name", item_name(id)}};
    const auto row = item_row.find(id);
    if (row == item_row.end()) {
        return item;
    }
    for (const char* column : {"unit", "tier", "group", "kg_per_unit"}) {
        const Column* found = table("items").find(column);
        if (found != nullptr) {
            item[column] = found->json(row->second);
        }
    }
    return item;
}

Json PublishedPlan::place_json(std::string_view id) const {
    Json place = {{"id", id}, {"name", place_name(id)}};
    const auto row = place_row.find(id);
    if (row != place_row.end()) {
        place["kind"] = table("places").text("kind", row->second);
    }
    return place;
}

double PublishedPlan::item_kg(std::string_view id) const {
    const auto row = item_row.find(id);
    const double kg = row == item_row.end() ? 1 : table("items").number("kg_per_unit", row->second);
    return std::isnan(kg) ? 1 : kg;
}

Result<std::shared_ptr<const PublishedPlan>> read_published_plan(
    const std::filesystem::path& folder) {
    auto plan = std::make_shared<PublishedPlan>();
    plan->folder = folder;
    for (const auto read : {read_plan_json, read_tables, read_sums}) {
        const Outcome outcome = read(*plan);
        if (!outcome) {
            return Error{outcome.error().kind, folder.string() + ": " + outcome.error().message};
        }
    }
    plan->item_row = rows_by(plan->table("items"), "item_id");
    plan->place_row = rows_by(plan->table("places"), "place_id");
    plan->need_rows = rows_by_series(plan->table("need"));
    plan->forecast_rows = rows_by_series(plan->table("forecast"));
    plan->history_rows = rows_by_series(plan->table("history"));
    summarise_needs(*plan);
    plan->overview = overview(*plan).dump();
    plan->overview_etag = etag_of(plan->overview);
    plan->plan_etag = etag_of(plan->plan_text);
    return std::shared_ptr<const PublishedPlan>(plan);
}

}  // namespace vorrat::api
