#include "vorrat/rounds/words.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "vorrat/rounds/files.h"

namespace vorrat::rounds {
namespace {

constexpr std::size_t most_shown = 8;
constexpr double least_told = 1e-5;  // units of worth for one unit more

std::string percent(double value) { return fmt::format("{:.1f} %", 100 * value); }

/// Items out of balance, the worst first.
std::vector<ItemExcess> out_of_balance(const Answer& answer) {
    std::vector<ItemExcess> found;
    const auto worst = [](const ItemExcess& e) { return std::max(e.need, e.supply); };
    std::ranges::copy_if(answer.items, std::back_inserter(found),
                         [&](const ItemExcess& excess) { return worst(excess) > excess_allowed; });
    std::ranges::stable_sort(found, std::greater<>(), worst);
    return found;
}

std::string excess_lines(const Agenda& agenda, const Answer& answer, const Speaker& say) {
    const auto found = out_of_balance(answer);
    std::string text;
    for (std::size_t k = 0; k < std::min(found.size(), most_shown); ++k) {
        const ItemExcess& excess = found[k];
        const std::string& name = agenda.world.items[excess.item].id;
        const bool need = excess.need >= excess.supply;
        text +=
            need ? say("  {}: {} more is asked for than is possible\n",
                       "  {}: {} mehr wird erbeten, als möglich ist\n", name, percent(excess.need))
                 : say("  {}: {} more is possible than is asked for\n",
                       "  {}: {} mehr ist möglich, als erbeten wird\n", name,
                       percent(excess.supply));
    }
    if (found.size() > most_shown) {
        text += say("  and {} more\n", "  und {} weitere\n", found.size() - most_shown);
    }
    for (std::size_t k = 0; k < agenda.labours.size(); ++k) {
        if (answer.hour_excess[k] > excess_allowed) {
            const auto& [resource, place] = agenda.labours[k].what;
            text += say("  {} at {}: offers and use differ by {}\n",
                        "  {} in {}: Angebot und Gebrauch weichen um {} ab\n",
                        agenda.world.resources[resource].id, agenda.world.places[place].id,
                        percent(answer.hour_excess[k]));
        }
    }
    return text;
}

std::string scarce_lines(const Agenda& agenda, const Answer& answer, const Speaker& say) {
    std::vector<std::pair<double, std::string>> scarce;
    for (const PlanLimit& limit : answer.limits) {
        scarce.emplace_back(limit.valuation, limit_name(agenda, limit.row));
    }
    for (std::size_t k = 0; k < agenda.labours.size(); ++k) {
        const auto& [resource, place] = agenda.labours[k].what;
        scarce.emplace_back(answer.valuations.hours[k], agenda.world.resources[resource].id + " " +
                                                            agenda.world.places[place].id);
    }
    std::erase_if(scarce, [](const auto& limit) { return limit.first < least_told; });
    std::ranges::stable_sort(scarce, std::greater<>(), &std::pair<double, std::string>::first);
    scarce.resize(std::min(scarce.size(), most_shown));
    std::string text;
    for (const auto& [valuation, name] : scarce) {
        text += say("  {}: one more unit is worth {}\n", "  {}: eine Einheit mehr ist {} wert\n",
                    name, fmt::format("{:.4g}", valuation));
    }
    return text.empty() ? text : say("Scarce:\n", "Knapp:\n") + text;
}

std::string cost_line(const Agenda& agenda, const Answer& answer, const Speaker& say) {
    const auto counted = [](const SocialCost& cost) { return cost.of_mean; };
    if (answer.costs.empty() || std::ranges::max(answer.costs, {}, counted).of_mean <= 0) {
        return "";
    }
    const auto [least, most] = std::ranges::minmax(answer.costs, {}, counted);
    return say("Social cost per person: from {} of the mean ({}) to {} ({})\n",
               "Gesellschaftliche Kosten je Kopf: von {} des Mittels ({}) bis {} ({})\n",
               percent(least.of_mean), agenda.world.communities[least.community].id,
               percent(most.of_mean), agenda.world.communities[most.community].id);
}

/// A basic string of TOML; ids may hold any character but control ones.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + "\"";
}

/// To the whole number above, but not for what the solver leaves uncertain.
double rounded_up(double value) {
    constexpr double uncertain = 1e-6;
    return std::ceil(value * (1 - uncertain));
}

struct Sums {
    double foreseen = 0;
    double possible = 0;
};

std::map<std::pair<ItemId, CommunityId>, Sums> by_community(const Agenda& agenda,
                                                            const Answer& answer) {
    std::map<std::pair<ItemId, CommunityId>, Sums> sums;
    for (std::size_t k = 0; k < agenda.asks.size(); ++k) {
        const SeriesKey& what = agenda.asks[k].what;
        Sums& sum = sums[{what.item, agenda.world.places[what.place].community}];
        sum.foreseen += agenda.asks[k].foreseen;
        sum.possible += answer.possible.requests[k];
    }
    return sums;
}

std::map<ResourceId, double> hours_used(const Agenda& agenda, const Answer& answer) {
    std::map<ResourceId, double> used;
    for (std::size_t k = 0; k < agenda.labours.size(); ++k) {
        used[agenda.labours[k].what.first] += answer.possible.offers[k];
    }
    return used;
}

}  // namespace

