#include "vorrat/council/count.h"

#include <algorithm>

#include <fmt/format.h>

#include "vorrat/base/text.h"

namespace vorrat::council {
namespace {

/// The ballots of those who have a vote on the last day of it.
decide::Election election_of(const Matter& matter, const std::set<std::string>& voters,
                             std::vector<std::string>& void_ballots) {
    const std::vector<std::string> options = options_of(matter);
    decide::Election election;
    election.title = matter.title;
    election.kind = decide::BallotKind::ranking;
    for (const std::string& id : options) {
        election.options.push_back({id,
                                    id == keep        ? "the present state"
                                    : id == matter.id ? matter.title
                                                      : "",
                                    0});
    }
    for (const Ballot& ballot : matter.ballots) {
        if (!voters.contains(ballot.by)) {
            void_ballots.push_back(ballot.by);
            continue;
        }
        const auto ranking = read_ranking(ballot.ranking, options);
        check(static_cast<bool>(ranking), "a ballot was read when it was handed in");
        for (const auto& [id, rank] : *ranking) {
            const auto at = std::ranges::find(options, id) - options.begin();
            election.ballots.push_option(static_cast<std::uint32_t>(at), rank);
        }
        election.ballots.close_row(1);
        ++election.people;
    }
    return election;
}

std::size_t objections(const State& state, const Matter& matter) {
    const auto voters = state.voters(matter.council, matter.deadline(Phase::object));
    return static_cast<std::size_t>(
        std::ranges::count_if(matter.statements, [&](const Statement& statement) {
            return statement.voice == Voice::objection && voters.contains(statement.by);
        }));
}

}  // namespace

std::vector<std::string> options_of(const Matter& matter) {
    std::vector<std::string> options{std::string(keep)};
    for (const Option& option : matter.options) {
        options.push_back(option.id);
    }
    return options;
}

Result<std::vector<std::pair<std::string, int>>> read_ranking(
    std::string_view text, const std::vector<std::string>& options) {
    std::vector<std::pair<std::string, int>> ranking;
    if (trimmed(text).empty()) {
        return ranking;
    }
    int rank = 1;
    while (true) {
        const std::size_t end = text.find_first_of(">=");
        const std::string name(trimmed(text.substr(0, end)));
        if (std::ranges::find(options, name) == options.end()) {
            return bad_input(fmt::format("ranking: want {}, with > and = between them, got {}",
                                         fmt::join(options, ", "), shown(name)));
        }
        if (std::ranges::count(ranking, name, &std::pair<std::string, int>::first) > 0) {
            return bad_input(fmt::format("ranking: want {} once, got it twice", name));
        }
        ranking.emplace_back(name, rank);
        if (end == std::string_view::npos) {
            return ranking;
        }
        rank += text[end] == '>' ? 1 : 0;
        text.remove_prefix(end + 1);
    }
}

Counted count_votes(const State& state, const Matter& matter, std::int64_t seed) {
    const Council& council = state.councils().at(matter.council);
    const auto voters = state.voters(matter.council, matter.deadline(Phase::vote));
    Counted counted;
    counted.voters = voters.size();
    counted.election = election_of(matter, voters, counted.void_ballots);
    counted.rule = {.method = decide::Method::schulze, .ties = council.rules.ties, .seed = seed};
    const auto ballots = static_cast<std::size_t>(counted.election.people);
    counted.quorum = ballots > 0 && council.rules.quorum.reached(ballots, voters.size());
    if (!counted.quorum) {
        return counted;
    }
    auto tally = decide::tally(counted.election, counted.rule);
    check(static_cast<bool>(tally), "rankings can be counted by Schulze's rule");
    counted.tally = std::move(*tally);
    counted.winner = counted.election.options[counted.tally.selected.front()].id;
    return counted;
}

const Option* winner_of(const Matter& matter) {
    if (!matter.count) {
        return nullptr;
    }
    const auto found = std::ranges::find(matter.options, matter.count->winner, &Option::id);
    return found == matter.options.end() ? nullptr : &*found;
}

Ending ending_on(const State& state, const Matter& matter, Date day) {
    const Rules& rules = state.councils().at(matter.council).rules;
    if (day <= matter.deadline(Phase::propose)) {
        return {std::nullopt, fmt::format("supporters can be found until {}",
                                          vorrat::to_string(matter.deadline(Phase::propose)))};
    }
    if (std::cmp_less(matter.supporters.size(), rules.supporters)) {
        return {Outcome::lapsed, ""};
    }
    if (!matter.count) {
        return {std::nullopt, fmt::format("the votes are not counted; the vote lasts until {}",
                                          vorrat::to_string(matter.deadline(Phase::vote)))};
    }
    if (matter.count->winner.empty()) {
        return {Outcome::no_quorum, ""};
    }
    const Option* winner = winner_of(matter);
    if (winner == nullptr) {
        return {Outcome::kept, ""};
    }
    if (day <= matter.deadline(Phase::object)) {
        return {std::nullopt, fmt::format("objections can be made until {}",
                                          vorrat::to_string(matter.deadline(Phase::object)))};
    }
    const std::size_t against = objections(state, matter);
    const auto voters = state.voters(matter.council, matter.deadline(Phase::object));
    if (against > 0 && rules.objection.reached(against, voters.size())) {
        return {Outcome::returned, ""};
    }
    const bool feasible = winner->alternative && winner->alternative->feasible;
    return {feasible ? Outcome::adopted : Outcome::infeasible, ""};
}

std::string preflib_of(const State& state, const Matter& matter) {
    std::vector<std::string> none;
    const auto voters = state.voters(matter.council, matter.deadline(Phase::vote));
    const decide::Election election = election_of(matter, voters, none);
    const decide::Ballots& ballots = election.ballots;
    std::map<std::string, std::int64_t> orders;
    for (std::size_t row = 0; row < ballots.rows(); ++row) {
        std::map<std::int64_t, std::vector<std::uint32_t>> ranks;
        for (std::size_t k = ballots.start[row]; k < ballots.start[row + 1]; ++k) {
            ranks[ballots.value[k]].push_back(ballots.option[k] + 1);
        }
        std::string order;
        for (const auto& [rank, options] : ranks) {
            order += order.empty() ? "" : ",";
            order += options.size() == 1 ? fmt::format("{}", options.front())
                                         : fmt::format("{{{}}}", fmt::join(options, ","));
        }
        if (!order.empty()) {
            ++orders[order];
        }
    }
    std::int64_t people = 0;
    for (const auto& [order, count] : orders) {
        people += count;
    }
    std::string text = fmt::format(
        "# TITLE: {}\n# NUMBER ALTERNATIVES: {}\n# NUMBER VOTERS: {}\n"
        "# NUMBER UNIQUE ORDERS: {}\n",
        matter.id, election.options.size(), people, orders.size());
    for (std::size_t k = 0; k < election.options.size(); ++k) {
        text += fmt::format("# ALTERNATIVE NAME {}: {}\n", k + 1, election.options[k].id);
    }
    for (const auto& [order, count] : orders) {
        text += fmt::format("{}: {}\n", count, order);
    }
    return text;
}

}  // namespace vorrat::council
