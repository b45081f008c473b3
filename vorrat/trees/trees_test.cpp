#include "vorrat/trees/trees.h"

#include <cmath>
#include <thread>

#include <gtest/gtest.h>

#include "vorrat/base/random.h"

namespace vorrat::trees {
namespace {

/// 4,000 rows of two columns in [0, 4) and a third of noise. The mean is 1 + 2 floor(x) if y < 2,
/// else 6; the target a Poisson count of that mean.
struct Field {
    std::vector<float> cells;
    std::vector<float> target;

    Lesson lesson() const { return {{cells, 3}, target, {}}; }
};

double mean_at(double x, double y) { return y < 2 ? 1 + 2 * std::floor(x) : 6; }

Field field(std::uint64_t seed = 7) {
    Random random(seed);
    Field made;
    for (int i = 0; i < 4000; ++i) {
        const double x = 4 * random.uniform();
        const double y = 4 * random.uniform();
        made.cells.insert(made.cells.end(), {static_cast<float>(x), static_cast<float>(y),
                                             static_cast<float>(random.uniform())});
        made.target.push_back(static_cast<float>(random.poisson(mean_at(x, y))));
    }
    return made;
}

TEST(Forest, LearnsAFunctionOfTwoColumns) {
    const Field known = field();
    const std::vector<float> asked{0.5F, 1, 0, 1.5F, 1, 0, 2.5F, 1, 0, 3.5F, 1, 0, 0.5F, 3, 0};

    const auto forest = Forest::grow(known.lesson(), {});

    ASSERT_TRUE(forest) << forest.error().message;
    const std::vector<float> means = forest->means({asked, 3});
    const std::vector<double> truth{1, 3, 5, 7, 6};
    for (std::size_t i = 0; i < truth.size(); ++i) {
        EXPECT_NEAR(means[i], truth[i], 0.15 * truth[i] + 0.1) << "point " << i;
    }
}

TEST(Forest, IsTheSameBesideOthersOnOtherThreads) {
    const Field known = field();
    const auto answers = [&] {
        const auto forest = Forest::grow(known.lesson(), {.rounds = 30});
        return forest ? forest->means({known.cells, 3}) : std::vector<float>{};
    };

    const std::vector<float> alone = answers();
    std::vector<float> first;
    std::vector<float> second;
    {
        const std::jthread one([&] { first = answers(); });
        const std::jthread two([&] { second = answers(); });
    }

    ASSERT_EQ(alone.size(), known.target.size());
    EXPECT_EQ(first, alone);
    EXPECT_EQ(second, alone);
}

TEST(Forest, AnotherSeedGrowsAnotherForest) {
    const Field known = field();

    const auto one = Forest::grow(known.lesson(), {.rounds = 30, .seed = 1});
    const auto two = Forest::grow(known.lesson(), {.rounds = 30, .seed = 2});

    ASSERT_TRUE(one && two);
    EXPECT_NE(one->means({known.cells, 3}), two->means({known.cells, 3}));
}

TEST(Forest, FollowsTheWeightOfARow) {
    const std::vector<float> cells(200, 1.0F);
    std::vector<float> target(200, 0.0F);
    std::vector<float> weight(200, 1.0F);
    for (std::size_t i = 0; i < 100; ++i) {
        target[i] = 4;
        weight[i] = 3;
    }

    const auto forest = Forest::grow({{cells, 1}, target, weight}, {.rows_share = 1});

    ASSERT_TRUE(forest) << forest.error().message;
    EXPECT_NEAR(forest->means({std::span(cells).first(1), 1})[0], 3, 0.01);
}

TEST(Forest, TakesRowsWithUnknownCells) {
    Field known = field();
    for (std::size_t row = 0; row < known.target.size(); row += 2) {
        known.cells[3 * row + 2] = std::nanf("");
    }

    const auto forest = Forest::grow(known.lesson(), {.rounds = 20});

    ASSERT_TRUE(forest) << forest.error().message;
    for (const float mean : forest->means({known.cells, 3})) {
        ASSERT_TRUE(std::isfinite(mean));
        ASSERT_GT(mean, 0);
    }
}

TEST(Forest, StopsWhenAsked) {
    const Field known = field();
    std::stop_source stop;
    stop.request_stop();

    const auto forest = Forest::grow(known.lesson(), {}, {.stop = stop.get_token()});

    ASSERT_FALSE(forest);
    EXPECT_EQ(forest.error().kind, ErrorKind::failed);
}

}  // namespace
}  // namespace vorrat::trees
