#include "vorrat/example/calendar.h"

#include <chrono>

namespace vorrat::example {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;
using std::chrono::year_month_day;

Date on(int in_year, unsigned in_month, unsigned on_day) {
    return Date{year_month_day{year{in_year}, month{in_month}, day{on_day}}};
}

Date repentance_day(int in_year) {
    const Date before = on(in_year, 11, 22);
    constexpr int wednesday = 2;
    return before - days{(weekday(before) - wednesday + 7) % 7};
}

}  // namespace

Date easter_sunday(int in_year) {
    const int a = in_year % 19;
    const int b = in_year / 100;
    const int c = in_year % 100;
    const int d = b / 4;
    const int e = b % 4;
    const int f = (b + 8) / 25;
    const int g = (b - f + 1) / 3;
    const int h = (19 * a + b - d - g + 15) % 30;
    const int i = c / 4;
    const int k = c % 4;
    const int l = (32 + 2 * e + 2 * i - h - k) % 7;
    const int m = (a + 11 * h + 22 * l) / 451;
    const int n = h + l - 7 * m + 114;
    return on(in_year, static_cast<unsigned>(n / 31), static_cast<unsigned>(n % 31 + 1));
}

bool is_holiday_in_saxony(Date date) {
    const year_month_day parts{date};
    const int in_year = static_cast<int>(parts.year());
    const Date easter = easter_sunday(in_year);
    const Date movable[] = {easter - days{2}, easter + days{1}, easter + days{39},
                            easter + days{50}, repentance_day(in_year)};
    for (const Date holiday : movable) {
        if (date == holiday) {
            return true;
        }
    }
    constexpr unsigned fixed[][2] = {{1, 1}, {5, 1}, {10, 3}, {10, 31}, {12, 25}, {12, 26}};
    for (const auto& holiday : fixed) {
        if (date == on(in_year, holiday[0], holiday[1])) {
            return true;
        }
    }
    return false;
}

int day_of_year(Date date) {
    const year_month_day parts{date};
    return static_cast<int>((date - on(static_cast<int>(parts.year()), 1, 1)).count()) + 1;
}

}  // namespace vorrat::example
