#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "vorrat/publish/page.h"

namespace vorrat::publish {
namespace {

constexpr double width = 760;
constexpr double margin = 46;
constexpr std::size_t flows_max = 70;

/// Equirectangular about the middle latitude: right for the size of a region.
struct Projection {
    double west = 0, north = 0, scale = 1, squeeze = 1, height = 400;

    double x(double longitude) const { return margin + (longitude - west) * squeeze * scale; }
    double y(double latitude) const { return margin + (north - latitude) * scale; }
};

Projection projection_of(const World& world) {
    double west = 180, east = -180, south = 90, north = -90;
    for (const Place& place : world.places) {
        if (!place.coordinates) {
            continue;
        }
        west = std::min(west, place.coordinates->longitude);
        east = std::max(east, place.coordinates->longitude);
        south = std::min(south, place.coordinates->latitude);
        north = std::max(north, place.coordinates->latitude);
    }
    const double squeeze = std::cos((south + north) / 2 * std::numbers::pi / 180);
    const double across = std::max(0.02, (east - west) * squeeze);
    const double down = std::max(0.02, north - south);
    const double scale = std::min((width - 2 * margin) / across, (620 - 2 * margin) / down);
    // What is narrower than the picture stands in its middle.
    const double spare = (width - 2 * margin) / scale - across;
    return {west - spare / squeeze / 2, north, scale, squeeze,
            std::max(260.0, down * scale + 2 * margin)};
}

double grid_step(double degrees) {
    for (const double step : {0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0}) {
        if (degrees / step <= 7) {
            return step;
        }
    }
    return 30;
}

std::string graticule(const Projection& map) {
    std::string out = R"svg(<g stroke="var(--line)" fill="none">)svg";
    std::string labels;
    const double across = width / map.scale / map.squeeze;
    const double down = map.height / map.scale;
    const double step = grid_step(std::max(across, down));
    const double west = map.west - margin / map.scale / map.squeeze;
    const double north = map.north + margin / map.scale;
    for (int k = static_cast<int>(std::ceil(west / step)); k * step < west + across; ++k) {
        const double lon = k * step;
        out += fmt::format(R"(<path d="M{0} 0V{1}"/>)", at(map.x(lon)), at(map.height));
        labels += fmt::format(R"(<text class="soft" x="{}" y="{}">{}° {}</text>)",
                              at(map.x(lon) + 3), at(map.height - 5),
                              short_number(std::abs(lon)).english, lon < 0 ? "W" : "E");
    }
    for (int k = static_cast<int>(std::floor(north / step)); k * step > north - down; --k) {
        const double lat = k * step;
        out += fmt::format(R"(<path d="M0 {0}H{1}"/>)", at(map.y(lat)), at(width));
        labels +=
            fmt::format(R"(<text class="soft" x="4" y="{}">{}° {}</text>)", at(map.y(lat) - 4),
                        short_number(std::abs(lat)).english, lat < 0 ? "S" : "N");
    }
    return out + "</g><g font-size=\"10\">" + labels + "</g>\n";
}

std::string flows(const Publication& publication, const Projection& map) {
    const World& world = publication.world;
    std::map<std::pair<PlaceId, PlaceId>, double> sums;
    for (const PlannedFlow& flow : publication.plan.flows) {
        const Lane& lane = world.lanes[flow.lane];
        sums[{lane.from, lane.to}] += flow.quantity * world.items[flow.item].mass_per_unit.value;
    }
    std::vector<std::pair<double, std::pair<PlaceId, PlaceId>>> largest;
    largest.reserve(sums.size());
    for (const auto& [ends, kg] : sums) {
        largest.push_back({kg, ends});
    }
    std::ranges::stable_sort(largest, std::greater<>(), &decltype(largest)::value_type::first);
    if (largest.size() > flows_max) {
        largest.resize(flows_max);
    }
    std::string out =
        R"svg(<g fill="none" stroke="var(--flow)" stroke-linecap="round" opacity=".55">)svg";
    for (const auto& [kg, ends] : largest) {
        const auto& from = world.places[ends.first].coordinates;
        const auto& to = world.places[ends.second].coordinates;
        if (!from || !to || kg <= 0) {
            continue;
        }
        const double x1 = map.x(from->longitude), y1 = map.y(from->latitude);
        const double x2 = map.x(to->longitude), y2 = map.y(to->latitude);
        const double bend_x = (x1 + x2) / 2 + (y2 - y1) * 0.08;
        const double bend_y = (y1 + y2) / 2 - (x2 - x1) * 0.08;
        const double line = std::max(0.6, 9 * std::sqrt(kg / largest.front().first));
        out += fmt::format(
            R"(<path d="M{} {}Q{} {} {} {}" stroke-width="{}"><title>{}</title></path>)", at(x1),
            at(y1), at(bend_x), at(bend_y), at(x2), at(y2), at(line),
            plain(say("{} to {}: {}", "{} nach {}: {}", place_name(world, ends.first),
                      place_name(world, ends.second), mass(kg))));
    }
    return out + "</g>\n";
}

std::string_view colour(double coverage) {
    if (coverage >= 0.99) {
        return "var(--c4)";
    }
    if (coverage >= 0.95) {
        return "var(--c3)";
    }
    return coverage >= 0.85 ? "var(--c2)" : "var(--c1)";
}

std::string shape(PlaceKind kind, double x, double y, double r, std::string_view fill) {
    const std::string pen =
        fmt::format(R"svg(fill="{}" stroke="var(--paper)" stroke-width="1.5")svg", fill);
    switch (kind) {
        case PlaceKind::source:
            return fmt::format(R"(<path d="M{} {}l{} {}h{}z" {}/>)", at(x), at(y - r), at(r),
                               at(1.8 * r), at(-2 * r), pen);
        case PlaceKind::plant:
            return fmt::format(R"(<path d="M{} {}h{}v{}h{}z" {}/>)", at(x - r), at(y - r),
                               at(2 * r), at(2 * r), at(-2 * r), pen);
        case PlaceKind::hub:
            return fmt::format(R"(<path d="M{} {}l{} {}l{} {}l{} {}z" {}/>)", at(x),
                               at(y - 1.3 * r), at(1.3 * r), at(1.3 * r), at(-1.3 * r), at(1.3 * r),
                               at(-1.3 * r), at(-1.3 * r), pen);
        case PlaceKind::depot:
            return fmt::format(R"(<circle cx="{}" cy="{}" r="{}" {}/>)", at(x), at(y), at(r), pen);
    }
    return "";
}

struct Box {
    double left, top, right, bottom;
    bool meets(const Box& other) const {
        return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
};

struct Marker {
    PlaceId place;
    double x = 0, y = 0, radius = 5;
    double rank = 0;  ///< larger: its name is written first
    double coverage = -1;
};

std::vector<Marker> markers_of(const World& world, const Digest& digest, const Projection& map) {
    std::map<CommunityId, double> coverage;
    for (const CommunityCoverage& row : digest.communities) {
        coverage[row.community] = row.share;
    }
    double most = 1;
    for (const Place& place : world.places) {
        most = std::max(most, place.population);
    }
    std::vector<Marker> markers;
    for (const PlaceId id : world.places.ids()) {
        const Place& place = world.places[id];
        if (!place.coordinates) {
            continue;
        }
        Marker marker{id, map.x(place.coordinates->longitude), map.y(place.coordinates->latitude)};
        if (place.kind == PlaceKind::depot) {
            const auto found = coverage.find(place.community);
            marker.coverage = found == coverage.end() ? -1 : found->second;
            marker.radius = 5 + 6 * std::sqrt(place.population / most);
            marker.rank = place.population / most;
        } else {
            marker.radius = 6;
            marker.rank = place.kind == PlaceKind::hub ? 3 : 2;
        }
        markers.push_back(marker);
    }
    std::ranges::stable_sort(markers, std::greater<>(), &Marker::rank);
    return markers;
}

std::string draw(const World& world, const std::vector<Marker>& markers, double height) {
    std::string shapes;
    std::string names;
    std::vector<Box> taken;
    taken.reserve(markers.size());
    for (const Marker& m : markers) {
        taken.push_back({m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius});
    }
    // Depots first, so that hubs and plants lie on top of the flows that meet in them.
    for (auto m = markers.rbegin(); m != markers.rend(); ++m) {
        const Place& place = world.places[m->place];
        const Text told = m->coverage < 0
                              ? Text(place_name(world, m->place))
                              : say("{}: coverage {}", "{}: Deckung {}",
                                    place_name(world, m->place), percent(m->coverage, 1));
        const std::string_view fill = place.kind == PlaceKind::depot
                                          ? (m->coverage < 0 ? "var(--flow)" : colour(m->coverage))
                                          : "var(--ink)";
        shapes += "<g><title>" + plain(told) + "</title>" +
                  shape(place.kind, m->x, m->y, m->radius, fill) + "</g>\n";
    }
    for (const Marker& m : markers) {
        Text label = place_name(world, m.place);
        if (m.coverage >= 0) {
            label = say("{} {}", "{} {}", label, percent(m.coverage, 1));
        }
        const double length = 7.0 * static_cast<double>(label.english.size());
        for (const double side : {1.0, -1.0, 0.0}) {
            const double x = m.x + side * (m.radius + 4) -
                             (side < 0    ? length
                              : side == 0 ? length / 2
                                          : 0);
            const double y = side == 0 ? m.y + m.radius + 13 : m.y + 4;
            const Box box{x, y - 11, x + length, y + 3};
            const bool outside = box.left < 0 || box.right > width || box.bottom > height;
            const auto meets = [&](const Box& other) { return other.meets(box); };
            if (outside || std::ranges::any_of(taken, meets)) {
                continue;
            }
            taken.push_back(box);
            names += fmt::format(R"(<text class="halo" x="{}" y="{}">{}</text>)", at(x), at(y),
                                 svg(label));
            break;
        }
    }
    return shapes + names;
}

std::string key() {
    const auto entry = [](const std::string& sign, const Text& meaning) {
        return R"(<li><svg viewBox="0 0 16 16" aria-hidden="true">)" + sign + "</svg>" +
               html(meaning) + "</li>";
    };
    const auto dot = [&](double coverage) {
        return shape(PlaceKind::depot, 8, 8, 6, colour(coverage));
    };
    return "<ul class=\"key\">" +
           entry(shape(PlaceKind::source, 8, 8, 5, "var(--ink)"), {"source", "Quelle"}) +
           entry(shape(PlaceKind::plant, 8, 8, 5, "var(--ink)"), {"plant", "Betrieb"}) +
           entry(shape(PlaceKind::hub, 8, 8, 5, "var(--ink)"), {"hub", "Umschlag"}) +
           entry(dot(1), {"place, coverage from 99%", "Ort, Deckung ab 99 %"}) +
           entry(dot(0.97), {"95 to 99%", "95 bis 99 %"}) +
           entry(dot(0.9), {"85 to 95%", "85 bis 95 %"}) +
           entry(dot(0), {"below 85%", "unter 85 %"}) + "</ul>\n";
}

}  // namespace

std::string map_picture(const Publication& publication, const Digest& digest) {
    const World& world = publication.world;
    const auto placed = std::ranges::count_if(
        world.places, [](const Place& place) { return place.coordinates.has_value(); });
    if (placed < 2) {
        return "";
    }
    const Projection map = projection_of(world);
    const Text title("Map of places, their coverage and the main flows",
                     "Karte der Orte, ihrer Deckung und der größten Flüsse");
    std::string out = fmt::format(R"(<svg viewBox="0 0 {} {}" role="img" aria-label="{}">)",
                                  at(width), at(map.height), plain(title));
    out += graticule(map) + flows(publication, map) +
           draw(world, markers_of(world, digest, map), map.height) + "</svg>";
    const Text caption(
        "Lines: the largest flows over the whole plan, wider for more kilograms. Circles: places "
        "with need, larger for more people; the number is the share of need met, weighted by "
        "urgency.",
        "Linien: die größten Flüsse im ganzen Plan, breiter für mehr Kilogramm. Kreise: Orte mit "
        "Bedarf, größer für mehr Menschen; die Zahl ist der gedeckte Anteil des Bedarfs, nach "
        "Dringlichkeit gewichtet.");
    return picture(caption, out) + key();
}

}  // namespace vorrat::publish
