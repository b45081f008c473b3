#include "vorrat/api/workbook.h"

#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "vorrat/api/reply.h"
#include "vorrat/base/csv.h"
#include "vorrat/base/date.h"

namespace vorrat::api {

std::string harmless(std::string_view text) {
    constexpr std::string_view begins = "=+-@\t\r";
    const bool computes = !text.empty() && begins.find(text.front()) != std::string_view::npos;
    return computes ? "'" + std::string(text) : std::string(text);
}

sheet::Cell text_cell(std::string_view value) {
    return {value.empty() ? sheet::CellKind::empty : sheet::CellKind::text, std::string(value)};
}

sheet::Cell cell_of(std::string_view value) {
    constexpr std::size_t day_bytes = 10;
    if (value.size() == day_bytes && parse_date(value)) {
        return {sheet::CellKind::date, std::string(value)};
    }
    double number = 0;
    const char* const end = value.data() + value.size();
    const auto [rest, problem] = std::from_chars(value.data(), end, number);
    const bool sound =
        problem == std::errc{} && rest == end && !value.empty() && std::isfinite(number);
    return sound ? sheet::Cell{sheet::CellKind::number, std::string(value)} : text_cell(value);
}

std::string csv_of(const sheet::Table& table) {
    std::string csv;
    const auto add = [&](std::string_view text, bool last) {
        csv += csv_field(text);
        csv += last ? '\n' : ',';
    };
    for (std::size_t c = 0; c < table.header.size(); ++c) {
        add(harmless(table.header[c]), c + 1 == table.header.size());
    }
    for (const auto& row : table.rows) {
        for (std::size_t c = 0; c < row.size(); ++c) {
            const bool is_text = row[c].kind == sheet::CellKind::text;
            add(is_text ? harmless(row[c].text) : row[c].text, c + 1 == row.size());
        }
    }
    return csv;
}

Reply xlsx_reply(const sheet::Table& table) {
    auto bytes = sheet::as_xlsx(table);
    if (!bytes) {
        return bytes.error().kind == ErrorKind::failed
                   ? unavailable(bytes.error())
                   : problem(422, "Unprocessable Content", bytes.error().message);
    }
    return {.content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            .body = std::move(*bytes),
            .headers = {{"Content-Disposition",
                         fmt::format("attachment; filename=\"{}.xlsx\"", table.name)}}};
}

}  // namespace vorrat::api
