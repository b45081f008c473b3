#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vorrat::record {

/// The options a member chose, by their number; best first where they are ranked.
using Choice = std::vector<std::size_t>;

struct Count {
    std::vector<std::int64_t> per_option;  // openings that list the option (schulze: list it first)
    /// nothing where there are fewer ballots than the quorum, or all counts are 0
    std::vector<std::size_t> winner;  // none or one
};

/// docs/formats/ledger.md, section 7. rule: approval, choose-one or schulze
/// cost: O(ballots * options), schulze: O(ballots * options^2 + options^3)
Count count(std::string_view rule, std::size_t options, std::int64_t quorum,
            std::span<const Choice> ballots);

}  // namespace vorrat::record
