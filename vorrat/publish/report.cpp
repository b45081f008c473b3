#include <algorithm>
#include <cmath>

#include "vorrat/publish/adoption.h"
#include "vorrat/publish/measures.h"
#include "vorrat/publish/page.h"
#include "vorrat/publish/reason.h"
#include "vorrat/publish/story.h"

namespace vorrat::publish {
namespace {

constexpr std::size_t shipments_max = 50;
constexpr std::size_t rows_max = 24;

std::string fact(const Text& value, const Text& what) {
    return "<li><b>" + html(value) + "</b><span class=\"what\">" + html(what) + "</span></li>";
}

std::string header(const Publication& publication, const Digest& digest) {
    const Plan& plan = publication.plan;
    std::string out;
    if (const auto first = adoption_notice(publication.world)) {
        out += "<p class=\"notice\" role=\"note\">" + html(*first) + "</p>\n";
    }
    out += "<h1>" + html(publication.title) + "</h1>\n";
    out += "<p class=\"lead\">" +
           html(say("Supply plan from {} to {}", "Versorgungsplan vom {} bis {}",
                    long_date(plan.start), long_date(plan.start + days{digest.days - 1}))) +
           "</p>\n<ul class=\"facts\">";
    out += fact(mass(digest.need_kg),
                say("expected need of {} in {}", "erwarteter Bedarf an {} in {}",
                    counted(digest.items.size(), "item", "items", "Gut", "Gütern"),
                    counted(digest.communities.size(), "community", "communities", "Gemeinde",
                            "Gemeinden")));
    const double essential = digest.need.at(0);
    if (essential > 0) {
        out += fact(percent(digest.met.at(0) / essential, 1),
                    {"of essential need is met", "des lebensnotwendigen Bedarfs sind gedeckt"});
    }
    if (!digest.communities.empty()) {
        out += fact(percent(digest.communities.front().share, 1),
                    say("lowest coverage: {}", "niedrigste Deckung: {}",
                        community_name(publication.world, digest.communities.front().community)));
    }
    for (const IndicatorTotal& row : plan.indicators) {
        if (row.indicator != "co2e_kg") {
            continue;
        }
        out += fact(mass(row.total),
                    row.cap ? say("CO2e of {} allowed", "CO2e von erlaubten {}", mass(*row.cap))
                            : Text("CO2e, no cap set", "CO2e, keine Obergrenze"));
    }
    out += fact(number(static_cast<double>(publication.shipments.size())),
                say("shipments today, {}", "Lieferungen heute, {}", mass(digest.sent_kg)));
    return out + "</ul>\n";
}

std::string story_section(const std::vector<Chapter>& all) {
    std::string out = "<div class=\"story\">";
    for (const Chapter& chapter : all) {
        out += "<div><h3>" + html(chapter.heading) + "</h3><ul>";
        for (const Text& line : chapter.lines) {
            out += "<li>" + html(line) + "</li>";
        }
        out += "</ul></div>\n";
    }
    return section("story", {"In short", "Kurz gesagt"}, out + "</div>\n");
}

std::string limits_section(const Publication& publication, const Digest& digest) {
    const World& world = publication.world;
    if (digest.bindings.empty()) {
        return "";
    }
    HtmlTable table{
        {"One more unit of each would let the plan meet that much more need, in points: expected "
         "units met times the weight of their tier.",
         "Mit einer Einheit mehr könnte der Plan um so viel mehr Bedarf decken, in Punkten: "
         "erwartete gedeckte Einheiten mal Gewicht ihrer Stufe."},
        {{"limit", "Grenze"},
         {"binds in", "drückt in"},
         {"used", "genutzt"},
         {"available", "vorhanden"},
         {"one more is worth", "eine mehr ist wert"}},
        {}};
    for (const Binding& b : digest.bindings) {
        if (table.rows.size() == rows_max) {
            break;
        }
        table.rows.push_back(
            {words(capitalised(limit_in_words(world, b.row))),
             figure(b.row.period ? say("{} of {}", "{} von {}", number(b.periods),
                                       number(publication.plan.periods))
                                 : Text("the whole plan", "dem ganzen Plan"),
                    b.periods),
             figure(short_number(b.used), b.used),
             figure(say("{} {}", "{} {}", short_number(b.limit), limit_unit(world, b.row)),
                    b.limit),
             figure(short_number(b.valuation), b.valuation)});
    }
    return section(
        "limits", {"Limits that bind", "Grenzen, die drücken"},
        paragraph({"The period in which each is worth most; all of them stand in limits.csv.",
                   "Jeweils der Zeitraum, in dem sie am meisten wert ist; alle stehen in "
                   "limits.csv."}) +
            html(table));
}

std::string coverage_section(const Publication& publication, const Digest& digest) {
    if (digest.communities.empty()) {
        return "";
    }
    HtmlTable table{{"Share of the expected need that is met, lowest first",
                     "Gedeckter Anteil des erwarteten Bedarfs, niedrigster zuerst"},
                    {{"community", "Gemeinde"}, {"all, weighted", "alles, gewichtet"}},
                    {}};
    for (const Tier tier : {Tier::essential, Tier::basic, Tier::wanted}) {
        table.header.push_back(tier_in_words(tier));
    }
    for (const CommunityCoverage& row : digest.communities) {
        std::vector<Cell> cells{words(community_name(publication.world, row.community)),
                                bar(percent(row.share, 1), row.share)};
        for (std::size_t tier = 0; tier < tier_count; ++tier) {
            const double need = row.need.at(tier);
            const double share = need > 0 ? row.met.at(tier) / need : 0;
            cells.push_back(figure(need > 0 ? percent(share, 1) : Text("–"), share));
        }
        table.rows.push_back(std::move(cells));
    }
    return section("coverage", {"Coverage of communities", "Deckung der Gemeinden"}, html(table));
}

std::string indicators_section(const Publication& publication) {
    HtmlTable table{
        {"Over the whole plan", "Über den ganzen Plan"},
        {{"indicator", "Kennzahl"}, {"total", "Summe"}, {"cap", "Obergrenze"}, {"used", "genutzt"}},
        {}};
    for (const IndicatorTotal& row : publication.plan.indicators) {
        const double share = row.cap && *row.cap > 0 ? row.total / *row.cap : 0;
        table.rows.push_back(
            {words(capitalised(measure_name(row.indicator))),
             figure(measured(row.total, row.indicator), row.total),
             figure(row.cap ? measured(*row.cap, row.indicator) : Text("none", "keine"),
                    row.cap.value_or(0)),
             row.cap ? bar(percent(share, 1), share) : figure("", 0)});
    }
    return section("indicators", {"Work and nature", "Arbeit und Natur"}, html(table));
}

/// What the shipment does in one line; the whole reason opens below it.
Cell why(const World& world, const Shipment& shipment) {
    const double avoided = shipment.reason.shortage_avoided;
    const Text first = avoided > 0 ? say("avoids {} of shortage", "vermeidet {} Mangel",
                                         with_unit(avoided, world.items[shipment.item].unit))
                                   : Text("keeps the reserve", "hält den Vorrat");
    return {"<details><summary>" + html(first) + "</summary>" +
                html(reason_in_words(world, shipment)) + "</details>",
            false, 0};
}

std::string shipments_section(const Publication& publication) {
    const World& world = publication.world;
    if (publication.shipments.empty()) {
        return "";
    }
    std::vector<const Shipment*> order;
    for (const Shipment& shipment : publication.shipments) {
        order.push_back(&shipment);
    }
    std::ranges::stable_sort(order, std::greater<>(), [&](const Shipment* s) {
        return world.criteria.tier_weight.at(index(world.items[s->item].tier)) *
               s->reason.shortage_avoided;
    });
    HtmlTable table{
        say("{} of {}, by the shortage they avoid; all stand in shipments.csv",
            "{} von {}, nach dem Mangel, den sie vermeiden; alle stehen in shipments.csv",
            number(static_cast<double>(std::min(shipments_max, order.size()))),
            number(static_cast<double>(order.size()))),
        {{"what", "was"},
         {"how much", "wie viel"},
         {"from", "von"},
         {"to", "nach"},
         {"arrives", "kommt an"},
         {"why", "warum"}},
        {}};
    for (const Shipment* s : order) {
        if (table.rows.size() == shipments_max) {
            break;
        }
        const Item& item = world.items[s->item];
        table.rows.push_back({words(item_name(world, s->item)),
                              figure(with_unit(s->quantity, item.unit), s->quantity),
                              words(place_name(world, s->from)), words(place_name(world, s->to)),
                              figure(short_date(s->arrives),
                                     static_cast<double>(s->arrives.time_since_epoch().count())),
                              why(world, *s)});
    }
    return section("shipments", {"Today's shipments", "Lieferungen von heute"}, html(table));
}

std::string unmet_section(const Publication& publication, const Digest& digest) {
    const World& world = publication.world;
    if (digest.unmet.empty()) {
        return section("unmet", {"What stays unmet", "Was offen bleibt"},
                       paragraph({"Nothing of weight.", "Nichts von Gewicht."}));
    }
    HtmlTable table{{"Items of whose expected need more than half a percent stays unmet",
                     "Güter, von deren erwartetem Bedarf mehr als ein halbes Prozent offen bleibt"},
                    {{"item", "Gut"},
                     {"tier", "Stufe"},
                     {"need", "Bedarf"},
                     {"unmet", "offen"},
                     {"met", "gedeckt"}},
                    {}};
    for (const ItemNeed& need : digest.unmet) {
        if (table.rows.size() == rows_max) {
            break;
        }
        const Item& item = world.items[need.item];
        const double share = need.met_units / need.units;
        table.rows.push_back(
            {words(item_name(world, need.item)), words(tier_in_words(item.tier)),
             figure(with_unit(need.units, item.unit), need.units),
             figure(short_number(need.units - need.met_units), need.units - need.met_units),
             bar(percent(share, 1), share)});
    }
    return section("unmet", {"What stays unmet", "Was offen bleibt"}, html(table));
}

std::string proof_section(const Publication& publication) {
    HtmlTable table{
        {"What was reached, and what no plan under the same criteria can better",
         "Was erreicht ist und was kein Plan unter denselben Kriterien übertrifft"},
        {{"stage", "Stufe"}, {"this plan", "dieser Plan"}, {"bound", "Schranke"}, {"gap", "Lücke"}},
        {}};
    for (const PlanStage& stage : publication.plan.stages) {
        const Text name = stage.name == "fairness"
                              ? Text("1. fairness: lowest coverage, as high as possible",
                                     "1. Gerechtigkeit: niedrigste Deckung, so hoch wie möglich")
                          : stage.name == "worth"
                              ? Text("2. worth: need met, as much as possible",
                                     "2. Nutzen: gedeckter Bedarf, so viel wie möglich")
                              : Text("3. burden on work and nature, as little as possible",
                                     "3. Last für Arbeit und Natur, so wenig wie möglich");
        table.rows.push_back({words(name), figure(stage_value(stage, stage.value), stage.value),
                              figure(stage_value(stage, stage.bound), stage.bound),
                              figure(fmt::format("{:.1e}", stage.gap), stage.gap)});
    }
    const std::string check =
        "<p>" +
        html({"You need not believe this page. The folder beside it holds everything the plan was "
              "made "
              "from and a proof of every bound; the checker knows nothing of the planner: ",
              "Sie müssen dieser Seite nicht glauben. Der Ordner daneben enthält alles, woraus der "
              "Plan "
              "entstand, und einen Beweis jeder Schranke; der Prüfer weiß nichts vom Planer: "}) +
        "<code>vorrat-verify .</code></p>\n";
    return section(
        "proof",
        {"How good the plan is, and how to check it", "Wie gut der Plan ist und wie man ihn prüft"},
        html(table) + check);
}

std::string when_filled(std::string_view key, const Text& heading, const std::string& content) {
    return content.empty() ? "" : section(key, heading, content);
}

}  // namespace

std::string report(const Publication& publication) {
    const Digest facts = digest(publication);
    std::string sections = story_section(chapters(publication, facts));
    sections += when_filled("map", {"Where", "Wo"}, map_picture(publication, facts));
    sections +=
        when_filled("flows", {"What flows where", "Was wohin fließt"}, flow_picture(publication));
    sections += when_filled("need", {"What will be needed", "Was gebraucht wird"},
                            fan_pictures(publication, facts));
    sections += shipments_section(publication);
    sections += coverage_section(publication, facts);
    sections += unmet_section(publication, facts);
    sections += limits_section(publication, facts);
    sections += indicators_section(publication);
    sections += proof_section(publication);
    sections += "<footer>" + html(publication.made_by) + "</footer>\n";
    return page(say("{}: supply plan", "{}: Versorgungsplan", publication.title),
                header(publication, facts), sections);
}

}  // namespace vorrat::publish
