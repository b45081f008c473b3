#pragma once

#include <cstdint>
#include <vector>

#include "vorrat/rounds/facilitator.h"

namespace vorrat::rounds {

/// How far a council goes from its last statement towards the best one.
enum class Temper { open, careful, stubborn, fixed };
double share_of_the_way(Temper temper);

/// Councils with worths and efforts of their own, which the planner does not know;
/// docs/math/rounds.md section 4.
class SimulatedCouncils {
public:
    /// first  the answer to the first statements: it gives the unit of effort
    /// fixed  so many consumers' councils are fixed
    SimulatedCouncils(const Agenda& agenda, const Answer& first, std::uint64_t seed, int fixed);

    /// What they state after they have heard these valuations.
    Statements revise(const Statements& last, const Valuations& valuations) const;

    /// Their true worth of what is possible, less their true effort.
    double worth(const Statements& possible) const;

    /// The best worth that could be reached, by the programme with their true curves.
    Result<double> best_worth(const Progress& progress = {}) const;

    Temper temper_of(CommunityId community) const { return tempers_[community]; }

private:
    const Agenda& agenda_;
    PerId<CommunityId, Temper> tempers_;
    std::vector<Temper> place_tempers_;  ///< one per labour
    std::vector<double> scale_;          ///< a_ci, one per ask
    std::vector<double> effort_;         ///< e_p, one per labour
};

struct PlayedRound {
    Statements stated;
    Answer answer;
};

/// The first round, then rounds until they converge or `most` were played.
Result<std::vector<PlayedRound>> play(const Agenda& agenda, const SimulatedCouncils& councils,
                                      int most, const Progress& progress = {});

}  // namespace vorrat::rounds