std::string in_words(const Agenda& agenda, const Answer& answer, int round, Language language) {
    const Speaker say(language);
    std::string text =
        answer.converged()
            ? say("Round {}: wishes and possibilities agree to within {}\n",
                  "Runde {}: Wünsche und Mögliches stimmen auf {} überein\n", round,
                  percent(std::max(answer.largest_excess, 1e-3)))
            : say("Round {}: the largest excess is {}\n", "Runde {}: Der größte Überhang ist {}\n",
                  round, percent(answer.largest_excess));
    text += excess_lines(agenda, answer, say);
    text += scarce_lines(agenda, answer, say);
    text += cost_line(agenda, answer, say);
    return text;
}

std::string possible_as_proposal(const Agenda& agenda, const Answer& answer, Language language) {
    constexpr double days_per_week = 7;
    constexpr double worth_saying = 0.005;  // of what is foreseen
    const Speaker say(language);
    const std::string reason = answer.converged()
                                   ? say("The councils agreed on it in rounds.",
                                         "Die Räte haben sich in Runden darauf geeinigt.")
                                   : say("It is what is possible of what was asked for.",
                                         "Es ist, was von dem Erbetenen möglich ist.");
    std::string text =
        fmt::format("title = {}\nreason = {}\n",
                    quoted(say("What the rounds came to", "Ergebnis der Runden")), quoted(reason));
    const auto hours = hours_used(agenda, answer);
    text += hours.empty() ? "" : "\n[criteria]\n";
    for (const auto& [resource, used] : hours) {
        text += fmt::format(
            "{} = {}\n",
            quoted(fmt::format("resources.{}_per_week", agenda.world.resources[resource].id)),
            rounded_up(used * days_per_week / agenda.world.criteria.horizon_days));
    }
    for (const auto& [key, sum] : by_community(agenda, answer)) {
        const double factor = sum.possible / sum.foreseen;
        if (std::abs(factor - 1) < worth_saying) {
            continue;
        }
        text +=
            fmt::format("\n[[needs]]\nitem = {}\ncommunity = {}\nfactor = {:.4f}\nreason = {}\n",
                        quoted(agenda.world.items[key.first].id),
                        quoted(agenda.world.communities[key.second].id), factor, quoted(reason));
    }
    return text;
}

std::string more_as_proposal(const Answer& answer, Language language) {
    const Speaker say(language);
    const auto cap = std::ranges::find_if(answer.limits, [](const PlanLimit& limit) {
        return limit.row.kind == RowKind::cap && limit.valuation > 0;
    });
    double missing = 0;
    for (const ItemExcess& excess : answer.items) {
        missing = std::max(missing, excess.need);
    }
    if (cap == answer.limits.end() || missing <= excess_allowed) {
        return "";
    }
    return fmt::format(
        "title = {}\nreason = {}\n\n[criteria]\n{} = {}\n",
        quoted(say("More room under the cap {}", "Mehr Raum unter der Obergrenze {}",
                   cap->row.indicator)),
        quoted(say("After the rounds up to {} of a good was still missing.",
                   "Nach den Runden fehlte von einem Gut noch bis zu {}.", percent(missing))),
        quoted(fmt::format("caps.{}.total", cap->row.indicator)),
        rounded_up(cap->limit * (1 + missing)));
}

}  // namespace vorrat::rounds
