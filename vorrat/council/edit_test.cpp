#include "vorrat/council/edit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/council/decisions.h"
#include "vorrat/council/entry.h"

namespace vorrat::council {
namespace {

using ::testing::HasSubstr;

const std::string criteria = R"(# What we decided; ä is a letter.
horizon_days = 28

[tiers]                      # order and weight
essential = 100
"wanted" = 1  # ü

[reserve]
basic = { days = 3 }

[caps.co2e_kg]
total = 2500
path = [ { from = 2027-01-01, total = 2000 },
         { from = 2028-01-01, total = 1500 } ]

[forbidden]
activities = []
)";

struct CriterionEdit {
    const char* name;
    const char* key;
    const char* value;
    const char* from;  ///< what stands there before; empty: nothing
    const char* to;
};

class CriterionEdits : public ::testing::TestWithParam<CriterionEdit> {};

TEST_P(CriterionEdits, ChangeOneCriterionAndNothingElse) {
    const CriterionEdit& edit = GetParam();
    std::string expected = criteria;
    const std::size_t at = *edit.from == '\0' ? expected.size() : expected.find(edit.from);
    ASSERT_NE(at, std::string::npos);
    expected.replace(at, std::string_view(edit.from).size(), edit.to);

    const auto text = with_criterion(criteria, edit.key, edit.value);

    ASSERT_TRUE(text) << text.error().message;
    EXPECT_EQ(*text, expected);
}

INSTANTIATE_TEST_SUITE_P(
    Criteria, CriterionEdits,
    ::testing::Values(
        CriterionEdit{"Number", "caps.co2e_kg.total", "2200", "total = 2500", "total = 2200"},
        CriterionEdit{"BesideUmlauts", "tiers.wanted", "2.5", "\"wanted\" = 1  # ü",
                      "\"wanted\" = 2.5  # ü"},
        CriterionEdit{"AtTheTop", "horizon_days", "56", "horizon_days = 28", "horizon_days = 56"},
        CriterionEdit{"NewAtTheTop", "period_days", "7", "# What", "period_days = 7\n# What"},
        CriterionEdit{"NewInATable", "tiers.basic", "10", "and weight\n",
                      "and weight\nbasic = 10\n"},
        CriterionEdit{"NewTable", "fairness.minimum_ratio", "0.9", "",
                      "\n[fairness]\nminimum_ratio = 0.9\n"},
        CriterionEdit{"NewCap", "caps.waste.kg.total", "9", "",
                      "\n[caps.\"waste.kg\"]\ntotal = 9\n"},
        CriterionEdit{
            "Path", "caps.co2e_kg.path", "2027-01-01 1900",
            "path = [ { from = 2027-01-01, total = 2000 },\n         { from = 2028-01-01, "
            "total = 1500 } ]",
            "path = [ { from = 2027-01-01, total = 1900 } ]"},
        CriterionEdit{
            "PathGivenUp", "caps.co2e_kg.path", "",
            "path = [ { from = 2027-01-01, total = 2000 },\n         { from = 2028-01-01, "
            "total = 1500 } ]\n",
            ""},
        CriterionEdit{"Inline", "reserve.basic.days", "5", "{ days = 3 }", "{ days = 5 }"},
        CriterionEdit{"InlineOther", "reserve.basic.coverage", "0.9", "{ days = 3 }",
                      "{ coverage = 0.9 }"},
        CriterionEdit{"InlineGivenUp", "reserve.basic.days", "", "basic = { days = 3 }\n", ""},
        CriterionEdit{"NotThereGivenUp", "burden.co2e_kg", "", "", ""},
        CriterionEdit{"Forbidden", "forbidden.activities", "bake; boil", "activities = []",
                      "activities = [\"bake\", \"boil\"]"}),
    [](const auto& about) { return std::string(about.param.name); });

TEST(Criteria, AreRefusedWhereAValueWouldWriteOthersToo) {
    for (const auto& [key, value] :
         {std::pair{"caps.co2e_kg.total", "2200\n[fairness]\nminimum_ratio = 0"},
          std::pair{"horizon_days", "28\nperiod_days = 7"},
          std::pair{"tiers.wanted", "1\nbasic = 0"}}) {
        const auto text = with_criterion(criteria, key, value);

        ASSERT_FALSE(text) << key;
        EXPECT_THAT(text.error().message, HasSubstr("it would change other criteria")) << key;
    }
    EXPECT_TRUE(with_criterion("caps = { waste = { total = 1 } }\n", "caps.waste.total", "2"));
    EXPECT_FALSE(
        with_criterion("caps = { waste = { total = 1 } }\n", "caps.waste.total", "2, other = 3"));
}

TEST(CriterionEdits, OfAWholeCapTakeItsHeaderToo) {
    const auto without_path = with_criterion(criteria, "caps.co2e_kg.path", "");
    ASSERT_TRUE(without_path);
    const auto text = with_criterion(*without_path, "caps.co2e_kg.total", "");

    ASSERT_TRUE(text) << text.error().message;
    EXPECT_EQ(text->find("caps"), std::string::npos) << *text;
    EXPECT_THAT(*text, HasSubstr("basic = { days = 3 }"));
}

TEST(CriterionEdits, ThatMakeNoTomlAreRefused) {
    EXPECT_THAT(with_criterion(criteria, "horizon_days", "many").error().message,
                HasSubstr("\"many\" cannot be written into criteria.toml"));
    EXPECT_THAT(with_criterion("horizon_days = [", "horizon_days", "2").error().message,
                HasSubstr("criteria.toml:1:"));
}

TEST(Edits, ChangeNeedsRowByRow) {
    const Files files{
        {"need_changes.csv", "item_id,community,factor\ncoffee,,0.9\ntea,north,1.1\n"}};
    Changes changes;
    changes.needs = {{"coffee", "", 0.8, "tea", 0.5, "waste"}, {"tea", "north", 1, "", 1, "back"}};

    const auto out = edited(files, changes);

    ASSERT_TRUE(out) << out.error().message;
    EXPECT_EQ(out->at("need_changes.csv"),
              "item_id,community,factor,replaced_by,ratio\ncoffee,,0.8,tea,0.5\n");
}

TEST(Edits, AddAnActivityBehindThoseThatAreThere) {
    const Files files{{"activities.csv", "place_id;activity_id\nbakery;bake\n"},
                      {"impacts.csv", "kind,id,indicator,quantity\nitem,grain,co2e_kg,0.9\n"}};
    Changes changes;
    changes.activities = {{"rye",
                           "Bake rye",
                           {"bakery", "mill"},
                           {{"grain", 90}},
                           {{"bread", 100}},
                           {},
                           {{"co2e_kg", 1.5}}}};

    const auto out = edited(files, changes);

    ASSERT_TRUE(out) << out.error().message;
    EXPECT_EQ(out->at("activities.csv"),
              "place_id,activity_id,name\nbakery,bake,\nbakery,rye,Bake rye\nmill,rye,Bake rye\n");
    EXPECT_EQ(out->at("activity_items.csv"),
              "activity_id,item_id,quantity\nrye,grain,-90\nrye,bread,100\n");
    EXPECT_THAT(out->at("impacts.csv"), HasSubstr("activity,rye,co2e_kg,1.5\n"));
    EXPECT_FALSE(out->contains("criteria.toml"));
}

TEST(Decisions, SayWhatEachRowReplaces) {
    const Date date = parse_date("2026-11-20").value();
    const std::vector<Decision> record{
        {"D1", date, "us", "caps.co2e_kg.total", "2500", "", "so", ""}};
    Changes changes;
    changes.criteria = {{"caps.co2e_kg.total", "2200"}};
    changes.needs = {{"coffee", "north", 0.8, "tea", 0.5, "most is thrown away"}};

    const auto rows = rows_of(changes, record, {"D2", date, "us", "", "", "", "less", "P1"});

    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].replaced, "2500");
    EXPECT_EQ(rows[1].key, "needs.coffee@north");
    EXPECT_EQ(rows[1].value, "0.8 > tea x 0.5");
    EXPECT_EQ(rows[1].reason, "most is thrown away");
    EXPECT_EQ(next_decision_id(record), "D2");
    EXPECT_EQ(*with_decisions("", rows),
              "decision_id,date,council_id,key,value,replaced,reason,proposal_id\n"
              "D2,2026-11-20,us,caps.co2e_kg.total,2200,2500,less,P1\n"
              "D2,2026-11-20,us,needs.coffee@north,0.8 > tea x 0.5,,most is thrown away,P1\n");
}

