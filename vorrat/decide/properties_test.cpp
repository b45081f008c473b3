#include <numeric>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "vorrat/decide/testing.h"

namespace vorrat::decide {
namespace {

/// Shared budgets with many exact ties: few costs, few options, few voters.
Election any_shared_budget() {
    Election election;
    const auto options = *rc::gen::inRange<std::uint32_t>(1, 8);
    for (std::uint32_t k = 0; k < options; ++k) {
        election.options.push_back(
            {.id = std::to_string(k), .cost = *rc::gen::inRange<std::int64_t>(0, 12)});
    }
    const auto voters = *rc::gen::inRange<std::int64_t>(1, 9);
    const bool points = *rc::gen::arbitrary<bool>();
    election.kind = points ? BallotKind::points : BallotKind::approval;
    for (std::int64_t voter = 0; voter < voters; ++voter) {
        for (std::uint32_t option = 0; option < options; ++option) {
            if (*rc::gen::arbitrary<bool>()) {
                election.ballots.push_option(option,
                                             points ? *rc::gen::inRange<std::int64_t>(0, 4) : 1);
            }
        }
        const auto people = *rc::gen::inRange<std::int64_t>(1, 4);
        election.ballots.close_row(people);
        election.people += people;
    }
    election.budget = *rc::gen::inRange<std::int64_t>(0, 40);
    return election;
}

Election any_ranking() {
    Election election;
    election.kind = BallotKind::ranking;
    const auto options = *rc::gen::inRange<std::uint32_t>(1, 7);
    for (std::uint32_t k = 0; k < options; ++k) {
        election.options.push_back({.id = std::to_string(k)});
    }
    const auto voters = *rc::gen::inRange<std::int64_t>(1, 12);
    for (std::int64_t voter = 0; voter < voters; ++voter) {
        for (std::uint32_t option = 0; option < options; ++option) {
            if (const auto rank = *rc::gen::inRange<std::int64_t>(0, 5); rank > 0) {
                election.ballots.push_option(option, rank);
            }
        }
        const auto people = *rc::gen::inRange<std::int64_t>(1, 4);
        election.ballots.close_row(people);
        election.people += people;
    }
    return election;
}

Rule any_rule() {
    return *rc::gen::element(
        Rule{.method = Method::greedy}, Rule{.method = Method::equal_shares},
        Rule{.method = Method::equal_shares, .utility = Utility::cardinality},
        Rule{.method = Method::equal_shares, .completion = Completion::add1},
        Rule{.method = Method::equal_shares, .completion = Completion::add1u},
        Rule{.method = Method::equal_shares, .completion = Completion::utilitarian});
}

/// The definition in fractions, without grouping and enclosures: rho by trying every number of
/// poor in order of what they can pay.
std::vector<OptionIndex> plain_equal_shares(const Election& election, bool cost_utility) {
    struct Supporter {
        std::size_t row;
        std::int64_t weight;
    };
    const Ballots& ballots = election.ballots;
    std::vector<Fraction> money(ballots.rows(), Fraction(*election.budget, election.people));
    std::vector<OptionIndex> selected;
    std::vector<bool> in(election.options.size(), false);
    const auto supporters = [&](OptionIndex option) {
        std::vector<Supporter> all;
        for (std::size_t row = 0; row < ballots.rows(); ++row) {
            for (std::size_t k = ballots.start[row]; k < ballots.start[row + 1]; ++k) {
                if (ballots.option[k] == option && ballots.value[k] > 0) {
                    all.push_back({row, ballots.value[k]});
                }
            }
        }
        std::ranges::sort(
            all, {}, [&](const Supporter& one) -> Fraction { return money[one.row] / one.weight; });
        return all;
    };
    while (true) {
        std::optional<OptionIndex> best;
        Fraction best_price;
        Fraction best_share;
        for (OptionIndex option = 0; option < election.options.size(); ++option) {
            const std::int64_t cost = election.options[option].cost;
            const auto all = supporters(option);
            if (in[option] || all.empty()) {
                continue;
            }
            Fraction open = cost;
            std::int64_t weight = 0;
            for (const Supporter& one : all) {
                weight += ballots.count[one.row] * one.weight;
            }
            for (const Supporter& one : all) {
                const Fraction share = open / weight;
                if (share * one.weight <= money[one.row]) {
                    // What costs nothing comes before everything else.
                    const Fraction price =
                        cost == 0 ? Fraction(-1) : (cost_utility ? share / cost : share);
                    if (!best || price < best_price) {
                        best = option;
                        best_price = price;
                        best_share = share;
                    }
                    break;
                }
                open -= money[one.row] * ballots.count[one.row];
                weight -= ballots.count[one.row] * one.weight;
            }
        }
        if (!best) {
            return selected;
        }
        for (const Supporter& one : supporters(*best)) {
            money[one.row] -= std::min<Fraction>(money[one.row], best_share * one.weight);
        }
        in[*best] = true;
        selected.push_back(*best);
    }
}

RC_GTEST_PROP(EqualShares, AreThoseOfTheDefinitionInFractions, ()) {
    const Election election = any_shared_budget();
    const bool approvals = election.kind == BallotKind::approval;

    const auto counted = tally(election, {.method = Method::equal_shares});

    RC_ASSERT(counted->selected == plain_equal_shares(election, approvals));
}

/// What anybody gives a value above 0.
std::set<OptionIndex> supported(const Election& election) {
    std::set<OptionIndex> options;
    for (std::size_t k = 0; k < election.ballots.option.size(); ++k) {
        if (election.ballots.value[k] > 0) {
            options.insert(election.ballots.option[k]);
        }
    }
    return options;
}

/// docs/math/ballots.md 3.3, word for word: one step at a time, everything counted anew.
std::vector<OptionIndex> raised_step_by_step(const Election& election) {
    const std::int64_t budget = *election.budget;
    const std::set<OptionIndex> wanted = supported(election);
    std::vector<OptionIndex> selected;
    // 200 steps exceed every cost of these elections.
    for (std::int64_t step = 0; step < 200; ++step) {
        Election more = election;
        more.budget = budget + step * election.people;
        const Tally now = *tally(more, {.method = Method::equal_shares});
        if (now.cost > budget) {
            break;
        }
        selected = now.selected;
        const std::set<OptionIndex> in(selected.begin(), selected.end());
        bool nothing_fits = true;
        for (OptionIndex option = 0; option < election.options.size(); ++option) {
            nothing_fits = nothing_fits && (in.contains(option) ||
                                            election.options[option].cost > budget - now.cost);
        }
        if (nothing_fits || std::ranges::includes(in, wanted)) {
            break;
        }
    }
    return selected;
}

RC_GTEST_PROP(EqualShares, ThatAreRaisedAreThoseOfRaisingStepByStep, ()) {
    const Election election = any_shared_budget();

    const auto counted =
        tally(election, {.method = Method::equal_shares, .completion = Completion::add1});

    RC_ASSERT(counted->selected == raised_step_by_step(election));
}

// A free project that nobody wants always fits; raising ends all the same, before the order turns.
TEST(EqualShares, ThatAreRaisedEndWhenAllThatAnybodyWantsIsBought) {
    Election election;
    for (const std::int64_t cost : {2, 1, 0, 5, 0, 6}) {
        election.options.push_back({.id = std::to_string(election.options.size()), .cost = cost});
    }
    const std::vector<std::pair<std::vector<OptionIndex>, std::int64_t>> ballots{
        {{}, 1}, {{1}, 3}, {{0, 3, 5}, 1}, {{3}, 3}, {{0}, 2}, {{5}, 3}};
    for (const auto& [options, people] : ballots) {
        for (const OptionIndex option : options) {
            election.ballots.push_option(option, 1);
        }
        election.ballots.close_row(people);
        election.people += people;
    }
    election.budget = 14;

    const auto counted =
        tally(election, {.method = Method::equal_shares, .completion = Completion::add1});

    EXPECT_EQ(counted->selected, raised_step_by_step(election));
    EXPECT_EQ(counted->cost, 14);
}

Election any_committee() {
    Election election;
    const auto options = *rc::gen::inRange<std::uint32_t>(1, 7);
    for (std::uint32_t k = 0; k < options; ++k) {
        election.options.push_back({.id = std::to_string(k), .cost = 1});
    }
    const auto voters = *rc::gen::inRange<std::int64_t>(1, 9);
    for (std::int64_t voter = 0; voter < voters; ++voter) {
        for (std::uint32_t option = 0; option < options; ++option) {
            if (*rc::gen::inRange(0, 3) == 0) {
                election.ballots.push_option(option, 1);
            }
        }
        const auto people = *rc::gen::inRange<std::int64_t>(1, 20);
        election.ballots.close_row(people);
        election.people += people;
    }
    election.seats = *rc::gen::inRange<std::int64_t>(1, options + 1);
    return election;
}

RC_GTEST_PROP(Committees, ThatAreRaisedAreThoseOfRaisingStepByStep, ()) {
    const Election election = any_committee();
    const auto wanted = static_cast<std::int64_t>(
        std::set<std::uint32_t>(election.ballots.option.begin(), election.ballots.option.end())
            .size());
    // The endowment of a shared budget is budget / people, and a seat costs 1.
    Election shared = election;
    shared.seats.reset();
    shared.budget = *election.seats;
    std::vector<OptionIndex> bought;
    while (true) {
        bought = tally(shared, {.method = Method::equal_shares})->selected;
        const auto most = static_cast<std::size_t>(std::min(*election.seats, wanted));
        if (bought.size() >= most) {
            bought.resize(most);
            break;
        }
        shared.budget = *shared.budget + 1;
    }

    const auto counted =
        tally(election, {.method = Method::equal_shares, .completion = Completion::add1});

    RC_ASSERT(counted->selected.size() == static_cast<std::size_t>(*election.seats));
    RC_ASSERT(std::equal(bought.begin(), bought.end(), counted->selected.begin()));
}

RC_GTEST_PROP(SharedBudgets, AreNeverExceededAndEveryPurchaseIsPaidExactly, ()) {
    const Election election = any_shared_budget();
    const Rule rule = any_rule();

    const auto counted = tally(election, rule);

    std::int64_t cost = 0;
    for (const OptionIndex option : counted->selected) {
        cost += election.options[option].cost;
    }
    RC_ASSERT(cost == counted->cost);
    RC_ASSERT(cost <= *election.budget);
    for (const Step& step : counted->steps) {
        if (const Bought* bought = std::get_if<Bought>(&step)) {
            RC_ASSERT(bought->full_paid + bought->rest_paid ==
                      Fraction(election.options[bought->option].cost));
        }
    }
}

/// The election with option k at place to[k].
Election renamed(const Election& election, const std::vector<OptionIndex>& to) {
    Election other = election;
    for (OptionIndex option = 0; option < to.size(); ++option) {
        other.options[to[option]] = election.options[option];
    }
    for (std::uint32_t& option : other.ballots.option) {
        option = to[option];
    }
    return other;
}

RC_GTEST_PROP(EveryRule, IsNeutral, ()) {
    const bool ranked = *rc::gen::arbitrary<bool>();
    const Election election = ranked ? any_ranking() : any_shared_budget();
    const Rule rule = ranked ? Rule{.method = Method::schulze} : any_rule();
    std::vector<OptionIndex> ties(election.options.size());
    std::iota(ties.begin(), ties.end(), 0U);
    std::vector<OptionIndex> to = ties;
    std::rotate(to.begin(), to.begin() + 1, to.end());

    const auto counted = tally_with(election, rule, ties);
    // The order of ties is renamed too: place p holds what stood there.
    std::vector<OptionIndex> ties_renamed;
    for (const OptionIndex option : ties) {
        ties_renamed.push_back(to[option]);
    }
    const auto again = tally_with(renamed(election, to), rule, ties_renamed);

    std::vector<OptionIndex> wanted;
    for (const OptionIndex option : counted->selected) {
        wanted.push_back(to[option]);
    }
    RC_ASSERT(again->selected == wanted);
}

RC_GTEST_PROP(Schulze, ElectsTheCondorcetWinnerWhereThereIsOne, ()) {
    const Election election = any_ranking();
    const std::size_t n = election.options.size();
    const std::vector<std::int64_t> votes = prefer_counts(election);

    const auto counted = tally(election, {.method = Method::schulze});

    for (std::size_t a = 0; a < n; ++a) {
        bool beats_all = true;
        for (std::size_t b = 0; b < n; ++b) {
            beats_all = beats_all && (a == b || votes[a * n + b] > votes[b * n + a]);
        }
        if (beats_all) {
            RC_ASSERT(counted->selected.front() == a);
        }
    }
}

RC_GTEST_PROP(Schulze, CountsPairsAsOneByOne, ()) {
    const Election election = any_ranking();
    const std::size_t n = election.options.size();
    const Ballots& ballots = election.ballots;
    std::vector<std::int64_t> wanted(n * n, 0);
    for (std::size_t row = 0; row < ballots.rows(); ++row) {
        std::vector<std::int64_t> rank(n, 1000);
        for (std::size_t k = ballots.start[row]; k < ballots.start[row + 1]; ++k) {
            rank[ballots.option[k]] = ballots.value[k];
        }
        for (std::size_t pair = 0; pair < n * n; ++pair) {
            wanted[pair] += rank[pair / n] < rank[pair % n] ? ballots.count[row] : 0;
        }
    }

    RC_ASSERT(prefer_counts(election) == wanted);
}

}  // namespace
}  // namespace vorrat::decide
