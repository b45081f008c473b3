#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "vorrat/decide/fraction.h"

namespace vorrat::decide {

/// Which rule counts; docs/math/ballots.md defines each.
enum class Method { greedy, equal_shares, phragmen, schulze, av, sav, pav, seqpav };

/// What happens when the Method of Equal Shares leaves money or seats: nothing; everybody gets one
/// more unit of money until it is used up (add1); that, then the most wanted that fit (add1u); only
/// the latter (utilitarian). For committees: seats by sequential Phragmen (phragmen), by approvals
/// (utilitarian), or more money (add1).
enum class Completion { none, add1, add1u, utilitarian, phragmen };

/// What a listed option is worth to a voter. automatic: cost for approvals, additive otherwise.
enum class Utility { automatic, cost, cardinality, additive };

/// How exact ties are broken: by the order of the file, by the ids as text, or by lot (the SHA-256
/// of seed and id).
enum class Ties { given, name, lot };

struct Rule {
    Method method = Method::equal_shares;
    Completion completion = Completion::none;
    Utility utility = Utility::automatic;
    Ties ties = Ties::given;
    std::int64_t seed = 1;
};

using OptionIndex = std::uint32_t;

/// Supporters bought an option: `full` people paid `share` per unit of their utility weight,
/// `rest` people gave all they had left.
struct Bought {
    OptionIndex option = 0;
    Fraction share;
    std::int64_t full = 0;
    Fraction full_paid;
    std::int64_t rest = 0;
    Fraction rest_paid;
    std::vector<OptionIndex> tied;  ///< exact equals; a group of them is named by its first step
};

/// Chosen for its score; `left` is what remains of the budget or the seats.
struct Taken {
    OptionIndex option = 0;
    Fraction score;
    std::int64_t left = 0;
    std::vector<OptionIndex> tied;
};

/// Would have been next, but costs more than what is left.
struct Passed {
    OptionIndex option = 0;
    Fraction score;
    std::int64_t left = 0;
};

/// Everybody's share of the budget was raised, in units, because money was left.
struct Raised {
    Fraction from;
    Fraction to;
};

/// Sequential Phragmen: afterwards every supporter carries this load.
struct Loaded {
    OptionIndex option = 0;
    Fraction load;
    std::int64_t supporters = 0;
    std::vector<OptionIndex> tied;
};

/// Sequential Phragmen ends: this one is next and does not fit.
struct Stopped {
    OptionIndex option = 0;
    std::int64_t left = 0;
};

/// The winner against one other: votes in the duel, and the strongest paths both ways.
struct Compared {
    OptionIndex winner = 0;
    OptionIndex other = 0;
    std::int64_t votes_for = 0;
    std::int64_t votes_against = 0;
    std::int64_t path_for = 0;
    std::int64_t path_against = 0;
    std::vector<OptionIndex> path;  ///< from the winner to the other, both included
};

/// No option beats another of these; the tie rule decided for the first.
struct Undecided {
    std::vector<OptionIndex> options;
};

/// The best committee's score, and how many were looked at to prove it.
struct Proven {
    Fraction score;
    std::int64_t looked_at = 0;
};

using Step =
    std::variant<Bought, Taken, Passed, Raised, Loaded, Stopped, Compared, Undecided, Proven>;

struct Tally {
    std::vector<OptionIndex> selected;  ///< in the order of selection; of Schulze the winner
    std::vector<OptionIndex> ranking;   ///< of Schulze: all options, best first
    std::vector<Step> steps;
    std::int64_t cost = 0;  ///< of all selected, units
};

}  // namespace vorrat::decide
