#include "vorrat/council/budgets.h"

#include <algorithm>

#include <fmt/format.h>

#include "vorrat/base/text.h"

namespace vorrat::council {
namespace {

/// Of one budget, units; costs and budget together stay below decide::amount_max.
constexpr std::int64_t amount_max = 1'000'000'000'000;

/// People without a vote on the last day of it do not count.
decide::Election election_of(const SharedBudget& budget, const std::set<std::string>& voters,
                             std::vector<std::string>& void_ballots) {
    decide::Election election;
    election.title = budget.opened.title;
    election.kind = decide::BallotKind::approval;
    election.budget = budget.opened.amount;
    election.currency = budget.opened.unit;
    for (const Project& project : budget.projects) {
        election.options.push_back({project.project, project.title, project.cost});
    }
    for (const Approve& ballot : budget.ballots) {
        if (!voters.contains(ballot.by)) {
            void_ballots.push_back(ballot.by);
            continue;
        }
        for (const std::string& id : ballot.approved) {
            const auto at = std::ranges::find(budget.projects, id, &Project::project);
            election.ballots.push_option(static_cast<std::uint32_t>(at - budget.projects.begin()),
                                         1);
        }
        election.ballots.close_row(1);
        ++election.people;
    }
    return election;
}

std::string without_separators(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return c == ';' || c == '"' || c == '\n'; }, ' ');
    return text;
}

}  // namespace

const SharedBudget* State::budget(std::string_view id) const {
    const auto found = std::ranges::find_if(
        budgets_, [&](const SharedBudget& budget) { return budget.opened.budget == id; });
    return found == budgets_.end() ? nullptr : &*found;
}

SharedBudget& State::open_budget(const std::string& id) {
    const auto found = std::ranges::find_if(
        budgets_, [&](const SharedBudget& budget) { return budget.opened.budget == id; });
    check(found != budgets_.end(), "the budget was looked up before");
    return *found;
}

std::string State::next_budget() const { return fmt::format("B{}", budgets_.size() + 1); }

std::string State::next_project(const SharedBudget& budget) {
    return fmt::format("{}.{}", budget.opened.budget, budget.projects.size() + 1);
}

State::Refusal State::no_budget(const std::string& id) const {
    const SharedBudget* found = budget(id);
    if (found == nullptr) {
        return "budget: want a budget that was opened, got " + shown(id);
    }
    if (found->shared) {
        return fmt::format("{} was shared out; what comes now needs a new budget", id);
    }
    return std::nullopt;
}

State::Refusal State::take(Date day, const OpenBudget& e) {
    if (Refusal refusal = no_council(e.council)) {
        return refusal;
    }
    if (e.budget != next_budget()) {
        return fmt::format("budget: want {}, got {}", next_budget(), shown(e.budget));
    }
    if (Refusal refusal = no_vote(e.council, e.by, day)) {
        return refusal;
    }
    if (e.title.empty() || e.reason.empty()) {
        return "title and reason: want both, so that others can judge it";
    }
    if (has_control(e.title) || has_control(e.unit)) {
        return "title and unit: want one line each, got " + shown(e.title) + " and " +
               shown(e.unit);
    }
    if (e.amount < 1 || e.amount > amount_max) {
        return fmt::format(
            "amount: want 1 to {} units, for there is nothing to share otherwise, got {}",
            amount_max, e.amount);
    }
    if (e.unit.empty()) {
        return "unit: want what is shared, such as h or EUR, got nothing";
    }
    if (e.completion == decide::Completion::phragmen) {
        return "completion: want none, add1, add1u or utilitarian, got phragmen";
    }
    if (e.utility != decide::Utility::cost && e.utility != decide::Utility::cardinality) {
        return fmt::format("utility: want cost or cardinality, got {}",
                           council::to_string(e.utility));
    }
    const auto& length = councils_[e.council].rules.days;
    const auto at = [&](Phase phase) { return days{length.at(static_cast<std::size_t>(phase))}; };
    const Date projects_until = day + at(Phase::propose) + at(Phase::discuss);
    budgets_.push_back(
        {e, day, projects_until, projects_until + at(Phase::vote), {}, {}, std::nullopt});
    return std::nullopt;
}

State::Refusal State::take(Date day, const Project& e) {
    if (Refusal refusal = no_budget(e.budget)) {
        return refusal;
    }
    SharedBudget& about = open_budget(e.budget);
    if (day > about.projects_until) {
        return fmt::format("project: want a day until {}, got {}",
                           vorrat::to_string(about.projects_until), vorrat::to_string(day));
    }
    if (Refusal refusal = no_vote(about.opened.council, e.by, day)) {
        return refusal;
    }
    if (e.project != next_project(about)) {
        return fmt::format("project: want {}, got {}", next_project(about), shown(e.project));
    }
    if (about.projects.size() >= decide::options_max) {
        return fmt::format("project: want at most {} of them", decide::options_max);
    }
    if (e.title.empty() || e.reason.empty()) {
        return "title and reason: want both, so that others can judge it";
    }
    if (has_control(e.title)) {
        return "title: want one line, got " + shown(e.title);
    }
    if (e.cost < 1 || e.cost > about.opened.amount) {
        return fmt::format("cost: want 1 to {} {}, the whole budget, got {}", about.opened.amount,
                           about.opened.unit, e.cost);
    }
    std::int64_t together = e.cost;
    for (const Project& project : about.projects) {
        together += project.cost;
    }
    if (together > decide::amount_max - about.opened.amount) {
        return "cost: all projects together would take more than can be counted";
    }
    about.projects.push_back(e);
    return std::nullopt;
}

