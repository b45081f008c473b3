#pragma once

#include <vector>

namespace vorrat::rounds {

/// So many units at this marginal worth, or effort, each.
struct Tranche {
    double width = 0;
    double value = 0;
};

enum class Slope { falling, rising };

/// What the planner knows of one council's marginal worth (falling) or effort (rising);
/// docs/math/rounds.md section 2.
class Curve {
public:
    /// most   falling: no worth counts above this
    explicit Curve(Slope slope, double most = 0) : slope_(slope), most_(most) {}

    /// `quantity` was stated when `valuation` was known.
    void add(double quantity, double valuation);

    /// The curve in steps, from quantity 0 to the largest one stated.
    std::vector<Tranche> tranches() const;

private:
    struct Point {
        double quantity = 0;
        double valuation = 0;
    };
    /// The newest that fit together, by quantity.
    std::vector<Point> fitting() const;

    Slope slope_;
    double most_;
    std::vector<Point> points_ = {};  // as they were stated
};

}  // namespace vorrat::rounds
