#pragma once

#include <span>
#include <vector>

#include "vorrat/decide/election.h"
#include "vorrat/decide/outcome.h"

namespace vorrat::decide {

/// The ballots seen from the options, identical ballots joined. Who gives no weight to an option
/// is not its supporter.
struct Market {
    struct Support {
        std::uint32_t voter = 0;  ///< a group of identical ballots
        std::int64_t weight = 0;  ///< utility of one member, >= 1
    };

    std::vector<std::int64_t> cost;    // options values
    std::vector<std::int64_t> factor;  // options values: utility = weight * factor
    std::vector<std::int64_t> weight;  // options values: sum of people * weight
    std::vector<std::uint32_t> start;  // options + 1 values
    std::vector<Support> supporters;   // of option o: start[o] .. start[o + 1]
    std::vector<std::uint32_t> rank;   // options values: the lower goes first in a tie
    Ballots wishes;                    // rows as groups, value = weight, count = members
    std::int64_t people = 0;           // who handed in a ballot, empty ones too
    std::int64_t weight_max = 1;

    std::size_t options() const { return cost.size(); }
    std::size_t groups() const { return wishes.rows(); }
    std::int64_t members(std::uint32_t voter) const { return wishes.count[voter]; }
    std::span<const Support> of(OptionIndex option) const {
        return std::span(supporters).subspan(start[option], start[option + 1] - start[option]);
    }
    /// Utility of all together, in utility units.
    Fraction score(OptionIndex option) const {
        return Fraction(Whole(weight[option]) * factor[option]);
    }
};

/// cost: linear in the ballots, and sorting them
Market market_of(const Election& election, Utility utility, const std::vector<OptionIndex>& ties);

/// The first of `tied` by rank, the others in their order behind it.
void break_tie(const Market& market, std::vector<OptionIndex>& tied);

/// What costs nothing and somebody wants, by rank.
std::vector<OptionIndex> gifts(const Market& market);

/// Per option whether it is one of these.
std::vector<bool> marked(const Market& market, const std::vector<OptionIndex>& options);

/// Names exact equals once. A group that shrinks as its options are chosen one by one would
/// otherwise be named again and again, which is quadratic in its size.
class Equals {
public:
    explicit Equals(const Market& market) : named_in_(market.options(), 0) {}

    /// All of the group but the first, or nothing when an earlier group named all of them together.
    std::vector<OptionIndex> others(const std::vector<OptionIndex>& group);

private:
    std::vector<std::uint32_t> named_in_;  // per option: the last group that named it, from 1
    std::uint32_t groups_ = 0;
};

}  // namespace vorrat::decide
