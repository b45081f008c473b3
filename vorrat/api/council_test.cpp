#include "vorrat/api/council.h"

#include <filesystem>
#include <utility>

#include <gtest/gtest.h>

#include "vorrat/api/testing.h"
#include "vorrat/base/file.h"

namespace vorrat::api {
namespace {

namespace fs = std::filesystem;

Date day(const char* text) { return parse_date(text).value(); }

/// A council of three (ada, bela, cem) whose phases last a week each, and P1 of 2026-10-01 to lower
/// a cap to 2200, with an amendment to 2400. Ballots: two for the amendment, one for the proposal.
/// Vote until 29 October.
class CouncilOfThree {
public:
    CouncilOfThree() {
        using namespace council;
        must("2026-09-01", Found{"village", "The village", Of::place, "", Rules{}});
        for (const char* person : {"ada", "bela", "cem"}) {
            must("2026-09-01", Join{"village", person, ""});
        }
        must("2026-10-01", Propose{"P1", "village", "ada", "Less CO2e", "the path", cap("2200")});
        must("2026-10-20", Amend{"P1.A1", "P1", "bela", "not so fast", cap("2400")});
        must("2026-10-21", Alternative{"P1", false, "limits collide"});
        must("2026-10-21", Alternative{"P1.A1", true, "a little less coffee"});
        must("2026-10-25", Cast{"P1", "ada", "P1 > P1.A1"});
        must("2026-10-25", Cast{"P1", "bela", "P1.A1 > keep"});
        must("2026-10-26", Cast{"P1", "cem", "P1.A1"});
    }

    void must(const char* date, council::Event event) {
        const council::Entry entry{state.next_n(), day(date), std::move(event)};
        const auto done = state.apply(entry);
        EXPECT_TRUE(done) << done.error().message;
        text += line_of(entry);
    }
    static council::Changes cap(const char* total) {
        return {.criteria = {{"caps.co2e_kg.total", total}}, .needs = {}, .activities = {}};
    }

    council::State state;
    std::string text;
};

TEST(CouncilViews, ShowWhoHasAVoteAndByWhichRules) {
    const CouncilOfThree village;

    const Json view = councils(village.state, day("2026-10-01"));

    EXPECT_EQ(view["rows"][0]["voters"], Json({"ada", "bela", "cem"}));
    EXPECT_EQ(view["rows"][0]["rules"]["quorum"], "1/2");
    EXPECT_EQ(councils(village.state, day("2026-08-31"))["rows"][0]["voters"], Json::array());
}

TEST(CouncilViews, ShowThePhaseOfEachProposalOnTheDayAskedFor) {
    const CouncilOfThree village;

    const Json row = proposals(village.state, "village", day("2026-10-10"))["rows"][0];

    EXPECT_EQ(row["phase"], "discuss");
    EXPECT_EQ(row["until"], "2026-10-15");
    EXPECT_EQ(row["standing_de"], "Aussprache bis 2026-10-15");
    EXPECT_EQ(proposals(village.state, "other", day("2026-10-10"))["total"], 0);
}

TEST(CouncilViews, ShowWhatEachOptionWouldChangeAndBring) {
    const CouncilOfThree village;

    const Json view =
        proposal(village.state, "P1.A1", day("2026-10-26"), day("2026-10-26")).value();

    EXPECT_EQ(view["id"], "P1");
    EXPECT_EQ(view["options"][0]["alternative"]["feasible"], false);
    EXPECT_EQ(view["options"][1]["changes"]["criteria"]["caps.co2e_kg.total"], "2400");
    EXPECT_EQ(view["options"][1]["lines"][0], "caps.co2e_kg.total: 2400");
    EXPECT_FALSE(proposal(village.state, "P2", day("2026-10-26"), day("2026-10-26")));
}

TEST(CouncilViews, ShowHowPeopleVotedOnceTheVoteIsOver) {
    const CouncilOfThree village;
    const auto vote_on = [&](const char* date) {
        return proposal(village.state, "P1", day(date), day(date)).value()["votes"][0];
    };

    EXPECT_EQ(vote_on("2026-10-29")["by"], "ada");
    EXPECT_TRUE(vote_on("2026-10-29")["ranking"].is_null());
    EXPECT_EQ(vote_on("2026-10-30")["ranking"], "P1 > P1.A1");
    const Json ahead = proposal(village.state, "P1", day("2099-01-01"), day("2026-10-29")).value();
    EXPECT_TRUE(ahead["votes"][0]["ranking"].is_null()) << "who asks for a later day sees no more";
}

/// keep, P1, P1.A1: bela and cem prefer P1.A1 to P1, all prefer it to keep.
TEST(CouncilViews, ShowTheTallyAndWhyItEndedSo) {
    CouncilOfThree village;
    village.must("2026-10-30", council::Count{"P1", 0, 3, 3, "P1.A1"});

    const Json tally =
        proposal(village.state, "P1", day("2026-10-30"), day("2026-10-30")).value()["tally"];

    EXPECT_EQ(tally["winner"], "P1.A1");
    EXPECT_EQ(tally["order"], Json({"P1.A1", "keep", "P1"}));
    EXPECT_EQ(tally["prefer"], Json({{0, 1, 0}, {1, 0, 1}, {3, 2, 0}}));
    EXPECT_NE(tally["why_en"].get<std::string>().find("2 to 1"), std::string::npos);
    EXPECT_NE(tally["why_de"].get<std::string>().find("2 zu 1"), std::string::npos);
}

class ServedCouncils : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() /
                  (std::string("vorrat_councils_") +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(folder_);
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }

    void write(const std::string& text) const {
        ASSERT_TRUE(write_file(folder_ / "council.jsonl", text));
    }
    Reply get(const char* target) const {
        const auto noon = [] {
            return (day("2026-10-26") + std::chrono::hours{12}).time_since_epoch() /
                   std::chrono::seconds{1};
        };
        const auto site = open_site(testing::served(folder_, noon));
        EXPECT_TRUE(site) << site.error().message;
        return site->api.answer({.method = "GET", .target = std::string("/api/v1/") + target});
    }

    fs::path folder_;
};

TEST_F(ServedCouncils, AreReadAnewWhenTheRecordHasGrown) {
    const CouncilShelf shelf(folder_);
    CouncilOfThree village;

    EXPECT_TRUE((*shelf.state())->councils().empty());
    write(village.text);
    EXPECT_EQ((*shelf.state())->matters().front().ballots.size(), 3);
    village.must("2026-10-30", council::Count{"P1", 0, 3, 3, "P1.A1"});
    write(village.text);
    EXPECT_TRUE((*shelf.state())->matters().front().count);
    write(village.text + "x\n");
    EXPECT_EQ(shelf.state().error().kind, ErrorKind::bad_input);
}

TEST_F(ServedCouncils, StandAsOfTodayOrOfTheDayAskedFor) {
    write(CouncilOfThree().text);

    EXPECT_EQ(Json::parse(get("proposals").body)["rows"][0]["phase"], "vote");
    EXPECT_EQ(Json::parse(get("proposals?on=2026-10-30").body)["rows"][0]["phase"], "object");
    EXPECT_EQ(Json::parse(get("councils").body)["on"], "2026-10-26");
}

TEST_F(ServedCouncils, SayWhatCannotBeAnswered) {
    write(CouncilOfThree().text);

    EXPECT_EQ(get("proposals?on=soon").status, 400);
    EXPECT_EQ(get("proposals/P7").status, 404);
    EXPECT_EQ(get("councils/village").status, 404);
    write("x\n");
    EXPECT_EQ(get("proposals").status, 503);
}

}  // namespace
}  // namespace vorrat::api
