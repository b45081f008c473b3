// How long does it take to count large elections exactly?
//
//     count_ballots                 everything; beside each rule a plain reference where there is
//     one
//
// Method of Equal Shares with add1: 7,000 voters x 64 projects and 100,000 x 200. The plain
// reference is one run of the textbook loop in fractions without bounds, on the small election; it
// has to select the same before anything is measured. Schulze: 100,000 different rankings of 50
// options; the reference counts every pair of every ballot and widens paths in three loops.

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "vorrat/base/random.h"
#include "vorrat/decide/decide.h"

namespace {

using namespace vorrat;          // NOLINT: a program of one file
using namespace vorrat::decide;  // NOLINT

struct Size {
    std::uint32_t voters;
    std::uint32_t projects;
};
constexpr Size district{7'000, 64};
constexpr Size city{100'000, 200};
constexpr Size small{300, 20};

/// Projects of 5,000 to 200,000 with popularity falling like 1/rank; 1 to 10 approvals a voter;
/// the budget is 140 per voter, as in Polish cities.
Election shared_budget(Size size) {
    Random random(11, size.voters);
    Election election;
    election.people = size.voters;
    election.budget = std::int64_t{140} * size.voters;
    for (std::uint32_t k = 0; k < size.projects; ++k) {
        election.options.push_back(
            {.id = std::to_string(k),
             .cost = 5'000 + 100 * static_cast<std::int64_t>(random.below(1'950))});
    }
    for (std::uint32_t voter = 0; voter < size.voters; ++voter) {
        std::vector<std::uint32_t> list;
        for (std::uint32_t k = 1 + random.below(10); k > 0; --k) {
            const auto which = static_cast<std::uint32_t>(random.uniform() * random.uniform() *
                                                          static_cast<double>(size.projects));
            if (std::ranges::find(list, which) == list.end()) {
                list.push_back(which);
            }
        }
        for (const std::uint32_t option : list) {
            election.ballots.push_option(option, 1);
        }
        election.ballots.close_row(1);
    }
    return election;
}

Election rankings(Size size) {
    Random random(13);
    Election election;
    election.kind = BallotKind::ranking;
    election.people = size.voters;
    for (std::uint32_t k = 0; k < size.projects; ++k) {
        election.options.push_back({.id = std::to_string(k)});
    }
    std::vector<std::uint32_t> order(size.projects);
    std::iota(order.begin(), order.end(), 0U);
    for (std::uint32_t voter = 0; voter < size.voters; ++voter) {
        for (std::uint32_t k = size.projects - 1; k > 0; --k) {
            std::swap(order[k], order[random.below(k + 1)]);
        }
        for (std::uint32_t k = 0; k < size.projects; ++k) {
            election.ballots.push_option(order[k], k + 1);
        }
        election.ballots.close_row(1);
    }
    return election;
}

/// The definition, word for word, in fractions: cost utilities, no completion.
std::vector<OptionIndex> plain_equal_shares(const Election& election) {
    const Ballots& ballots = election.ballots;
    std::vector<Fraction> money(ballots.rows(), Fraction(*election.budget, election.people));
    std::vector<std::vector<std::size_t>> supporters(election.options.size());
    for (std::size_t row = 0; row < ballots.rows(); ++row) {
        for (std::size_t k = ballots.start[row]; k < ballots.start[row + 1]; ++k) {
            supporters[ballots.option[k]].push_back(row);
        }
    }
    std::vector<OptionIndex> selected;
    while (true) {
        std::optional<OptionIndex> best;
        Fraction best_price;
        Fraction best_share;
        for (OptionIndex option = 0; option < election.options.size(); ++option) {
            std::vector<std::size_t>& own = supporters[option];
            std::ranges::sort(own, {}, [&](std::size_t voter) { return money[voter]; });
            Fraction open = election.options[option].cost;
            for (std::size_t k = 0; k < own.size(); ++k) {
                const Fraction share = open / (own.size() - k);
                if (share <= money[own[k]]) {
                    const Fraction price = share / election.options[option].cost;
                    if (!best || price < best_price) {
                        best = option;
                        best_price = price;
                        best_share = share;
                    }
                    break;
                }
                open -= money[own[k]];
            }
        }
        if (!best) {
            return selected;
        }
        for (const std::size_t voter : supporters[*best]) {
            money[voter] -= std::min(money[voter], best_share);
        }
        supporters[*best].clear();
        selected.push_back(*best);
    }
}

std::vector<std::int64_t> plain_pairs(const Election& election) {
    const std::size_t n = election.options.size();
    const Ballots& ballots = election.ballots;
    std::vector<std::int64_t> counts(n * n, 0);
    for (std::size_t row = 0; row < ballots.rows(); ++row) {
        for (std::size_t a = ballots.start[row]; a < ballots.start[row + 1]; ++a) {
            for (std::size_t b = a + 1; b < ballots.start[row + 1]; ++b) {
                ++counts[ballots.option[a] * n + ballots.option[b]];
            }
        }
    }
    return counts;
}

constexpr Rule shares{.method = Method::equal_shares};
constexpr Rule shares_add1{.method = Method::equal_shares, .completion = Completion::add1};
constexpr Rule ranked{.method = Method::schulze};

void count(benchmark::State& state, const Election& election, const Rule& rule) {
    for (auto _ : state) {
        auto counted = tally(election, rule);
        benchmark::DoNotOptimize(counted);
    }
}

bool references_agree() {
    const Election shared = shared_budget(small);
    const Election ranking = rankings({1'000, 50});
    return tally(shared, shares)->selected == plain_equal_shares(shared) &&
           prefer_counts(ranking) == plain_pairs(ranking);
}

}  // namespace

int main(int argc, char** argv) {
    if (!references_agree()) {
        fmt::print(stderr, "count_ballots: differs from the plain reference\n");
        return EXIT_FAILURE;
    }
    const Election of_district = shared_budget(district);
    const Election of_city = shared_budget(city);
    const Election of_small = shared_budget(small);
    const Election ranking = rankings({100'000, 50});
    const auto unit = benchmark::kMillisecond;
    benchmark::RegisterBenchmark("equal_shares_add1_of_7000_voters_64_projects", count, of_district,
                                 shares_add1)
        ->Unit(unit);
    benchmark::RegisterBenchmark("equal_shares_add1_of_100000_voters_200_projects", count, of_city,
                                 shares_add1)
        ->Unit(unit);
    benchmark::RegisterBenchmark("equal_shares_of_300_voters_20_projects", count, of_small, shares)
        ->Unit(unit);
    benchmark::RegisterBenchmark("plain_equal_shares_of_300_voters_20_projects",
                                 [&](benchmark::State& state) {
                                     for (auto _ : state) {
                                         auto selected = plain_equal_shares(of_small);
                                         benchmark::DoNotOptimize(selected);
                                     }
                                 })
        ->Unit(unit);
    benchmark::RegisterBenchmark("schulze_of_100000_rankings_of_50_options", count, ranking, ranked)
        ->Unit(unit);
    benchmark::RegisterBenchmark("plain_pairs_of_100000_rankings_of_50_options",
                                 [&](benchmark::State& state) {
                                     for (auto _ : state) {
                                         auto counts = plain_pairs(ranking);
                                         benchmark::DoNotOptimize(counts);
                                     }
                                 })
        ->Unit(unit);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return EXIT_SUCCESS;
}
