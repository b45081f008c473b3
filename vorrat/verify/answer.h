#pragma once

#include "vorrat/verify/programme.h"

namespace vorrat::verify {

// What the files publish of the answer, against the programme. Errors stay in the problem.

/// Reads entries, runs, flows and stock_plan; what stands where no variable exists is a failed
/// check. Also checks what those tables derive: arrivals, kg, tkm, reserves.
void read_answer(Problem& problem, Programme& programme, Checks& checks);

/// Reads certificate.csv into the duals of the rows; unknown rows, repeated rows and wrong signs
/// are failed checks.
void read_certificate(Problem& problem, Programme& programme, Checks& checks);

/// Every row of section 4 and the kept floors.
void check_feasible(const Problem& problem, const Programme& programme, Checks& checks);
/// Values, bounds and gaps of the stages, floors, result; adds the proofs.
void check_stages(const Problem& problem, const Evaluation& answer, Verdict& verdict);

/// limits, valuations, coverage, indicators, and plan.json's counts.
void check_printed(Problem& problem, Programme& programme, const Evaluation& answer,
                   Checks& checks);
void check_shipments(Problem& problem, Checks& checks);
/// Where the folder says what becomes of goods under way.
void check_under_way(Problem& problem, Checks& checks);

/// The record of decisions grew row by row, and plan.json says of every number of the criteria
/// whether it is the one last decided, and by whom: docs/formats/criteria.md.
void check_adopted(Problem& problem, Verdict& verdict);

}  // namespace vorrat::verify
