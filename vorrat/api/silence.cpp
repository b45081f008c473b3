#include "vorrat/api/silence.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "vorrat/base/csv.h"
#include "vorrat/base/text.h"

namespace vorrat::api {
namespace {

/// Where the columns of needs.csv stand; nothing where one is missing.
struct Columns {
    std::size_t date = 0;
    std::size_t item = 0;
    std::size_t place = 0;
    std::size_t quantity = 0;
};

std::optional<Columns> columns_of(const std::vector<std::string>& header) {
    const auto at = [&](std::string_view name) {
        const auto found =
            std::ranges::find_if(header, [&](const auto& h) { return trimmed(h) == name; });
        return static_cast<std::size_t>(found - header.begin());
    };
    const Columns columns{at("date"), at("item_id"), at("place_id"), at("quantity")};
    const auto last = std::max({columns.date, columns.item, columns.place, columns.quantity});
    return last < header.size() ? std::optional(columns) : std::nullopt;
}

}  // namespace

std::optional<Silence> silence_of(const sheet::Merged& merged) {
    auto reader = CsvReader::open(merged.text, "needs.csv");
    const auto columns = reader ? columns_of(reader->header()) : std::nullopt;
    if (!columns) {
        return std::nullopt;
    }
    std::vector<std::optional<Date>> days;                        // per row: the day of a need
    std::map<std::pair<std::string, std::string>, Date> last_of;  // per series
    for (CsvStep step = reader->next(); step != CsvStep::end; step = reader->next()) {
        auto& day = days.emplace_back();
        if (step == CsvStep::bad_row) {
            continue;
        }
        const auto& cells = reader->fields();
        // A row without a quantity says what is known of a day to come, and no need.
        if (!trimmed(cells[columns->quantity]).empty()) {
            day = parse_date(trimmed(cells[columns->date]));
        }
        if (day) {
            const std::pair series{std::string(trimmed(cells[columns->item])),
                                   std::string(trimmed(cells[columns->place]))};
            auto& last = last_of.try_emplace(series, *day).first->second;
            last = std::max(last, *day);
        }
    }
    // New rows come last.
    days.resize(days.size() - std::min(days.size(), merged.added));
    const auto known = days.empty() ? std::nullopt : *std::ranges::max_element(days);
    if (!known) {
        return std::nullopt;
    }
    Silence silence{.known = *known, .last = *known, .series = last_of.size()};
    for (const auto& [series, last] : last_of) {
        silence.last = std::max(silence.last, last);
        silence.silent += last <= *known ? 1 : 0;
    }
    const bool goes_on = silence.last > silence.known;
    return goes_on && silence.silent > 0 ? std::optional(silence) : std::nullopt;
}

}  // namespace vorrat::api
