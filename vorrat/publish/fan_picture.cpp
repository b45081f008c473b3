#include <algorithm>
#include <cmath>
#include <set>

#include "vorrat/publish/page.h"

namespace vorrat::publish {
namespace {

constexpr double width = 380;
constexpr double height = 210;
constexpr double left = 40;
constexpr double right = 8;
constexpr double top = 10;
constexpr double bottom = 24;
constexpr int history_days = 56;
constexpr std::size_t fans_max = 6;

struct Point {
    Date date;
    double value = 0;
    bool stock_out = false;
};

std::vector<Point> past(const World& world, SeriesKey key, Date start) {
    std::vector<Point> points;
    for (const Series& series : world.history.series) {
        if (SeriesKey{series.item, series.place} != key) {
            continue;
        }
        for (std::size_t n = 0; n < series.quantity.size(); ++n) {
            const Date date = advance(series.start, static_cast<int>(n), world.history.frequency);
            if (date + days{history_days} < start || date >= start) {
                continue;
            }
            const bool out = !series.available.empty() && series.available[n] == 0;
            points.push_back({date, series.quantity[n], out});
        }
    }
    return points;
}

struct Axes {
    Date first;
    Date last;
    double most = 1;

    double x(Date date) const {
        const auto whole = static_cast<double>(std::max<long>(1, (last - first).count()));
        return left + (width - left - right) * static_cast<double>((date - first).count()) / whole;
    }
    double y(double value) const {
        return height - bottom - (height - top - bottom) * std::min(1.0, value / most);
    }
};

/// 1, 2 or 5 times a power of ten, so that about three fit.
double tick_step(double most) {
    const double rough = most / 3;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    const double share = rough / power;
    return power * (share < 1.5 ? 1 : share < 3.5 ? 2 : share < 7.5 ? 5 : 10);
}

std::string frame(const Axes& axes, Date start) {
    std::string out = R"svg(<g stroke="var(--line)">)svg";
    std::string labels;
    const double step = tick_step(axes.most);
    for (int tick = 0; tick * step <= axes.most; ++tick) {
        const double value = tick * step;
        out +=
            fmt::format(R"(<path d="M{} {}H{}"/>)", at(left), at(axes.y(value)), at(width - right));
        labels += fmt::format(R"(<text class="soft" text-anchor="end" x="{}" y="{}">{}</text>)",
                              at(left - 5), at(axes.y(value) + 4), svg(short_number(value)));
    }
    out += fmt::format(
        R"svg(<path d="M{0} {1}V{2}" stroke="var(--soft)" stroke-dasharray="3 3"/></g>)svg",
        at(axes.x(start)), at(top), at(height - bottom));
    for (const Date date : {axes.first, start, axes.last}) {
        const char* anchor = date == axes.first ? "start" : date == axes.last ? "end" : "middle";
        labels += fmt::format(R"(<text class="soft" text-anchor="{}" x="{}" y="{}">{}</text>)",
                              anchor, at(axes.x(date)), at(height - 6), svg(short_date(date)));
    }
    return out + labels;
}

std::string band(const NeedForecast& need, std::size_t series, const Axes& axes, std::size_t low,
                 std::size_t high, std::string_view opacity) {
    std::string out;
    const auto corner = [&](int step, std::size_t level) {
        const double x = axes.x(advance(need.start, step, need.frequency));
        const double y = axes.y(need.step(series, step).quantiles[level]);
        out += fmt::format("{}{} {}", out.empty() ? "M" : "L", at(x), at(y));
    };
    for (int step = 0; step < need.horizon; ++step) {
        corner(step, high);
    }
    for (int step = need.horizon - 1; step >= 0; --step) {
        corner(step, low);
    }
    return fmt::format(R"svg(<path d="{}Z" fill="var(--accent)" opacity="{}"/>)svg", out, opacity);
}

std::string middle_line(const NeedForecast& need, std::size_t series, const Axes& axes) {
    std::string out;
    for (int step = 0; step < need.horizon; ++step) {
        const double x = axes.x(advance(need.start, step, need.frequency));
        const double y = axes.y(need.step(series, step).quantile(0.5));
        out += fmt::format("{}{} {}", step == 0 ? "M" : "L", at(x), at(y));
    }
    return fmt::format(
        R"svg(<path d="{}" fill="none" stroke="var(--accent)" stroke-width="2"/>)svg", out);
}

std::string history_line(const std::vector<Point>& points, const Axes& axes) {
    std::string line;
    std::string marks;
    bool pen_down = false;
    for (const Point& point : points) {
        if (std::isnan(point.value)) {
            pen_down = false;
            continue;
        }
        line += fmt::format("{}{} {}", pen_down ? "L" : "M", at(axes.x(point.date)),
                            at(axes.y(point.value)));
        pen_down = true;
        if (point.stock_out) {
            marks += fmt::format(
                R"svg(<path d="M{} {}l4 7h-8z" fill="var(--paper)" stroke="var(--warm)" stroke-width="1.5"><title>{}: stock-out / ausverkauft</title></path>)svg",
                at(axes.x(point.date)), at(axes.y(point.value) - 4), to_string(point.date));
        }
    }
    if (line.empty()) {
        return "";
    }
    return fmt::format(R"svg(<path d="{}" fill="none" stroke="var(--ink)" stroke-width="1.4"/>)svg",
                       line) +
           marks;
}

std::string fan(const Publication& publication, std::size_t series) {
    const NeedForecast& need = publication.forecast;
    const World& world = publication.world;
    const SeriesKey key = need.series[series];
    const std::vector<Point> points = past(world, key, need.start);
    Axes axes{need.start, advance(need.start, need.horizon - 1, need.frequency), 0};
    const std::size_t levels = need.levels.size();
    for (const Point& point : points) {
        axes.first = std::min(axes.first, point.date);
        if (!std::isnan(point.value)) {
            axes.most = std::max(axes.most, point.value);
        }
    }
    // The far tail may leave the picture: it would flatten everything else.
    std::size_t high = levels - 1;
    while (high > 0 && need.levels[high] > 0.951) {
        --high;
    }
    std::size_t low = 0;
    while (low + 1 < high && need.levels[low] < 0.049) {
        ++low;
    }
    for (int step = 0; step < need.horizon; ++step) {
        axes.most = std::max(axes.most, need.step(series, step).quantiles[high]);
    }
    axes.most = axes.most > 0 ? axes.most * 1.06 : 1;
    std::size_t inner_low = low;
    std::size_t inner_high = high;
    while (inner_low + 1 < inner_high && need.levels[inner_low] < 0.24) {
        ++inner_low;
    }
    while (inner_high > inner_low + 1 && need.levels[inner_high] > 0.76) {
        --inner_high;
    }
    const Text title =
        say("{} at {}", "{} in {}", item_name(world, key.item), place_name(world, key.place));
    const Text unit = say("{} per {}; band {} to {}", "{} je {}; Band {} bis {}",
                          unit_word(world.items[key.item].unit),
                          need.frequency == Frequency::day    ? Text("day", "Tag")
                          : need.frequency == Frequency::week ? Text("week", "Woche")
                                                              : Text("month", "Monat"),
                          percent(need.levels[low]), percent(need.levels[high]));
    std::string out = "<div><h3>" + html(title) + "</h3>";
    out += fmt::format(R"(<svg class="small" viewBox="0 0 {} {}" role="img" aria-label="{}">)",
                       at(width), at(height), plain(title));
    out += frame(axes, need.start) + band(need, series, axes, low, high, ".18") +
           band(need, series, axes, inner_low, inner_high, ".3") + middle_line(need, series, axes) +
           history_line(points, axes) + "</svg>";
    return out + "<figcaption>" + html(unit) + "</figcaption></div>\n";
}

/// The largest needs by weight, each item and place once.
std::vector<std::size_t> chosen_series(const Publication& publication) {
    const NeedForecast& need = publication.forecast;
    const World& world = publication.world;
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t s = 0; s < need.series.size(); ++s) {
        double sum = 0;
        for (int step = 0; step < need.horizon; ++step) {
            sum += need.step(s, step).mean;
        }
        const Item& item = world.items[need.series[s].item];
        order.emplace_back(sum * item.mass_per_unit.value, s);
    }
    std::ranges::stable_sort(order, std::greater<>(), &std::pair<double, std::size_t>::first);
    std::set<ItemId> items;
    std::set<PlaceId> places;
    std::vector<std::size_t> chosen;
    for (const auto& [weight, s] : order) {
        if (chosen.size() == fans_max) {
            break;
        }
        const SeriesKey key = need.series[s];
        if (items.contains(key.item) || places.contains(key.place)) {
            continue;
        }
        items.insert(key.item);
        places.insert(key.place);
        chosen.push_back(s);
    }
    return chosen;
}

}  // namespace

std::string fan_pictures(const Publication& publication, const Digest& digest) {
    const NeedForecast& need = publication.forecast;
    if (need.horizon < 2 || need.levels.size() < 2 || digest.items.empty()) {
        return "";
    }
    std::string fans;
    for (const std::size_t series : chosen_series(publication)) {
        fans += fan(publication, series);
    }
    if (fans.empty()) {
        return "";
    }
    const Text caption(
        "Dark line: what was needed in the last eight weeks; triangles: days without stock, when "
        "the "
        "need was at least that. Coloured line: the middle forecast; bands: half, and most, of "
        "what "
        "may come.",
        "Dunkle Linie: der Bedarf der letzten acht Wochen; Dreiecke: Tage ohne Bestand, an denen "
        "er "
        "mindestens so groß war. Farbige Linie: mittlere Vorhersage; Bänder: die Hälfte und das "
        "meiste dessen, was kommen kann.");
    return "<figure><div class=\"fans\">" + fans + "</div><figcaption>" + html(caption) +
           "</figcaption></figure>\n";
}

}  // namespace vorrat::publish
