#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/base/sha256.h"
#include "vorrat/council/testing.h"

namespace vorrat::council {
namespace {

using testing::day;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Village;

TEST(Phases, LastFromTheDayBehindTheLastDeadlineToTheirOwn) {
    const Village village;

    EXPECT_EQ(phase_on(village.matter(), day("2026-10-10")), Phase::propose);
    EXPECT_EQ(phase_on(village.matter(), day("2026-10-11")), Phase::discuss);
    EXPECT_EQ(phase_on(village.matter(), day("2026-11-09")), Phase::vote);
    EXPECT_EQ(phase_on(village.matter(), day("2026-11-20")), std::nullopt);
}

TEST(Proposals, HoldNoControlCharactersButInReasons) {
    Village village;
    const auto refused = [&](const Changes& changes) {
        return village.refusal(day("2026-10-02"),
                               Propose{"P2", "village", "ada", "t", "r", changes});
    };
    Changes sound;
    sound.criteria = {{"caps.co2e_kg.total", "2200"}};
    sound.needs = {{.item = "bread", .factor = 0.5, .reason = "two\nlines"}};
    sound.activities = {
        {.id = "bake", .name = "Bake", .places = {"shop"}, .inputs = {{"corn", 1}}}};
    std::vector<Changes> all(9, sound);
    all[0].criteria = {{"caps.co2e_kg.total", "2200\n[fairness]\nminimum_ratio = 0"}};
    all[1].criteria = {{"caps.co2e\nkg.total", "2200"}};
    all[2].needs[0].item += '\n';
    all[3].needs[0].community = "a\tb";
    all[4].needs[0].replaced_by = "a\rb";
    all[5].activities[0].id += '\n';
    all[6].activities[0].name += '\x1b';
    all[7].activities[0].places[0] += '\n';
    all[8].activities[0].inputs = {{"a\nb", 1}};
    for (std::size_t k = 0; k < all.size(); ++k) {
        EXPECT_THAT(refused(all[k]), HasSubstr("without control characters")) << k;
    }
    EXPECT_THAT(village.refusal(day("2026-10-02"),
                                Propose{"P2", "village", "ada", "two\nlines", "r", sound}),
                HasSubstr("title: want one line"));
    village.must(day("2026-10-02"), Propose{"P2", "village", "ada", "t", "two\nlines", sound});
}

TEST(Proposals, AreNotMoreThanPeopleCanWeigh) {
    Village village;
    const auto proposal = [&](std::size_t k, const char* by) {
        return Propose{"P" + std::to_string(k), "village", by, "t", "r", Village::lower("2200")};
    };
    for (std::size_t k = 2; k <= open_proposals_max; ++k) {
        village.must(day("2026-10-02"), proposal(k, "ada"));
    }
    EXPECT_THAT(village.refusal(day("2026-10-02"), proposal(open_proposals_max + 1, "ada")),
                HasSubstr("ada has 20 open proposals"));
    village.must(day("2026-10-02"), proposal(open_proposals_max + 1, "bela"));
    const auto amendment = [](std::size_t k) {
        return Amend{"P1.A" + std::to_string(k), "P1", "bela", "r",
                     Village::lower(std::to_string(2200 + k).c_str())};
    };
    for (std::size_t k = 1; k <= amendments_max; ++k) {
        village.must(day("2026-10-25"), amendment(k));
    }
    EXPECT_THAT(village.refusal(day("2026-10-25"), amendment(amendments_max + 1)),
                HasSubstr("want at most 50"));
    village.must(day("2026-11-21"), proposal(open_proposals_max + 2, "ada"));
}

TEST(Phases, TakeWhatBelongsToThemAndSayWhenItDoes) {
    Village village;

    EXPECT_THAT(village.refusal(day("2026-10-12"),
                                Amend{"P1.A1", "P1", "bela", "so", Village::lower("2400")}),
                HasSubstr("amendment: want a day of the phase amend (until 2026-10-30), 2026-10-12 "
                          "is in the phase discuss"));
    EXPECT_THAT(village.refusal(day("2026-10-12"), Cast{"P1", "bela", "keep"}),
                HasSubstr("want a day of the phase vote"));
    EXPECT_THAT(
        village.refusal(day("2026-10-12"), Say{"P1", "bela", Voice::minority, "we disagree"}),
        HasSubstr("want a day of the phase object"));
    village.must(day("2026-10-12"), Say{"P1", "bela", Voice::discussion, "what of the bread?"});
}

TEST(Deadlines, MoveLaterWithThoseBehindThemAndNeverBack) {
    Village village;
    village.must(day("2026-10-12"),
                 Move{"P1", Phase::discuss, day("2026-10-25"), "cem", "harvest"});

    EXPECT_EQ(village.matter().deadline(Phase::discuss), day("2026-10-25"));
    EXPECT_EQ(village.matter().deadline(Phase::object), day("2026-11-24"));
    EXPECT_THAT(village.refusal(day("2026-10-13"),
                                Move{"P1", Phase::vote, day("2026-11-01"), "cem", "haste"}),
                HasSubstr("deadlines are only moved later"));
    EXPECT_THAT(village.refusal(day("2026-10-13"),
                                Move{"P1", Phase::propose, day("2026-12-01"), "cem", "again"}),
                HasSubstr("what is over stays over"));
    EXPECT_THAT(in_words(village.state, village.matter(), day("2026-10-13"), Language::english),
                HasSubstr("On 2026-10-12 cem moved the deadline of discussion from 2026-10-20 to "
                          "2026-10-25: harvest"));
}

TEST(Deadlines, StayOnceThereIsABallot) {
    Village village;
    village.reach_the_vote();
    village.vote("ada", "P1");

    EXPECT_THAT(village.refusal(day("2026-11-03"),
                                Move{"P1", Phase::vote, day("2026-11-12"), "bela", "more votes"}),
                HasSubstr("who can choose the end can choose the outcome"));
}

TEST(Ballots, AreOnePerPersonAndNameKnownOptions) {
    Village village;
    village.reach_the_vote();
    village.vote("ada", "P1 > keep");
    const Date date = day("2026-11-03");

    EXPECT_THAT(village.refusal(date, Cast{"P1", "bela", "P9 > keep"}),
                HasSubstr("want keep, P1, P1.A1, with > and = between them, got \"P9\""));
    EXPECT_THAT(village.refusal(date, Cast{"P1", "bela", "keep > keep"}),
                HasSubstr("want keep once"));
    EXPECT_THAT(village.refusal(date, Cast{"P1", "stranger", "keep"}),
                HasSubstr("stranger has no vote in village"));
}

TEST(Ballots, CanBeChangedUntilTheVoteIsOver) {
    Village village;
    village.reach_the_vote();
    village.vote("ada", "P1 > keep");
    village.vote("bela", "P1");
    village.must(day("2026-11-03"), Cast{"P1", "ada", "keep"});

    const auto& ballots = village.state.matters().front().ballots;
    ASSERT_EQ(ballots.size(), 2U);
    EXPECT_EQ(ballots[0].by, "ada");
    EXPECT_EQ(ballots[0].ranking, "keep");
    EXPECT_EQ(ballots[0].date, day("2026-11-03"));
    EXPECT_NE(village.refusal(day("2026-11-20"), Cast{"P1", "ada", "P1"}), "nothing was refused");
}

TEST(Ballots, WaitUntilEverybodyCanSeeWhatEachOptionWouldBring) {
    Village village;

    EXPECT_THAT(village.refusal(day("2026-11-02"), Cast{"P1", "ada", "P1"}),
                HasSubstr("nobody has computed yet what P1 would bring"));
}

TEST(Votes, AreCountedBySchulzeAndAdoptTheWinner) {
    Village village;
    village.reach_the_vote();
    village.vote("ada", "P1 > P1.A1 > keep");
    village.vote("bela", "P1.A1 > keep > P1");
    village.vote("cem", "P1.A1 > P1 > keep");
    village.vote("dora", "keep > P1.A1");
    village.count();

    EXPECT_EQ(village.matter().count->winner, "P1.A1");
    EXPECT_EQ(village.ending("2026-11-20"), Outcome::adopted);
    EXPECT_THAT(in_words(village.state, village.matter(), day("2026-11-20"), Language::english),
                HasSubstr("Votes: 4 of 5 people with a vote."));
}

TEST(Votes, WithoutTheQuorumChangeNothing) {
    Village village;
    village.reach_the_vote();
    village.vote("ada", "P1");
    village.vote("bela", "P1");
    village.count();

    EXPECT_EQ(village.matter().count->winner, "");
    EXPECT_EQ(village.ending("2026-11-10"), Outcome::no_quorum);
    EXPECT_THAT(in_words(village.state, village.matter(), day("2026-11-10"), Language::german),
                HasSubstr("nicht beschlussfähig"));
}

TEST(Votes, CountAbstentionsForTheQuorumOnly) {
    Village village;
    village.reach_the_vote();
    village.vote("ada", "P1 > keep");
    village.vote("bela", "");
    village.vote("cem", " ");
    village.count();

    EXPECT_EQ(village.matter().count->winner, "P1");
}

TEST(Votes, ThatAreAllEmptyOrAllTiedKeepThePresentState) {
    for (const char* ranking : {"", "keep = P1 = P1.A1"}) {
        Village village;
        village.reach_the_vote();
        for (const char* person : {"ada", "bela", "cem"}) {
            village.vote(person, ranking);
        }
        village.count();

        EXPECT_EQ(village.ending("2026-11-10"), Outcome::kept);
    }
}

TEST(Votes, ThatTieAreDecidedByTheRuleStatedBefore) {
    for (const decide::Ties ties : {decide::Ties::given, decide::Ties::lot}) {
        Village village(Rules{.days = {9, 10, 10, 10, 10}, .ties = ties});
        village.must(day("2026-10-26"), Alternative{"P1", true, ""});
        village.vote("ada", "P1 > keep");
        village.vote("bela", "P1 > keep");
        village.vote("cem", "keep > P1");
        village.vote("dora", "keep > P1");
        village.count(20261110);

        // By lot: the smaller SHA-256 of `20261110:keep` and `20261110:P1`.
        const bool keeps =
            ties == decide::Ties::given || sha256("20261110:keep") < sha256("20261110:P1");
        EXPECT_EQ(village.matter().count->winner, keeps ? "keep" : "P1");
    }
}

TEST(Votes, OfPeopleWhoLeftBeforeTheEndAreVoid) {
    Village village;
    village.reach_the_vote();
    village.vote("ada", "P1");
    village.vote("bela", "keep");
    village.vote("cem", "P1");
    village.must(day("2026-11-05"), Leave{"village", "cem", "moves away"});
    village.count();

    EXPECT_EQ(village.matter().count->ballots, 2);
    EXPECT_EQ(village.matter().count->voters, 4);
    EXPECT_EQ(village.matter().count->winner, "keep") << "one against one: the present state";
    EXPECT_THAT(in_words(village.state, village.matter(), day("2026-11-10"), Language::english),
                HasSubstr("cem: P1 (void: no vote on the last day)"));
}

TEST(Votes, AreCountedAgainByWhoeverReadsTheFile) {
    Village village;
    village.reach_the_vote();
    for (const char* person : {"ada", "bela", "cem"}) {
        village.vote(person, "P1 > keep");
    }

    EXPECT_THAT(village.refusal(day("2026-11-10"), Count{"P1", 0, 5, 3, "keep"}),
                HasSubstr("counted again it is \"P1\", got \"keep\""));
    EXPECT_THAT(village.refusal(day("2026-11-10"), Count{"P1", 0, 9, 3, "P1"}),
                HasSubstr("voters: counted again they are 5, got 9"));
    EXPECT_THAT(village.refusal(day("2026-11-09"), Count{"P1", 0, 5, 3, "P1"}),
                HasSubstr("the last day of the vote"));
}

TEST(Objections, ReturnAProposalWhenEnoughObject) {
    Village village;
    village.reach_the_vote();
    for (const char* person : {"ada", "bela", "cem"}) {
        village.vote(person, "P1 > keep");
    }
    village.count();
    village.must(day("2026-11-12"), Say{"P1", "dora", Voice::objection, "no bread for the old"});
    EXPECT_EQ(village.ending("2026-11-20"), Outcome::adopted) << "one of five is less than a third";

    EXPECT_THAT(
        village.refusal(day("2026-11-12"), Say{"P1", "dora", Voice::objection, "once more"}),
        HasSubstr("dora has objected already"));
    village.must(day("2026-11-13"), Say{"P1", "emil", Voice::objection, "nor for me"});
    EXPECT_EQ(village.ending("2026-11-20"), Outcome::returned);
}

TEST(Minority, StatementsStandBesideTheDecision) {
    Village village;
    village.reach_the_vote();
    for (const char* person : {"ada", "bela", "cem"}) {
        village.vote(person, "P1 > keep");
    }
    village.count();
    village.must(day("2026-11-12"),
                 Say{"P1", "dora", Voice::minority, "the oven should come first"});
    village.must(day("2026-11-20"), Decide{"P1", Outcome::adopted, "D7"});

    EXPECT_THAT(in_words(village.state, village.matter(), day("2026-11-21"), Language::english),
                HasSubstr("dora stated for the minority (2026-11-12): the oven should come first"));
    EXPECT_THAT(village.refusal(day("2026-11-21"), Say{"P1", "ada", Voice::discussion, "still"}),
                HasSubstr("P1 has ended (adopted)"));
}

TEST(Supporters, AreNeededByTheFirstDeadlineOrTheProposalLapses) {
    Village village(Rules{.supporters = 2, .days = {9, 10, 10, 10, 10}});
    EXPECT_THAT(village.refusal(day("2026-10-02"), Support{"P1", "ada"}),
                HasSubstr("ada stands behind P1 already"));
    EXPECT_EQ(village.ending("2026-10-11"), Outcome::lapsed);

    village.must(day("2026-10-02"), Support{"P1", "cem"});
    EXPECT_FALSE(ending_on(village.state, village.matter(), day("2026-10-11")).outcome);
}

TEST(Infeasible, ProposalsMayBeVotedForButChangeNoTable) {
    Village village;
    village.must(day("2026-10-26"),
                 Alternative{"P1", false, "no plan: minimum coverage against the cap"});
    for (const char* person : {"ada", "bela", "cem"}) {
        village.vote(person, "P1 > keep");
    }
    village.count();

    EXPECT_EQ(village.ending("2026-11-20"), Outcome::infeasible);
    EXPECT_THAT(village.refusal(day("2026-11-20"), Decide{"P1", Outcome::adopted, "D7"}),
                HasSubstr("by the rules it is infeasible"));
}

TEST(PrefLib, BallotsAreCountedAlikeByTheTallyOfFiles) {
    Village village;
    village.reach_the_vote();
    village.vote("ada", "P1 > P1.A1 > keep");
    village.vote("bela", "P1.A1 > keep = P1");
    village.vote("cem", "P1.A1 > P1 > keep");
    village.vote("dora", "");

    const std::string file = preflib_of(village.state, village.matter());
    const auto election = decide::read_election(file, "P1.toi");

    ASSERT_TRUE(election) << election.error().message << "\n" << file;
    const auto tally = decide::tally(*election, {.method = decide::Method::schulze});
    ASSERT_TRUE(tally) << tally.error().message;
    EXPECT_EQ(options_of(village.matter()).at(tally->selected.front()),
              count_votes(village.state, village.matter(), 0).winner);
}

}  // namespace
}  // namespace vorrat::council
