#include "vorrat/solve/mps.h"

#include <gtest/gtest.h>

#include "vorrat/solve/solve.h"

namespace vorrat::solve {
namespace {

/// maximise x + 2y - 1 over x + y <= 4, y <= 3 as a bound: 7 - 1.
constexpr const char* triangle = R"(* a comment
NAME          triangle
OBJSENSE
    MAX
ROWS
 N  worth
 L  both
COLUMNS
    x         worth     1.0            both      1.0
    y         worth     2.0            both      1.0
RHS
    RHS       worth     1.0            both      4.0
BOUNDS
 UP BND       y         3.0
ENDATA
)";

double solved(const MpsFile& file) { return solve(file.program).objective + file.constant; }

TEST(ReadMps, ReadsAProgramInFixedColumnsAndApartByBlanks) {
    for (const MpsLayout layout : {MpsLayout::automatic, MpsLayout::free, MpsLayout::fixed}) {
        const auto file = read_mps(triangle, "triangle.mps", layout);

        ASSERT_TRUE(file) << file.error().message;
        EXPECT_EQ(file->name, "triangle");
        EXPECT_EQ(file->constant, -1);
        EXPECT_NEAR(solved(*file), 6, 1e-9);
    }
}

TEST(ReadMps, ReadsNamesWithBlanksInFixedColumns) {
    const auto file = read_mps(
        "NAME\nROWS\n N  all cost\n G  row one\nCOLUMNS\n"
        "    my x      all cost           2.0   row one            1.0\n"
        "RHS\n    RHS       row one            3.0\nENDATA\n",
        "blanks.mps");

    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(file->column_names.at(0), "my x");
    EXPECT_NEAR(solved(*file), 6, 1e-9);
}

struct Ranged {
    const char* name;
    const char* kind;
    const char* range;
    double lower;
    double upper;
};

class Ranges : public ::testing::TestWithParam<Ranged> {};

TEST_P(Ranges, WidenTheRowToTheSideThatTheFormatSays) {
    const Ranged& row = GetParam();
    const std::string text = std::string("ROWS\n N c\n ") + row.kind +
                             " r\nCOLUMNS\n x c 1 r 1\nRHS\n r 10\nRANGES\n r " + row.range +
                             "\nENDATA\n";

    const auto file = read_mps(text, "r.mps");

    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(file->program.row_lower.at(0), row.lower);
    EXPECT_EQ(file->program.row_upper.at(0), row.upper);
}

INSTANTIATE_TEST_SUITE_P(Kinds, Ranges,
                         ::testing::Values(Ranged{"less", "L", "4", 6, 10},
                                           Ranged{"less_negative", "L", "-4", 6, 10},
                                           Ranged{"greater", "G", "4", 10, 14},
                                           Ranged{"greater_negative", "G", "-4", 10, 14},
                                           Ranged{"equal_up", "E", "4", 10, 14},
                                           Ranged{"equal_down", "E", "-4", 6, 10}),
                         [](const auto& param_info) { return param_info.param.name; });

struct Bounded {
    const char* name;
    const char* lines;
    double lower;
    double upper;
};

class Bounds : public ::testing::TestWithParam<Bounded> {};

TEST_P(Bounds, MeanWhatTheFormatSays) {
    const Bounded& bound = GetParam();
    const std::string text =
        std::string("ROWS\n N c\nCOLUMNS\n x c 1\nBOUNDS\n") + bound.lines + "ENDATA\n";

    const auto file = read_mps(text, "b.mps");

    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(file->program.column_lower.at(0), bound.lower);
    EXPECT_EQ(file->program.column_upper.at(0), bound.upper);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, Bounds,
    ::testing::Values(Bounded{"none", "", 0, infinity}, Bounded{"up", " UP B x 4\n", 0, 4},
                      Bounded{"up_without_set", " UP x 4\n", 0, 4},
                      Bounded{"up_negative", " UP B x -4\n", -infinity, -4},
                      Bounded{"up_negative_after_lower", " LO B x -9\n UP B x -4\n", -9, -4},
                      Bounded{"up_infinite", " UP B x 1e30\n", 0, infinity},
                      Bounded{"lower", " LO B x 2\n", 2, infinity},
                      Bounded{"fixed", " FX B x 2.5\n", 2.5, 2.5},
                      Bounded{"free", " FR B x\n", -infinity, infinity},
                      Bounded{"free_without_set", " FR x\n", -infinity, infinity},
                      Bounded{"minus", " MI B x\n", -infinity, infinity},
                      Bounded{"minus_then_up", " MI B x\n UP B x 7\n", -infinity, 7},
                      Bounded{"plus", " UP B x 7\n PL B x\n", 0, infinity},
                      Bounded{"binary", " BV B x\n", 0, 1},
                      Bounded{"whole", " LI B x 1\n UI B x 9\n", 1, 9},
                      Bounded{"fortran_number", " UP B x 1.5D+02\n", 0, 150}),
    [](const auto& param_info) { return param_info.param.name; });

struct Refused {
    const char* name;
    const char* text;
    const char* says;
};

class BadMps : public ::testing::TestWithParam<Refused> {};

TEST_P(BadMps, IsRefusedWithPlaceExpectationAndFinding) {
    const auto file = read_mps(GetParam().text, "bad.mps");

    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().kind, ErrorKind::bad_input);
    EXPECT_EQ(file.error().message, GetParam().says);
}

