#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <map>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "vorrat/base/file.h"
#include "vorrat/service/commands.h"
#include "vorrat/service/stream_forecast.h"

namespace vorrat::service {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using Flags = std::map<std::string, std::string, std::less<>>;

/// A folder of one test with a file `y.csv` in the long format.
class Foresight : public ::testing::Test {
protected:
    Foresight() {
        const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
        folder = std::filesystem::temp_directory_path() /
                 fmt::format("vorrat-foresight-{}-{}", test->name(), ::getpid());
        std::filesystem::create_directories(folder);
    }
    ~Foresight() override { std::filesystem::remove_all(folder); }

    void write(const std::string& rows, const std::string& header = "unique_id,ds,y") const {
        ASSERT_TRUE(write_file(folder / "y.csv", header + "\n" + rows));
    }
    std::string path(const std::string& name) const { return (folder / name).string(); }
    std::string file(const std::string& name) const {
        const auto bytes = read_file(folder / name);
        return bytes ? *bytes : "";
    }

    /// Standard output, or the error's message.
    std::string run(const std::string& name, Flags flags) {
        const Command* command = find_command(name);
        auto values = resolve(
            *command, {.flags = std::move(flags), .environment = {}, .file = {}, .file_name = {}});
        EXPECT_TRUE(values) << values.error().message;
        values->set_positional("INPUT", path("y.csv"));
        std::ostringstream out;
        const auto code = run_command(*command, *values, {.out = out, .progress = {}});
        failure = code ? std::nullopt : std::optional(code.error().kind);
        return code ? out.str() : code.error().message;
    }

    std::filesystem::path folder;
    std::optional<ErrorKind> failure;
};

std::string daily(const std::string& id, int days_long, double (*need)(int)) {
    std::string rows;
    const Date first = *parse_date("2024-01-01");
    for (int t = 0; t < days_long; ++t) {
        rows += fmt::format("{},{},{}\n", id, to_string(first + days{t}), need(t));
    }
    return rows;
}

double weekly(int t) { return t % 7 < 5 ? 10 : 20; }

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        lines.push_back(line);
    }
    return lines;
}

/// The numbers of a row behind its date.
std::vector<double> numbers_of(const std::string& line) {
    std::vector<double> numbers;
    std::istringstream in(line);
    std::string cell;
    for (int k = 0; std::getline(in, cell, ','); ++k) {
        if (k >= 2) {
            numbers.push_back(std::stod(cell));
        }
    }
    return numbers;
}

TEST_F(Foresight, WritesMeanAndQuantilesPerSeriesAndStep) {
    write(daily("a", 60, weekly));

    const auto lines = lines_of(run("forecast", {{"horizon", "3"}, {"levels", "0.1,0.9"}}));

    ASSERT_EQ(lines.size(), 4U);
    EXPECT_EQ(lines[0], "unique_id,ds,mean,q0.1,q0.9");
    EXPECT_THAT(lines[1], StartsWith("a,2024-03-01,"));  // a leap year's day went by
}

TEST_F(Foresight, RefusesLevelsOutOfOrderTwiceOrOutOfRange) {
    write(daily("a", 60, weekly));
    for (const char* levels : {"0.9,0.1", "0.5,0.5", "0,0.5", "0.5,1"}) {
        EXPECT_THAT(run("forecast", {{"levels", levels}}), HasSubstr("levels: want")) << levels;
        EXPECT_EQ(failure, ErrorKind::usage);
    }
}

TEST_F(Foresight, IsTheSameForAnyOrderOfRowsAndNumberOfThreads) {
    std::vector<std::string> rows = lines_of(daily("a", 90, weekly) + daily("b", 70, weekly));
    write(fmt::format("{}\n", fmt::join(rows, "\n")));
    const std::string sorted = run("forecast", {{"threads", "1"}});
    std::ranges::reverse(rows);
    // Series are written in the order in which they are met, so b comes first now.
    write(fmt::format("{}\n", fmt::join(rows, "\n")));

    const std::string reversed = run("forecast", {{"threads", "3"}});

    auto a = lines_of(sorted);
    auto b = lines_of(reversed);
    std::ranges::sort(a);
    std::ranges::sort(b);
    EXPECT_EQ(a, b);
}

