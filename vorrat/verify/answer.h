#pragma once

#include "vorrat/verify/programme.h"

namespace vorrat::verify {

// What the files publish of the answer, against the programme. Errors stay in `input`.

/// Reads entries, runs, flows and stock_plan into Programme::value; what stands where no variable
/// exists is a failed check. Also checks what those tables derive: arrivals, kg, tkm, reserves.
void read_answer(Input& input, const Problem& problem, Programme& programme, Checks& checks);

/// Reads certificate.csv into the duals of the rows; unknown rows, repeated rows and wrong signs
/// are failed checks.
void read_certificate(Input& input, const Problem& problem, Programme& programme, Checks& checks);

/// The row a line of certificate.csv or limits.csv names, -1: there is none.
struct RowName {
    std::string_view kind, item, place, period, id;
};
std::int32_t named_row(const Problem& problem, const Programme& programme, const RowName& name);
/// The row in words, for messages.
std::string row_in_words(const Problem& problem, const Programme& programme, const Row& row);

/// Every variable within its bounds, every row of section 4 and the kept floors.
void check_feasible(const Problem& problem, const Programme& programme, const Evaluation& answer,
                    Checks& checks);
/// Values, bounds and gaps of the stages, floors, result; adds the proofs.
void check_stages(const Problem& problem, const Evaluation& answer, Verdict& verdict);

/// limits, valuations, coverage, indicators, and plan.json's counts.
void check_printed(Input& input, const Problem& problem, const Programme& programme,
                   const Evaluation& answer, Checks& checks);
void check_shipments(Input& input, const Problem& problem, Checks& checks);

/// The record of decisions grew row by row, and plan.json says of every number of the criteria
/// whether it is the one last decided, and by whom: docs/formats/criteria.md. plan.json must have
/// been read before.
void check_adopted(Input& input, Verdict& verdict);

}  // namespace vorrat::verify
