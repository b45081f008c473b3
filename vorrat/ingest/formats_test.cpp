#include <cmath>
#include <filesystem>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "vorrat/base/file.h"
#include "vorrat/ingest/number.h"
#include "vorrat/ingest/testing.h"
#include "vorrat/ingest/text_file.h"

namespace vorrat::ingest {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

Reading read(Files files, const Settings& settings = {}) {
    auto reading = read_files(std::move(files), settings);
    EXPECT_TRUE(reading) << reading.error().message;
    return *std::move(reading);
}

std::string gzip(const std::string& text) {
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY), Z_OK);
    std::string packed(deflateBound(&stream, text.size()), '\0');
    std::string copy = text;
    stream.next_in = reinterpret_cast<Bytef*>(copy.data());
    stream.avail_in = static_cast<uInt>(copy.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

std::string zstd(const std::string& text) {
    std::string packed(ZSTD_compressBound(text.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
    return packed;
}

/// No value is missing, so that histories compare equal (a missing one is NaN).
constexpr const char* needs_without_gaps =
    "date,item_id,place_id,quantity,available,price\n"
    "2026-01-05,bread,east,3,1,2.5\n2026-01-06,bread,east,4,0,2.75\n"
    "2026-01-05,soap,west,1.5,1,1\n2026-01-06,soap,west,2,1,1\n";

/// A folder that is gone when the test is over.
class Folder {
public:
    explicit Folder(const std::string& name)
        : path_(std::filesystem::temp_directory_path() /
                ("vorrat_" + name + "_" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(path_);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

TEST(Packed, NeedsGiveTheSameHistoryAsPlainOnes) {
    const std::string plain = needs_without_gaps;
    Files zipped = small_workspace();
    zipped.erase("needs.csv");
    Files standard = zipped;
    zipped["needs.csv.gz"] = gzip(plain.substr(0, 40)) + gzip(plain.substr(40));  // two members
    standard["needs.csv.zst"] = zstd(plain);

    const History history = read(small_workspace_with("needs.csv", plain)).world.history;

    EXPECT_EQ(history.series.size(), 2U);
    EXPECT_EQ(read(zipped).world.history, history);
    EXPECT_EQ(read(standard).world.history, history);
}

TEST(Packed, FilesThatAreCutOrFollowedByOtherBytesAreRefusedAtEveryByte) {
    const std::string zip = gzip("a,b\n1,2\n3,4\n");
    const std::string standard = zstd("a,b\n1,2\n3,4\n");

    for (std::size_t k = 0; k < zip.size(); ++k) {
        EXPECT_FALSE(unpack("x.gz", zip.substr(0, k), 1000)) << k;
    }
    for (std::size_t k = 0; k < standard.size(); ++k) {
        EXPECT_FALSE(unpack("x.zst", standard.substr(0, k), 1000)) << k;
    }
    EXPECT_FALSE(unpack("x.gz", zip + "more", 1000));
    EXPECT_FALSE(unpack("x.zst", standard + "more", 1000));
}

TEST(Packed, BombsAreRefusedBeforeTheyFillTheMemory) {
    const std::string bomb = zstd(std::string(std::size_t{70} << 20U, '0'));

    const auto by_ratio = unpack("x.zst", bomb, std::size_t{4} << 30U);
    const auto by_size = unpack("x.zst", bomb, 1000);

    ASSERT_FALSE(by_ratio);
    EXPECT_THAT(by_ratio.error().message, HasSubstr("unpack to more than 500 times as many"));
    ASSERT_FALSE(by_size);
    EXPECT_EQ(by_size.error().message, "x.zst: want at most 1000 bytes, got more");
}

TEST(Encodings, OfWindowsAreConvertedAndSaid) {
    const Reading reading = read(
        small_workspace_with("items.csv", "item_id,name\nbread,Br\xF6tchen \x80\nsoap,Seife\n"));

    EXPECT_EQ(reading.world.items[ItemId{0}].name, "Brötchen €");
    EXPECT_THAT(lines_of(reading, Severity::note),
                Contains("items.csv:2: byte 0xF6 is not UTF-8: the file was read as Windows-1252 "
                         "(CP1252) and converted"));
}

TEST(Encodings, MixedInOneFileAreAnError) {
    const Reading reading =
        read(small_workspace_with("items.csv", "item_id,name\nbread,Brötchen\nsoap,Br\xF6tchen\n"));

    EXPECT_THAT(lines_of(reading, Severity::error),
                Contains("items.csv:3: want UTF-8 as in the rest of the file, got byte 0xF6"));
}

TEST(Encodings, OfUtf8MayBeginWithAMark) {
    const std::string needs = std::string("\xEF\xBB\xBF") + needs_without_gaps;

    const Reading reading = read(small_workspace_with("needs.csv", needs));

    EXPECT_TRUE(reading.sound());
    EXPECT_EQ(reading.world.history,
              read(small_workspace_with("needs.csv", needs_without_gaps)).world.history);
}

TEST(Numbers, MayHaveADecimalCommaInFilesWithSemicolons) {
    const World world = read(small_workspace_with("needs.csv",
                                                  "date;item_id;place_id;quantity\r\n"
                                                  "2026-01-05;bread;east;1,5\r\n"
                                                  "2026-01-06;bread;east;2\r\n"))
                            .world;

    EXPECT_EQ(world.history.series[0].quantity, (std::vector<double>{1.5, 2}));
}

TEST(Numbers, AreRoundedCorrectly) {
    for (const char* text : {"0.1", "7.44", "123456.789", "0.30000000000000004", "1e-3", "+2.5",
                             "999999999999", "0.000001", "4.35", "-12.25", "1e-999"}) {
        const Number number = parse_number(text, Decimals::point);
        EXPECT_EQ(number.fault, NumberFault::none) << text;
        EXPECT_EQ(number.value, std::strtod(text, nullptr)) << text;
    }
}

TEST(Numbers, ThatAreNoneAreRefused) {
    for (const char* text : {"", ".", "-", ".5.", "0x10", "1 000", "1,5", "--1", "1e", "٣"}) {
        EXPECT_NE(parse_number(text, Decimals::point).fault, NumberFault::none) << text;
    }
}

TEST(Frequency, IsWeeksOrMonthsWhereTheDatesAre) {
    const auto frequency_of = [](const std::string& rows) {
        return read(small_workspace_with("needs.csv", "date,item_id,place_id,quantity\n" + rows))
            .world.history;
    };

    const History weeks = frequency_of("2026-01-05,bread,east,1\n2026-01-26,bread,east,4\n");
    const History months = frequency_of(
        "2026-01-31,bread,east,1\n2026-03-31,bread,east,3\n"
        "2026-04-30,bread,east,4\n");

    EXPECT_EQ(weeks.frequency, Frequency::week);
    EXPECT_EQ(weeks.series[0].quantity, (std::vector<double>{1, 0, 0, 4}));
    EXPECT_EQ(months.frequency, Frequency::month);
    EXPECT_EQ(months.series[0].quantity, (std::vector<double>{1, 0, 3, 4}));
    EXPECT_EQ(vorrat::to_string(months.series[0].start), "2026-01-01");
}

TEST(LongFormat, MakesEachUniqueIdAnItemAndLeavesGapsUnknown) {
    const Reading reading = read({{"needs.csv",
                                   "unique_id,ds,y,price\n"
                                   "b,2026-01-05,1,9\nb,2026-01-07,3,8\nb,2026-01-08,,7\n"
                                   "a,2026-01-05,5,1\n"}});

    EXPECT_TRUE(reading.sound());
    EXPECT_EQ(reading.names, (std::vector<std::string>{"b", "a"}));
    const Series& b = reading.world.history.series[0];
    ASSERT_EQ(b.quantity.size(), 3U);
    EXPECT_TRUE(std::isnan(b.quantity[1]));
    EXPECT_EQ(b.regressors[0].back(), 7);
    EXPECT_EQ(reading.world.history.series[1].quantity.size(), 1U);
    EXPECT_THAT(lines_of(reading, Severity::note),
                Contains("needs.csv: 1 dates in 1 series have no row: they count as unknown"));
}

TEST(Workspace, RefusesATableThatIsNoFile) {
    const Folder folder("links");
    for (const auto& [name, bytes] : small_workspace()) {
        ASSERT_TRUE(write_file(folder.path() / name, bytes));
    }
    std::filesystem::remove(folder.path() / "stock.csv");
    std::filesystem::create_symlink("nowhere", folder.path() / "stock.csv");

    const auto reading = read_workspace(folder.path());

    ASSERT_FALSE(reading);
    EXPECT_EQ(reading.error().message, "stock.csv: want a file, got a link that leads nowhere");
}

TEST(LongFormat, TakesItemPlaceGroupAndCommunityFromItsAttributes) {
    const Folder folder("long");
    ASSERT_TRUE(
        write_file(folder.path() / "y.csv", "unique_id,ds,y\nx1,2026-01-05,1\nx2,2026-01-05,2\n"));
    ASSERT_TRUE(write_file(folder.path() / "about.csv",
                           "unique_id,item,place,group,community\n"
                           "x1,bread,east,food,valley\nx2,bread,west,food,valley\n"));

    const auto reading = read_long(folder.path() / "y.csv", folder.path() / "about.csv");

    ASSERT_TRUE(reading) << reading.error().message;
    EXPECT_THAT(lines_of(*reading, Severity::error), IsEmpty());
    EXPECT_EQ(reading->world.items.size(), 1U);
    EXPECT_EQ(reading->world.items[ItemId{0}].group, "food");
    EXPECT_EQ(reading->world.places.size(), 2U);
    EXPECT_EQ(reading->world.communities.size(), 1U);
    EXPECT_EQ(reading->names, (std::vector<std::string>{"x1", "x2"}));
}

TEST(LongFormat, RefusesTwoUniqueIdsAtOneItemAndPlace) {
    const Reading reading = read({{"needs.csv", "unique_id,ds,y\na,2026-01-05,1\nb,2026-01-05,2\n"},
                                  {"static.csv", "unique_id,item\na,bread\nb,bread\n"}});

    EXPECT_THAT(lines_of(reading, Severity::error),
                Contains("static.csv: want one unique_id per item and place, as \"a\", got \"b\" "
                         "there too"));
}

/// A bare file in the long format, read.
Reading read_bare(const std::string& rows, const Settings& settings = {}) {
    const Folder folder("bare");
    EXPECT_TRUE(write_file(folder.path() / "y.csv", "unique_id,ds,y\n" + rows));
    auto reading = read_long(folder.path() / "y.csv", {}, settings);
    EXPECT_TRUE(reading) << reading.error().message;
    return *std::move(reading);
}

TEST(BareLongFormat, FindsEveryFrequencyFromItsDates) {
    const std::vector<std::pair<Frequency, std::string>> cases{
        {Frequency::hour, "a,2026-01-05 22:00:00,1\na,2026-01-05 23:00:00,2\na,2026-01-06,3\n"},
        {Frequency::day, "a,2026-01-05 06:00,1\na,2026-01-06 06:00,2\na,2026-01-07 06:00,3\n"},
        {Frequency::week, "a,2026-01-05,1\na,2026-01-12,2\na,2026-01-19,3\n"},
        {Frequency::month, "a,2026-01-31,1\na,2026-02-28,2\na,2026-03-31,3\n"},
        {Frequency::quarter, "a,2026-01-01,1\na,2026-04-01,2\na,2026-07-01,3\n"},
        {Frequency::year, "a,2024-02-29,1\na,2025-02-28,2\na,2026-02-28,3\n"},
    };
    for (const auto& [frequency, rows] : cases) {
        const Reading reading = read_bare(rows);

        ASSERT_TRUE(reading.sound()) << vorrat::to_string(frequency);
        EXPECT_EQ(reading.world.history.frequency, frequency) << vorrat::to_string(frequency);
        EXPECT_EQ(reading.world.history.series[0].quantity, (std::vector<double>{1, 2, 3}))
            << vorrat::to_string(frequency);
    }
}

TEST(BareLongFormat, TakesTheFrequencyItIsTold) {
    const Reading reading =
        read_bare("a,2026-01-01,1\na,2026-04-01,2\n", {.frequency = Frequency::month});

    ASSERT_TRUE(reading.sound());
    EXPECT_EQ(reading.world.history.frequency, Frequency::month);
    EXPECT_EQ(reading.world.history.series[0].quantity.size(), 4U);
}

TEST(BareLongFormat, KeepsTheHourThatAClockRepeatsWhereItsZoneIsWritten) {
    const Reading reading = read_bare(
        "a,2026-10-25T01:00:00+02:00,1\na,2026-10-25T02:00:00+02:00,2\n"
        "a,2026-10-25T02:00:00+01:00,3\na,2026-10-25T03:00:00+01:00,4\n");

    ASSERT_TRUE(reading.sound());
    const Series& series = reading.world.history.series[0];
    EXPECT_EQ(series.quantity, (std::vector<double>{1, 2, 3, 4}));
    EXPECT_EQ(vorrat::to_string(series.start, Frequency::hour), "2026-10-24 23:00:00");
}

TEST(BareLongFormat, RefusesTheRepeatedHourAndLeavesTheSkippedOneUnknownOnALocalClock) {
    const Reading autumn = read_bare(
        "a,2026-10-25 01:00,1\na,2026-10-25 02:00,2\na,2026-10-25 02:00,3\n"
        "a,2026-10-25 03:00,4\n");
    const Reading spring =
        read_bare("a,2026-03-29 01:00,1\na,2026-03-29 03:00,2\na,2026-03-29 04:00,3\n");

    EXPECT_THAT(lines_of(autumn, Severity::error),
                Contains("y.csv:4:3: ds: want one row per date, item and place, got 2026-10-25 "
                         "02:00:00 again after y.csv:3"));
    ASSERT_TRUE(spring.sound());
    ASSERT_EQ(spring.world.history.series[0].quantity.size(), 4U);
    EXPECT_TRUE(std::isnan(spring.world.history.series[0].quantity[1]));
}

TEST(BareLongFormat, RefusesTimesThatAreNoFullHourOrNoTime) {
    EXPECT_FALSE(read_bare("a,2026-01-05 01:00,1\na,2026-01-05 01:30,2\n").sound());
    EXPECT_FALSE(read_bare("a,2026-01-05 01:00,1\na,2026-01-05 25:00,2\n").sound());
    EXPECT_FALSE(read_bare("a,2026-01-05 noon,1\n").sound());
}

TEST(BareLongFormat, WarnsOfSeriesWithAFrequencyOfTheirOwn) {
    std::string rows = "w,2026-01-05,1\nw,2026-01-12,1\nw,2026-01-19,1\n";
    for (int day = 10; day < 30; ++day) {
        rows += fmt::format("d,2026-01-{},1\n", day);
    }

    const Reading reading = read_bare(rows);

    ASSERT_TRUE(reading.sound());
    EXPECT_EQ(reading.world.history.frequency, Frequency::day);
    EXPECT_THAT(lines_of(reading, Severity::warning),
                Contains(::testing::HasSubstr("1 series have a date only every week or more")));
}

TEST(Skipping, LeavesBadRowsOutAndWritesThemToBeMended) {
    const Folder folder("skip");
    Files files = small_workspace();
    files["needs.csv"] += "2026-01-08,bread,east,x,1,2.5\n2026-01-09,bred,east,4,1,2.5\n";
    files["items.csv"] += "jam,Jam,glass,-1,,,,,\n";
    const Settings skip{.bad_rows = BadRows::skip};

    const Reading reading = read(files, skip);

    EXPECT_TRUE(reading.sound());
    EXPECT_EQ(reading.findings.warnings, 3U);
    const auto written = write_skipped(reading, folder.path());
    ASSERT_TRUE(written);
    ASSERT_EQ(written->size(), 2U);
    EXPECT_EQ(*read_file(folder.path() / "needs.skipped.csv"),
              "date,item_id,place_id,quantity,available,price,finding\n"
              "2026-01-08,bread,east,x,1,2.5,\"needs.csv:7:23: quantity: want a number, got "
              "\"\"x\"\"\"\n"
              "2026-01-09,bred,east,4,1,2.5,\"needs.csv:8:12: item_id: want a known item, got "
              "\"\"bred\"\"\"\n");
}

TEST(Skipping, ReadsMendedRowsAfterTheTable) {
    Files files = small_workspace();
    files["needs.mended.csv"] =
        "date,item_id,place_id,quantity,available,price,finding\n"
        "2026-01-08,bread,east,7,1,2.5,was x\n";
    files["items.mended.csv"] = "item_id,finding\njam,was wrong\n";

    const Reading reading = read(files);

    EXPECT_THAT(lines_of(reading, Severity::error), IsEmpty());
    EXPECT_EQ(reading.world.items.size(), 3U);
    EXPECT_EQ(reading.world.history.series[0].quantity, (std::vector<double>{3, 4, 0, 7}));
}

TEST(Folders, ThatAreNoneAreAnErrorAndUnknownTablesAWarning) {
    const Folder folder("none");
    ASSERT_TRUE(write_file(folder.path() / "needs.csv",
                           "date,item_id,place_id,quantity\n2026-01-05,bread,east,1\n"));

    EXPECT_FALSE(read_workspace(folder.path() / "nothing"));
    const auto reading = read_workspace(folder.path());

    ASSERT_TRUE(reading);
    EXPECT_TRUE(reading->sound());
    EXPECT_THAT(lines_of(*reading, Severity::note),
                Contains("items.csv: is not there: the items of the needs are taken"));
    EXPECT_THAT(lines_of(*reading, Severity::note),
                Contains("criteria.toml: is not there: the defaults hold"));
}

TEST(CriteriaFile, SetsEveryKey) {
    Files files = small_workspace();
    files["resources.csv"] = "resource_id,unit,available\nlabour_hours,h,40\n";
    files["activities.csv"] = "activity_id,place_id\nbake,mill\n";
    files["activity_items.csv"] = "activity_id,item_id,quantity\nbake,bread,1\n";
    files["impacts.csv"] = "kind,id,indicator,quantity\nitem,soap,co2e_kg,1\n";
    files["criteria.toml"] = R"(
horizon_days = 28
period_days = 14
placement = { review_days = 3, holding_per_unit_and_day = 0.5, shortage_per_unit = 2, calm = 0.1 }
tiers = { essential = 7, basic = 5, wanted = 3 }
reserve = { weight = 0.03, essential = { coverage = 0.99 }, basic = { days = 3 } }
minimum_coverage = { essential = 0.5 }
fairness = { minimum_ratio = 0.9 }
caps.co2e_kg = { total = 180, path = [ { from = 2027-01-01, total = 170 } ] }
resources = { labour_hours_per_week = 1200 }
forbidden = { activities = [ "bake" ] }
burden = { co2e_kg = 0.01 }
decisions = { "caps.co2e_kg.total" = "council, 2026-10-05" }
)";
    Criteria expected;
    expected.horizon_days = 28;
    expected.period_days = 14;
    expected.placement = {3, 0.5, 2, 0.1};
    expected.tier_weight = {7, 5, 3};
    expected.reserve[0].coverage = 0.99;
    expected.reserve[1].days = 3;
    expected.reserve_weight = 0.03;
    expected.minimum_coverage = {0.5, 0, 0};
    expected.minimum_ratio = 0.9;
    expected.caps = {{"co2e_kg", 180, {{*parse_date("2027-01-01"), 170}}}};
    expected.work_limits = {{ResourceId{0}, 1200}};
    expected.forbidden = {ActivityId{0}};
    expected.burden = {{"co2e_kg", 0.01}};
    expected.decisions = {{"caps.co2e_kg.total", "council, 2026-10-05"}};

    const Reading reading = read(files);

    EXPECT_THAT(lines_of(reading, Severity::error), IsEmpty());
    EXPECT_EQ(reading.world.criteria, expected);
}

}  // namespace
}  // namespace vorrat::ingest
