#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vorrat/base/parallel.h"

namespace vorrat::solve {

/// A sparse matrix by columns. The entries of column j are start[j] .. start[j + 1] - 1.
/// Invariants: start rises from 0 to row.size(); rows within a column rise; no stored zero.
struct SparseMatrix {
    std::size_t rows = 0;
    std::vector<std::size_t> start{0};  ///< columns + 1 values, rising
    std::vector<std::uint32_t> row;     ///< one per entry, < rows
    std::vector<double> value;          ///< one per entry, finite, not 0

    std::size_t columns() const { return start.size() - 1; }
    std::size_t entries() const { return value.size(); }
};

/// One entry of a matrix that is being collected.
struct Triplet {
    std::uint32_t row = 0;
    std::uint32_t column = 0;
    double value = 0;
};

/// Entries of the same position are added in the order given; sums of 0 are dropped.
/// cost  O(entries + rows + columns)
SparseMatrix matrix_from(std::size_t rows, std::size_t columns, std::span<const Triplet> triplets);

SparseMatrix transposed(const SparseMatrix& matrix);

/// A' y: one value per column, each the sum over its entries in row order, so the same bytes for
/// any number of threads. A x is the same on `transposed(A)`.
/// y        matrix.rows values
/// product  matrix.columns() values
void transposed_product(const SparseMatrix& matrix, std::span<const double> y,
                        std::span<double> product, Threads threads = {});

}  // namespace vorrat::solve
