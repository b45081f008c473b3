#include "vorrat/publish/adoption.h"

#include <algorithm>

namespace vorrat::publish {
namespace {

constexpr std::size_t named_max = 3;

/// The first few of the criteria: `horizon_days, period_days and 12 more`.
Text some(const std::vector<Text>& all) {
    std::vector<Text> named(
        all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(named_max, all.size())));
    if (all.size() > named_max) {
        const auto more = static_cast<double>(all.size() - named_max);
        named.push_back(say("{} more", "{} weitere", number(more)));
    }
    return listed(named);
}

}  // namespace

std::optional<Text> adoption_notice(const World& world) {
    const std::vector<CriterionStanding> all = standings(world);
    std::vector<Text> undecided;
    std::vector<Text> differing;
    for (const CriterionStanding& row : all) {
        if (row.standing == Standing::undecided) {
            undecided.emplace_back(row.key);
        }
        if (row.standing == Standing::differs) {
            const Decision& decision = world.decisions[*row.decision];
            differing.push_back(say("{}: {}, decided was {} ({}, {})",
                                    "{}: {}, beschlossen war {} ({}, {})", row.key,
                                    row.value.empty() ? Text("nothing", "nichts") : Text(row.value),
                                    decision.value.empty() ? Text("to give it up", "der Verzicht")
                                                           : Text(decision.value),
                                    decision.id, long_date(decision.date)));
        }
    }
    if (undecided.empty() && differing.empty()) {
        return std::nullopt;
    }
    Text text("NOT ADOPTED: this plan is a proposal.",
              "NICHT BESCHLOSSEN: Dieser Plan ist ein "
              "Vorschlag.");
    if (undecided.size() == all.size()) {
        text += Text(" Nobody decided any number of its criteria.",
                     " Niemand hat eine Zahl seiner Kriterien beschlossen.");
    } else if (!undecided.empty()) {
        text += say(" Nobody decided {} of the {} numbers of its criteria ({}).",
                    " Niemand hat {} der {} Zahlen seiner Kriterien beschlossen ({}).",
                    number(static_cast<double>(undecided.size())),
                    number(static_cast<double>(all.size())), some(undecided));
    }
    if (!differing.empty()) {
        text += say(" Against the decisions: {}.", " Gegen die Beschlüsse: {}.", some(differing));
    }
    return text;
}

std::string notice(const World& world, Language language) {
    const auto text = adoption_notice(world);
    return text ? text->in(language) : "";
}

}  // namespace vorrat::publish
