#include "vorrat/solve/sparse.h"

#include <algorithm>

#include "vorrat/base/check.h"

namespace vorrat::solve {
namespace {

/// Columns per block of a product: some microseconds of work.
constexpr std::size_t block = 4096;

struct Sorted {
    std::vector<std::size_t> start;
    std::vector<Triplet> entries;
};

/// Stable counting sort of the entries by one of their coordinates.
Sorted sorted_by(std::uint32_t Triplet::*key, std::size_t count, std::span<const Triplet> from) {
    Sorted sorted{std::vector<std::size_t>(count + 1, 0), std::vector<Triplet>(from.size())};
    for (const Triplet& entry : from) {
        ++sorted.start[entry.*key + 1];
    }
    for (std::size_t k = 0; k < count; ++k) {
        sorted.start[k + 1] += sorted.start[k];
    }
    std::vector<std::size_t> next(sorted.start.begin(), sorted.start.end() - 1);
    for (const Triplet& entry : from) {
        sorted.entries[next[entry.*key]++] = entry;
    }
    return sorted;
}

}  // namespace

SparseMatrix matrix_from(std::size_t rows, std::size_t columns, std::span<const Triplet> triplets) {
    for (const Triplet& entry : triplets) {
        check(entry.row < rows, "a matrix entry lies in a row of the matrix");
        check(entry.column < columns, "a matrix entry lies in a column of the matrix");
    }
    const Sorted by_row = sorted_by(&Triplet::row, rows, triplets);
    const Sorted by_column = sorted_by(&Triplet::column, columns, by_row.entries);

    SparseMatrix matrix{rows, {0}, {}, {}};
    matrix.start.reserve(columns + 1);
    matrix.row.reserve(triplets.size());
    matrix.value.reserve(triplets.size());
    for (std::size_t j = 0; j < columns; ++j) {
        std::size_t k = by_column.start[j];
        while (k < by_column.start[j + 1]) {
            const std::uint32_t row = by_column.entries[k].row;
            double sum = 0;
            for (; k < by_column.start[j + 1] && by_column.entries[k].row == row; ++k) {
                sum += by_column.entries[k].value;
            }
            if (sum == 0) {
                continue;
            }
            matrix.row.push_back(row);
            matrix.value.push_back(sum);
        }
        matrix.start.push_back(matrix.row.size());
    }
    return matrix;
}

SparseMatrix transposed(const SparseMatrix& matrix) {
    SparseMatrix turned{matrix.columns(), std::vector<std::size_t>(matrix.rows + 1, 0), {}, {}};
    turned.row.resize(matrix.entries());
    turned.value.resize(matrix.entries());
    for (const std::uint32_t row : matrix.row) {
        ++turned.start[row + 1];
    }
    for (std::size_t i = 0; i < matrix.rows; ++i) {
        turned.start[i + 1] += turned.start[i];
    }
    std::vector<std::size_t> next(turned.start.begin(), turned.start.end() - 1);
    for (std::size_t j = 0; j < matrix.columns(); ++j) {
        for (std::size_t k = matrix.start[j]; k < matrix.start[j + 1]; ++k) {
            const std::size_t at = next[matrix.row[k]]++;
            turned.row[at] = static_cast<std::uint32_t>(j);
            turned.value[at] = matrix.value[k];
        }
    }
    return turned;
}

void transposed_product(const SparseMatrix& matrix, std::span<const double> y,
                        std::span<double> product, Threads threads) {
    check(y.size() == matrix.rows, "a product takes one value per row");
    check(product.size() == matrix.columns(), "a product gives one value per column");
    const auto columns = [&](std::size_t first, std::size_t last) {
        for (std::size_t j = first; j < last; ++j) {
            double sum = 0;
            for (std::size_t k = matrix.start[j]; k < matrix.start[j + 1]; ++k) {
                sum += matrix.value[k] * y[matrix.row[k]];
            }
            product[j] = sum;
        }
    };
    parallel_blocks(matrix.columns(), block, threads, columns);
}

}  // namespace vorrat::solve
