#pragma once

#include <set>
#include <string>
#include <vector>

#include "vorrat/council/state.h"

namespace vorrat::council {

/// The options of a vote: `keep`, then the proposal and its amendments as they came.
std::vector<std::string> options_of(const Matter& matter);

/// A ranking such as `P1.A1 > keep = P1`: ranks from 1, of the options it names; empty: abstention.
/// errors  bad_input: an option that is not one, or twice
Result<std::vector<std::pair<std::string, int>>> read_ranking(
    std::string_view text, const std::vector<std::string>& options);

/// A vote, counted.
struct Counted {
    decide::Election election;
    decide::Rule rule;
    decide::Tally tally;  ///< meaningful where the quorum was reached
    std::size_t voters = 0;
    std::vector<std::string> void_ballots;  ///< people without a vote on the last day
    bool quorum = false;
    std::string winner;  ///< empty: the quorum was missed
};

/// Counts the ballots of those who have a vote on the last day. docs/formats/councils.md
Counted count_votes(const State& state, const Matter& matter, std::int64_t seed);

/// How the matter ends, judged on `day`; nothing: that is not yet known on this day, and why.
struct Ending {
    std::optional<Outcome> outcome;
    std::string why_not;
};
Ending ending_on(const State& state, const Matter& matter, Date day);

/// The winning option; null for `keep` or without a winner.
const Option* winner_of(const Matter& matter);

/// The ballots that count as a PrefLib file (`.toi`), for any other program to count.
std::string preflib_of(const State& state, const Matter& matter);

}  // namespace vorrat::council
