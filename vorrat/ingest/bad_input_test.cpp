// What must be refused or told, with the exact words of the finding.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/ingest/testing.h"

namespace vorrat::ingest {
namespace {

using testing::Contains;

struct Bad {
    const char* name;
    std::string file;
    std::string text;
    Severity severity;
    std::string finding;
};

class BadInput : public testing::TestWithParam<Bad> {};

TEST_P(BadInput, IsAFindingWithItsPlace) {
    const Bad& bad = GetParam();

    const auto reading = read_files(small_workspace_with(bad.file, bad.text));

    ASSERT_TRUE(reading) << reading.error().message;
    EXPECT_THAT(lines_of(*reading, bad.severity), Contains(bad.finding));
    EXPECT_EQ(reading->sound(), bad.severity != Severity::error);
}

std::string needs(const std::string& rows) { return "date,item_id,place_id,quantity\n" + rows; }

constexpr auto error = Severity::error;
constexpr auto warning = Severity::warning;
constexpr auto note = Severity::note;

const Bad in_needs[] = {
    {"Empty", "needs.csv", "", error, "needs.csv:1: want a header row, got an empty file"},
    {"HeaderOnly", "needs.csv", needs(""), error,
     "needs.csv: want at least one row with a quantity, got none"},
    {"OneRow", "needs.csv", needs("2026-01-05,bread,east,3\n"), note,
     "needs.csv: the dates are days (only one date is there)"},
    {"MissingColumn", "needs.csv", "date,item_id,quantity\n2026-01-05,bread,3\n", error,
     "needs.csv:1: place_id: want this column, got none in the header"},
    {"ColumnTwice", "needs.csv", "date,item_id,place_id,quantity,date\n", error,
     "needs.csv: want each column once, got \"date\" twice"},
    {"DuplicateKey", "needs.csv",
     needs("2026-01-05,bread,east,3\n2026-01-06,bread,east,3\n2026-01-05,bread,east,4\n"), error,
     "needs.csv:4:1: date: want one row per date, item and place, got 2026-01-05 again after "
     "needs.csv:2"},
    {"UnknownItem", "needs.csv", needs("2026-01-05,bred,east,3\n2026-01-05,bread,east,3\n"), error,
     "needs.csv:2:12: item_id: want a known item, got \"bred\""},
    {"UnknownPlace", "needs.csv", needs("2026-01-05,bread,eats,3\n2026-01-05,bread,east,3\n"),
     error, "needs.csv:2:18: place_id: want a known place, got \"eats\""},
    {"NegativeQuantity", "needs.csv", needs("2026-01-05,bread,east,-3\n"), error,
     "needs.csv:2:23: quantity: want at least 0, got \"-3\""},
    {"NotANumber", "needs.csv", needs("2026-01-05,bread,east,x\n"), error,
     "needs.csv:2:23: quantity: want a number, got \"x\""},
    {"Nan", "needs.csv", needs("2026-01-05,bread,east,NaN\n"), error,
     "needs.csv:2:23: quantity: want a finite number, got \"NaN\""},
    {"Infinite", "needs.csv", needs("2026-01-05,bread,east,inf\n"), error,
     "needs.csv:2:23: quantity: want a finite number, got \"inf\""},
    {"FarTooLarge", "needs.csv", needs("2026-01-05,bread,east,1e308\n"), error,
     "needs.csv:2:23: quantity: want a number of at most 1e12, got \"1e308\""},
    {"BeyondDoubles", "needs.csv", needs("2026-01-05,bread,east,1e999\n"), error,
     "needs.csv:2:23: quantity: want a number of at most 1e12, got \"1e999\""},
    {"Thousands", "needs.csv", needs("2026-01-05,bread,east,\"1,234\"\n"), error,
     "needs.csv:2:23: quantity: want a number without thousands separators, got \"1,234\""},
    {"DatesOutOfOrder", "needs.csv", needs("2026-01-06,bread,east,4\n2026-01-05,bread,east,3\n"),
     note, "needs.csv: the dates of 1 series are not in order; they were sorted"},
    {"NoDate", "needs.csv", needs("05.01.2026,bread,east,3\n"), error,
     "needs.csv:2:1: date: want a date from 1900 to 2200 as 2026-11-23, got \"05.01.2026\""},
    {"NoSuchDay", "needs.csv", needs("2026-02-30,bread,east,3\n"), error,
     "needs.csv:2:1: date: want a date from 1900 to 2200 as 2026-11-23, got \"2026-02-30\""},
    {"AbsurdDate", "needs.csv",
     needs("2026-01-05,bread,east,3\n2026-01-06,bread,east,3\n2126-01-07,bread,east,3\n"), error,
     "needs.csv:4:1: date: want a date less than ten years from the others (2026-01-05 to "
     "2026-01-06), got \"2126-01-07\""},
    {"TenMegabyteLine", "needs.csv",
     needs("2026-01-05,bread,east,3\n" + std::string(10'000'000, 'x') + "\n"), error,
     "needs.csv:3:1: want a row of at most 1048576 bytes, got 10000000"},
    {"OpenQuote", "needs.csv", needs("2026-01-05,\"bread,east,3\n2026-01-06,bread,east,3\n"), error,
     "needs.csv:2:12: want a closing quote, got the end of the file"},
    {"TooFewFields", "needs.csv", needs("2026-01-05,bread,3\n"), error,
     "needs.csv:2:1: want 4 fields as in the header, got 3"},
    {"TextColumn", "needs.csv",
     "date,item_id,place_id,quantity,remark\n2026-01-05,bread,east,3,rain\n", warning,
     "needs.csv:2: remark: \"rain\" is not a number, so the column is no regressor and was left "
     "out"},
    {"Availability", "needs.csv",
     "date,item_id,place_id,quantity,available\n2026-01-05,bread,east,3,maybe\n", error,
     "needs.csv:2:25: available: want 1 (available) or 0 (out of stock), got \"maybe\""},
    {"OffTheWeeklyGrid", "needs.csv",
     needs("2026-01-05,bread,east,1\n2026-01-12,bread,east,1\n2026-01-19,bread,east,1\n"
           "2026-01-26,bread,east,1\n2026-02-02,bread,east,1\n2026-02-09,bread,east,1\n"
           "2026-02-16,bread,east,1\n2026-02-23,bread,east,1\n2026-03-02,bread,east,1\n"
           "2026-03-10,bread,east,1\n"),
     error, "needs.csv:11:1: date: want a Monday as most dates (weekly needs), got \"2026-03-10\""},
    {"DecimalCommaAndPoint", "needs.csv",
     "date;item_id;place_id;quantity\n2026-01-05;bread;east;1,5\n2026-01-06;bread;east;1.5\n",
     error, "needs.csv:3: want a decimal comma as in line 2, got a decimal point"},
    {"Utf16", "needs.csv",
     std::string("\xFF\xFE"
                 "d\0a\0",
                 6),
     error, "needs.csv: want UTF-8, got UTF-16: save it as UTF-8"},
    {"BrokenGzip", "stock.csv.gz", "no gzip", error,
     "stock.csv.gz: want a whole gzip file, got a broken or cut one"},
    {"BrokenZstd", "stock.csv.zst", "no zstd", error,
     "stock.csv.zst: want a whole zstd file, got a broken or cut one"},
    {"ControlCharacter", "needs.csv", needs(std::string("2026-01-05,br\x01", 14) + "d,east,3\n"),
     error, "needs.csv:2:12: item_id: want an id without control characters, got \"br?d\""},
};

const std::string override_header =
    "override_id,item_id,place_id,from,until,factor,quantity,reason,made\n";

const Bad in_tables[] = {
    {"EmptyTable", "stock.csv", "item_id,place_id,quantity\n", note,
     "stock.csv: has a header and no rows"},
    {"EmptyFile", "stock.csv", "", error, "stock.csv:1: want a header row, got an empty file"},
    {"UnknownColumn", "stock.csv", "item_id,place_id,quantity,colour\nsoap,east,1,red\n", warning,
     "stock.csv: column \"colour\" is not known here and was left out"},
    {"UnknownFile", "stok.csv", "item_id,place_id,quantity\n", warning,
     "stok.csv: is no table of a workspace and was left out"},
    {"ItemTwice", "items.csv", "item_id\nbread\nsoap\nbread\n", error,
     "items.csv:4:1: item_id: want each item_id once, got \"bread\" again after items.csv:2"},
    {"EmptyId", "items.csv", "item_id,name\nbread,\nsoap,\n,x\n", error,
     "items.csv:4:1: item_id: want an id, got \"\""},
    {"UnknownTier", "items.csv", "item_id,tier\nbread,urgent\nsoap,\n", error,
     "items.csv:2:7: tier: want one of essential, basic, wanted, got \"urgent\""},
    {"ZeroPack", "items.csv", "item_id,pack_size\nbread,0\nsoap,\n", error,
     "items.csv:2:7: pack_size: want more than 0, got \"0\""},
    {"HalfADay", "items.csv", "item_id,shelf_life_days\nbread,1.5\nsoap,\n", error,
     "items.csv:2:7: shelf_life_days: want a whole number, got \"1.5\""},
    {"NoLatitude", "places.csv",
     "place_id,kind,lat,lon\nmill,source,91,0\neast,depot,,\nwest,depot,,\n", error,
     "places.csv:2:13: lat: want at most 90, got \"91\""},
    {"UnknownKind", "places.csv", "place_id,kind\nmill,source\neast,shop\nwest,depot\n", error,
     "places.csv:3:6: kind: want one of source, plant, hub, depot, got \"shop\""},
    {"NegativeLead", "lanes.csv", "from_place,to_place,lead_days\nmill,east,-1\nmill,west,1\n",
     error, "lanes.csv:2:11: lead_days: want at least 0, got \"-1\""},
    {"LaneToItself", "lanes.csv", "from_place,to_place,lead_days\nmill,mill,1\n", error,
     "lanes.csv:2:6: to_place: want another place than from_place, got \"mill\""},
    {"UnknownPlaceOfLane", "lanes.csv", "from_place,to_place,lead_days\nmill,north,1\n", error,
     "lanes.csv:2:6: to_place: want a place of places.csv, got \"north\""},
    {"LoopOfZeroDays", "lanes.csv",
     "from_place,to_place,lead_days\nmill,east,0\neast,west,0\nwest,mill,0\n", warning,
     "lanes.csv: lanes without lead time form a loop: mill > east > west > mill"},
    {"PlaceWithoutLanes", "lanes.csv", "from_place,to_place,lead_days\nmill,east,1\n", warning,
     "places.csv: place \"west\" has no lanes"},
    {"DepotNobodyReaches", "lanes.csv", "from_place,to_place,lead_days\nmill,east,1\nwest,east,1\n",
     warning, "places.csv: no lane leads to depot \"west\""},
    {"NegativeStock", "stock.csv", "item_id,place_id,quantity\nsoap,east,-1\n", error,
     "stock.csv:2:11: quantity: want at least 0, got \"-1\""},
    {"StockOfUnknownItem", "stock.csv", "item_id,place_id,quantity\nsop,east,1\n", error,
     "stock.csv:2:1: item_id: want an item of items.csv, got \"sop\""},
    {"StockTwice", "stock.csv",
     "item_id,place_id,quantity,best_before\nsoap,east,1,\nsoap,east,2,\n", error,
     "stock.csv:3:1: item_id: want each item_id, place_id, best_before once, got \"soap\" again "
     "after stock.csv:2"},
    {"TransitNowhere", "transit.csv",
     "item_id,from_place,to_place,quantity,arrives\nsoap,mill,,1,2026-01-09\n", error,
     "transit.csv:2:11: to_place: want exactly one of to_place and to_area, got none"},
    {"SupplyFromADepot", "supply.csv", "item_id,place_id\nsoap,east\n", error,
     "supply.csv:2:6: place_id: want a place of kind source, got \"east\""},
    {"AreaOfASource", "areas.csv", "area_id,place_id\nvalley,mill\n", error,
     "areas.csv:2:8: place_id: want a depot, got \"mill\""},
    {"UnknownImpactKind", "impacts.csv", "kind,id,indicator,quantity\nfood,bread,co2e_kg,1\n",
     error,
     "impacts.csv:2:1: kind: want one of item, activity, mode, storage, waste, got \"food\""},
    {"SupplyOfNothing", "supply.csv", "item_id,place_id\nsoap,mill\n", warning,
     "needs.csv: item \"bread\" is needed, and no source, stock or recipe gives it"},
    {"BothPackings", "needs.csv.gz", "", error,
     "needs.csv.gz: want one file per table, got needs.csv beside it"},
};

const Bad in_criteria[] = {
    {"NoToml", "criteria.toml", "horizon_days = = 3\n", error,
     "criteria.toml:1:16: want TOML, got Error while parsing value: could not determine value "
     "type"},
    {"BracketForAKey", "criteria.toml", "[(\n", error,
     "criteria.toml:1:2: want TOML, got Error while parsing key: expected bare key starting "
     "character or string delimiter, saw '('"},
    {"AccentOutsideQuotes", "criteria.toml", "horizon_days = 56 \xC3\xB3\n", error,
     "criteria.toml:1:19: want TOML, got Error while parsing key-value pair: expected a comment or "
     "whitespace, saw '\xC3\xB3'"},
    {"UnknownKey", "criteria.toml", "horizon_days = 56\nhorizont = 3\n", error,
     "criteria.toml:2:1: horizont: want one of the keys horizon_days, period_days, placement, "
     "tiers, reserve, minimum_coverage, fairness, caps, resources, forbidden, burden, decisions, "
     "got \"horizont\""},
    {"WrongType", "criteria.toml", "horizon_days = \"x\"\n", error,
     "criteria.toml:1:16: horizon_days: want a whole number, got \"x\""},
    {"OutOfRange", "criteria.toml", "[fairness]\nminimum_ratio = 1.5\n", error,
     "criteria.toml:2:17: fairness.minimum_ratio: want a number of at least 0 and at most 1, got "
     "1.5"},
    {"PeriodLongerThanHorizon", "criteria.toml", "horizon_days = 5\n", error,
     "criteria.toml:1:16: period_days: want at most horizon_days (5), got 7"},
    {"CapOfZero", "criteria.toml", "[caps.waste_kg]\ntotal = 0\n", note,
     "criteria.toml:1:1: caps.waste_kg: the cap is zero: nothing that adds to it can be done"},
    {"CapOfNan", "criteria.toml", "[caps.waste_kg]\ntotal = nan\n", error,
     "criteria.toml:2:9: caps.waste_kg.total: want a finite number, got nan"},
    {"CapOfUnknownIndicator", "criteria.toml", "[caps.noise]\ntotal = 1\n", error,
     "criteria.toml:1:7: caps.noise: want an indicator of impacts.csv, transport_tkm, waste_kg or "
     "a resource, got \"noise\""},
    {"PathOutOfOrder", "criteria.toml",
     "[caps.waste_kg]\ntotal = 1\npath = [ { from = 2027-01-01, total = 1 }, { from = "
     "2026-01-01, total = 1 } ]\n",
     error,
     "criteria.toml:3:44: caps.waste_kg.path.from: want a date after 2027-01-01, got 2026-01-01"},
    {"TwoReserves", "criteria.toml", "[reserve]\nbasic = { days = 3, coverage = 0.5 }\n", error,
     "criteria.toml:2:9: reserve.basic: want coverage or days, got both"},
    {"UnknownResource", "criteria.toml", "[resources]\nwork_per_week = 3\n", error,
     "criteria.toml:2:1: resources.work_per_week: want a resource of resources.csv before "
     "_per_week, got \"work_per_week\""},
    {"UnknownActivity", "criteria.toml", "[forbidden]\nactivities = [\"bake\"]\n", error,
     "criteria.toml:2:15: forbidden.activities: want an activity of activities.csv, got \"bake\""},
    {"DecisionWithoutReason", "decisions.csv",
     "decision_id,date,council_id,key,value,replaced,reason\nD1,2026-01-05,us,horizon_days,56,,\n",
     error, "decisions.csv:2:35: reason: want why it was decided, got nothing"},
    {"DecisionAboutNoCriterion", "decisions.csv",
     "decision_id,date,council_id,key,value,replaced,reason\nD1,2026-01-05,us,weather,56,,so\n",
     error, "decisions.csv:2:18: key: want the dotted key of a criterion, got \"weather\""},
    {"DecisionBeforeTheLast", "decisions.csv",
     "decision_id,date,council_id,key,value,replaced,reason\nD1,2026-01-05,us,horizon_days,56,,so\n"
     "D2,2026-01-04,us,period_days,7,,so\n",
     error,
     "decisions.csv:3:4: date: want 2026-01-05 or later, for the record only grows, got "
     "\"2026-01-04\""},
    {"DecisionThatForgetsWhatItReplaces", "decisions.csv",
     "decision_id,date,council_id,key,value,replaced,reason\nD1,2026-01-05,us,horizon_days,56,,so\n"
     "D2,2026-01-06,us,horizon_days,28,,so\n",
     error, "decisions.csv:3:34: replaced: want \"56\", got \"\""},
    {"DecisionOfTwoCouncils", "decisions.csv",
     "decision_id,date,council_id,key,value,replaced,reason\nD1,2026-01-05,us,horizon_days,56,,so\n"
     "D1,2026-01-05,them,period_days,7,,so\n",
     error,
     "decisions.csv:3:1: decision_id: want the same date and council in all rows of a decision, "
     "got \"D1\""},
    {"NeedReplacedAndRaised", "need_changes.csv", "item_id,factor,replaced_by\nbread,1.5,soap\n",
     error,
     "need_changes.csv:2:7: factor: want at most 1 where another item replaces it, got \"1.5\""},
    {"NeedReplacedByItself", "need_changes.csv", "item_id,factor,replaced_by\nbread,0.5,bread\n",
     error, "need_changes.csv:2:11: replaced_by: want another item, got \"bread\""},
    {"NeedChangedInNoCommunity", "need_changes.csv", "item_id,factor,community\nbread,0.5,moon\n",
     error, "need_changes.csv:2:11: community: want a community of places.csv, got \"moon\""},
    {"OverrideOfBoth", "need_overrides.csv",
     override_header + "O1,bread,east,2026-02-01,2026-02-07,2,5,so,2026-01-20\n", error,
     "need_overrides.csv:2:37: factor: want a factor or a quantity, one of the two, got both"},
    {"OverrideOfNeither", "need_overrides.csv",
     override_header + "O1,bread,east,2026-02-01,2026-02-07,,,so,2026-01-20\n", error,
     "need_overrides.csv:2:37: factor: want a factor or a quantity, one of the two, got none"},
    {"OverrideWithoutAReason", "need_overrides.csv",
     override_header + "O1,bread,east,2026-02-01,2026-02-07,2,,,2026-01-20\n", error,
     "need_overrides.csv:2:40: reason: want why it will be otherwise, got nothing"},
    {"OverrideBackwards", "need_overrides.csv",
     override_header + "O1,bread,east,2026-02-07,2026-02-01,2,,so,2026-01-20\n", error,
     "need_overrides.csv:2:26: until: want from or later, got \"2026-02-01\""},
    {"OverrideAtASource", "need_overrides.csv",
     override_header + "O1,bread,mill,2026-02-01,2026-02-07,2,,so,2026-01-20\n", error,
     "need_overrides.csv:2:10: place_id: want a depot, got \"mill\""},
    {"OverridesOfTheSameDay", "need_overrides.csv",
     override_header + "O1,bread,east,2026-02-01,2026-02-07,2,,so,2026-01-20\nO2,bread,east,2026-"
                       "02-07,2026-02-09,2,,so,2026-01-20\n",
     error,
     "need_overrides.csv:3:15: from: want days that O1 does not correct already, got 2026-02-07 to "
     "2026-02-09"},
    {"DecisionAboutNothing", "criteria.toml", "[decisions]\n\"caps.noise.total\" = \"we\"\n",
     warning,
     "criteria.toml:2:1: decisions.caps.noise.total: want the dotted name of a key in this file, "
     "got \"caps.noise.total\""},
};

std::string name_of(const testing::TestParamInfo<Bad>& about) { return about.param.name; }

INSTANTIATE_TEST_SUITE_P(Needs, BadInput, testing::ValuesIn(in_needs), name_of);
INSTANTIATE_TEST_SUITE_P(Tables, BadInput, testing::ValuesIn(in_tables), name_of);
INSTANTIATE_TEST_SUITE_P(Criteria, BadInput, testing::ValuesIn(in_criteria), name_of);

/// The small workspace with a recipe table of two activities.
Files with_recipes(const std::string& activity_items) {
    Files files = small_workspace_with("activity_items.csv",
                                       "activity_id,item_id,quantity\n" + activity_items);
    files["activities.csv"] = "activity_id,place_id\nbake,mill\nboil,mill\n";
    return files;
}

TEST(BadRecipes, ThatFormALoopAreAWarning) {
    const auto reading =
        read_files(with_recipes("bake,bread,-1\nbake,soap,1\nboil,soap,-1\n"
                                "boil,bread,1\n"));

    ASSERT_TRUE(reading);
    EXPECT_THAT(lines_of(*reading, warning),
                Contains("activity_items.csv: recipes form a loop: bread > soap > bread"));
}

TEST(BadRecipes, ThatNeedWhatNobodyGivesAreAWarning) {
    Files files = with_recipes("bake,soap,-1\nbake,bread,1\nboil,bread,1\n");
    files["supply.csv"] = "item_id,place_id\nbread,mill\n";

    const auto reading = read_files(std::move(files));

    ASSERT_TRUE(reading);
    EXPECT_THAT(lines_of(*reading, warning),
                Contains("activity_items.csv: activity \"bake\" needs \"soap\", which no source, "
                         "stock or recipe gives"));
}

TEST(BadRecipes, WithAQuantityOfZeroAreAnError) {
    const auto reading = read_files(with_recipes("bake,soap,0\n"));

    ASSERT_TRUE(reading);
    EXPECT_THAT(lines_of(*reading, error),
                Contains("activity_items.csv:2:11: quantity: want less than 0 (input) or more than "
                         "0 (output), got \"0\""));
}

TEST(BadInputs, BeyondAThousandAreCountedAndNotKept) {
    std::string rows = "2026-01-05,bread,east,1\n";
    for (int k = 0; k < 1500; ++k) {
        rows += "2026-01-05,bread,east,x\n";
    }

    const auto reading = read_files(small_workspace_with("needs.csv", needs(rows)));

    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->findings.errors, 1500U);
    EXPECT_EQ(lines_of(*reading, error).size(), findings_kept_max);
}

}  // namespace
}  // namespace vorrat::ingest
