#include "vorrat/publish/publish.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "vorrat/base/file.h"
#include "vorrat/base/sha256.h"
#include "vorrat/publish/testing.h"

namespace vorrat::publish {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class Publishing : public ::testing::Test {
protected:
    Publishing()
        : parent_(fs::temp_directory_path() / ("vorrat_publish_" + std::to_string(::getpid()))) {
        fs::create_directories(parent_);
    }
    ~Publishing() override { fs::remove_all(parent_); }

    fs::path folder() const { return parent_ / "plan"; }
    std::string read(const char* file) const { return *read_file(folder() / file); }

    const fs::path parent_;
    const testing::Bakery bakery_;
};

TEST_F(Publishing, WritesTheSameBytesForTheSamePlan) {
    ASSERT_TRUE(publish(bakery_.publication(), folder()));
    const std::string first = read("SHA256SUMS");
    ASSERT_TRUE(publish(bakery_.publication(), folder()));

    EXPECT_EQ(read("SHA256SUMS"), first);
    EXPECT_THAT(first, HasSubstr(to_hex(sha256(read("report.html"))) + "  report.html\n"));
}

TEST_F(Publishing, WritesTablesAsTheFormatSays) {
    ASSERT_TRUE(publish(bakery_.publication(), folder()));

    EXPECT_EQ(read("flows.csv"),
              "item_id,from_place,to_place,mode,leaves,arrives,quantity,kg,tkm\n"
              "bread,hub,n,road,0,0,1000,1000,10\nbread,hub,s,road,0,0,400,400,8\n");
    EXPECT_EQ(read("coverage.csv"),
              "community,tier,need,met,coverage\n"
              "north,essential,1000,1000,1\nsouth,essential,500,400,0.8\n");
    EXPECT_FALSE(fs::exists(folder() / "supply.csv")) << "no supply table was given";
}

TEST_F(Publishing, TellsCorrectionsOfTheForecastAndNotWhoMadeThem) {
    testing::Bakery bakery;
    const Date day = bakery.forecast.start;
    bakery.world.need_overrides = {
        {"O1", {0}, {1}, day, day + days{6}, 1.5, {}, "a feast", day, "paula", {}}};

    ASSERT_TRUE(publish(bakery.publication(), folder()));

    EXPECT_EQ(read("need_overrides.csv"),
              "override_id,item_id,place_id,from,until,factor,quantity,reason,made,withdrawn\n"
              "O1,bread,n,2026-11-02,2026-11-08,1.5,,a feast,2026-11-02,\n");
    EXPECT_THAT(read("SHA256SUMS"), HasSubstr("  need_overrides.csv\n"));
}

TEST_F(Publishing, IsReadBackAsItWasWritten) {
    testing::Bakery bakery;
    RowKey row;
    row.item = {0};
    row.place = {1};
    row.period = {0};
    bakery.plan.basis.basic = {
        {.kind = VariableKind::send, .item = ItemId{0}, .period = Period{0}, .lane = LaneId{1}},
        {.kind = VariableKind::lowest_coverage}};
    bakery.plan.basis.full = {{.kind = VariableKind::set_aside,
                               .item = ItemId{0},
                               .place = PlaceId{1},
                               .period = Period{0},
                               .slice = 1}};
    bakery.plan.basis.basic_rows = {row, bakery.plan.limits[0].row};
    RowKey floor;
    floor.kind = RowKind::keep_worth;
    bakery.plan.stages[1].duals = {{row, -3}, {bakery.plan.limits[0].row, 50}};
    bakery.plan.stages[2].duals = {{floor, 0.25}};
    bakery.plan.entries = {{ItemId{0}, PlaceId{1}, Period{0}, 7}};
    bakery.plan.stock = {{ItemId{0}, PlaceId{1}, Period{0}, 11, 2, 4, 1}};
    ASSERT_TRUE(publish(bakery.publication(), folder()));

    const auto plan = read_plan(folder(), bakery.world);

    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_EQ(plan->start, bakery.plan.start);
    EXPECT_EQ(plan->periods, 1);
    ASSERT_EQ(plan->flows.size(), 2);
    EXPECT_EQ(plan->flows[1].lane, LaneId{1});
    EXPECT_EQ(plan->flows[1].quantity, 400);
    ASSERT_EQ(plan->need.size(), 2);
    EXPECT_EQ(plan->need[1].width, 500);
    ASSERT_EQ(plan->limits.size(), 1);
    EXPECT_EQ(plan->limits[0].row.indicator, "co2e_kg");
    EXPECT_EQ(plan->limits[0].valuation, 50);
    EXPECT_EQ(plan->stages[2].gap, bakery.plan.stages[2].gap);
    ASSERT_EQ(plan->entries.size(), 1);
    EXPECT_EQ(plan->entries[0].quantity, 7);
    ASSERT_EQ(plan->stock.size(), 1);
    EXPECT_EQ(plan->stock[0].waste, 2);
    EXPECT_EQ(plan->stock[0].reserve_missing, 1);
    ASSERT_EQ(plan->stages[1].duals.size(), 2);
    EXPECT_EQ(plan->stages[1].duals[0].value, -3);
    EXPECT_EQ(plan->stages[1].duals[1].row.indicator, "co2e_kg");
    ASSERT_EQ(plan->stages[2].duals.size(), 1);
    EXPECT_EQ(plan->stages[2].duals[0].row.kind, RowKind::keep_worth);
    ASSERT_EQ(plan->basis.basic.size(), 2);
    EXPECT_EQ(plan->basis.basic[0].lane, LaneId{1});
    ASSERT_EQ(plan->basis.full.size(), 1);
    EXPECT_EQ(plan->basis.full[0].slice, 1);
    ASSERT_EQ(plan->basis.basic_rows.size(), 2);
    EXPECT_EQ(plan->basis.basic_rows[1].indicator, "co2e_kg");
}

TEST_F(Publishing, IsReadBackWithoutWhatTheWorldNoLongerHas) {
    ASSERT_TRUE(publish(bakery_.publication(), folder()));
    World later = bakery_.world;
    later.places[{2}].id = "elsewhere";

    const auto plan = read_plan(folder(), later);

    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_EQ(plan->flows.size(), 1);
    EXPECT_EQ(plan->need.size(), 1);
}

TEST_F(Publishing, SaysWhereAPlanCannotBeReadBack) {
    ASSERT_TRUE(publish(bakery_.publication(), folder()));
    std::ofstream(folder() / "runs.csv") << "activity_id,place_id,period,runs\nbake,hub,0,many\n";

    const auto plan = read_plan(folder(), bakery_.world);

    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(plan.error().message,
                HasSubstr("runs.csv:2:12: runs: want a number, found \"many\""));
    EXPECT_THAT(read_plan(parent_ / "nowhere", bakery_.world).error().message,
                HasSubstr("want a published plan"));
}

TEST(PlanChanges, NameTheNeedTheLimitAndTheValuationThatMovedAShipment) {
    testing::Bakery bakery;
    const Plan before = bakery.plan;
    bakery.plan.need[1].width = 600;
    bakery.plan.flows[1].quantity = 500;
    bakery.plan.flows[0].quantity = 900;
    bakery.plan.limits[0].limit = 1800;
    RowKey north;
    north.item = {0};
    north.place = {1};
    north.period = {0};
    bakery.plan.stages[1].duals = {{north, 20}};

    const auto changes = plan_changes(before, bakery.publication(), Language::english);

    ASSERT_EQ(changes.size(), 4);
    EXPECT_EQ(changes[0].what, "need of Bread at Südstadt");
    EXPECT_EQ(changes[0].after, 600);
    EXPECT_EQ(changes[1].what, "cap on greenhouse gases (CO2e)");
    EXPECT_EQ(changes[1].before, 2000);
    EXPECT_THAT(changes[2].what, HasSubstr("to Nordheim"));
    EXPECT_EQ(changes[2].because, "Bread at Nordheim is worth 0 -> -20");
    EXPECT_THAT(changes[3].what, HasSubstr("to Südstadt"));
    EXPECT_EQ(changes[3].because, "need of Bread: 500 -> 600");
    EXPECT_TRUE(plan_changes(before, testing::Bakery().publication(), Language::english).empty());
}

TEST_F(Publishing, LeavesWhatIsNotOursAlone) {
    fs::create_directories(folder());
    std::ofstream(folder() / "thesis.txt") << "years of work";

    const auto outcome = publish(bakery_.publication(), folder());

    ASSERT_FALSE(outcome);
    EXPECT_THAT(outcome.error().message, HasSubstr("thesis.txt"));
    EXPECT_EQ(read("thesis.txt"), "years of work");
}

TEST_F(Publishing, LeavesAFolderAloneThatOnlyLooksLikeOurs) {
    fs::create_directories(folder());
    std::ofstream(folder() / "items.csv") << "item_id\n";

    EXPECT_FALSE(publish(bakery_.publication(), folder()));

    EXPECT_EQ(read("items.csv"), "item_id\n");
}

TEST_F(Publishing, LeavesNothingBesideItsFolder) {
    ASSERT_TRUE(publish(bakery_.publication(), folder()));
    ASSERT_TRUE(publish(bakery_.publication(), folder()));

    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(parent_)) {
        names.push_back(entry.path().filename().string());
    }
    EXPECT_EQ(names, std::vector<std::string>{"plan"});
}

