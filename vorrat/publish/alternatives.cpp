#include "vorrat/publish/alternatives.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <sstream>
#include <tuple>

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "vorrat/publish/digest.h"
#include "vorrat/publish/measures.h"
#include "vorrat/publish/table.h"

namespace vorrat::publish {
namespace {

using Json = nlohmann::ordered_json;

/// What is measured, in the order of the columns: which way is better, and whether it is one of the
/// four axes of the frontier.
struct Axis {
    std::string_view key;
    std::string_view better;
    bool goal = false;
    std::string_view english = {};
    std::string_view german = {};
    std::string_view unit = {};
};

constexpr auto axes = std::to_array<Axis>({
    {"coverage", "more", true, "coverage", "Deckung"},
    {"fairness", "more", true, "lowest coverage of a community", "niedrigste Deckung"},
    {"coverage_essential", "more", false, "coverage, essential", "Deckung, lebensnotwendig"},
    {"coverage_basic", "more", false, "coverage, basic", "Deckung, Grundbedarf"},
    {"coverage_wanted", "more", false, "coverage, wanted", "Deckung, gewünscht"},
    {"labour_hours", "less", true},
    {"co2e_kg", "less", true},
    {"labour_hours_per_person_week", "less", false, "working hours per person and week",
     "Arbeitsstunden je Person und Woche", "h"},
    {"co2e_kg_per_person_week", "less", false, "CO2e per person and week",
     "CO2e je Person und Woche", "kg"},
    {"transport_tkm", "less", false},
    {"waste_kg", "less", false},
    {"worth", "more", false, "need met, weighted by tier",
     "gedeckter Bedarf, nach Stufe gewichtet"},
    {"burden", "less", false, "burden", "Last"},
});

/// Sums that differ by less are the same plan.
constexpr double tie = 1e-6;
constexpr double noticeable = 1e-3;
constexpr double least_change = 1e-6;
constexpr double days_per_week = 7;

std::optional<double> share(double met, double need) {
    return need > 0 ? std::optional(met / need) : std::nullopt;
}

std::vector<Alternative::Measure> measures_of(const Publication& publication, const Digest& told) {
    const World& world = publication.world;
    const Plan& plan = publication.plan;
    double need = 0;
    double met = 0;
    for (std::size_t tier = 0; tier < tier_count; ++tier) {
        need += world.criteria.tier_weight.at(tier) * told.need.at(tier);
        met += world.criteria.tier_weight.at(tier) * told.met.at(tier);
    }
    const double person_weeks = told.population * told.days / days_per_week;
    const auto per_person = [&](std::string_view indicator) -> std::optional<double> {
        const auto total = total_of(plan, indicator);
        return total && person_weeks > 0 ? std::optional(*total / person_weeks) : std::nullopt;
    };
    const std::array<std::optional<double>, axes.size()> values{share(met, need),
                                                                plan.fairness,
                                                                share(told.met[0], told.need[0]),
                                                                share(told.met[1], told.need[1]),
                                                                share(told.met[2], told.need[2]),
                                                                total_of(plan, "labour_hours"),
                                                                total_of(plan, "co2e_kg"),
                                                                per_person("labour_hours"),
                                                                per_person("co2e_kg"),
                                                                total_of(plan, "transport_tkm"),
                                                                total_of(plan, "waste_kg"),
                                                                plan.worth,
                                                                plan.burden};
    std::vector<Alternative::Measure> out;
    for (std::size_t k = 0; k < axes.size(); ++k) {
        out.push_back({axes.at(k).key, values.at(k)});
    }
    return out;
}

using Place = std::tuple<std::string, std::string, std::string, std::string>;

/// What a plan does, added up over its periods, by kind, id and places.
std::map<Place, double> deeds(const Publication& publication) {
    const World& world = publication.world;
    std::map<Place, double> sums;
    for (const PlannedEntry& entry : publication.plan.entries) {
        sums[{"enter", world.items[entry.item].id, "", world.places[entry.place].id}] +=
            entry.quantity;
    }
    for (const PlannedRun& run : publication.plan.runs) {
        sums[{"run", world.activities[run.activity].id, "", world.places[run.place].id}] +=
            run.runs;
    }
    for (const PlannedFlow& flow : publication.plan.flows) {
        const Lane& lane = world.lanes[flow.lane];
        sums[{"send", world.items[flow.item].id, world.places[lane.from].id,
              world.places[lane.to].id}] += flow.quantity;
    }
    return sums;
}

std::vector<Alternative::Change> changes_between(const Publication& base, const Publication& plan) {
    std::map<Place, std::pair<double, double>> both;
    for (const auto& [place, sum] : deeds(base)) {
        both[place].first = sum;
    }
    for (const auto& [place, sum] : deeds(plan)) {
        both[place].second = sum;
    }
    std::vector<Alternative::Change> out;
    for (const auto& [place, sums] : both) {
        const double change = std::abs(sums.second - sums.first);
        if (change > least_change && change > noticeable * std::max(sums.first, sums.second)) {
            const auto& [kind, id, from, to] = place;
            out.push_back({kind, id, from, to, sums.first, sums.second});
        }
    }
    return out;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        if (!line.empty()) {
            lines.push_back(line);
        }
    }
    return lines;
}

/// Whether `a` is at least as good as `b` in every goal and better in one.
bool dominates(const Alternative& a, const Alternative& b) {
    bool better = false;
    for (std::size_t k = 0; k < axes.size(); ++k) {
        const auto& mine = a.measures[k].value;
        const auto& other = b.measures[k].value;
        if (!axes.at(k).goal || !mine || !other) {
            continue;
        }
        const double lead = axes.at(k).better == "more" ? *mine - *other : *other - *mine;
        const double same = tie * std::max(1.0, std::abs(*other));
        if (lead < -same) {
            return false;
        }
        better = better || lead > same;
    }
    return better;
}

Json both(const Text& text) { return {{"en", text.english}, {"de", text.german}}; }

Text name_of(const Axis& axis) {
    return axis.english.empty() ? measure_name(axis.key)
                                : Text(std::string(axis.english), std::string(axis.german));
}

/// What an alternative is called: what it limits.
Text title_of(const Alternative& alternative) {
    if (alternative.criteria.empty()) {
        return {"As the criteria are", "Wie die Kriterien sind"};
    }
    std::vector<Text> parts;
    for (const SetCriterion& set : alternative.criteria) {
        constexpr std::string_view caps = "caps.";
        constexpr std::string_view total = ".total";
        if (set.key.starts_with(caps)) {
            const std::string_view indicator = std::string_view(set.key).substr(
                caps.size(), set.key.size() - caps.size() - total.size());
            parts.push_back(say("{} at most {}", "{} höchstens {}", measure_name(indicator),
                                measured(set.value, indicator)));
        } else {
            parts.push_back(say("each community at least {} of the mean coverage",
                                "jede Gemeinde mindestens {} der mittleren Deckung",
                                percent(set.value, 1)));
        }
    }
    return capitalised(listed(parts));
}

Json json_of(const Alternative& alternative) {
    Json criteria = Json::array();
    for (const SetCriterion& set : alternative.criteria) {
        Json one = {{"key", set.key}};
        if (set.before) {
            one["before"] = *set.before;
        }
        one["value"] = set.value;
        criteria.push_back(std::move(one));
    }
    Json json = {{"id", alternative.id},
                 {"title", both(title_of(alternative))},
                 {"status", alternative.conflict.empty() ? "planned" : "infeasible"},
                 {"criteria", criteria}};
    if (!alternative.conflict.empty()) {
        json["conflict"] = alternative.conflict;
        return json;
    }
    json["folder"] = alternative.id;
    json["frontier"] = alternative.frontier;
    json["measures"] = Json::object();
    for (const Alternative::Measure& measure : alternative.measures) {
        if (measure.value) {
            json["measures"][std::string(measure.key)] = *measure.value;
        }
    }
    json["gap"] = alternative.gap;
    json["communities"] = Json::array();
    for (const Alternative::Share& share : alternative.communities) {
        json["communities"].push_back(
            {{"community", share.community}, {"coverage", share.coverage}});
    }
    if (!alternative.criteria.empty() || !alternative.words_english.empty()) {
        json["words"] = {{"en", alternative.words_english}, {"de", alternative.words_german}};
    }
    return json;
}

}  // namespace

