#include <gtest/gtest.h>

#include "vorrat/base/random.h"
#include "vorrat/decide/decide.h"
#include "vorrat/record/record.h"

// The record counts by rules of its own, so that a checker can be read; the room that decides must
// come to the same winners.

namespace vorrat {
namespace {

using record::Choice;

std::vector<Choice> random_ballots(Random& random, std::uint32_t options) {
    std::vector<Choice> ballots(1 + random.below(12));
    for (Choice& ballot : ballots) {
        for (std::uint32_t k = random.below(options + 1); k > 0; --k) {
            const std::size_t option = random.below(options);
            if (std::ranges::find(ballot, option) == ballot.end()) {
                ballot.push_back(option);
            }
        }
    }
    return ballots;
}

decide::Election election_of(const std::vector<Choice>& ballots, std::uint32_t options,
                             decide::BallotKind kind) {
    decide::Election election;
    election.kind = kind;
    election.people = static_cast<std::int64_t>(ballots.size());
    election.seats = 1;
    for (std::uint32_t k = 0; k < options; ++k) {
        election.options.push_back({.id = std::to_string(k), .name = "", .cost = 1});
    }
    for (const Choice& ballot : ballots) {
        for (std::size_t place = 0; place < ballot.size(); ++place) {
            const bool ranked = kind == decide::BallotKind::ranking;
            election.ballots.push_option(static_cast<std::uint32_t>(ballot[place]),
                                         ranked ? static_cast<std::int64_t>(place) + 1 : 1);
        }
        election.ballots.close_row(1);
    }
    return election;
}

TEST(Record, CountsAsTheRoomThatDecides) {
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        Random random(seed);
        const std::uint32_t options = 2 + random.below(5);
        const std::vector<Choice> ballots = random_ballots(random, options);
        for (const bool ranked : {false, true}) {
            const auto ours = record::count(ranked ? "schulze" : "approval", options, 0, ballots);
            const auto theirs = decide::tally(
                election_of(ballots, options,
                            ranked ? decide::BallotKind::ranking : decide::BallotKind::approval),
                {.method = ranked ? decide::Method::schulze : decide::Method::av});
            ASSERT_TRUE(theirs) << theirs.error().message;
            if (ours.winner.empty()) {
                continue;  // nobody wants anything: the record says no decision
            }
            EXPECT_EQ(ours.winner.front(), theirs->selected.front())
                << "seed " << seed << (ranked ? " schulze" : " approval");
        }
    }
}

}  // namespace
}  // namespace vorrat