INSTANTIATE_TEST_SUITE_P(
    Files, BadMps,
    ::testing::Values(
        Refused{"empty", "", "bad.mps:1:1: want ENDATA, found the end of the file"},
        Refused{"cut", "ROWS\n N c\n", "bad.mps:3:1: want ENDATA, found the end of the file"},
        Refused{"no_objective", "ROWS\n L r\nENDATA\n",
                "bad.mps:3:1: want an objective (a row of kind N) in ROWS, found none"},
        Refused{"unknown_section", "ROWS\n N c\nSOS\nENDATA\n",
                "bad.mps:3:1: want NAME, OBJSENSE, ROWS, COLUMNS, RHS, RANGES, BOUNDS or ENDATA, "
                "found \"SOS\""},
        Refused{"unknown_kind", "ROWS\n N c\n X r\nENDATA\n",
                "bad.mps:3:2: want N, E, L or G, found \"X\""},
        Refused{"row_twice", "ROWS\n N c\n L r\n E r\nENDATA\n",
                "bad.mps:4:4: want a new row, found \"r\" again"},
        Refused{"unknown_row", "ROWS\n N c\nCOLUMNS\n x q 1\nENDATA\n",
                "bad.mps:4:4: want a row of ROWS, found \"q\""},
        Refused{"bad_number", "ROWS\n N c\nCOLUMNS\n x c 1,5\nENDATA\n",
                "bad.mps:4:6: want a number, found \"1,5\""},
        Refused{"column_apart", "ROWS\n N c\nCOLUMNS\n x c 1\n y c 1\n x c 2\nENDATA\n",
                "bad.mps:6:2: want the lines of a column one after another, found \"x\" again"},
        Refused{"entry_twice", "ROWS\n N c\n L r\nCOLUMNS\n x r 1\n x r 2\nENDATA\n",
                "bad.mps:6:4: want one number per column and row, found \"r\" again"},
        Refused{"right_twice", "ROWS\n N c\n L r\nCOLUMNS\n x r 1\nRHS\n B1 r 1\n B2 r 2\nENDATA\n",
                "bad.mps:8:5: want one number per row, found \"r\" again"},
        Refused{"number_too_large", "ROWS\n N c\nCOLUMNS\n x c 1e999\nENDATA\n",
                "bad.mps:4:6: want a number that a double can hold, found \"1e999\""},
        Refused{"unknown_column", "ROWS\n N c\nCOLUMNS\n x c 1\nBOUNDS\n UP B z 1\nENDATA\n",
                "bad.mps:6:7: want a column of COLUMNS, found \"z\""},
        Refused{"unknown_bound", "ROWS\n N c\nCOLUMNS\n x c 1\nBOUNDS\n SC B x 1\nENDATA\n",
                "bad.mps:6:2: want UP, LO, FX, FR, MI, PL, BV, UI or LI, found \"SC\""},
        Refused{"no_sense", "OBJSENSE\n WELL\nROWS\n N c\nENDATA\n",
                "bad.mps:2:2: want MIN or MAX, found \"WELL\""}),
    [](const auto& param_info) { return param_info.param.name; });

TEST(ReadMps, CountsWholeColumnsAndLeavesFurtherFreeRowsOut) {
    const auto file = read_mps(
        "ROWS\n N c\n N other\n L r\nCOLUMNS\n M1 'MARKER' 'INTORG'\n x c -1 other 5\n x r 2\n"
        " M2 'MARKER' 'INTEND'\n y c -1 r 1\nRHS\n r 3\n other 9\nENDATA\n",
        "whole.mps");

    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(file->whole_columns, 1);
    EXPECT_EQ(file->program.rows(), 1);
    EXPECT_NEAR(solved(*file), -3, 1e-9);
}

}  // namespace
}  // namespace vorrat::solve