Alternative measured(std::string id, std::vector<SetCriterion> criteria, const Publication& base,
                     const Publication& plan) {
    const Digest told = digest(plan);
    Alternative out;
    out.id = std::move(id);
    out.criteria = std::move(criteria);
    out.measures = measures_of(plan, told);
    for (const PlanStage& stage : plan.plan.stages) {
        out.gap = std::max(out.gap, stage.gap);
    }
    for (const CommunityCoverage& community : told.communities) {
        out.communities.push_back(
            {community_name(plan.world, community.community), community.share});
    }
    if (&base != &plan) {
        constexpr std::size_t unbroken = 100'000;
        out.words_english = lines_of(difference(base, plan, Language::english, unbroken));
        out.words_german = lines_of(difference(base, plan, Language::german, unbroken));
        out.changes = changes_between(base, plan);
    }
    return out;
}

void mark_frontier(std::vector<Alternative>& alternatives) {
    for (Alternative& one : alternatives) {
        one.frontier = std::ranges::none_of(alternatives, [&](const Alternative& other) {
            return one.conflict.empty() && other.conflict.empty() && dominates(other, one);
        });
    }
}

std::string alternatives_text(std::span<const Alternative> alternatives, Language language) {
    std::string text;
    for (const Alternative& one : alternatives) {
        text += fmt::format("{}  {}\n", one.id, title_of(one).in(language));
        if (!one.conflict.empty()) {
            text += "  " + say("no plan keeps this", "kein Plan hält das ein").in(language) + "\n";
            continue;
        }
        std::vector<std::string> parts;
        for (std::size_t k = 0; k < axes.size(); ++k) {
            if (axes.at(k).goal && one.measures[k].value) {
                const double value = *one.measures[k].value;
                const Text shown = axes.at(k).better == "more" ? percent(value, 1)
                                                               : measured(value, axes.at(k).key);
                parts.push_back(say("{}: {}", "{}: {}", name_of(axes.at(k)), shown).in(language));
            }
        }
        if (!one.frontier) {
            parts.push_back(
                say("another plan is better", "ein anderer Plan ist besser").in(language));
        }
        text += fmt::format("  {}\n", fmt::join(parts, "; "));
    }
    return text;
}

