#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/language.h"
#include "vorrat/decide/election.h"
#include "vorrat/decide/outcome.h"

namespace vorrat::decide {

/// Counts the ballots. Every decision is exact: fractions of whole numbers without bounds, or
/// enclosures in 128-bit whole numbers where they are disjoint (docs/math/ballots.md, section 2).
///
/// errors: usage, when the rule does not fit the election (a ranking where approvals are needed,
///         no budget to share, ...); failed, when PAV is not proven within its limit of work
Result<Tally> tally(const Election& election, const Rule& rule);

/// The order in which exact ties are broken, best first.
std::vector<OptionIndex> tie_order(const Election& election, Ties ties, std::int64_t seed);
/// The same count with an order of ties of one's own.
Result<Tally> tally_with(const Election& election, const Rule& rule,
                         const std::vector<OptionIndex>& ties);

/// The count as a text: the outcome, then step by step why.
std::string explain(const Election& election, const Rule& rule, const Tally& tally,
                    Language language);

/// Units as money or seats: `1200.50 PLN`.
std::string amount_text(const Election& election, const Fraction& units);

/// All pairs: row a, column b holds how many prefer a to b. For rankings only.
std::vector<std::int64_t> prefer_counts(const Election& election);

}  // namespace vorrat::decide
