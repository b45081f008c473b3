#pragma once

#include <optional>
#include <span>
#include <vector>

#include "vorrat/plan/programme.h"

namespace vorrat::plan {

/// The part of the programme that is one community's, docs/math/plan.md section 9.5: the nodes of
/// its places, what leads in and out, and their limits. Goods elsewhere come at a price, or for
/// nothing.
class Alone {
public:
    /// settings  those of the solver, as for the plan: the time that is left, who stops it
    Alone(const Problem& problem, const Programme& programme, const solve::LinearProgram& program,
          CommunityId community, const Settings& settings);

    /// What the community could get if goods elsewhere cost nothing and nobody else drew on
    /// anything: no plan gives it more. returns  duals of the first stage, minimised: one per row
    /// of `program`; all 0 when the solver gives up
    std::vector<double> best_coverage(const solve::LinearProgram& program);
    /// What `best_coverage` found; 1 before.
    double coverage() const { return coverage_; }
    bool looked_at() const { return looked_at_; }
    /// Whether `best_coverage` gave up: what the community could get is not known then.
    bool gave_up() const { return gave_up_; }

    /// What the community would best do at these prices, if it has to reach a coverage. What comes
    /// from elsewhere beyond what was wished costs twice its price: it may not be there.
    /// program   minimises `cost`
    /// y         prices: duals of the rows of `program`
    /// wished    one per column of `program`
    /// coverage  at least; not above `coverage()`
    /// returns   the columns of its nodes; none when the solver gives up
    Terms answer(const solve::LinearProgram& program, std::span<const double> cost,
                 std::span<const double> y, std::span<const double> wished, double coverage);

private:
    enum class Row : unsigned char { none, shared, own };

    static std::vector<Row> kept_rows(const Problem& problem, const Programme& programme,
                                      CommunityId community);
    void cut(const Programme& programme, const solve::LinearProgram& program,
             std::span<const Row> kept, const Settings& settings);
    std::vector<double> priced(const solve::LinearProgram& program, std::span<const double> cost,
                               std::span<const double> y) const;

    std::vector<Column> columns_;        ///< of the programme
    std::vector<std::uint32_t> rows_;    ///< of the programme
    std::vector<std::uint32_t> coming_;  ///< positions in columns_ of what comes from elsewhere;
                                         ///< the part has one more column of each, behind
    std::vector<bool> draws_;            ///< per row of the programme: others draw on it
    std::uint32_t lowest_ = 0;           ///< z: position in columns_
    std::uint32_t fairness_ = 0;         ///< row of the programme
    double need_ = 1;                    ///< of the community, weighted
    std::vector<double> served_;         ///< per column: what it adds to the need met, weighted
    std::optional<solve::Sequence> sequence_;
    double coverage_ = 1;
    bool looked_at_ = false;
    bool gave_up_ = false;
};

}  // namespace vorrat::plan
