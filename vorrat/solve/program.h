#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "vorrat/solve/sparse.h"

namespace vorrat::solve {

constexpr double infinity = std::numeric_limits<double>::infinity();

enum class Sense { minimise, maximise };

/// Minimise or maximise  cost . x  over  row_lower <= A x <= row_upper,
/// column_lower <= x <= column_upper. Bounds may be infinite; a lower bound may lie above its
/// upper bound (then the program is infeasible). No number is NaN.
struct LinearProgram {
    Sense sense = Sense::minimise;
    SparseMatrix matrix;               ///< A, rows x columns
    std::vector<double> cost;          ///< columns values, finite
    std::vector<double> column_lower;  ///< columns values
    std::vector<double> column_upper;  ///< columns values
    std::vector<double> row_lower;     ///< rows values
    std::vector<double> row_upper;     ///< rows values

    std::size_t rows() const { return row_lower.size(); }
    std::size_t columns() const { return column_lower.size(); }
};

/// +1 to read a program as a minimisation, -1 when it maximises.
constexpr double sign_of(Sense sense) { return sense == Sense::minimise ? 1 : -1; }

/// Whether a row or a column has a lower bound above its upper one: no x exists then.
bool bounds_cross(const LinearProgram& program);

/// One term of a linear form: coefficient times the variable of a column.
struct Term {
    std::uint32_t column = 0;
    double coefficient = 0;
};

/// Collects a program row by row and column by column, in any order.
class Builder {
public:
    /// Returns the position of the new column.
    std::uint32_t add_column(double lower, double upper, double cost = 0);
    /// Returns the position of the new row.
    std::uint32_t add_row(double lower, double upper);
    std::uint32_t add_row(double lower, double upper, std::span<const Term> terms);
    /// Adds to the entry; entries given twice are summed.
    void add(std::uint32_t row, std::uint32_t column, double value);

    void set_column_upper(std::uint32_t column, double upper);
    void set_row_upper(std::uint32_t row, double upper);

    std::size_t rows() const { return program_.row_lower.size(); }
    std::size_t columns() const { return program_.column_lower.size(); }
    /// Given so far, those given twice counted twice.
    std::size_t entries() const { return triplets_.size(); }

    LinearProgram build(Sense sense = Sense::minimise) const;

private:
    LinearProgram program_;
    std::vector<Triplet> triplets_;
};

}  // namespace vorrat::solve