TEST(Changes, AreReadBackAsTheyWereWritten) {
    const Changes changes{.criteria = {{"caps.co2e_kg.total", "2200"}},
                          .needs = {{"coffee", "North", 0.8, "tea", 0.5, "thrown away"}},
                          .activities = {}};

    const auto read = read_changes(json_of(changes));

    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, changes);
    for (const char* text : {"", "[]", "{}", R"({"activities":[],"criteria":{},"needs":[],"x":1})",
                             R"({"activities":[],"criteria":{"a":1},"needs":[]})"}) {
        EXPECT_FALSE(read_changes(text)) << text;
    }
}

TEST(Proposals, AreReadWithEverythingThatTheyChange) {
    const auto proposal = read_proposal(R"(title = "Less CO2e"
reason = "The path agreed."
[criteria]
"caps.co2e_kg.total" = 2200
"caps.waste_kg.total" = "none"
"forbidden.activities" = "bake"
[[needs]]
item = "coffee"
factor = 0.8
reason = "Most of it is thrown away."
[[activities]]
id = "rye"
places = ["bakery"]
inputs = { grain = 90 }
outputs = { bread = 100 }
)",
                                        "p.toml");

    ASSERT_TRUE(proposal) << proposal.error().message;
    EXPECT_EQ(proposal->changes.criteria,
              (std::map<std::string, std::string>{{"caps.co2e_kg.total", "2200"},
                                                  {"caps.waste_kg.total", ""},
                                                  {"forbidden.activities", "bake"}}));
    EXPECT_EQ(proposal->changes.needs.front().factor, 0.8);
    EXPECT_EQ(proposal->changes.activities.front().inputs.at("grain"), 90);
}

