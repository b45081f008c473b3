#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "vorrat/base/result.h"

/// Guaranteed-service safety stock. docs/math/reserve.md 5
namespace vorrat::reserve {

struct ServiceStage {
    int processing = 0;           ///< T_j, whole periods, >= 0
    double holding = 0;           ///< h_j per unit of reserve, >= 0
    double deviation = 0;         ///< b_j: z times the deviation of need per period, >= 0
    int inbound = 0;              ///< time its own outside supplier takes, >= 0
    std::optional<int> promised;  ///< the most S_j may be; none: no limit
};

/// `to` uses `units` of what `from` makes in each of its own.
struct ServiceArc {
    std::size_t from = 0;
    std::size_t to = 0;
    double units = 1;
};

struct ServiceNetwork {
    std::vector<ServiceStage> stages;
    std::vector<ServiceArc> arcs;  ///< without a cycle
};

struct ServiceTimes {
    std::vector<int> inbound;     ///< SI_j
    std::vector<int> outbound;    ///< S_j
    std::vector<double> reserve;  ///< b_j sqrt(SI_j + T_j - S_j), units
    double cost = 0;              ///< sum of holding times reserve
};

/// b_j of all stages from those of the stages with need from outside: over all paths, not stage by
/// stage. `outside` holds z times the deviation per stage, 0 where no need comes from outside.
/// errors  bad_input: a cycle, or an arc to no stage
/// cost    O(end stages x arcs)
Result<std::vector<double>> pooled_deviations(const ServiceNetwork& network,
                                              std::span<const double> outside);

/// The service times of least cost, on trees and on any acyclic network, exact.
/// errors  bad_input: a cycle, an arc to no stage, a negative time, or a network so tangled that a
///         table would pass 2^25 entries
/// cost    trees O(stages x longest time^2); networks more, by their width
Result<ServiceTimes> guaranteed_service(const ServiceNetwork& network);

}  // namespace vorrat::reserve
