#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "vorrat/plan/connections.h"
#include "vorrat/supply/supply.h"

namespace vorrat::plan {

/// A stage of the programme in the layout of vorrat/supply, the periods of a variable side by side,
/// and the way between both. Rows with >= are turned round.
class Blocks {
public:
    /// stage  minimised; its rows behind those of the programme are floors (>=)
    /// aims   one per floor: what the iteration is held to, not below the floor
    /// scale  factor of the costs, which brings prices near the weights of the tiers
    Blocks(const Problem& problem, const Programme& programme, const Connections& connections,
           const solve::LinearProgram& stage, std::span<const double> aims, double scale);

    const supply::Programme& programme() const { return supply_; }

    std::vector<double> columns_of(std::span<const double> x) const;
    std::vector<double> rows_of(std::span<const double> y) const;
    std::vector<double> to_columns(std::span<const double> x) const;
    std::vector<double> to_rows(std::span<const double> y) const;

private:
    friend class BlockMaker;

    struct RowAt {
        std::uint32_t row = no_row;
        double sign = 1;
        std::uint32_t back = no_row;  ///< of an equation among shared rows: its other side
    };

    supply::Programme supply_;
    double scale_ = 1;
    std::vector<std::uint32_t> column_at_;  ///< per column of the stage
    std::vector<RowAt> row_at_;             ///< per row of the stage
};

}  // namespace vorrat::plan