TEST_F(Publishing, LeavesTheOldFolderWhereTheNewOneIsNotAccepted) {
    ASSERT_TRUE(publish(bakery_.publication(), folder()));
    const std::string before = read("plan.json");
    bool complete = false;
    const auto refuse = [&](const fs::path& made) -> Outcome {
        complete = fs::exists(made / "plan.json") && fs::exists(made / "SHA256SUMS");
        return failed("not good enough");
    };

    const auto outcome = publish(bakery_.publication(), folder(), refuse);

    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().message, "not good enough");
    EXPECT_TRUE(complete);
    EXPECT_EQ(read("plan.json"), before);
    EXPECT_EQ(std::distance(fs::directory_iterator(parent_), fs::directory_iterator()), 1);
}

TEST_F(Publishing, FailsWithAMessageWhereItCannotWrite) {
    std::ofstream(parent_ / "file") << "no folder";

    const auto outcome = publish(bakery_.publication(), parent_ / "file" / "plan");

    ASSERT_FALSE(outcome);
    EXPECT_THAT(outcome.error().message, HasSubstr("file"));
}

/// The bakery with a decision about every number.
void decide_all(World& world) {
    world.decisions.clear();
    for (const CriterionValue& row : criteria_values(world)) {
        world.decisions.push_back(
            {"D1", Date{days{20000}}, "bakers", row.key, row.value, "", "so", ""});
    }
}

