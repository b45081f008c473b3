#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include "vorrat/decide/fraction.h"
#include "vorrat/decide/market.h"

namespace vorrat::decide {

/// The money of all voters during one run of the Method of Equal Shares.
///
/// Every amount is kept twice. In fixed point, as a whole number of 2^-bits units with a bound on
/// its error; a comparison whose enclosures are disjoint is decided by it. And exactly, as
/// numerators over one common denominator, made only when a comparison is closer than the bounds;
/// then the exact numbers decide. docs/math/ballots.md, section 2.
///
/// Invariants: 1. the fixed-point amount of a voter differs from the exact one by at most `error_`.
///             2. `poor` supporters of an option stay poor: budgets only fall, prices only rise.
class Purses {
public:
    /// What a run did, comparison by comparison: two runs with the same trail differ in amounts
    /// only.
    using Trail = std::vector<std::uint32_t>;

    /// trail: where the comparisons are noted; may be null
    Purses(const Market& market, const Fraction& endowment, Trail* trail);

    /// Finds the price of the option with the money as it is. False: its supporters together cannot
    /// pay for it, now and ever after.
    bool evaluate(OptionIndex option);
    /// The prices per utility of two options that were evaluated since the last purchase.
    std::strong_ordering compare(OptionIndex a, OptionIndex b);
    /// True only when the price of a, evaluated whenever, is above that of b, evaluated now.
    bool surely_dearer(OptionIndex a, OptionIndex b) const {
        return stand_[a].low > stand_[b].high;
    }
    /// A lower bound of the price; to look at cheap options first.
    const Wide& low(OptionIndex option) const { return stand_[option].low; }

    /// Supporters pay for the option, evaluated since the last purchase.
    void buy(OptionIndex option);

    /// The k-th purchase, exactly.
    Bought bought(std::size_t k);
    std::size_t purchases() const { return bought_.size(); }
    /// Exactly what one member of the group has left.
    Fraction left(std::uint32_t voter);

private:
    struct Stand {
        std::size_t poor_begin = 0;  ///< supporters before have nothing left
        std::size_t rich_begin = 0;  ///< supporters between give all they have
        std::int64_t rich_weight = 0;
        std::int64_t poor_people = 0;
        Wide share = 0;        ///< per unit of weight, fixed point
        Wide share_error = 0;  ///< bound
        Wide low = 0;          ///< enclosure of the price per utility, fixed point
        Wide high = 0;
    };
    struct Purchase {
        OptionIndex option = 0;
        std::vector<std::uint32_t> poor;
        std::int64_t poor_people = 0;
        std::int64_t rich_people = 0;
        std::int64_t rich_weight = 0;
    };
    /// A sum of money as a linear form: endowments minus shares of purchases.
    struct Form {
        Wide endowments = 0;
        std::vector<Wide> shares;
    };

    void drop_empty(OptionIndex option);
    void price(OptionIndex option);
    bool move_poor(OptionIndex option);
    bool is_poor(const Stand& stand, OptionIndex option, const Market::Support& support);
    void add(Form& form, std::uint32_t voter, std::size_t before, std::int64_t people) const;
    Whole value(const Form& form) const;
    /// cost - money of the poor, over the common denominator.
    Whole open_cost(const Stand& stand, OptionIndex option);
    void catch_up();
    void renew();

    const Market& market_;
    Trail* trail_;
    int bits_ = 0;
    std::vector<Market::Support>
        supporters_;  // as market_.supporters, sorted into zones per option
    std::vector<Stand> stand_;
    std::vector<Wide> money_;          // per group, of one member, fixed point
    std::vector<std::uint8_t> empty_;  // per group: 1, paid all it had, exactly 0
    Wide error_ = 0;
    std::vector<Purchase> bought_{};
    std::vector<std::uint32_t> bought_at_;  // per option: which purchase, or none
    Whole denominator_;
    Whole endowment_;             // numerator
    std::vector<Whole> share_{};  // numerators of the first purchases
};

}  // namespace vorrat::decide
