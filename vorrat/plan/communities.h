#pragma once

#include <memory>
#include <span>
#include <vector>

#include "vorrat/base/stopwatch.h"
#include "vorrat/plan/alone.h"
#include "vorrat/plan/search.h"

namespace vorrat::plan {

/// The communities with need, and those of them that hold the lowest coverage down;
/// docs/math/plan.md section 9.5.
class Communities {
public:
    /// settings  its time counts from here; once it is up or the caller ends it nobody is looked
    ///           at or mended
    Communities(const Problem& problem, const Programme& programme, const Connections& connections,
                const Settings& settings);

    /// Duals of the coverage rows, one per community in the order of the rows, summed by need.
    double of_coverage(std::span<const double> y) const;
    /// Adds `by` to the duals of all coverage rows, none of them below 0 before.
    void raise(std::vector<double>& y, double by) const;

    /// What those that get least could get alone, if that is not known yet.
    /// below    only communities that get less
    /// returns  duals of the first stage, minimised, of each looked at now
    std::vector<std::vector<double>> look_at_lowest(const solve::LinearProgram& program,
                                                    std::span<const double> x, double below);
    /// The least that one of those looked at could get alone; 1: none.
    double least_alone() const;

    /// If only a few get less than the aim, they do what they would best do at the prices of the
    /// search if they had to reach it, and their prices rise so that what is short goes to them.
    /// wished  one per column, prices  one per row
    void mend(const solve::LinearProgram& program, const Search& search, double aim,
              std::vector<double>& wished, std::vector<double>& prices);

    /// Duals of a search in which those that cannot get more than `coverage` alone count more.
    std::vector<double> pressed(std::vector<double> y, double coverage) const;

private:
    std::vector<std::size_t> lowest(std::span<const double> x, double below,
                                    std::size_t most) const;
    double seconds_left() const;
    bool ended() const;
    Alone& alone(const solve::LinearProgram& program, std::size_t k);
    template <class Visit>
    void each_cell(std::size_t k, const Visit& visit) const;

    const Problem& problem_;
    const Programme& programme_;
    const Connections& connections_;
    const Settings& settings_;
    Stopwatch clock_;
    std::vector<CommunityForms> forms_;
    std::vector<std::uint32_t> rows_;  ///< of their coverage
    std::vector<std::unique_ptr<Alone>> alone_;
    std::vector<bool> told_;  ///< duals of their best coverage
};

}  // namespace vorrat::plan