struct BadProposal {
    const char* name;
    const char* text;
    const char* finding;
};

class BadProposals : public ::testing::TestWithParam<BadProposal> {};

TEST_P(BadProposals, AreNamedWithTheirPlace) {
    const auto proposal = read_proposal(GetParam().text, "p.toml");

    ASSERT_FALSE(proposal);
    EXPECT_THAT(proposal.error().message, HasSubstr(GetParam().finding));
}

INSTANTIATE_TEST_SUITE_P(
    Proposals, BadProposals,
    ::testing::Values(
        BadProposal{"NoToml", "title = ", "p.toml:1:"},
        BadProposal{"NoReason", "title = \"a\"\n[criteria]\nhorizon_days = 5\n",
                    "p.toml:1:1: reason: want a text, got nothing"},
        BadProposal{"NoChange", "title = \"a\"\nreason = \"b\"\n",
                    "p.toml:1:1: criteria: want at least one change, got none"},
        BadProposal{"UnknownCriterion",
                    "title = \"a\"\nreason = \"b\"\n[criteria]\nweather = \"fine\"\n",
                    "p.toml:4:1: criteria.weather: want the dotted key of a criterion in quotes, "
                    "got \"weather\""},
        BadProposal{"NegativeFactor",
                    "title = \"a\"\nreason = \"b\"\n[[needs]]\nitem = \"c\"\nfactor = -1\nreason = "
                    "\"d\"\n",
                    "p.toml:5:10: needs.factor: want a number of at least 0, got -1"},
        BadProposal{"NoPlace", "title = \"a\"\nreason = \"b\"\n[[activities]]\nid = \"c\"\n",
                    "activities.places: want a list of places, got nothing"},
        BadProposal{"UnknownKey", "title = \"a\"\nreason = \"b\"\nmood = 3\n",
                    "p.toml:3:1: mood: want one of the keys title, reason, criteria, needs, "
                    "activities, got \"mood\""}),
    [](const auto& about) { return std::string(about.param.name); });

}  // namespace
}  // namespace vorrat::council