TEST(Adoption, StandsInTheFirstLineOfEverythingWhenNobodyDecided) {
    const testing::Bakery bakery;

    EXPECT_TRUE(story(bakery.publication(), Language::english)
                    .starts_with("NOT ADOPTED: this plan is a proposal. Nobody decided any"));
    EXPECT_TRUE(story(bakery.publication(), Language::german)
                    .starts_with("NICHT BESCHLOSSEN: Dieser Plan ist ein Vorschlag. Niemand hat"));
    const std::string page = report(bakery.publication());
    EXPECT_LT(page.find("NOT ADOPTED"), page.find("<h1>"));
    EXPECT_LT(page.find("NICHT BESCHLOSSEN"), page.find("<h1>"));
}

TEST(Adoption, NamesWhatDiffersFromTheDecisions) {
    testing::Bakery bakery;
    decide_all(bakery.world);
    bakery.world.criteria.horizon_days += 7;

    EXPECT_THAT(notice(bakery.world, Language::english),
                HasSubstr("Against the decisions: horizon_days: "));
}

TEST(Adoption, IsNoNewsWhenEveryNumberWasDecided) {
    testing::Bakery bakery;
    decide_all(bakery.world);

    EXPECT_EQ(notice(bakery.world, Language::english), "");
    EXPECT_THAT(report(bakery.publication()), Not(HasSubstr("NOT ADOPTED")));
}

TEST(Report, LetsNoNameBecomeMarkup) {
    const testing::Bakery bakery;

    const std::string page = report(bakery.publication());

    EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
    EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
    EXPECT_THAT(page, HasSubstr("Bakery &amp; friends"));
}

TEST(Report, AsksForNothingFromOutside) {
    const testing::Bakery bakery;

    const std::string page = report(bakery.publication());

    EXPECT_THAT(page, HasSubstr("default-src 'none'"));
    for (const char* outside : {"http://", "https://", "src=", "@import", "url("}) {
        EXPECT_THAT(page, Not(HasSubstr(outside)));
    }
}

