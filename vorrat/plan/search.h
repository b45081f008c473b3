#pragma once

#include <functional>
#include <span>
#include <vector>

#include "vorrat/plan/blocks.h"

namespace vorrat::plan {

/// One first-order iteration over the programme, in its columns and rows; docs/math/plan.md
/// section 9.1.
class Search {
public:
    /// stage  minimised; rows behind those of the programme are floors, see `Blocks`
    /// scale  factor of the costs, which brings prices near the weights of the tiers
    Search(const Problem& problem, const Programme& programme, const Connections& connections,
           const solve::LinearProgram& stage, const Aims& aims, double scale, Threads threads);
    Search(const Search&) = delete;
    Search& operator=(const Search&) = delete;

    /// Goes on from quantities, one per column, and duals, one per row.
    void start_from(std::span<const double> x, std::span<const double> y);
    /// The same from a point near the end: certificates are due soon.
    void start_near(std::span<const double> x, std::span<const double> y);
    /// Changes the coverage that every community is asked for, and up to which more counts.
    void aim_at(double coverage, double most);
    /// Runs until the next certificate is due, or `ended` says so.
    void run_until_next(const std::function<bool()>& ended);

    long steps() const { return iteration_.iterations(); }
    double next() const { return next_; }
    const Aims& aims() const { return aims_; }
    /// What it minimises, one per column.
    const std::vector<double>& cost() const { return cost_; }
    std::vector<double> x() const;
    /// Nearer to the rows: some steps without costs.
    std::vector<double> polished();
    /// Of the costs as given; 0 for rows of the stage that came later.
    std::vector<double> duals(std::size_t rows) const;

private:
    void first_step();

    Aims aims_;
    std::vector<double> cost_;
    Blocks blocks_;
    supply::Iteration iteration_;
    double next_;
};

}  // namespace vorrat::plan