TEST_F(Foresight, WritesSumsOfStepsToAFileOfTheirOwn) {
    write(daily("a", 90, weekly));

    run("forecast", {{"horizon", "14"}, {"sums", "7,3+7"}, {"out", path("f.csv")}});

    ASSERT_FALSE(failure);
    const auto lines = lines_of(file("f.sums.csv"));
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_THAT(lines[0], StartsWith("unique_id,from,steps,mean,q0.025"));
    EXPECT_THAT(lines[1], StartsWith("a,2024-03-31,7,"));
    EXPECT_THAT(lines[2], StartsWith("a,2024-04-03,7,"));
    EXPECT_NEAR(numbers_of(lines[1])[1], 90, 4);
}

TEST_F(Foresight, RefusesSumsItCannotReadOrWrite) {
    write(daily("a", 90, weekly));

    EXPECT_THAT(run("forecast", {{"sums", "7;3"}, {"out", path("f.csv")}}), HasSubstr("--sums"));
    EXPECT_EQ(failure, ErrorKind::usage);
    EXPECT_THAT(run("forecast", {{"sums", "7"}}), HasSubstr("--out"));
    EXPECT_EQ(failure, ErrorKind::usage);
    EXPECT_THAT(run("forecast", {{"sums", "99"}, {"out", path("f.csv")}}), HasSubstr("interval"));
    EXPECT_FALSE(std::filesystem::exists(path("f.csv")));
}

TEST_F(Foresight, OfHoursBeginsAtTheNextHour) {
    std::string rows;
    for (int t = 0; t < 24 * 20; ++t) {
        rows += fmt::format("a,2026-01-{:02} {:02}:00:00,{}\n", 1 + t / 24, t % 24,
                            t % 24 < 12 ? 2 : 8);
    }
    write(rows);

    const auto lines = lines_of(run("forecast", {{"horizon", "24"}, {"levels", "0.5"}}));

    ASSERT_EQ(lines.size(), 25U);
    EXPECT_THAT(lines[1], StartsWith("a,2026-01-21 00:00:00,"));
    // Three weeks of hours are little for a profile of 168, so it is pulled towards the mean of 5.
    EXPECT_LT(numbers_of(lines[1])[0], 3.5);
    EXPECT_GT(numbers_of(lines[20])[0], 6.5);
}

TEST_F(Foresight, OfHoursIsThatOfUniversalTimeWhenClocksChange) {
    struct Change {
        Date hour_zero;  ///< of the history, in universal time
        int at;          ///< hours later
        int before;      ///< hours ahead of universal time
        int after;
    };
    // 25 October 2026 and 29 March 2026, 01:00 UTC, by the clocks of Berlin.
    const Date october = first_step_of(*parse_date("2026-10-15"), Frequency::hour);
    const Date march = first_step_of(*parse_date("2026-03-19"), Frequency::hour);
    for (const auto& [hour_zero, at, before, after] :
         {Change{october, 241, 2, 1}, Change{march, 241, 1, 2}}) {
        std::string local;
        std::string universal;
        for (int t = 0; t < 24 * 20; ++t) {
            const int ahead = t < at ? before : after;
            const Date hour = advance(hour_zero, t, Frequency::hour);
            const Date clock = advance(hour, ahead, Frequency::hour);
            const int need = t % 24 < 12 ? 2 : 8;
            local +=
                fmt::format("a,{}+0{}:00,{}\n", to_string(clock, Frequency::hour), ahead, need);
            universal += fmt::format("a,{}Z,{}\n", to_string(hour, Frequency::hour), need);
        }
        write(universal);
        const std::string expected = run("forecast", {{"horizon", "24"}});

        write(local);

        EXPECT_EQ(run("forecast", {{"horizon", "24"}}), expected);
        EXPECT_FALSE(failure);
        EXPECT_EQ(lines_of(expected).size(), 25U);
    }
}

TEST_F(Foresight, AcceptsFutureValuesOfRegressors) {
    std::string rows;
    for (int t = 0; t < 60; ++t) {
        rows += fmt::format("a,{},{},1\n", to_string(*parse_date("2024-01-01") + days{t}), 5);
    }
    write(rows + "a,2024-03-01,,0\na,2024-03-02,,0\n", "unique_id,ds,y,price");

    const auto lines = lines_of(run("forecast", {{"horizon", "2"}}));

    ASSERT_EQ(lines.size(), 3U);
    EXPECT_THAT(lines[1], StartsWith("a,2024-03-01,"));
    EXPECT_NEAR(numbers_of(lines[1])[0], 5, 1e-9);
}

