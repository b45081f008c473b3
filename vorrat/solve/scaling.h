#pragma once

#include <vector>

#include "vorrat/solve/program.h"

namespace vorrat::solve {

/// A program brought to like size, always minimised: rows and columns of A have norms near 1.
///
///     x = column_factor * x_scaled,    y = sign * row_factor * y_scaled
///
/// Ten rounds of Ruiz 2001 (largest entries), one of Pock & Chambolle 2011 (sums of entries), as in
/// PDLP. An empty row or column keeps factor 1.
struct Scaled {
    double sign = 1;                    ///< -1 when the program given maximises
    SparseMatrix by_column;             ///< scaled A
    SparseMatrix by_row;                ///< its transposed
    std::vector<double> cost;           ///< columns values
    std::vector<double> column_lower;   ///< columns values
    std::vector<double> column_upper;   ///< columns values
    std::vector<double> row_lower;      ///< rows values
    std::vector<double> row_upper;      ///< rows values
    std::vector<double> row_factor;     ///< rows values, > 0
    std::vector<double> column_factor;  ///< columns values, > 0

    std::size_t rows() const { return row_lower.size(); }
    std::size_t columns() const { return column_lower.size(); }
};

/// cost  O(entries)
Scaled scaled(const LinearProgram& program);

/// The answer in the units of the program given.
std::vector<double> unscaled_x(const Scaled& scaled, std::span<const double> x);
std::vector<double> unscaled_duals(const Scaled& scaled, std::span<const double> y);

}  // namespace vorrat::solve
