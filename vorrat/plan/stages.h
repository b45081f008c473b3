#pragma once

#include <array>
#include <optional>
#include <vector>

#include "vorrat/base/result.h"
#include "vorrat/plan/plan.h"
#include "vorrat/plan/programme.h"

namespace vorrat::plan {

/// One solved stage, in the terms of docs/math/plan.md section 6.
struct SolvedStage {
    std::vector<double> duals;  ///< one per row of the stage's programme, signs obeyed exactly
    double bound = 0;           ///< D(y), rounded to the safe side
    double optimum = 0;         ///< the solver's value
    solve::Residuals residuals;
    long iterations = 0;
    double seconds = 0;
};

struct Solved {
    std::array<SolvedStage, 3> stages;  ///< fairness, worth, burden
    std::vector<double> x;              ///< answer of the last stage
    double fairness_floor = 0;
    double worth_floor = 0;
    std::vector<RowKey> keys;  ///< of all rows, the two floors at the end
    solve::Basis basis;        ///< where the draft ended, without the floors
};

/// What the objective of a stage is multiplied by to be minimised.
constexpr double sign_of_stage(std::size_t stage) { return stage < 2 ? -1 : 1; }

/// Runs the three stages one after the other, each from the basis of the one before.
/// returns  nothing when no plan satisfies the rows
/// errors   failed: time or the caller ended it, or the solver gave up
/// start  a basis near that of the draft; empty: none
Result<std::optional<Solved>> run_stages(const Programme& programme, const solve::Basis& start,
                                         const Settings& settings);

}  // namespace vorrat::plan