TEST_F(Foresight, MakesTheLevelsOfAHierarchyAgree) {
    write(daily("a", 90, weekly) + daily("b", 90, [](int t) { return double(t % 5); }) +
          daily("c", 90, [](int t) { return double(t % 3); }));
    ASSERT_TRUE(write_file(folder / "s.csv",
                           "unique_id,item,place,group\na,x,p,food\nb,y,p,food\nc,x,q,food\n"));
    for (const char* weights : {"structural", "shrinkage"}) {
        run("forecast", {{"reconcile", weights},
                         {"static", path("s.csv")},
                         {"horizon", "2"},
                         {"levels", "0.5"},
                         {"out", path("f.csv")}});

        ASSERT_FALSE(failure);
        double bottom = 0;
        for (const std::string& line : lines_of(file("f.csv"))) {
            bottom += line.find("2024-03-31") != std::string::npos ? numbers_of(line)[0] : 0;
        }
        const std::string levels = file("f.levels.csv");
        EXPECT_THAT(levels, StartsWith("level,node,ds,mean,q0.5\nall,all,2024-03-31,"));
        EXPECT_THAT(levels, HasSubstr("\ncommunity,p,2024-03-31,"));
        EXPECT_THAT(levels, HasSubstr("\nitem,x,2024-03-31,"));
        const std::string all = lines_of(levels)[1];
        EXPECT_NEAR(std::stod(all.substr(std::string("all,all,2024-03-31,").size())), bottom,
                    1e-6 * bottom)
            << weights;
    }
}

TEST_F(Foresight, BorrowsForSeriesThatOnlyTheAttributesName) {
    write(daily("a", 90, weekly) + daily("b", 90, weekly));
    ASSERT_TRUE(write_file(folder / "s.csv",
                           "unique_id,item,place,group\na,x,p,food\nb,x,q,food\nnew,z,p,food\n"));

    const std::string text = run("forecast", {{"static", path("s.csv")}, {"horizon", "1"}});

    EXPECT_THAT(text, HasSubstr(",basis\n"));
    EXPECT_THAT(text, HasSubstr("\nnew,2024-03-31,"));
    EXPECT_THAT(text, HasSubstr(",same_group (2)\n"));
    EXPECT_THAT(text, HasSubstr(",history\n"));
}

struct Odd {
    const char* name;
    double (*need)(int);
    int days_long;
    double least;  ///< of the mean
    double most;
};

class OddHistory : public Foresight, public ::testing::WithParamInterface<Odd> {};

TEST_P(OddHistory, GivesFiniteQuantilesInOrder) {
    const Odd& odd = GetParam();
    write(daily("a", odd.days_long, odd.need));

    const auto lines = lines_of(run("forecast", {{"horizon", "2"}}));

    ASSERT_EQ(lines.size(), 3U);
    const auto numbers = numbers_of(lines[1]);
    EXPECT_GE(numbers[0], odd.least);
    EXPECT_LE(numbers[0], odd.most);
    EXPECT_TRUE(std::is_sorted(numbers.begin() + 1, numbers.end()));
    EXPECT_TRUE(std::ranges::all_of(numbers, [](double n) { return std::isfinite(n); }));
}

INSTANTIATE_TEST_SUITE_P(
    Of, OddHistory,
    ::testing::Values(Odd{"OneObservation", [](int) { return 5.0; }, 1, 4.9, 5.1},
                      Odd{"Zeros", [](int) { return 0.0; }, 100, 0, 0},
                      Odd{"AConstant", [](int) { return 7.0; }, 100, 6.99, 7.01},
                      Odd{"ASpike", [](int day) { return day == 50 ? 1e9 : 1.0; }, 400, 0, 1e8},
                      Odd{"ALeapYear", weekly, 800, 5, 25}),
    [](const auto& one) { return std::string(one.param.name); });

TEST_F(Foresight, RefusesWhatIsNoQuantityAndNamesItsPlace) {
    for (const char* bad : {"nan", "inf", "-1", "1e400", "x"}) {
        write(fmt::format("a,2024-01-01,1\na,2024-01-02,{}\n", bad));

        EXPECT_THAT(run("forecast", {}), StartsWith("y.csv:3:14: y: want")) << bad;
        EXPECT_EQ(failure, ErrorKind::bad_input);
    }
}

