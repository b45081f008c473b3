#include <cmath>
#include <filesystem>
#include <numeric>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/base/date.h"
#include "vorrat/base/file.h"
#include "vorrat/base/id.h"
#include "vorrat/base/parallel.h"
#include "vorrat/base/random.h"
#include "vorrat/base/result.h"
#include "vorrat/base/sha256.h"

namespace vorrat {
namespace {

using ShelfId = Id<struct ShelfTag>;

TEST(Dates, ReadBackWhatTheyWrite) {
    for (int day = 0; day < 40000; day += 37) {
        const Date date = Date{days{day}};

        EXPECT_EQ(parse_date(to_string(date)), date);
    }
}

TEST(Dates, RefuseWhatNoCalendarHas) {
    for (const char* text : {"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "0000-01-01",
                             "9999-01-01", "2026-01-01x", "20260101", "2026/01/01", "2026-01-0a"}) {
        EXPECT_FALSE(parse_date(text)) << text;
    }
    EXPECT_TRUE(parse_date("2024-02-29"));
    EXPECT_EQ(parse_date("2024-02-29T10:00:00"), parse_date("2024-02-29"));
}

TEST(Dates, KnowTheirWeekday) { EXPECT_EQ(weekday(*parse_date("2026-11-23")), 0); }

// Published SHA-256 test vectors of FIPS 180-2, appendix B.
TEST(Hash, MatchesThePublishedVectors) {
    EXPECT_EQ(to_hex(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Files, AreReplacedWholeAndLeaveNothingBeside) {
    const auto folder = std::filesystem::path(testing::TempDir()) / "vorrat_files";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);

    ASSERT_TRUE(write_file(folder / "a.txt", "old"));
    ASSERT_TRUE(write_file(folder / "a.txt", "new"));

    EXPECT_EQ(*read_file(folder / "a.txt"), "new");
    EXPECT_EQ(*sha256_of_file(folder / "a.txt"), sha256("new"));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
}

TEST(Files, SayWhatCannotBeWritten) {
    const auto outcome = write_file("/nonexistent-folder/a.txt", "x");

    ASSERT_FALSE(outcome);
    EXPECT_THAT(outcome.error().message, testing::HasSubstr("/nonexistent-folder/a.txt"));
}

// The first numbers of the reference implementation pcg32-demo with seed 42 and stream 54
// (O'Neill 2014, https://www.pcg-random.org/).
TEST(RandomNumbers, AreThoseOfTheReferenceGenerator) {
    Random random(42, 54);

    for (const std::uint32_t expected :
         {0xa15c02b7U, 0x7b47f409U, 0xba1d3330U, 0x83d2f293U, 0xbfa4784bU, 0xcbed606eU}) {
        EXPECT_EQ(random.bits(), expected);
    }
}

struct Moments {
    double mean;
    double variance;
};

template <class Draw>
Moments moments(const Draw& draw) {
    constexpr int count = 200000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < count; ++i) {
        const double x = draw();
        sum += x;
        squares += x * x;
    }
    const double mean = sum / count;
    return {mean, squares / count - mean * mean};
}

// Five standard errors of the mean and, roughly, of the variance for 200,000 draws.
TEST(RandomNumbers, HaveTheMomentsOfTheirDistributions) {
    Random random(7);

    const Moments uniform = moments([&] { return random.uniform(); });
    const Moments normal = moments([&] { return random.normal(); });
    const Moments gamma = moments([&] { return random.gamma(0.4); });
    const Moments few = moments([&] { return static_cast<double>(random.poisson(2.5)); });
    const Moments many = moments([&] { return static_cast<double>(random.poisson(140)); });

    EXPECT_NEAR(uniform.mean, 0.5, 0.0033);
    EXPECT_NEAR(uniform.variance, 1.0 / 12, 0.001);
    EXPECT_NEAR(normal.mean, 0, 0.012);
    EXPECT_NEAR(normal.variance, 1, 0.016);
    EXPECT_NEAR(gamma.mean, 0.4, 0.008);
    EXPECT_NEAR(gamma.variance, 0.4, 0.03);
    EXPECT_NEAR(few.mean, 2.5, 0.018);
    EXPECT_NEAR(few.variance, 2.5, 0.05);
    EXPECT_NEAR(many.mean, 140, 0.14);
    EXPECT_NEAR(many.variance, 140, 2.3);
}

TEST(RandomNumbers, BelowABoundReachAllValuesAndNoOther) {
    Random random(1);
    std::vector<int> seen(7);

    for (int i = 0; i < 7000; ++i) {
        ++seen.at(random.below(7));
    }

    for (const int count : seen) {
        EXPECT_NEAR(count, 1000, 160);
    }
}

TEST(ParallelBlocks, GiveTheSameSumsForAnyNumberOfThreads) {
    std::vector<double> values(10007);
    Random random(3);
    for (double& value : values) {
        value = random.normal() * 1e6;
    }
    const auto sum_with = [&](unsigned threads) {
        std::vector<double> parts(values.size() / 64 + 1);
        parallel_blocks(values.size(), 64, Threads{threads}, [&](std::size_t a, std::size_t b) {
            for (std::size_t i = a; i < b; ++i) {
                parts[a / 64] += values[i];
            }
        });
        return std::accumulate(parts.begin(), parts.end(), 0.0);
    };

    const double one = sum_with(1);

    EXPECT_EQ(one, sum_with(2));
    EXPECT_EQ(one, sum_with(7));
    EXPECT_NE(one, 0);
}

TEST(PerId, IsIndexedByItsIdsInOrder) {
    PerId<ShelfId, int> shelves;
    const ShelfId first = shelves.push_back(10);
    const ShelfId second = shelves.push_back(20);

    EXPECT_EQ(shelves[first], 10);
    EXPECT_EQ(shelves[second], 20);
    EXPECT_EQ(shelves.ids(), (std::vector<ShelfId>{first, second}));
}

TEST(PerIdDeathTest, StopsAtAnIdOutsideItsTable) {
    const PerId<ShelfId, int> shelves{1, 2};

    EXPECT_DEATH(static_cast<void>(shelves[ShelfId{2}]), "an id lies inside its table");
}

TEST(ResultDeathTest, StopsWhenTheValueOfAnErrorIsAsked) {
    const Result<int> result = bad_input("x.csv:1: want a number");

    EXPECT_EQ(result.error().kind, ErrorKind::bad_input);
    EXPECT_EQ(exit_code(result.error().kind), 4);
    EXPECT_DEATH(static_cast<void>(*result), "holds an error");
}

}  // namespace
}  // namespace vorrat
