#include "vorrat/base/date.h"

#include <fmt/format.h>

#include "vorrat/base/text.h"

namespace vorrat {
std::optional<Date> parse_date(std::string_view text) {
    if (text.size() > 10 && (text[10] == 'T' || text[10] == ' ')) {
        text = text.substr(0, 10);
    }
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    const auto year = number_in<int>(text.substr(0, 4));
    const auto month = number_in<int>(text.substr(5, 2));
    const auto day = number_in<int>(text.substr(8, 2));
    if (!year || !month || !day || *year < 1900 || *year > 2200) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) {
        return std::nullopt;
    }
    return Date{date};
}

std::string to_string(Date date) {
    const std::chrono::year_month_day parts{date};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(parts.year()),
                       static_cast<unsigned>(parts.month()), static_cast<unsigned>(parts.day()));
}

int weekday(Date date) { return static_cast<int>(std::chrono::weekday{date}.iso_encoding()) - 1; }

}  // namespace vorrat
