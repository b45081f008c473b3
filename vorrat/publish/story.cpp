#include "vorrat/publish/story.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <span>

#include "vorrat/publish/adoption.h"
#include "vorrat/publish/measures.h"

namespace vorrat::publish {
namespace {

constexpr std::size_t examples_max = 4;

Text worth_in_needs(const World& world, double valuation) {
    // Points are easier to picture as units of the most urgent need that they stand for.
    const double essential = world.criteria.tier_weight.at(0);
    if (essential <= 0) {
        return say("{} points", "{} Punkte", short_number(valuation));
    }
    return say("as much as {} units of essential need",
               "so viel wie {} Einheiten lebensnotwendigen Bedarfs",
               short_number(valuation / essential));
}

Chapter what_is_needed(const Publication& publication, const Digest& digest) {
    const World& world = publication.world;
    Chapter chapter{"needed", {"What will be needed", "Was gebraucht wird"}, {}};
    chapter.lines.push_back(say(
        "In {} days about {} of {}, in {}.", "In {} Tagen etwa {}: {}, in {}.", number(digest.days),
        mass(digest.need_kg), counted(digest.items.size(), "item", "items", "Gut", "Güter"),
        counted(digest.communities.size(), "community", "communities", "Gemeinde", "Gemeinden")));
    for (std::size_t k = 0; k < std::min(examples_max, digest.items.size()); ++k) {
        const ItemNeed& need = digest.items[k];
        Text line = say("{}: {}", "{}: {}", item_name(world, need.item),
                        with_unit(need.units, world.items[need.item].unit));
        if (need.last_units > 0) {
            const double change = need.units / need.last_units - 1;
            if (std::abs(change) < 0.02) {
                line += Text(" (as in the last four weeks)", " (wie in den letzten vier Wochen)");
            } else {
                line += say(change > 0 ? " ({} more than in the last four weeks)"
                                       : " ({} less than in the last four weeks)",
                            change > 0 ? " ({} mehr als in den letzten vier Wochen)"
                                       : " ({} weniger als in den letzten vier Wochen)",
                            percent(std::abs(change)));
            }
        }
        chapter.lines.push_back(line);
    }
    return chapter;
}

Chapter what_moves(const Publication& publication, const Digest& digest) {
    const World& world = publication.world;
    Chapter chapter{"moves", {"What moves today, and why", "Was heute fährt und warum"}, {}};
    if (publication.shipments.empty()) {
        chapter.lines.push_back(
            Text("Nothing: every place has what it needs until the next decision.",
                 "Nichts: Jeder Ort hat, was er bis zur nächsten Entscheidung braucht."));
        return chapter;
    }
    std::set<PlaceId> places;
    std::vector<const Shipment*> by_use;
    for (const Shipment& shipment : publication.shipments) {
        places.insert(shipment.to);
        by_use.push_back(&shipment);
    }
    chapter.lines.push_back(say(
        "{} with {} to {}, before anyone asks.", "{} mit {} an {}, bevor jemand fragt.",
        counted(publication.shipments.size(), "shipment", "shipments", "Lieferung", "Lieferungen"),
        mass(digest.sent_kg), counted(places.size(), "place", "places", "Ort", "Orte")));
    const auto weight = [&](const Shipment* s) {
        return world.criteria.tier_weight.at(index(world.items[s->item].tier)) *
               s->reason.shortage_avoided;
    };
    std::ranges::stable_sort(by_use, std::greater<>(), weight);
    // The same item or place twice would tell the reader less.
    std::set<ItemId> told_items;
    std::set<PlaceId> told_places;
    for (const Shipment* s : by_use) {
        if (told_items.size() == 3) {
            break;
        }
        if (told_items.contains(s->item) || told_places.contains(s->to)) {
            continue;
        }
        told_items.insert(s->item);
        told_places.insert(s->to);
        const std::string& unit = world.items[s->item].unit;
        chapter.lines.push_back(
            say("{} {} from {} to {}: {} needed there, {} on hand, {} under way; avoids {} of "
                "shortage.",
                "{} {} von {} nach {}: dort gebraucht {}, vorhanden {}, unterwegs {}; vermeidet {} "
                "Mangel.",
                with_unit(s->quantity, unit), item_name(world, s->item), place_name(world, s->from),
                place_name(world, s->to), short_number(s->reason.need_mean),
                short_number(s->reason.on_hand), short_number(s->reason.in_transit),
                short_number(s->reason.shortage_avoided)));
    }
    return chapter;
}

Chapter what_is_made(const Publication& publication, const Digest& digest) {
    const World& world = publication.world;
    Chapter chapter{"made", {"What is made", "Was hergestellt wird"}, {}};
    if (digest.made.empty()) {
        chapter.lines.push_back(
            Text("Nothing is made in this plan.", "In diesem Plan wird nichts hergestellt."));
        return chapter;
    }
    double kilograms = 0;
    for (const Made& made : digest.made) {
        kilograms += made.kilograms;
    }
    chapter.lines.push_back(
        say("{} in {}:", "{} in {}:", mass(kilograms),
            counted(digest.made.size(), "activity", "activities", "Verfahren", "Verfahren")));
    for (std::size_t k = 0; k < std::min(examples_max, digest.made.size()); ++k) {
        chapter.lines.push_back(say("{}: {}", "{}: {}",
                                    activity_name(world, digest.made[k].activity),
                                    mass(digest.made[k].kilograms)));
    }
    return chapter;
}

Chapter what_binds(const Publication& publication, const Digest& digest) {
    const World& world = publication.world;
    Chapter chapter{"limits",
                    {"Which limits bind, and what one more unit would be worth",
                     "Welche Grenzen drücken und was eine Einheit mehr wert wäre"},
                    {}};
    if (digest.bindings.empty()) {
        chapter.lines.push_back(
            Text("None: more of nothing would help to meet more need.",
                 "Keine: Von nichts würde mehr helfen, mehr Bedarf zu decken."));
    }
    for (std::size_t k = 0; k < std::min(examples_max, digest.bindings.size()); ++k) {
        const Binding& b = digest.bindings[k];
        chapter.lines.push_back(
            say("{}: {} of {} used; one more {} is worth {}.",
                "{}: {} von {} genutzt; 1 {} mehr ist wert: {}.",
                capitalised(limit_in_words(world, b.row)), short_number(b.used),
                say("{} {}", "{} {}", short_number(b.limit), limit_unit(world, b.row)),
                limit_unit(world, b.row), worth_in_needs(world, b.valuation)));
    }
    if (digest.bindings.size() > examples_max) {
        chapter.lines.push_back(
            say("and {} more, in limits.csv", "und {} weitere, in limits.csv",
                number(static_cast<double>(digest.bindings.size() - examples_max))));
    }
    return chapter;
}

/// Every community from the lowest on, or where there are many the ends of the list.
Text by_community(const World& world, std::span<const CommunityCoverage> communities) {
    constexpr std::size_t all_named = 16;
    const auto told = [&](const CommunityCoverage& row) {
        return say("{} {}", "{} {}", community_name(world, row.community), percent(row.share, 1));
    };
    if (communities.size() > all_named) {
        return say("Lowest {}, highest {} of {} communities, weighted by urgency.",
                   "Am niedrigsten {}, am höchsten {} von {} Gemeinden, nach Dringlichkeit "
                   "gewichtet.",
                   told(communities.front()), told(communities.back()),
                   number(static_cast<double>(communities.size())));
    }
    std::vector<Text> each;
    for (const CommunityCoverage& row : communities) {
        each.push_back(told(row));
    }
    return say("By community, weighted by urgency: {}.",
               "Nach Gemeinden, nach Dringlichkeit gewichtet: {}.", listed(each));
}

Chapter who_is_covered(const Publication& publication, const Digest& digest) {
    const World& world = publication.world;
    Chapter chapter{
        "coverage", {"How well people are covered", "Wie gut die Menschen versorgt sind"}, {}};
    std::vector<Text> tiers;
    for (const Tier tier : {Tier::essential, Tier::basic, Tier::wanted}) {
        const double need = digest.need.at(index(tier));
        if (need > 0) {
            tiers.push_back(say("{} {}", "{} {}", tier_in_words(tier),
                                percent(digest.met.at(index(tier)) / need, 1)));
        }
    }
    if (tiers.empty()) {
        return chapter;
    }
    chapter.lines.push_back(say("Of the expected need is met: {}.",
                                "Vom erwarteten Bedarf gedeckt: {}.", listed(tiers)));
    chapter.lines.push_back(by_community(world, digest.communities));
    std::vector<Text> missing;
    for (std::size_t k = 0; k < std::min(examples_max, digest.unmet.size()); ++k) {
        const ItemNeed& need = digest.unmet[k];
        missing.push_back(say("{} ({} of {})", "{} ({} von {})", item_name(world, need.item),
                              short_number(need.units - need.met_units),
                              with_unit(need.units, world.items[need.item].unit)));
    }
    chapter.lines.push_back(
        missing.empty() ? Text("Nothing of weight stays unmet.", "Nichts von Gewicht bleibt offen.")
                        : say("Stays unmet: {}.", "Offen bleibt: {}.", listed(missing)));
    return chapter;
}

Chapter what_it_costs_nature(const Publication& publication) {
    Chapter chapter{"indicators", {"Work and nature", "Arbeit und Natur"}, {}};
    for (const IndicatorTotal& row : publication.plan.indicators) {
        if (row.cap) {
            chapter.lines.push_back(
                say("{}: {} of {} allowed ({}).", "{}: {} von erlaubten {} ({}).",
                    capitalised(measure_name(row.indicator)), measured(row.total, row.indicator),
                    measured(*row.cap, row.indicator),
                    percent(*row.cap > 0 ? row.total / *row.cap : 1, 1)));
        } else if (row.indicator == "co2e_kg") {
            chapter.lines.push_back(
                say("{}: {}; no cap was set.", "{}: {}; keine Obergrenze gesetzt.",
                    capitalised(measure_name(row.indicator)), measured(row.total, row.indicator)));
        }
    }
    std::vector<Text> others;
    for (const IndicatorTotal& row : publication.plan.indicators) {
        if (!row.cap && row.indicator != "co2e_kg" && row.total != 0 &&
            others.size() < examples_max) {
            others.push_back(say("{} {}", "{} {}", measure_name(row.indicator),
                                 measured(row.total, row.indicator)));
        }
    }
    if (!others.empty()) {
        chapter.lines.push_back(say("Also {}.", "Außerdem {}.", listed(others)));
    }
    return chapter;
}

Chapter how_good(const Publication& publication) {
    Chapter chapter{
        "proof", {"How far from the best possible plan", "Wie weit vom bestmöglichen Plan"}, {}};
    constexpr std::array<std::array<std::string_view, 2>, 3> meanings{
        {{"Lowest coverage of any community", "Niedrigste Deckung einer Gemeinde"},
         {"Need met, weighted by urgency", "Gedeckter Bedarf, nach Dringlichkeit"},
         {"Burden on work and nature", "Last für Arbeit und Natur"}}};
    for (std::size_t k = 0; k < std::min(meanings.size(), publication.plan.stages.size()); ++k) {
        const PlanStage& stage = publication.plan.stages[k];
        const Text meaning(std::string(meanings.at(k).at(0)), std::string(meanings.at(k).at(1)));
        chapter.lines.push_back(say(
            stage.maximise ? "{}: {}; no plan reaches more than {}."
                           : "{}: {}; no plan as fair and as good takes less than {}.",
            stage.maximise ? "{}: {}; kein Plan erreicht mehr als {}."
                           : "{}: {}; kein ebenso gerechter und guter Plan braucht weniger als {}.",
            meaning, stage_value(stage, stage.value), stage_value(stage, stage.bound)));
    }
    double gap = 0;
    for (const PlanStage& stage : publication.plan.stages) {
        gap = std::max(gap, stage.gap);
    }
    chapter.lines.push_back(
        gap < 5e-4
            ? Text("So no plan under these criteria is noticeably better. Check it: vorrat-verify.",
                   "Kein Plan unter diesen Kriterien ist merklich besser. Nachprüfen: "
                   "vorrat-verify.")
            : say("At most {} better is possible. Check it: vorrat-verify.",
                  "Höchstens {} besser ist möglich. Nachprüfen: vorrat-verify.", percent(gap, 2)));
    return chapter;
}

}  // namespace

Text stage_value(const PlanStage& stage, double value) {
    return stage.name == "fairness" ? percent(value, 2) : short_number(value);
}

std::vector<Chapter> chapters(const Publication& publication, const Digest& digest) {
    std::vector<Chapter> all{what_is_needed(publication, digest),
                             what_moves(publication, digest),
                             what_is_made(publication, digest),
                             what_binds(publication, digest),
                             who_is_covered(publication, digest),
                             what_it_costs_nature(publication),
                             how_good(publication)};
    std::erase_if(all, [](const Chapter& chapter) { return chapter.lines.empty(); });
    return all;
}

std::string story(const Publication& publication, Language language, std::size_t width) {
    const Digest facts = digest(publication);
    const Date start = publication.plan.start;
    const Text title = say("{}: plan from {} to {}", "{}: Plan vom {} bis {}", publication.title,
                           long_date(start), long_date(start + days{facts.days - 1}));
    std::string text;
    if (const auto first = adoption_notice(publication.world)) {
        text += wrapped(printable(first->in(language)), width, "", "  ");
    }
    text += wrapped(printable(title.in(language)), width, "", "");
    for (const Chapter& chapter : chapters(publication, facts)) {
        text += wrapped(chapter.heading.in(language), width, "", "");
        for (const Text& line : chapter.lines) {
            text += wrapped(printable(line.in(language)), width, "  ", "    ");
        }
    }
    return text;
}

}  // namespace vorrat::publish
