#include <charconv>
#include <functional>

#include <fmt/format.h>

#include "vorrat/base/csv.h"
#include "vorrat/base/file.h"
#include "vorrat/service/what_if.h"

namespace vorrat::service {
namespace {

/// Where the tables say a limit: which table, which rows, which column.
struct Said {
    std::string table;
    std::string column;
    std::map<std::string, std::string> row{};  ///< columns and what stands in them
};

/// errors  bad_input: a kind of limit that no table says
Result<Said> said_where(const LimitChange& change) {
    if (change.kind == "resource") {
        return Said{
            "resources.csv", "available", {{"resource_id", change.id}, {"place_id", change.place}}};
    }
    if (change.kind == "storage") {
        return Said{"places.csv", "storage_litres", {{"place_id", change.place}}};
    }
    const auto first = change.id.find('>');
    const auto second = change.id.rfind('>');
    if (change.kind == "lane" && first != std::string::npos && second > first) {
        return Said{"lanes.csv",
                    "capacity_kg",
                    {{"from_place", change.id.substr(0, first)},
                     {"to_place", change.id.substr(first + 1, second - first - 1)},
                     {"mode", change.id.substr(second + 1)}}};
    }
    return bad_input(fmt::format("limits: no table says a limit of the kind \"{}\" named \"{}\"",
                                 change.kind, change.id));
}

std::string scaled(std::string_view cell, double factor) {
    double number = 0;
    const auto [rest, problem] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
    const bool sound = problem == std::errc{} && rest == cell.data() + cell.size();
    return sound ? fmt::format("{}", number * factor) : std::string(cell);
}

/// The table with the factor applied. errors  bad_input: none of its rows says the limit
Result<std::string> with_factor(const std::string& text, const Said& said, double factor) {
    auto reader = CsvReader::open(text, said.table);
    if (!reader) {
        return reader.error();
    }
    const std::vector<std::string> header = reader->header();
    const auto line = [&](const std::function<std::string(std::size_t)>& cell) {
        std::string out;
        for (std::size_t c = 0; c < header.size(); ++c) {
            out += (c == 0 ? "" : ",") + csv_field(cell(c));
        }
        return out + '\n';
    };
    std::string out = line([&](std::size_t c) { return header[c]; });
    bool found = false;
    for (CsvStep step = reader->next(); step != CsvStep::end; step = reader->next()) {
        if (step == CsvStep::bad_row) {
            return reader->error();
        }
        const auto& cells = reader->fields();
        bool meant = true;
        for (std::size_t c = 0; c < header.size(); ++c) {
            const auto wanted = said.row.find(header[c]);
            meant = meant && (wanted == said.row.end() || wanted->second == cells[c]);
        }
        out += line([&](std::size_t c) {
            const bool changes = meant && header[c] == said.column && !cells[c].empty();
            found = found || changes;
            return changes ? scaled(cells[c], factor) : std::string(cells[c]);
        });
    }
    if (!found) {
        return bad_input(fmt::format("limits: {} says no such limit", said.table));
    }
    return out;
}

}  // namespace

Result<std::map<std::string, std::string>> with_limits(const std::filesystem::path& workspace,
                                                       std::map<std::string, std::string> files,
                                                       std::span<const LimitChange> changes) {
    for (const LimitChange& change : changes) {
        const auto said = said_where(change);
        if (!said) {
            return said.error();
        }
        const auto known = files.find(said->table);
        const auto text =
            known != files.end() ? Result(known->second) : read_file(workspace / said->table);
        if (!text) {
            return bad_input(said->table + ": want it there, unpacked, to change a limit in it");
        }
        auto changed = with_factor(*text, *said, change.factor);
        if (!changed) {
            return changed.error();
        }
        files[said->table] = std::move(*changed);
    }
    return files;
}

}  // namespace vorrat::service
