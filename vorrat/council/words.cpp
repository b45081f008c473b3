#include "vorrat/council/words.h"

#include <algorithm>

#include <fmt/format.h>

namespace vorrat::council {
namespace {

class CouncilSpeaker : public Speaker {
public:
    using Speaker::Speaker;

    std::string day(Date date) const { return vorrat::to_string(date); }

    std::string phase(Phase phase) const {
        switch (phase) {
            case Phase::propose:
                return (*this)("finding supporters", "Unterstützung suchen");
            case Phase::discuss:
                return (*this)("discussion", "Aussprache");
            case Phase::amend:
                return (*this)("amendments", "Änderungsanträge");
            case Phase::vote:
                return (*this)("vote", "Abstimmung");
            case Phase::object:
                return (*this)("objections", "Einwände");
        }
        impossible("a Phase outside its enum");
    }

    std::string of(Of of) const {
        switch (of) {
            case Of::consumers:
                return (*this)("of consumers", "der Verbraucher");
            case Of::producers:
                return (*this)("of producers", "der Produzenten");
            case Of::place:
                return (*this)("of a place", "eines Ortes");
            case Of::region:
                return (*this)("of the region", "der Region");
        }
        impossible("an Of outside its enum");
    }

    std::string voice(Voice voice) const {
        switch (voice) {
            case Voice::discussion:
                return (*this)("said", "sagte");
            case Voice::objection:
                return (*this)("objected", "wandte ein");
            case Voice::minority:
                return (*this)("stated for the minority", "gab für die Minderheit zu Protokoll");
        }
        impossible("a Voice outside its enum");
    }

