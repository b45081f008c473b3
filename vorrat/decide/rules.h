#pragma once

#include <functional>

#include "vorrat/decide/market.h"

namespace vorrat::decide {

/// Supporters that PAV visits: ten seconds or so, then it gives up.
constexpr std::int64_t pav_work_max = 4'000'000'000;

/// One function per rule; docs/math/ballots.md gives the section. `limit` is the budget in units;
/// of a committee, where every option costs 1, the seats.
Tally greedy(const Market& market, std::int64_t limit);
Tally equal_shares(const Market& market, const Election& election, Completion completion);
Tally phragmen(const Market& market, std::int64_t limit, bool committee);
Tally schulze(const Election& election, const std::vector<OptionIndex>& ties);
Tally separable(const Market& market, std::int64_t seats, bool shared);
Tally seqpav(const Market& market, std::int64_t seats);
/// work_max: so many supporters are visited at most, a visit being some nanoseconds
Result<Tally> pav(const Market& market, std::int64_t seats, std::int64_t work_max = pav_work_max);

/// Whether options that nobody wants are left out, or fill the seats that must be filled.
enum class Unwanted { leave, fill };

/// Appends by falling score what still fits, of a committee until its seats are full; `score` is
/// called once per option.
void add_by_score(const Market& market, std::int64_t limit, Unwanted unwanted,
                  const std::function<Fraction(OptionIndex)>& score, Tally& tally);

/// Sequential Phragmen for the seats that are left; `loads` has one load per group.
void fill_by_phragmen(const Market& market, std::int64_t seats, const std::vector<Fraction>& loads,
                      Tally& tally);

}  // namespace vorrat::decide