State::Refusal State::take(Date day, const Approve& e) {
    if (Refusal refusal = no_budget(e.budget)) {
        return refusal;
    }
    SharedBudget& about = open_budget(e.budget);
    if (day <= about.projects_until || day > about.vote_until) {
        return fmt::format("ballot: want a day behind {} and until {}, got {}",
                           vorrat::to_string(about.projects_until),
                           vorrat::to_string(about.vote_until), vorrat::to_string(day));
    }
    if (Refusal refusal = no_vote(about.opened.council, e.by, day)) {
        return refusal;
    }
    if (std::ranges::count(about.ballots, e.by, &Approve::by) > 0) {
        return fmt::format("by: {} has voted on {} already; the first ballot counts", e.by,
                           e.budget);
    }
    std::set<std::string> seen;
    for (const std::string& id : e.approved) {
        if (std::ranges::count(about.projects, id, &Project::project) == 0) {
            return fmt::format("approved: want projects of {}, got {}", e.budget, shown(id));
        }
        if (!seen.insert(id).second) {
            return fmt::format("approved: want {} once, got it twice", id);
        }
    }
    about.ballots.push_back(e);
    return std::nullopt;
}

State::Refusal State::take(Date day, const ShareOut& e) {
    if (Refusal refusal = no_budget(e.budget)) {
        return refusal;
    }
    SharedBudget& about = open_budget(e.budget);
    if (day <= about.vote_until) {
        return fmt::format("share: want a day behind {}, the last day of the vote, got {}",
                           vorrat::to_string(about.vote_until), vorrat::to_string(day));
    }
    const CountedBudget counted = count_budget(*this, about, e.seed);
    if (counted.quorum != e.quorum || counted.selected != e.selected) {
        return fmt::format("selected: counted again it is {}, got {}",
                           shown(fmt::format("{}", fmt::join(counted.selected, ", "))),
                           shown(fmt::format("{}", fmt::join(e.selected, ", "))));
    }
    const bool same_people =
        std::cmp_equal(counted.voters, e.voters) && counted.election.people == e.ballots;
    if (!same_people) {
        return fmt::format("voters and ballots: counted again it is {} and {}, got {} and {}",
                           counted.voters, counted.election.people, e.voters, e.ballots);
    }
    about.shared = e;
    return std::nullopt;
}

CountedBudget count_budget(const State& state, const SharedBudget& budget, std::int64_t seed) {
    const Rules& rules = state.councils().at(budget.opened.council).rules;
    const auto voters = state.voters(budget.opened.council, budget.vote_until);
    CountedBudget counted;
    counted.voters = voters.size();
    counted.election = election_of(budget, voters, counted.void_ballots);
    counted.rule = {.method = decide::Method::equal_shares,
                    .completion = budget.opened.completion,
                    .utility = budget.opened.utility,
                    .ties = rules.ties,
                    .seed = seed};
    const auto ballots = static_cast<std::size_t>(counted.election.people);
    counted.quorum = ballots > 0 && rules.quorum.reached(ballots, voters.size());
    if (!counted.quorum) {
        return counted;
    }
    auto tally = decide::tally(counted.election, counted.rule);
    check(static_cast<bool>(tally), "approvals and a budget can be counted by equal shares");
    counted.tally = std::move(*tally);
    for (const decide::OptionIndex option : counted.tally.selected) {
        counted.selected.push_back(counted.election.options[option].id);
    }
    return counted;
}

std::string pabulib_of(const State& state, const SharedBudget& budget) {
    std::vector<std::string> none;
    const auto voters = state.voters(budget.opened.council, budget.vote_until);
    const decide::Election election = election_of(budget, voters, none);
    std::string text = fmt::format(
        "META\nkey;value\ndescription;{}\nbudget;{}\ncurrency;{}\nvote_type;approval\n"
        "num_projects;{}\nnum_votes;{}\nPROJECTS\nproject_id;cost;name\n",
        without_separators(election.title), *election.budget, without_separators(election.currency),
        election.options.size(), election.people);
    for (const decide::Option& option : election.options) {
        text += fmt::format("{};{};{}\n", option.id, option.cost, without_separators(option.name));
    }
    text += "VOTES\nvoter_id;vote\n";
    for (const Approve& ballot : budget.ballots) {
        if (voters.contains(ballot.by)) {
            text += fmt::format("{};{}\n", ballot.by, fmt::join(ballot.approved, ","));
        }
    }
    return text;
}

}  // namespace vorrat::council