    std::string outcome(Outcome outcome) const {
        switch (outcome) {
            case Outcome::adopted:
                return (*this)("adopted: the tables and decisions.csv have it",
                               "angenommen: Es steht in den Tabellen und in decisions.csv");
            case Outcome::kept:
                return (*this)("the present state won: nothing changes",
                               "der jetzige Zustand hat gewonnen: Nichts ändert sich");
            case Outcome::no_quorum:
                return (*this)("the quorum was missed: nothing changes",
                               "die Abstimmung war nicht beschlussfähig: Nichts ändert sich");
            case Outcome::returned:
                return (*this)(
                    "returned, for enough objected: nothing changes; it may be proposed anew",
                    "zurückgegeben, denn genug haben Einwände: Nichts ändert sich; es kann neu "
                    "beantragt werden");
            case Outcome::lapsed:
                return (*this)("lapsed, for too few stood behind it",
                               "verfallen, denn zu wenige standen dahinter");
            case Outcome::infeasible:
                return (*this)(
                    "won, but no plan can satisfy it: it stays in the record as the council's "
                    "will, and the tables stay as they are",
                    "hat gewonnen, aber kein Plan kann es erfüllen: Es bleibt als Wille des Rates "
                    "im Protokoll, die Tabellen bleiben, wie sie sind");
        }
        impossible("an Outcome outside its enum");
    }
};

std::string indented(std::string_view text, std::string_view by) {
    std::string out;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        out += line.empty() ? "\n" : fmt::format("{}{}\n", by, line);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return out;
}

std::string council_lines(const State& state, const Council& council, Date day,
                          const CouncilSpeaker& say) {
    std::string text =
        say("{} ({}), council {}", "{} ({}), Rat {}", council.id, council.name, say.of(council.of));
    text +=
        council.inside.empty() ? "\n" : say(", inside of {}\n", ", Teil von {}\n", council.inside);
    text += say("  members: {}\n", "  Mitglieder: {}\n",
                fmt::format("{}", fmt::join(state.members(council.id, day), ", ")));
    for (const Mandate& mandate : state.mandates()) {
        if (mandate.council != council.id) {
            continue;
        }
        const bool gone = mandate.to && *mandate.to <= day;
        text +=
            gone ? say("  {} was its delegate until {}\n", "  {} war bis {} delegiert\n",
                       mandate.person, say.day(*mandate.to))
                 : say("  sends {} into {} until {}: {}\n", "  entsendet {} nach {} bis {}: {}\n",
                       mandate.person, council.inside, say.day(mandate.until), mandate.mandate);
    }
    text += say("  rules: quorum {}, objections from {}, {} behind a proposal, {} for a tie\n",
                "  Regeln: beschlussfähig ab {}, Einwände ab {}, {} hinter einem Antrag, {} bei "
                "Gleichstand\n",
                to_string(council.rules.quorum), to_string(council.rules.objection),
                council.rules.supporters,
                council.rules.ties == decide::Ties::lot
                    ? say("a lot", "das Los")
                    : say("the present state", "der jetzige Zustand"));
    return text;
}

std::string option_lines(const Option& option, const CouncilSpeaker& say) {
    std::string text =
        say("{} by {}: {}\n", "{} von {}: {}\n", option.id, option.by, option.reason);
    for (const std::string& line : in_lines(option.changes)) {
        text += "  " + line + "\n";
    }
    if (!option.alternative) {
        return text + say("  what it would bring is not computed yet\n",
                          "  was es brächte, ist noch nicht berechnet\n");
    }
    return text + indented(option.alternative->words, "    ");
}

std::string vote_lines(const State& state, const Matter& matter, const CouncilSpeaker& say,
                       Language language) {
    const Counted counted = count_votes(state, matter, matter.count->seed);
    std::string text =
        say("Votes: {} of {} people with a vote.\n", "Stimmen: {} von {} Stimmberechtigten.\n",
            counted.election.people, counted.voters);
    for (const Ballot& ballot : matter.ballots) {
        const bool is_void = std::ranges::count(counted.void_ballots, ballot.by) > 0;
        text += fmt::format(
            "  {}: {}{}\n", ballot.by,
            ballot.ranking.empty() ? say("abstained", "enthielt sich") : ballot.ranking,
            is_void
                ? say(" (void: no vote on the last day)", " (ungültig: am letzten Tag ohne Stimme)")
                : "");
    }
    if (!counted.quorum) {
        return text + say("The quorum of {} was missed.\n", "Nötig war der Anteil {}.\n",
                          to_string(state.councils().at(matter.council).rules.quorum));
    }
    return text + decide::explain(counted.election, counted.rule, counted.tally, language);
}

std::string budget_standing(const SharedBudget& budget, Date day, const CouncilSpeaker& say) {
    const std::string projects = say.day(budget.projects_until);
    const std::string vote = say.day(budget.vote_until);
    if (budget.shared) {
        return budget.shared->quorum ? say("shared out", "verteilt")
                                     : say("the quorum was missed: nothing is shared out",
                                           "nicht beschlussfähig: Es wird nichts verteilt");
    }
    if (day <= budget.projects_until) {
        return say("projects until {}, then the vote until {}",
                   "Vorhaben bis {}, dann Abstimmung bis {}", projects, vote);
    }
    return day <= budget.vote_until ? say("vote until {}", "Abstimmung bis {}", vote)
                                    : say("the vote ended on {}; it is to be counted",
                                          "die Abstimmung endete am {}; sie ist auszuzählen", vote);
}

std::string approval_lines(const SharedBudget& budget, const CouncilSpeaker& say) {
    std::string text;
    for (const Approve& ballot : budget.ballots) {
        text += fmt::format("  {}: {}\n", ballot.by,
                            ballot.approved.empty()
                                ? say("abstains", "enthält sich")
                                : fmt::format("{}", fmt::join(ballot.approved, ", ")));
    }
    return text;
}

}  // namespace

std::string standing(const State& state, const Matter& matter, Date day, Language language) {
    const CouncilSpeaker say(language);
    if (matter.decided) {
        return say.outcome(matter.decided->outcome);
    }
    const Ending ending = ending_on(state, matter, day);
    if (ending.outcome) {
        return say("to be decided: {}", "zu entscheiden: {}", say.outcome(*ending.outcome));
    }
    const auto phase = phase_on(matter, day);
    return phase ? say("{} until {}", "{} bis {}", say.phase(*phase),
                       say.day(matter.deadline(*phase)))
                 : say("waits: {}", "wartet: {}", ending.why_not);
}

std::string standing(const SharedBudget& budget, Date day, Language language) {
    return budget_standing(budget, day, CouncilSpeaker(language));
}

std::string in_words(const State& state, Date day, Language language) {
    const CouncilSpeaker say(language);
    std::string text;
    for (const auto& [id, council] : state.councils()) {
        text += council_lines(state, council, day, say);
    }
    for (const auto& [id, draw] : state.draws()) {
        text += draw.draw
                    ? say("draw {}: {} drawn by the seed \"{}\"\n",
                          "Los {}: {} gelost mit dem Startwert \"{}\"\n", id,
                          fmt::format("{}", fmt::join(draw.draw->drawn, ", ")), draw.draw->seed)
                    : say("draw {}: {} of {} on {}, by {}\n", "Los {}: {} von {} am {}, durch {}\n",
                          id, draw.announced.seats, draw.announced.people.size(),
                          say.day(draw.announced.on), draw.announced.source);
    }
    for (const Matter& matter : state.matters()) {
        text += fmt::format("{} ({}) {}: {}\n", matter.id, matter.council, matter.title,
                            standing(state, matter, day, language));
    }
    for (const SharedBudget& budget : state.budgets()) {
        text += fmt::format("{} ({}) {}: {}\n", budget.opened.budget, budget.opened.council,
                            budget.opened.title, budget_standing(budget, day, say));
    }
    return text;
}

std::string in_words(const State& state, const Matter& matter, Date day, Language language) {
    const CouncilSpeaker say(language);
    std::string text = say("{}: {} ({}, made on {})\n", "{}: {} ({}, gestellt am {})\n", matter.id,
                           matter.title, matter.council, say.day(matter.made));
    text += fmt::format("{}\n", standing(state, matter, day, language));
    text += say("Deadlines: ", "Fristen: ");
    for (std::size_t k = 0; k < phase_count; ++k) {
        text += fmt::format("{}{} {}", k == 0 ? "" : ", ", say.phase(static_cast<Phase>(k)),
                            say.day(matter.deadlines.at(k)));
    }
    text += "\n";
    for (const MovedDeadline& moved : matter.moved) {
        text += say("On {} {} moved the deadline of {} from {} to {}: {}\n",
                    "Am {} verschob {} die Frist \"{}\" von {} auf {}: {}\n", say.day(moved.date),
                    moved.move.by, say.phase(moved.move.phase), say.day(moved.from),
                    say.day(moved.move.to), moved.move.reason);
    }
    for (const Option& option : matter.options) {
        text += option_lines(option, say);
    }
    if (matter.count) {
        text += vote_lines(state, matter, say, language);
    }
    for (const Statement& statement : matter.statements) {
        text += fmt::format("{} {} ({}): {}\n", statement.by, say.voice(statement.voice),
                            say.day(statement.date), statement.text);
    }
    if (matter.decided && !matter.decided->decision.empty()) {
        text += say("Decision {}.\n", "Beschluss {}.\n", matter.decided->decision);
    }
    return text;
}

std::string in_words(const State& state, const SharedBudget& budget, Date day, Language language) {
    const CouncilSpeaker say(language);
    const OpenBudget& opened = budget.opened;
    std::string text =
        say("{}: {} ({}): {} {} by equal shares, completion {}, utility {}\n",
            "{}: {} ({}): {} {} nach gleichen Anteilen, Ergänzung {}, Nutzen {}\n", opened.budget,
            opened.title, opened.council, opened.amount, opened.unit,
            council::to_string(opened.completion), council::to_string(opened.utility));
    text += fmt::format("{}\n", budget_standing(budget, day, say));
    for (const Project& project : budget.projects) {
        text += say("  {} {} by {}: {} {} ({})\n", "  {} {} von {}: {} {} ({})\n", project.project,
                    project.title, project.by, project.cost, opened.unit, project.reason);
    }
    if (!budget.shared) {
        return text;
    }
    const CountedBudget counted = count_budget(state, budget, budget.shared->seed);
    text += say("Votes: {} of {} people with a vote.\n", "Stimmen: {} von {} Stimmberechtigten.\n",
                counted.election.people, counted.voters);
    text += approval_lines(budget, say);
    for (const std::string& person : counted.void_ballots) {
        text += say("  The ballot of {} is void: no vote on the last day.\n",
                    "  Die Stimme von {} ist ungültig: am letzten Tag nicht stimmberechtigt.\n",
                    person);
    }
    if (counted.quorum) {
        text += decide::explain(counted.election, counted.rule, counted.tally, language);
    }
    return text;
}

}  // namespace vorrat::council
