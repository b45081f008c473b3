#pragma once

#include <string>
#include <vector>

#include "vorrat/plan/programme.h"

namespace vorrat::plan {

/// A limit as people know it, and the rows of the programme that keep it. Giving way by `delta`
/// changes every one of its rows by `delta` times the row's `share`.
struct NamedLimit {
    struct Part {
        std::uint32_t row = 0;
        double share = 1;  ///< sign and size with which `delta` enters the row
    };

    RowKind kind = RowKind::cap;
    std::string words;
    double value = 0;      ///< as the words state it
    double direction = 1;  ///< +1: giving way raises the value, -1: lowers it
    double per_delta = 1;  ///< change of the value per unit of delta
    std::vector<Part> parts;
};

/// The limits that rows of the programme keep, in row order.
std::vector<NamedLimit> row_limits(const Problem& problem, const Programme& programme);

/// The finite supplies; a part's row is the cell node x periods + t of their entries.
std::vector<NamedLimit> supply_limits(const Problem& problem);

/// The named limits of a programme, those of nature and machines first, those that people set last.
/// `program` gets a row for every finite supply.
struct LimitedProgramme {
    solve::Builder builder;
    std::vector<NamedLimit> limits;
};

LimitedProgramme name_limits(const Problem& problem, const Programme& programme);

}  // namespace vorrat::plan
