#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "vorrat/plan/connections.h"
#include "vorrat/supply/supply.h"

namespace vorrat::plan {

/// What the iteration is held to in place of the floors of a stage, and above them.
struct Aims {
    double coverage = 0;          ///< of every community, at least
    double coverage_most = 1;     ///< up to which the lowest coverage counts
    std::optional<double> worth;  ///< none: the stage has no such floor
};

/// A stage of the programme in the layout of vorrat/supply, the periods of a variable side by side,
/// and the way between both. Rows with >= are turned round. The lowest coverage stands as its
/// distance to the aim.
class Blocks {
public:
    /// stage  minimised; its rows behind those of the programme are floors (>=): keep_fairness,
    ///        which has no row here, then keep_worth
    /// scale  factor of the costs, which brings prices near the weights of the tiers
    Blocks(const Problem& problem, const Programme& programme, const Connections& connections,
           const solve::LinearProgram& stage, const Aims& aims, double scale);

    const supply::Programme& programme() const { return supply_; }
    /// Sets the aims of coverage; an iteration that goes on is to be told.
    void aim_at(double coverage, double most);

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

    /// The row that asks for the coverage of a community.
    struct CoverageRow {
        std::uint32_t row = no_row;
        double need = 0;  ///< weighted
    };

    supply::Programme supply_;
    double scale_ = 1;
    std::vector<CoverageRow> coverage_rows_;
    std::size_t lowest_at_ = 0;             ///< column of z less its aim
    double aim_ = 0;                        ///< of coverage
    std::vector<std::uint32_t> column_at_;  ///< per column of the stage
    std::vector<RowAt> row_at_;             ///< per row of the stage; of keep_fairness none
};

}  // namespace vorrat::plan
