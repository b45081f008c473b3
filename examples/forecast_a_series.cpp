// Two years of daily need at one depot: 10 on working days, 20 on Saturdays, none on Sundays.
// What will be needed next week?

#include <array>

#include <fmt/format.h>

#include "vorrat/forecast/forecast.h"

int main() {
    constexpr std::array<double, 7> week{10, 10, 10, 10, 10, 20, 0};
    vorrat::Series bread{.start = *vorrat::parse_date("2024-04-01")};  // a Monday
    for (std::size_t day = 0; day < 104 * week.size(); ++day) {
        bread.quantity.push_back(week.at(day % week.size()));
    }
    vorrat::History history;
    history.series.push_back(bread);

    const auto need = vorrat::forecast::forecast(
        history,
        {.horizon = 7, .levels = {0.1, 0.5, 0.9}, .intervals = {{.first = 0, .steps = 7}}});
    if (!need) {
        fmt::print(stderr, "{}\n", need.error().message);
        return vorrat::exit_code(need.error().kind);
    }

    constexpr std::array names{"Monday", "Tuesday",  "Wednesday", "Thursday",
                               "Friday", "Saturday", "Sunday"};
    for (int step = 0; step < need->horizon; ++step) {
        const vorrat::Date day = need->start + vorrat::days{step};
        const vorrat::NeedCurve curve = need->step(0, step);
        fmt::print("{} {:<9} {:5.1f}  (80 %: {:.1f} to {:.1f})\n", vorrat::to_string(day),
                   names.at(static_cast<std::size_t>(vorrat::weekday(day))), curve.mean,
                   curve.quantile(0.1), curve.quantile(0.9));
    }
    fmt::print("the whole week: {:.0f}\n", need->sum(0, 0).mean);
}
