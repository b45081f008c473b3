#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "vorrat/learn/experts.h"
#include "vorrat/learn/lead_times.h"

/// The door of the room: orders for one item at one place from what is learned on the way.
/// docs/math/learn.md
namespace vorrat::learn {

struct Setting {
    int lead = 0;                 ///< promised, periods, >= 0
    double profit = 1;            ///< per unit met, > 0
    double holding = 1;           ///< per unit and period, > 0
    int periods = 0;              ///< that will be played; 0: nobody knows
    std::vector<double> history;  ///< need before the first period, oldest first
    std::uint64_t seed = 1;
    std::optional<double> aim{};  ///< what `aim_of` says, where the caller has it already
};

/// The level of the net need's distribution to order up to; does not depend on the history.
double aim_of(const Setting& setting);

/// What is known on the morning of a period, after goods have arrived.
struct Morning {
    double on_hand = 0;
    double in_transit = 0;       ///< of all open orders; what never arrives is not in it
    double arrived = 0;          ///< since the last morning
    std::optional<double> need;  ///< of the last period; none on the first morning
    bool censored = false;       ///< the need was at least that
};

/// Decides period after period. The same mornings give the same orders.
class Learner {
public:
    explicit Learner(const Setting& setting);

    /// Units to order this morning, >= 0, whole packs (the nearest number of them).
    /// cost  O(experts x observations + paths x lead)
    double decide(const Morning& morning, double pack = 1);

    const LeadTimes& lead_times() const { return lead_times_; }
    /// Weight of each expert, for explanations; sum 1.
    std::vector<double> weights() const { return experts_.weights(); }

private:
    void learn_need(const Morning& morning);

    Setting setting_;
    double aim_;
    Experts experts_;
    LeadTimes lead_times_;
    std::size_t period_ = 0;
    int censored_in_a_row_ = 0;
};

}  // namespace vorrat::learn
