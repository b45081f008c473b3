#include "vorrat/api/table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "vorrat/api/workbook.h"
#include "vorrat/base/csv.h"

namespace vorrat::api {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

// An id may look like a number and stays a text all the same.
constexpr std::array text_columns{
    "item_id", "place_id", "from_place", "to_place",  "activity_id", "resource_id",
    "area_id", "to_area",  "unique_id",  "community", "id",          "kind",
    "name",    "unit",     "group",      "tier",      "mode",        "indicator",
    "row",     "stage",    "reason_en",  "reason_de", "override_id", "reason"};

bool holds_text(std::string_view column) {
    return std::find(text_columns.begin(), text_columns.end(), column) != text_columns.end();
}

std::optional<double> parse_number(std::string_view text) {
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

/// Adds a cell to a column of numbers; false when it is none.
bool add_number(Column& column, std::string_view cell) {
    const auto value = cell.empty() ? std::optional(nothing) : parse_number(cell);
    if (value) {
        column.numbers.push_back(*value);
    }
    return value.has_value();
}

using Codes = std::unordered_map<std::string, std::uint32_t>;

void add_text(Column& column, Codes& known, std::string_view cell) {
    const auto next = static_cast<std::uint32_t>(column.texts.size());
    const auto [place, is_new] = known.try_emplace(std::string(cell), next);
    if (is_new) {
        column.texts.emplace_back(cell);
    }
    column.codes.push_back(place->second);
}

/// Reads the rows into the columns, whose types are settled. Gives the index of a column of
/// numbers that holds a text after all, or the number of columns when all is read.
Result<std::size_t> read_rows(CsvReader reader, Table& table) {
    std::vector<Codes> known(table.columns.size());
    for (CsvStep step = reader.next(); step != CsvStep::end; step = reader.next()) {
        if (step == CsvStep::bad_row) {
            return reader.error();
        }
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            Column& column = table.columns[c];
            if (!column.is_number) {
                add_text(column, known[c], reader.fields()[c]);
            } else if (!add_number(column, reader.fields()[c])) {
                return c;
            }
        }
        ++table.rows;
    }
    return table.columns.size();
}

/// An empty table with the columns of the header, those in `texts` of text.
Result<Table> empty_table(const std::string& name, const CsvReader& reader,
                          const std::set<std::size_t>& texts) {
    Table table;
    table.name = name;
    for (const std::string& title : reader.header()) {
        if (table.find(title) != nullptr) {
            return bad_input(fmt::format("{}:1: \"{}\" is there twice", reader.file(), title));
        }
        const bool is_text = holds_text(title) || texts.contains(table.columns.size());
        table.columns.emplace_back().name = title;
        table.columns.back().is_number = !is_text;
    }
    return table;
}

}  // namespace

Json Column::json(std::size_t row) const {
    if (!is_number) {
        return text(row);
    }
    if (std::isnan(numbers[row])) {
        return nullptr;
    }
    // Whole numbers read better without a decimal point, and lose nothing below 2^53.
    const double value = numbers[row];
    if (std::floor(value) == value && std::abs(value) < 9e15) {
        return static_cast<std::int64_t>(value);
    }
    return value;
}

std::string Column::csv(std::size_t row) const {
    if (!is_number) {
        return csv_field(harmless(text(row)));
    }
    return std::isnan(numbers[row]) ? std::string() : fmt::format("{}", numbers[row]);
}

const Column* Table::find(std::string_view column) const {
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const Column& c) { return c.name == column; });
    return found == columns.end() ? nullptr : &*found;
}

std::string_view Table::text(std::string_view column, std::size_t row) const {
    const Column* found = find(column);
    return found == nullptr || found->is_number ? std::string_view{} : found->text(row);
}

double Table::number(std::string_view column, std::size_t row) const {
    const Column* found = find(column);
    return found == nullptr || !found->is_number ? nothing : found->numbers[row];
}

Json Table::json(std::size_t row) const {
    Json object = Json::object();
    for (const Column& column : columns) {
        object[column.name] = column.json(row);
    }
    return object;
}

Result<Table> parse_table(const std::string& name, std::string_view csv) {
    const auto reader = CsvReader::open(csv, name + ".csv");
    if (!reader) {
        return reader.error();
    }
    // Most columns hold numbers. One that does not shows it early, and the reading begins anew.
    std::set<std::size_t> texts;
    while (true) {
        auto table = empty_table(name, *reader, texts);
        if (!table) {
            return table.error();
        }
        const auto wrong = read_rows(*reader, *table);
        if (!wrong) {
            return wrong.error();
        }
        if (*wrong == table->columns.size()) {
            return table;
        }
        texts.insert(*wrong);
    }
}

}  // namespace vorrat::api
