#pragma once

#include <map>
#include <string>
#include <vector>

#include "vorrat/verify/programme.h"
#include "vorrat/verify/verify.h"

namespace vorrat::verify {

using Checks = std::vector<Check>;

/// The duals of one stage, one per row of the programme.
using Duals = std::vector<double>;

/// need.csv follows its own rules: cells together, slices rising, shares of use as defined.
void check_need(const Problem& problem, Checks& checks);

/// Ceilings are those of section 3, so that nobody made them small to make a bound look good.
void check_ceilings(const Problem& problem, const Nodes& nodes, const Programme& programme,
                    Checks& checks);

/// Reads entries, runs, flows and stock_plan into Programme::value; what stands where no variable
/// exists is a failed check. Also checks what those tables derive: arrivals, kg, tkm, reserves.
Outcome read_answer(const Files& files, const Problem& problem, const Nodes& nodes,
                    Programme& programme, Checks& checks);

/// Reads certificate.csv; unknown rows, repeated rows and wrong signs are failed checks.
Result<std::array<Duals, 3>> read_certificate(const Files& files, const Problem& problem,
                                              const Nodes& nodes, const Programme& programme,
                                              Checks& checks);

/// The row a line of certificate.csv or limits.csv names, -1: there is none.
std::int32_t named_row(const Problem& problem, const Nodes& nodes, const Programme& programme,
                       std::string_view kind, std::string_view item, std::string_view place,
                       std::string_view period, std::string_view id);

/// The row in words, for messages.
std::string row_in_words(const Problem& problem, const Nodes& nodes, const Row& row);

struct RowValues {
    std::vector<Interval> sum;      ///< Σ a x
    std::vector<double> magnitude;  ///< Σ |a x|
};

/// Row values at the published answer.
RowValues row_values(const Programme& programme);

/// The record of decisions grew row by row, and plan.json says of every number of the criteria
/// whether it is the one last decided, and by whom. docs/formats/criteria.md. Reads plan.json,
/// which must have been read before.
Outcome check_adopted(const Files& files, Verdict& verdict);

/// Every variable within its bounds, every row of section 4 and the kept floors.
void check_feasible(const Problem& problem, const Nodes& nodes, const Programme& programme,
                    const RowValues& values, Checks& checks);

/// The objective of a stage at the published answer.
Interval objective_value(const Programme& programme, std::size_t stage);

/// Values, bounds and gaps of the stages, floors, result; adds the proofs.
void check_stages(const Problem& problem, const Programme& programme,
                  const std::array<Duals, 3>& duals, Verdict& verdict);

/// limits, valuations, coverage, indicators, and plan.json's summary.
Outcome check_printed(const Files& files, const Problem& problem, const Nodes& nodes,
                      const Programme& programme, const RowValues& values, const Duals& worth_duals,
                      Checks& checks);

/// shipments, forecast and history.
Outcome check_shipments(const Files& files, const Problem& problem, Checks& checks);
Outcome check_forecast(const Files& files, const Problem& problem, Checks& checks);

}  // namespace vorrat::verify
