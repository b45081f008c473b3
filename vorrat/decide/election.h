#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/result.h"

namespace vorrat::decide {

/// Bounds that keep every sum inside 128 bits; a file beyond them is refused.
constexpr std::int64_t amount_max = 1'000'000'000'000'000;  ///< of all costs together, in units
constexpr std::int64_t people_max = 100'000'000;
constexpr std::int64_t points_max = 100'000'000;
constexpr std::size_t options_max = 20'000;

/// approval: what is listed is approved; points: listed with a number; ranking: listed with a rank.
enum class BallotKind { approval, points, ranking };

/// What can be voted for: a project, a candidate.
struct Option {
    std::string id;
    std::string name;
    std::int64_t cost = 0;  ///< in units of the election; 1 where there are seats
};

/// Ballots in compressed rows: row b lists option[start[b] .. start[b + 1]), without repetition.
struct Ballots {
    std::vector<std::uint32_t> start{0};  // rows + 1 values
    std::vector<std::uint32_t> option{};
    std::vector<std::int64_t> value{};  // beside option: 1, the points, or the rank from 1
    std::vector<std::int64_t> count{};  // per row: how many people handed in this ballot, >= 1

    std::size_t rows() const { return count.size(); }
    void push_option(std::uint32_t which, std::int64_t worth) {
        option.push_back(which);
        value.push_back(worth);
    }
    void close_row(std::int64_t people) {
        start.push_back(static_cast<std::uint32_t>(option.size()));
        count.push_back(people);
    }
    bool operator==(const Ballots&) const = default;
};

/// Invariants, kept by the readers: ids differ; costs and points lie in [0, amount_max] and
/// [0, points_max]; every option of a ballot exists and stands in it once.
struct Election {
    std::string title;
    BallotKind kind = BallotKind::approval;
    std::vector<Option> options;
    Ballots ballots;
    std::int64_t people = 0;             ///< sum of ballots.count
    std::optional<std::int64_t> budget;  ///< in units: a shared budget is divided
    std::optional<std::int64_t> seats;   ///< a committee of this size is elected
    int decimals = 0;                    ///< a unit is 10^-decimals of the currency
    std::string currency;
    std::vector<std::string> notes;  ///< what a reader should know and no mistake is
};

/// Reads the file by its ending: `.pb` (Pabulib), `.soc .soi .toc .toi` (PrefLib), `.yaml`
/// (abcvoting). `file` names the text in errors.
///
/// errors: bad_input, one finding per line, `file:line:column: what: want ..., got ...`; at most
///         20 are told, then how many more there are
/// cost:   linear in the text
/// source: docs/formats/ballots.md
Result<Election> read_election(std::string_view text, std::string_view file);

}  // namespace vorrat::decide
