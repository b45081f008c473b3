#include "vorrat/decide/purses.h"

#include <algorithm>

#include "vorrat/base/check.h"

namespace vorrat::decide {
namespace {

constexpr std::uint32_t none = 0xFFFFFFFF;
constexpr std::uint32_t mark_evaluated = 0x80000000;
constexpr std::uint32_t mark_bought = 0x40000000;
/// Sums of money and products of share and weight stay below 2^120.
constexpr int sum_bits = 120;
constexpr int fraction_bits_max = 80;

int bit_length(const Whole& value) {
    return value == 0 ? 0 : static_cast<int>(boost::multiprecision::msb(value)) + 1;
}

Whole rounded_up(const Fraction& value) {
    return (numerator(value) + denominator(value) - 1) / denominator(value);
}

Wide rounded_down(const Whole& top, const Whole& below) {
    Whole floor = top / below;
    if (floor * below > top) {
        floor -= 1;
    }
    return static_cast<Wide>(floor);
}

/// Rounds towards zero, by less than one.
Wide quotient(Wide top, Wide below) { return top / below; }

int fraction_bits(const Market& market, const Fraction& endowment) {
    const std::int64_t dearest = *std::ranges::max_element(market.cost);
    const int money = bit_length(rounded_up(endowment)) + bit_length(Whole(market.people));
    const int share = bit_length(Whole(dearest)) + bit_length(Whole(market.weight_max));
    return std::min(fraction_bits_max, sum_bits - std::max(money, share));
}

}  // namespace

Purses::Purses(const Market& market, const Fraction& endowment, Trail* trail)
    : market_(market),
      trail_(trail),
      bits_(fraction_bits(market, endowment)),
      supporters_(market.supporters),
      stand_(market.options()),
      empty_(market.groups(), 0),
      bought_at_(market.options(), none),
      denominator_(denominator(endowment)),
      endowment_(numerator(endowment)) {
    check(bits_ > 0, "the bounds of election.h leave bits for the fraction");
    const Wide each = rounded_down(endowment_ << bits_, denominator_);
    money_.assign(market.groups(), each);
    error_ = 1;
    for (OptionIndex option = 0; option < market.options(); ++option) {
        Stand& stand = stand_[option];
        stand.poor_begin = stand.rich_begin = market.start[option];
        stand.rich_weight = market.weight[option];
        if (stand.rich_weight > 0 && market.cost[option] > 0) {
            price(option);
        }
    }
}

bool Purses::evaluate(OptionIndex option) {
    if (trail_ != nullptr) {
        trail_->push_back(option | mark_evaluated);
    }
    drop_empty(option);
    do {
        if (stand_[option].rich_weight == 0) {
            if (trail_ != nullptr) {
                trail_->push_back(none);
            }
            return false;
        }
        price(option);
    } while (move_poor(option));
    return true;
}

/// Takes those who have nothing left out of the sums.
void Purses::drop_empty(OptionIndex option) {
    Stand& stand = stand_[option];
    for (std::size_t k = stand.rich_begin; k < market_.start[option + 1]; ++k) {
        const Market::Support support = supporters_[k];
        if (empty_[support.voter] != 0) {
            stand.rich_weight -= market_.members(support.voter) * support.weight;
            stand.poor_people += market_.members(support.voter);
            std::swap(supporters_[k], supporters_[stand.rich_begin++]);
        }
    }
    for (std::size_t k = stand.poor_begin; k < stand.rich_begin; ++k) {
        const std::uint32_t voter = supporters_[k].voter;
        if (empty_[voter] != 0) {
            stand.poor_people -= market_.members(voter);
            std::swap(supporters_[k], supporters_[stand.poor_begin++]);
        }
    }
}

/// share = (cost - money of the poor) / weight of the rich, with its error.
void Purses::price(OptionIndex option) {
    Stand& stand = stand_[option];
    Wide open = static_cast<Wide>(market_.cost[option]) << bits_;
    for (std::size_t k = stand.poor_begin; k < stand.rich_begin; ++k) {
        const std::uint32_t voter = supporters_[k].voter;
        open -= money_[voter] * market_.members(voter);
    }
    stand.share = quotient(open, stand.rich_weight);
    stand.share_error = quotient(error_ * stand.poor_people, stand.rich_weight) + 2;
    const Wide factor = market_.factor[option];
    stand.low = quotient(stand.share - stand.share_error, factor) - 1;
    stand.high = quotient(stand.share + stand.share_error, factor) + 1;
}

/// Sorts the rich who cannot pay their share behind the poor. False when all can.
bool Purses::move_poor(OptionIndex option) {
    Stand& stand = stand_[option];
    const Stand before = stand;
    const std::size_t end = market_.start[option + 1];
    std::size_t rich = before.rich_begin;
    for (std::size_t k = before.rich_begin; k < end; ++k) {
        const Market::Support support = supporters_[k];
        if (!is_poor(before, option, support)) {
            continue;
        }
        std::swap(supporters_[k], supporters_[rich++]);
        stand.rich_weight -= market_.members(support.voter) * support.weight;
        stand.poor_people += market_.members(support.voter);
        if (trail_ != nullptr) {
            trail_->push_back(support.voter);
        }
    }
    stand.rich_begin = rich;
    return rich != before.rich_begin;
}

bool Purses::is_poor(const Stand& stand, OptionIndex option, const Market::Support& support) {
    const Wide above = money_[support.voter] - stand.share * support.weight;
    const Wide error = error_ + stand.share_error * support.weight;
    if (above >= error) {
        return false;
    }
    if (above < -error) {
        return true;
    }
    Form form;
    catch_up();
    add(form, support.voter, bought_.size(), 1);
    return value(form) * stand.rich_weight < open_cost(stand, option) * support.weight;
}

std::strong_ordering Purses::compare(OptionIndex a, OptionIndex b) {
    if (stand_[a].low > stand_[b].high) {
        return std::strong_ordering::greater;
    }
    if (stand_[a].high < stand_[b].low) {
        return std::strong_ordering::less;
    }
    const Whole left = open_cost(stand_[a], a) * stand_[b].rich_weight * market_.factor[b];
    const Whole right = open_cost(stand_[b], b) * stand_[a].rich_weight * market_.factor[a];
    if (left == right) {
        return std::strong_ordering::equal;
    }
    return left < right ? std::strong_ordering::less : std::strong_ordering::greater;
}

void Purses::buy(OptionIndex option) {
    const Stand& stand = stand_[option];
    Purchase purchase{.option = option,
                      .poor = {},
                      .poor_people = stand.poor_people,
                      .rich_weight = stand.rich_weight};
    for (std::size_t k = stand.poor_begin; k < stand.rich_begin; ++k) {
        purchase.poor.push_back(supporters_[k].voter);
    }
    for (std::size_t k = stand.rich_begin; k < market_.start[option + 1]; ++k) {
        const Market::Support& support = supporters_[k];
        money_[support.voter] -= stand.share * support.weight;
        purchase.rich_people += market_.members(support.voter);
    }
    for (const std::uint32_t voter : purchase.poor) {
        money_[voter] = 0;
    }
    error_ += stand.share_error * market_.weight_max;
    bought_at_[option] = static_cast<std::uint32_t>(bought_.size());
    if (trail_ != nullptr) {
        trail_->push_back(option | mark_bought);
    }
    bought_.push_back(std::move(purchase));
    for (const std::uint32_t voter : bought_.back().poor) {
        empty_[voter] = 1;
    }
    if (error_ > static_cast<Wide>(1) << (bits_ / 2)) {
        renew();
    }
}

/// Adds the money of so many members before the purchase `before`, as if it had not run out.
void Purses::add(Form& form, std::uint32_t voter, std::size_t before, std::int64_t people) const {
    form.shares.resize(bought_.size(), 0);
    form.endowments += people;
    for (std::size_t k = market_.wishes.start[voter]; k < market_.wishes.start[voter + 1]; ++k) {
        const std::uint32_t at = bought_at_[market_.wishes.option[k]];
        if (at < before) {
            form.shares[at] += static_cast<Wide>(market_.wishes.value[k]) * people;
        }
    }
}

Whole Purses::value(const Form& form) const {
    Whole sum = endowment_ * Whole(form.endowments);
    for (std::size_t k = 0; k < form.shares.size(); ++k) {
        if (form.shares[k] != 0) {
            sum -= share_[k] * Whole(form.shares[k]);
        }
    }
    return sum;
}

Whole Purses::open_cost(const Stand& stand, OptionIndex option) {
    catch_up();
    const Whole open = denominator_ * market_.cost[option];
    Form form;
    for (std::size_t k = stand.poor_begin; k < stand.rich_begin; ++k) {
        const std::uint32_t voter = supporters_[k].voter;
        add(form, voter, bought_.size(), market_.members(voter));
    }
    return open - value(form);
}

/// Exact shares of the purchases that have none yet, over a common denominator.
void Purses::catch_up() {
    while (share_.size() < bought_.size()) {
        const std::size_t k = share_.size();
        const Purchase& purchase = bought_[k];
        Form form;
        for (const std::uint32_t voter : purchase.poor) {
            add(form, voter, k, market_.members(voter));
        }
        Whole open = denominator_ * market_.cost[purchase.option] - value(form);
        const Whole& weight = purchase.rich_weight;
        for (Whole& share : share_) {
            share *= weight;
        }
        denominator_ *= weight;
        endowment_ *= weight;
        share_.push_back(open);
    }
}

/// Fixed-point amounts anew from the exact ones, because their error bound grew large.
void Purses::renew() {
    catch_up();
    std::vector<Wide> shares;
    shares.reserve(share_.size());
    for (const Whole& share : share_) {
        shares.push_back(rounded_down(share << bits_, denominator_));
    }
    const Wide each = rounded_down(endowment_ << bits_, denominator_);
    error_ = 1 + static_cast<Wide>(shares.size()) * market_.weight_max;
    for (std::uint32_t voter = 0; voter < money_.size(); ++voter) {
        money_[voter] = empty_[voter] != 0 ? 0 : each;
        for (std::size_t k = market_.wishes.start[voter];
             empty_[voter] == 0 && k < market_.wishes.start[voter + 1]; ++k) {
            const std::uint32_t at = bought_at_[market_.wishes.option[k]];
            if (at != none) {
                money_[voter] -= shares[at] * market_.wishes.value[k];
            }
        }
    }
}

Bought Purses::bought(std::size_t k) {
    catch_up();
    const Purchase& purchase = bought_[k];
    Bought bought;
    bought.option = purchase.option;
    bought.share = Fraction(share_[k], denominator_);
    bought.full = purchase.rich_people;
    bought.full_paid = bought.share * purchase.rich_weight;
    bought.rest = purchase.poor_people;
    bought.rest_paid = market_.cost[purchase.option] - bought.full_paid;
    return bought;
}

Fraction Purses::left(std::uint32_t voter) {
    if (empty_[voter] != 0) {
        return 0;
    }
    catch_up();
    Form form;
    add(form, voter, bought_.size(), 1);
    return {value(form), denominator_};
}

}  // namespace vorrat::decide