TEST_F(Foresight, OfAHundredThousandSeriesOfOneRowTakesSeconds) {
    std::string rows;
    for (int k = 0; k < 100000; ++k) {
        rows += fmt::format("s{},2024-01-01,{}\n", k, k % 10);
    }
    write(rows);

    const auto begin = std::chrono::steady_clock::now();
    const std::string text = run("forecast", {{"horizon", "1"}, {"levels", "0.5"}});

    EXPECT_EQ(std::ranges::count(text, '\n'), 100001);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

TEST_F(Foresight, IsEvaluatedAsTableJsonCsvAndPage) {
    write(daily("a", 200, weekly) + daily("b", 200, [](int t) { return double(t % 3); }));

    const std::string table = run("evaluate", {{"origins", "3"}, {"spacing", "10"}});
    const std::string json = run("evaluate", {{"json", "true"}, {"out", path("e.html")}});
    run("evaluate", {{"out", path("e.csv")}});

    EXPECT_EQ(std::ranges::count(table, '\n'), 10);
    EXPECT_THAT(json, HasSubstr("\"scaled_pinball\""));
    EXPECT_THAT(json, HasSubstr("\"coverage\""));
    EXPECT_THAT(file("e.html"), HasSubstr("<svg"));
    EXPECT_THAT(file("e.html"), Not(HasSubstr("http:")));
    EXPECT_THAT(file("e.csv"), StartsWith("model,origin,series,wrmsse"));
}

TEST_F(Foresight, IsExplainedInBothLanguagesAndAsAPage) {
    write(daily("a", 400, weekly) + daily("<script>", 400, weekly));

    const std::string english = run("explain", {{"series", "a"}});
    const std::string german =
        run("explain", {{"series", "<script>"}, {"language", "de"}, {"out", path("x.html")}});

    EXPECT_THAT(english, HasSubstr("400 steps are known"));
    EXPECT_THAT(english, HasSubstr("levels that remember"));
    EXPECT_THAT(german, HasSubstr("400 Schritte sind bekannt"));
    EXPECT_THAT(file("x.html"), HasSubstr("&lt;script&gt;"));
    EXPECT_THAT(file("x.html"), Not(HasSubstr("<h1><script>")));
    EXPECT_THAT(run("explain", {{"series", "nobody"}}), HasSubstr("nobody"));
    EXPECT_EQ(failure, ErrorKind::usage);
}

TEST_F(Foresight, InPiecesIsThatOfTheWholeFile) {
    std::string rows;
    for (int k = 0; k < 40; ++k) {
        rows += daily(fmt::format("s{}", k), 60 + k, weekly);  // they end on different days
    }
    write(rows);
    run("forecast", {{"out", path("whole.csv")}});
    ASSERT_FALSE(failure);

    const auto series =
        stream_forecast({.input = path("y.csv"), .out = path("pieces.csv"), .piece_bytes = 4000},
                        {.levels = {0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99}});

    ASSERT_TRUE(series) << series.error().message;
    EXPECT_EQ(*series, 40U);
    EXPECT_EQ(file("pieces.csv"), file("whole.csv"));
}

TEST_F(Foresight, InPiecesRefusesSeriesThatStandApartAndLeavesNoFile) {
    write("a,2024-01-01,1\nb,2024-01-01,1\na,2024-01-02,1\n");

    EXPECT_THAT(run("forecast", {{"stream", "true"}, {"out", path("f.csv")}}),
                HasSubstr("y.csv:4: unique_id"));
    EXPECT_EQ(failure, ErrorKind::bad_input);
    EXPECT_FALSE(std::filesystem::exists(path("f.csv")));
    EXPECT_FALSE(std::filesystem::exists(path("f.csv.part")));
}

TEST_F(Foresight, StopsWithoutAFileInPart) {
    write(daily("a", 400, weekly));
    const Command* command = find_command("forecast");
    auto values = resolve(
        *command,
        {.flags = {{"out", path("f.csv")}}, .environment = {}, .file = {}, .file_name = {}});
    ASSERT_TRUE(values);
    values->set_positional("INPUT", path("y.csv"));
    std::stop_source stop;
    stop.request_stop();
    std::ostringstream out;

    const auto code =
        run_command(*command, *values, {.out = out, .progress = {.stop = stop.get_token()}});

    ASSERT_FALSE(code);
    EXPECT_EQ(code.error().kind, ErrorKind::failed);
    EXPECT_FALSE(std::filesystem::exists(path("f.csv")));
}

}  // namespace
}  // namespace vorrat::service