std::string alternatives_csv(std::span<const Alternative> alternatives) {
    std::string header = "alternative_id,status,criteria,frontier";
    for (const Axis& axis : axes) {
        header += "," + std::string(axis.key);
    }
    Table table(header + ",gap");
    for (const Alternative& one : alternatives) {
        std::string criteria;
        for (const SetCriterion& set : one.criteria) {
            criteria += (criteria.empty() ? "" : "; ") + set.key + " = " + shortest(set.value);
        }
        const bool planned = one.conflict.empty();
        table.cell(std::string_view(one.id));
        table.cell(std::string_view(planned ? "planned" : "infeasible"));
        table.cell(std::string_view(criteria));
        table.cell(planned ? std::optional<int>(one.frontier ? 1 : 0) : std::nullopt);
        for (std::size_t k = 0; k < axes.size(); ++k) {
            table.cell(planned ? one.measures[k].value : std::nullopt);
        }
        table.cell(planned ? std::optional(one.gap) : std::nullopt);
        table.end_row();
    }
    return table.text();
}

std::string alternatives_json(std::span<const Alternative> alternatives, const Publication& base) {
    Json measures = Json::array();
    for (const Axis& axis : axes) {
        const std::string unit =
            axis.english.empty() ? measure_unit(axis.key).english : std::string(axis.unit);
        measures.push_back({{"key", axis.key},
                            {"better", axis.better},
                            {"unit", unit},
                            {"name", both(name_of(axis))}});
    }
    Json list = Json::array();
    for (const Alternative& one : alternatives) {
        list.push_back(json_of(one));
    }
    const Json json = {{"format", "vorrat-alternatives/1"},
                       {"title", base.title},
                       {"start", vorrat::to_string(base.plan.start)},
                       {"period_days", base.plan.period_days},
                       {"periods", base.plan.periods},
                       {"measures", measures},
                       {"alternatives", list}};
    return json.dump(2) + "\n";
}

std::string changes_csv(std::span<const Alternative> alternatives) {
    Table table("alternative_id,kind,id,from_place,to_place,base,here");
    for (const Alternative& one : alternatives) {
        for (const Alternative::Change& change : one.changes) {
            table.row(std::string_view(one.id), std::string_view(change.kind),
                      std::string_view(change.id), std::string_view(change.from),
                      std::string_view(change.to), change.base, change.here);
        }
    }
    return table.text();
}

}  // namespace vorrat::publish
