#include "vorrat/solve/sparse.h"

#include <gtest/gtest.h>

#include "vorrat/base/random.h"

namespace vorrat::solve {
namespace {

TEST(SparseMatrix, AddsEntriesOfOnePositionAndDropsZeros) {
    const std::vector<Triplet> entries{{1, 0, 2}, {0, 1, 5}, {1, 0, 3}, {0, 0, 1}, {0, 0, -1}};

    const SparseMatrix matrix = matrix_from(2, 2, entries);

    EXPECT_EQ(matrix.start, (std::vector<std::size_t>{0, 1, 2}));
    EXPECT_EQ(matrix.row, (std::vector<std::uint32_t>{1, 0}));
    EXPECT_EQ(matrix.value, (std::vector<double>{5, 5}));
}

TEST(SparseMatrix, TurnedTwiceIsItself) {
    const SparseMatrix matrix = matrix_from(3, 2, std::vector<Triplet>{{2, 0, 1}, {0, 1, 4}});

    const SparseMatrix twice = transposed(transposed(matrix));

    EXPECT_EQ(twice.start, matrix.start);
    EXPECT_EQ(twice.row, matrix.row);
    EXPECT_EQ(twice.value, matrix.value);
}

TEST(TransposedProduct, IsTheSameForAnyNumberOfThreads) {
    Random random(7);
    std::vector<Triplet> entries;
    for (std::uint32_t k = 0; k < 200000; ++k) {
        entries.push_back({random.below(500), random.below(20000), random.normal()});
    }
    const SparseMatrix matrix = matrix_from(500, 20000, entries);
    std::vector<double> y(500);
    for (double& value : y) {
        value = random.normal();
    }
    std::vector<double> alone(20000);
    std::vector<double> together(20000);

    transposed_product(matrix, y, alone, {1});
    transposed_product(matrix, y, together, {3});

    EXPECT_EQ(alone, together);
}

TEST(TransposedProduct, MultipliesByHand) {
    // A = (1 2; 0 3): A' (10, 100) = (10, 320).
    const SparseMatrix matrix =
        matrix_from(2, 2, std::vector<Triplet>{{0, 0, 1}, {0, 1, 2}, {1, 1, 3}});
    std::vector<double> product(2);

    transposed_product(matrix, std::vector<double>{10, 100}, product);

    EXPECT_EQ(product, (std::vector<double>{10, 320}));
}

}  // namespace
}  // namespace vorrat::solve
