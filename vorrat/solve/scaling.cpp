#include "vorrat/solve/scaling.h"

#include <algorithm>
#include <cmath>

namespace vorrat::solve {
namespace {

constexpr int ruiz_rounds = 10;

enum class Norm { largest, sum };

/// The norm of each row and column of A under the factors so far.
struct Norms {
    std::vector<double> rows;
    std::vector<double> columns;
};

Norms norms(const Scaled& s, const SparseMatrix& matrix, Norm kind) {
    Norms found{std::vector<double>(s.rows(), 0), std::vector<double>(s.columns(), 0)};
    for (std::size_t j = 0; j < s.columns(); ++j) {
        for (std::size_t k = matrix.start[j]; k < matrix.start[j + 1]; ++k) {
            const std::uint32_t i = matrix.row[k];
            const double a = std::abs(matrix.value[k]) * s.row_factor[i] * s.column_factor[j];
            double& row = found.rows[i];
            double& column = found.columns[j];
            row = kind == Norm::largest ? std::max(row, a) : row + a;
            column = kind == Norm::largest ? std::max(column, a) : column + a;
        }
    }
    return found;
}

void divide_by_roots(std::vector<double>& factors, const std::vector<double>& sizes) {
    for (std::size_t k = 0; k < factors.size(); ++k) {
        if (sizes[k] > 0) {
            factors[k] /= std::sqrt(sizes[k]);
        }
    }
}

void apply_factors(Scaled& s) {
    for (std::size_t j = 0; j < s.columns(); ++j) {
        const double factor = s.column_factor[j];
        s.cost[j] *= factor;
        s.column_lower[j] /= factor;
        s.column_upper[j] /= factor;
        for (std::size_t k = s.by_column.start[j]; k < s.by_column.start[j + 1]; ++k) {
            s.by_column.value[k] *= factor * s.row_factor[s.by_column.row[k]];
        }
    }
    for (std::size_t i = 0; i < s.rows(); ++i) {
        s.row_lower[i] *= s.row_factor[i];
        s.row_upper[i] *= s.row_factor[i];
    }
}

}  // namespace

Scaled scaled(const LinearProgram& program) {
    Scaled s;
    s.sign = sign_of(program.sense);
    s.by_column = program.matrix;
    s.cost = program.cost;
    for (double& cost : s.cost) {
        cost *= s.sign;
    }
    s.column_lower = program.column_lower;
    s.column_upper = program.column_upper;
    s.row_lower = program.row_lower;
    s.row_upper = program.row_upper;
    s.row_factor.assign(program.rows(), 1);
    s.column_factor.assign(program.columns(), 1);
    for (int round = 0; round <= ruiz_rounds; ++round) {
        const Norm kind = round < ruiz_rounds ? Norm::largest : Norm::sum;
        const Norms sizes = norms(s, program.matrix, kind);
        divide_by_roots(s.row_factor, sizes.rows);
        divide_by_roots(s.column_factor, sizes.columns);
    }
    apply_factors(s);
    s.by_row = transposed(s.by_column);
    return s;
}

std::vector<double> unscaled_x(const Scaled& s, std::span<const double> x) {
    std::vector<double> out(x.begin(), x.end());
    for (std::size_t j = 0; j < out.size(); ++j) {
        out[j] *= s.column_factor[j];
    }
    return out;
}

std::vector<double> unscaled_duals(const Scaled& s, std::span<const double> y) {
    std::vector<double> out(y.begin(), y.end());
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] *= s.sign * s.row_factor[i];
    }
    return out;
}

}  // namespace vorrat::solve
