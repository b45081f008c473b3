#pragma once

#include <vector>

#include "vorrat/base/progress.h"
#include "vorrat/rounds/agenda.h"
#include "vorrat/rounds/curve.h"

namespace vorrat::rounds {

/// No excess above this and the rounds have converged.
constexpr double excess_allowed = 0.01;

/// One number per ask and per labour: what one more unit would take from others, units of worth.
/// Infinite where an item cannot be had.
struct Valuations {
    std::vector<double> goods;
    std::vector<double> hours;
};

struct ItemExcess {
    ItemId item;
    double requested = 0;  ///< units, all communities
    double possible = 0;
    double need = 0;    ///< excess need, a share
    double supply = 0;  ///< excess supply, a share
};

struct SocialCost {
    CommunityId community;
    double per_person = 0;  ///< units of worth
    double of_mean = 0;     ///< in relation to the mean of all people; 0 where nobody is counted
};

/// The planner's answer to a round; docs/math/rounds.md section 3.
struct Answer {
    Statements possible;  ///< what can be met, and what of the offers would be used
    Valuations valuations;
    std::vector<ItemExcess> items;    ///< by item, those that are asked for
    std::vector<double> hour_excess;  ///< one per labour, a share
    std::vector<SocialCost> costs;    ///< by community
    std::vector<PlanLimit> limits;    ///< the highest valuation first
    double largest_excess = 0;
    double gap = 0;  ///< |value - bound| / max(1, |bound|) of the programme

    bool converged() const { return largest_excess <= excess_allowed; }
};

/// Answers round after round, and remembers what was stated.
class Facilitator {
public:
    /// The agenda must outlive it.
    explicit Facilitator(const Agenda& agenda);

    /// errors  as plan::answer_wishes
    Result<Answer> answer(const Statements& statements, const Progress& progress = {});

private:
    const Agenda& agenda_;
    std::vector<Curve> requests_;
    std::vector<Curve> offers_;
    Valuations known_;  ///< when the next statements are made
};

/// The answer of one programme to curves cut into tranches; excesses against `statements`.
Result<Answer> weigh(const Agenda& agenda, const Statements& statements,
                     const std::vector<std::vector<Tranche>>& requests,
                     const std::vector<std::vector<Tranche>>& offers, const Progress& progress);

}  // namespace vorrat::rounds
