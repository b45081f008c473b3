#include "vorrat/solve/program.h"

#include "vorrat/base/check.h"

namespace vorrat::solve {

bool bounds_cross(const LinearProgram& program) {
    for (std::size_t i = 0; i < program.rows(); ++i) {
        if (program.row_lower[i] > program.row_upper[i]) {
            return true;
        }
    }
    for (std::size_t j = 0; j < program.columns(); ++j) {
        if (program.column_lower[j] > program.column_upper[j]) {
            return true;
        }
    }
    return false;
}

std::uint32_t Builder::add_column(double lower, double upper, double cost) {
    program_.column_lower.push_back(lower);
    program_.column_upper.push_back(upper);
    program_.cost.push_back(cost);
    return static_cast<std::uint32_t>(columns() - 1);
}

std::uint32_t Builder::add_row(double lower, double upper) {
    program_.row_lower.push_back(lower);
    program_.row_upper.push_back(upper);
    return static_cast<std::uint32_t>(rows() - 1);
}

std::uint32_t Builder::add_row(double lower, double upper, std::span<const Term> terms) {
    const std::uint32_t row = add_row(lower, upper);
    for (const Term& term : terms) {
        add(row, term.column, term.coefficient);
    }
    return row;
}

void Builder::add(std::uint32_t row, std::uint32_t column, double value) {
    triplets_.push_back({row, column, value});
}

void Builder::set_column_upper(std::uint32_t column, double upper) {
    check(column < columns(), "a bound is set on a column of the program");
    program_.column_upper[column] = upper;
}

void Builder::set_row_upper(std::uint32_t row, double upper) {
    check(row < rows(), "a bound is set on a row of the program");
    program_.row_upper[row] = upper;
}

LinearProgram Builder::build(Sense sense) const {
    LinearProgram program = program_;
    program.sense = sense;
    program.matrix = matrix_from(rows(), columns(), triplets_);
    return program;
}

}  // namespace vorrat::solve
