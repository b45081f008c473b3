#pragma once

#include <string>
#include <vector>

#include "vorrat/council/state.h"

namespace vorrat::council {

/// A shared budget, counted by the Method of Equal Shares; docs/formats/councils.md.
struct CountedBudget {
    decide::Election election;
    decide::Rule rule;
    decide::Tally tally;  ///< meaningful where the quorum was reached
    std::size_t voters = 0;
    std::vector<std::string> void_ballots;  ///< people without a vote on the last day
    bool quorum = false;
    std::vector<std::string> selected;  ///< in the order in which they were paid
};

/// Counts the ballots of those who have a vote on the last day.
CountedBudget count_budget(const State& state, const SharedBudget& budget, std::int64_t seed);

/// The ballots that count as a Pabulib file (`.pb`), for any other program to count.
std::string pabulib_of(const State& state, const SharedBudget& budget);

}  // namespace vorrat::council