TEST(Report, SpeaksBothLanguages) {
    const testing::Bakery bakery;

    const std::string page = report(bakery.publication());

    EXPECT_THAT(page, HasSubstr("What moves today, and why"));
    EXPECT_THAT(page, HasSubstr("Was heute fährt und warum"));
}

TEST(Story, TellsInEnglishWhatThePlanHolds) {
    const testing::Bakery bakery;

    const std::string text = story(bakery.publication(), Language::english);

    EXPECT_THAT(text, HasSubstr("Bakery & friends: plan from 2 November 2026 to 8 November 2026"));
    EXPECT_THAT(text, HasSubstr("24 kg Bread"));
    EXPECT_THAT(text, HasSubstr("essential 93.3%"));
    EXPECT_THAT(text, HasSubstr("Greenhouse gases (CO2e): 1,234 kg of 2,000 kg allowed (61.7%)"));
    EXPECT_THAT(text, HasSubstr("Cap on greenhouse gases (CO2e)"));
    EXPECT_THAT(text, HasSubstr("as much as 0.5"));
}

TEST(Story, TellsTheSameInGerman) {
    const testing::Bakery bakery;

    const std::string text = story(bakery.publication(), Language::german);

    EXPECT_THAT(text, HasSubstr("Plan vom 2. November 2026 bis 8. November 2026"));
    EXPECT_THAT(text, HasSubstr("Treibhausgase (CO2e): 1.234 kg von erlaubten 2.000 kg (61,7 %)"));
    EXPECT_THAT(text, HasSubstr("south 80,0 % und north 100,0 %"));
}

TEST(Story, KeepsWithinItsWidth) {
    const testing::Bakery bakery;

    const std::string text = story(bakery.publication(), Language::english, 60);

    std::size_t begin = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos;
         end = text.find('\n', begin)) {
        EXPECT_LE(end - begin, 60U) << text.substr(begin, end - begin);
        begin = end + 1;
    }
}

/// A plan that covers `coverage` of the need with `hours` of work.
Alternative covering(const char* id, double coverage, double hours) {
    Alternative out;
    out.id = id;
    out.criteria = {{"caps.labour_hours.total", {}, hours}};
    const testing::Bakery bakery;
    out.measures = measured(id, {}, bakery.publication(), bakery.publication()).measures;
    for (Alternative::Measure& measure : out.measures) {
        if (measure.key == "coverage" || measure.key == "fairness") {
            measure.value = coverage;
        } else if (measure.key == "labour_hours") {
            measure.value = hours;
        }
    }
    return out;
}

TEST(Alternatives, OnlyAPlanThatAnotherBeatsInNothingLeftIsOffTheFrontier) {
    std::vector<Alternative> plans{covering("most", 0.9, 48), covering("beaten", 0.8, 40),
                                   covering("least", 0.8, 36), covering("same", 0.9, 48)};
    plans.push_back({.id = "none", .conflict = "these limits cannot hold together"});

    mark_frontier(plans);

    EXPECT_TRUE(plans[0].frontier);
    EXPECT_FALSE(plans[1].frontier);
    EXPECT_TRUE(plans[2].frontier);
    EXPECT_TRUE(plans[3].frontier);
    EXPECT_THAT(alternatives_csv(plans), HasSubstr("none,infeasible,,,,"));
}

TEST(Alternatives, AreMeasuredAsThePlanSaysAndComparedWithTheBase) {
    const testing::Bakery bakery;
    testing::Bakery fewer;
    fewer.plan.flows[1].quantity = 300;
    fewer.plan.need[1].set_aside = 300;

    const Alternative plan = measured("less", {{"caps.co2e_kg.total", 2000, 1000}},
                                      bakery.publication(), fewer.publication());

    const std::vector<Alternative> plans{plan};
    // Needs 1000 and 500, of which 1000 and 300 are met.
    EXPECT_NEAR(plan.measures[0].value.value(), 1300.0 / 1500, 1e-12);
    EXPECT_EQ(changes_csv(plans),
              "alternative_id,kind,id,from_place,to_place,base,here\n"
              "less,send,bread,hub,s,400,300\n");
    EXPECT_THAT(alternatives_json(plans, bakery.publication()), HasSubstr("\"before\": 2000.0"));
}

}  // namespace
}  // namespace vorrat::publish
