#include <algorithm>
#include <map>

#include "vorrat/publish/page.h"

namespace vorrat::publish {
namespace {

constexpr double width = 760;
constexpr double bar_width = 12;
constexpr double gap = 8;
constexpr std::size_t communities_max = 12;

struct Node {
    Text name;
    double in = 0;
    double out = 0;
    double top = 0;
    double used_in = 0;  ///< height already taken by links
    double used_out = 0;
    double size() const { return std::max(in, out); }
};

/// Columns from left to right: sources, plants, hubs, communities.
struct Picture {
    std::array<std::vector<Node>, 4> columns;
    std::map<std::pair<std::pair<int, std::size_t>, std::pair<int, std::size_t>>, double> links;
    double left_out = 0;  ///< kg that flow within a column or backwards
    double scale = 1;
    double height = 300;
};

/// Which communities have a bar of their own; the others share the last one.
std::map<CommunityId, std::size_t> shown_communities(const Publication& publication) {
    const World& world = publication.world;
    std::map<CommunityId, double> sums;
    for (const PlannedFlow& flow : publication.plan.flows) {
        const Place& to = world.places[world.lanes[flow.lane].to];
        if (to.kind == PlaceKind::depot) {
            sums[to.community] += flow.quantity * world.items[flow.item].mass_per_unit.value;
        }
    }
    std::vector<std::pair<double, CommunityId>> order;
    order.reserve(sums.size());
    for (const auto& [community, kg] : sums) {
        order.emplace_back(kg, community);
    }
    std::ranges::stable_sort(order, std::greater<>(), &std::pair<double, CommunityId>::first);
    std::map<CommunityId, std::size_t> position;
    for (std::size_t k = 0; k < order.size(); ++k) {
        position[order[k].second] = std::min(k, communities_max);
    }
    return position;
}

Picture picture_of(const Publication& publication) {
    const World& world = publication.world;
    Picture picture;
    const auto communities = shown_communities(publication);
    std::map<std::pair<int, std::uint32_t>, std::size_t> known;
    const auto node = [&](PlaceId id) {
        const Place& place = world.places[id];
        const int column = static_cast<int>(place.kind);
        const auto list = static_cast<std::size_t>(column);
        std::uint32_t key = id.value;
        Text name = place_name(world, id);
        if (place.kind == PlaceKind::depot) {
            const auto found = communities.find(place.community);
            const bool other = found == communities.end() || found->second == communities_max;
            key = other ? 0xFFFFFFFFU : place.community.value;
            name = other ? Text("all others", "alle anderen")
                         : Text(community_name(world, place.community));
        }
        const auto [where, is_new] =
            known.try_emplace({column, key}, picture.columns.at(list).size());
        if (is_new) {
            picture.columns.at(list).push_back({name});
        }
        return std::pair<int, std::size_t>{column, where->second};
    };
    for (const PlannedFlow& flow : publication.plan.flows) {
        const Lane& lane = world.lanes[flow.lane];
        const double kg = flow.quantity * world.items[flow.item].mass_per_unit.value;
        const auto from = node(lane.from);
        const auto to = node(lane.to);
        if (from.first >= to.first) {
            picture.left_out += kg;
            continue;
        }
        picture.links[{from, to}] += kg;
        picture.columns.at(static_cast<std::size_t>(from.first))[from.second].out += kg;
        picture.columns.at(static_cast<std::size_t>(to.first))[to.second].in += kg;
    }
    return picture;
}

void arrange(Picture& picture) {
    std::size_t most = 1;
    for (const auto& column : picture.columns) {
        most = std::max(most, column.size());
    }
    picture.height = std::max(320.0, 26.0 * static_cast<double>(most)) + 34;
    picture.scale = 1e300;
    for (const auto& column : picture.columns) {
        double sum = 0;
        for (const Node& node : column) {
            sum += node.size();
        }
        if (sum > 0) {
            const double room = picture.height - 40 - gap * static_cast<double>(column.size());
            picture.scale = std::min(picture.scale, room / sum);
        }
    }
    for (auto& column : picture.columns) {
        double sum = -gap;
        for (const Node& node : column) {
            sum += std::max(2.0, node.size() * picture.scale) + gap;
        }
        double top = 28 + std::max(0.0, (picture.height - 34 - sum) / 2);
        for (Node& node : column) {
            node.top = top;
            top += std::max(2.0, node.size() * picture.scale) + gap;
        }
    }
}

double left_of(std::size_t column) { return 4 + static_cast<double>(column) * (width - 190) / 3; }

/// The first characters of a name, so that it ends before the next column; the whole name stands
/// in the titles of its flows.
std::string shortened(const std::string& name) {
    constexpr std::size_t characters_max = 18;
    std::size_t characters = 0;
    for (std::size_t k = 0; k < name.size(); ++k) {
        const bool begins = (static_cast<unsigned char>(name[k]) & 0xC0U) != 0x80U;
        characters += begins ? 1 : 0;
        if (characters > characters_max) {
            return name.substr(0, k) + "…";
        }
    }
    return name;
}

std::string draw(Picture& picture) {
    std::string links = R"svg(<g fill="none" stroke="var(--accent)" opacity=".28">)svg";
    for (const auto& [ends, kg] : picture.links) {
        const auto from_column = static_cast<std::size_t>(ends.first.first);
        const auto to_column = static_cast<std::size_t>(ends.second.first);
        Node& from = picture.columns.at(from_column)[ends.first.second];
        Node& to = picture.columns.at(to_column)[ends.second.second];
        const double line = kg * picture.scale;
        const double y1 = from.top + from.used_out + line / 2;
        const double y2 = to.top + to.used_in + line / 2;
        from.used_out += line;
        to.used_in += line;
        const double x1 = left_of(from_column) + bar_width;
        const double x2 = left_of(to_column);
        const double middle = (x1 + x2) / 2;
        links += fmt::format(
            R"(<path d="M{} {}C{} {} {} {} {} {}" stroke-width="{}"><title>{}</title></path>)",
            at(x1), at(y1), at(middle), at(y1), at(middle), at(y2), at(x2), at(y2),
            at(std::max(0.5, line)),
            plain(say("{} to {}: {}", "{} nach {}: {}", from.name, to.name, mass(kg))));
    }
    links += "</g>\n";
    std::string bars;
    for (std::size_t column = 0; column < picture.columns.size(); ++column) {
        for (const Node& node : picture.columns.at(column)) {
            const double high = std::max(2.0, node.size() * picture.scale);
            bars += fmt::format(
                R"svg(<rect x="{}" y="{}" width="{}" height="{}" rx="2" fill="var(--accent)"/>)svg",
                at(left_of(column)), at(node.top), at(bar_width), at(high));
            bars +=
                fmt::format(R"(<text class="halo" style="font-size:11px" x="{}" y="{}">{}</text>)",
                            at(left_of(column) + bar_width + 5), at(node.top + high / 2 + 4),
                            svg(say("{} · {}", "{} · {}",
                                    Text(shortened(node.name.english), shortened(node.name.german)),
                                    mass(node.size()))));
        }
    }
    return links + bars;
}

}  // namespace

std::string flow_picture(const Publication& publication) {
    Picture picture_data = picture_of(publication);
    if (picture_data.links.empty()) {
        return "";
    }
    arrange(picture_data);
    const std::array<Text, 4> headings{Text("sources", "Quellen"), Text("plants", "Betriebe"),
                                       Text("hubs", "Umschlag"), Text("communities", "Gemeinden")};
    const Text title("Flows from sources over plants and hubs to communities, in kilograms",
                     "Flüsse von Quellen über Betriebe und Umschlag zu Gemeinden, in Kilogramm");
    std::string out = fmt::format(R"(<svg viewBox="0 0 {} {}" role="img" aria-label="{}">)",
                                  at(width), at(picture_data.height), plain(title));
    for (std::size_t column = 0; column < headings.size(); ++column) {
        if (picture_data.columns.at(column).empty()) {
            continue;
        }
        out += fmt::format(R"(<text class="soft" x="{}" y="14">{}</text>)", at(left_of(column)),
                           svg(headings.at(column)));
    }
    out += draw(picture_data) + "</svg>";
    Text caption("Over the whole plan; the width of a band is its mass.",
                 "Über den ganzen Plan; die Breite eines Bandes ist seine Masse.");
    if (picture_data.left_out > 0) {
        caption += say(" Not drawn: {} that move between places of one kind or back.",
                       " Nicht gezeichnet: {}, die zwischen Orten einer Art oder zurück fahren.",
                       mass(picture_data.left_out));
    }
    return picture(caption, out);
}

}  // namespace vorrat::publish
