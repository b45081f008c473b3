#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "vorrat/base/check.h"
#include "vorrat/decide/decide.h"
#include "vorrat/decide/rules.h"

namespace vorrat::decide {
namespace {

/// So many single ballots are added in bytes before the bytes could overflow.
constexpr std::size_t bytes_full = 255;

/// Counts pairs: ballots of one person in bytes, which the compiler does side by side, the others
/// with their number of people.
template <class Rank>
class Pairs {
public:
    explicit Pairs(std::size_t options)
        : n_(options),
          rank_(options),
          bytes_(options * options, 0),
          counts_(options * options, 0) {}

    void add(const Ballots& ballots, std::size_t row) {
        std::ranges::fill(rank_, std::numeric_limits<Rank>::max());
        for (std::size_t k = ballots.start[row]; k < ballots.start[row + 1]; ++k) {
            rank_[ballots.option[k]] = static_cast<Rank>(ballots.value[k]);
        }
        if (ballots.count[row] == 1) {
            add_one();
        } else {
            add_many(ballots.count[row]);
        }
    }

    std::vector<std::int64_t> finish() {
        flush();
        return std::move(counts_);
    }

private:
    void add_one() {
        for (std::size_t a = 0; a < n_; ++a) {
            const Rank own = rank_[a];
            std::uint8_t* row = &bytes_[a * n_];
            for (std::size_t b = 0; b < n_; ++b) {
                row[b] = static_cast<std::uint8_t>(row[b] + (own < rank_[b] ? 1 : 0));
            }
        }
        if (++added_ == bytes_full) {
            flush();
        }
    }

    void add_many(std::int64_t people) {
        for (std::size_t a = 0; a < n_; ++a) {
            for (std::size_t b = 0; b < n_; ++b) {
                counts_[a * n_ + b] += rank_[a] < rank_[b] ? people : 0;
            }
        }
    }

    void flush() {
        for (std::size_t k = 0; k < counts_.size(); ++k) {
            counts_[k] += bytes_[k];
        }
        std::ranges::fill(bytes_, std::uint8_t{0});
        added_ = 0;
    }

    std::size_t n_;
    std::vector<Rank> rank_;
    std::vector<std::uint8_t> bytes_;
    std::vector<std::int64_t> counts_;
    std::size_t added_ = 0;
};

template <class Rank>
std::vector<std::int64_t> count_pairs(const Election& election) {
    Pairs<Rank> pairs(election.options.size());
    for (std::size_t row = 0; row < election.ballots.rows(); ++row) {
        pairs.add(election.ballots, row);
    }
    return pairs.finish();
}

/// Strongest paths by winning votes: Floyd and Warshall with minimum and maximum.
class Paths {
public:
    Paths(const std::vector<std::int64_t>& votes, std::size_t options)
        : n_(options), strength_(options * options, 0), through_(options * options, 0) {
        for (std::size_t a = 0; a < n_; ++a) {
            for (std::size_t b = 0; b < n_; ++b) {
                const std::int64_t wins = votes[a * n_ + b];
                strength_[a * n_ + b] = wins > votes[b * n_ + a] ? wins : 0;
                through_[a * n_ + b] = static_cast<OptionIndex>(a);
            }
        }
        for (std::size_t by = 0; by < n_; ++by) {
            for (std::size_t a = 0; a < n_; ++a) {
                if (a != by) {
                    widen(a, by);
                }
            }
        }
    }

    std::int64_t strength(std::size_t a, std::size_t b) const { return strength_[a * n_ + b]; }

    /// Options on the strongest path, both ends included; empty where there is none.
    std::vector<OptionIndex> path(OptionIndex a, OptionIndex b) const {
        std::vector<OptionIndex> back;
        if (strength(a, b) == 0) {
            return back;
        }
        for (OptionIndex at = b; at != a; at = through_[a * n_ + at]) {
            back.push_back(at);
        }
        back.push_back(a);
        std::ranges::reverse(back);
        return back;
    }

private:
    void widen(std::size_t a, std::size_t by) {
        const std::int64_t first = strength_[a * n_ + by];
        for (std::size_t b = 0; b < n_; ++b) {
            const std::int64_t wider = std::min(first, strength_[by * n_ + b]);
            if (b != a && wider > strength_[a * n_ + b]) {
                strength_[a * n_ + b] = wider;
                through_[a * n_ + b] = through_[by * n_ + b];
            }
        }
    }

    std::size_t n_;
    std::vector<std::int64_t> strength_;
    std::vector<OptionIndex> through_;  // the option before b on the path from a
};

/// Nobody among `left` has a stronger path to it than it has back.
bool undefeated(const Paths& paths, OptionIndex option, const std::vector<OptionIndex>& left) {
    return std::ranges::none_of(left, [&](OptionIndex other) {
        return other != option && paths.strength(other, option) > paths.strength(option, other);
    });
}

}  // namespace

std::vector<std::int64_t> prefer_counts(const Election& election) {
    // Ranks run from 1 to the number of options; the largest value means unranked.
    return election.options.size() < std::numeric_limits<std::uint8_t>::max()
               ? count_pairs<std::uint8_t>(election)
               : count_pairs<std::uint16_t>(election);
}

Tally schulze(const Election& election, const std::vector<OptionIndex>& ties) {
    const std::size_t n = election.options.size();
    const std::vector<std::int64_t> votes = prefer_counts(election);
    const Paths paths(votes, n);
    Tally tally;
    std::vector<OptionIndex> left = ties;
    while (!left.empty()) {
        std::vector<OptionIndex> best;
        std::ranges::copy_if(left, std::back_inserter(best),
                             [&](OptionIndex option) { return undefeated(paths, option, left); });
        check(!best.empty(), "the relation of Schulze has no cycles");
        if (tally.ranking.empty() && best.size() > 1) {
            tally.steps.emplace_back(Undecided{.options = best});
        }
        tally.ranking.push_back(best.front());
        std::erase(left, best.front());
    }
    const OptionIndex winner = tally.ranking.front();
    tally.selected = {winner};
    for (const OptionIndex other : tally.ranking) {
        if (other == winner) {
            continue;
        }
        tally.steps.emplace_back(Compared{.winner = winner,
                                          .other = other,
                                          .votes_for = votes[winner * n + other],
                                          .votes_against = votes[other * n + winner],
                                          .path_for = paths.strength(winner, other),
                                          .path_against = paths.strength(other, winner),
                                          .path = paths.path(winner, other)});
    }
    return tally;
}

}  // namespace vorrat::decide
