#include <algorithm>
#include <functional>
#include <numeric>

#include <fmt/format.h>

#include "vorrat/decide/rules.h"

namespace vorrat::decide {
namespace {

/// Beyond this many seats the least common multiple of 1 .. seats leaves 64 bits.
constexpr std::int64_t pav_seats_max = 40;

/// What one more chosen option is worth to a voter who has `has` of them: 1 / (has + 1).
Fraction gain(const Market& market, const std::vector<std::int64_t>& has, OptionIndex option) {
    std::vector<std::int64_t> people;
    for (const Market::Support& support : market.of(option)) {
        const auto level = static_cast<std::size_t>(has[support.voter]);
        people.resize(std::max(people.size(), level + 1), 0);
        people[level] += market.members(support.voter);
    }
    Fraction sum = 0;
    for (std::size_t level = 0; level < people.size(); ++level) {
        sum += Fraction(people[level], static_cast<std::int64_t>(level) + 1);
    }
    return sum;
}

/// Depth first over committees in the order of the tie rule, so that the first best one found is
/// the one the rule prefers. Scores are multiplied by lcm(1 .. seats).
class Search {
public:
    Search(const Market& market, std::int64_t seats, std::int64_t work_max)
        : market_(market),
          seats_(static_cast<std::size_t>(seats)),
          work_max_(work_max),
          has_(market.groups(), 0) {
        for (std::int64_t k = 1; k <= seats; ++k) {
            scale_ = std::lcm(scale_, k);
        }
        for (std::int64_t k = 1; k <= seats; ++k) {
            worth_.push_back(scale_ / k);
        }
        order_.resize(market.options());
        std::iota(order_.begin(), order_.end(), 0U);
        break_tie(market, order_);
    }

    /// Only committees at least as good as `known` are looked for. False when the limit of work was
    /// met.
    bool run(const std::vector<OptionIndex>& known) {
        Wide score = 0;
        for (const OptionIndex option : known) {
            score += gain(option);
            take(option, 1);
        }
        for (const OptionIndex option : known) {
            take(option, -1);
        }
        best_score_ = score - 1;
        descend(0, 0);
        return !spent();
    }

    std::vector<OptionIndex> best() const { return best_; }
    Fraction score() const { return {Whole(best_score_), Whole(scale_)}; }
    std::int64_t looks() const { return looks_; }

private:
    bool spent() const { return work_ > work_max_; }

    Wide gain(OptionIndex option) {
        Wide sum = 0;
        for (const Market::Support& support : market_.of(option)) {
            sum += static_cast<Wide>(market_.members(support.voter)) * worth_[has_[support.voter]];
        }
        work_ += 1 + static_cast<std::int64_t>(market_.of(option).size());
        return sum;
    }

    void take(OptionIndex option, int by) {
        for (const Market::Support& support : market_.of(option)) {
            has_[support.voter] = static_cast<std::uint8_t>(has_[support.voter] + by);
        }
        work_ += static_cast<std::int64_t>(market_.of(option).size());
    }

    void descend(std::size_t from, Wide score) {
        ++looks_;
        if (chosen_.size() == seats_) {
            if (score > best_score_) {
                best_score_ = score;
                best_ = chosen_;
            }
            return;
        }
        std::vector<Wide> gains;
        for (std::size_t k = from; k < order_.size() && !spent(); ++k) {
            gains.push_back(gain(order_[k]));
        }
        if (spent()) {
            return;
        }
        const std::vector<Wide> most = largest(gains);
        for (std::size_t k = 0; k < most.size(); ++k) {
            if (score + most[k] <= best_score_ || spent()) {
                return;
            }
            const OptionIndex option = order_[from + k];
            take(option, 1);
            chosen_.push_back(option);
            descend(from + k + 1, score + gains[k]);
            chosen_.pop_back();
            take(option, -1);
        }
    }

    /// Per k with enough behind it: the sum of as many of the largest gains from k on as there are
    /// free seats. Gains only fall as the committee grows, so it bounds what can be added.
    std::vector<Wide> largest(const std::vector<Wide>& gains) const {
        const std::size_t free = seats_ - chosen_.size();
        if (gains.size() < free) {
            return {};
        }
        std::vector<Wide> most(gains.size() - free + 1);
        std::vector<Wide> heap;  // the largest so far, the smallest of them in front
        Wide sum = 0;
        for (std::size_t k = gains.size(); k-- > 0;) {
            heap.push_back(gains[k]);
            std::ranges::push_heap(heap, std::greater<>{});
            sum += gains[k];
            if (heap.size() > free) {
                std::ranges::pop_heap(heap, std::greater<>{});
                sum -= heap.back();
                heap.pop_back();
            }
            if (k < most.size()) {
                most[k] = sum;
            }
        }
        return most;
    }

    const Market& market_;
    std::size_t seats_;
    std::int64_t work_max_;
    std::int64_t work_ = 0;  // supporters visited and options looked at
    std::int64_t scale_ = 1;
    std::vector<std::int64_t> worth_{};  // of one more option to who has k, times scale_
    std::vector<OptionIndex> order_{};
    std::vector<std::uint8_t> has_;  // per group: how many of the chosen
    std::vector<OptionIndex> chosen_{};
    std::vector<OptionIndex> best_{};
    Wide best_score_ = -1;
    std::int64_t looks_ = 0;
};

}  // namespace

Tally seqpav(const Market& market, std::int64_t seats) {
    Tally tally;
    Equals equals(market);
    std::vector<std::int64_t> has(market.groups(), 0);
    std::vector<OptionIndex> remaining(market.options());
    std::iota(remaining.begin(), remaining.end(), 0U);
    break_tie(market, remaining);
    while (tally.cost < seats) {
        Fraction best = -1;
        std::vector<OptionIndex> group;
        for (const OptionIndex option : remaining) {
            const Fraction score = gain(market, has, option);
            if (score > best) {
                best = score;
                group = {option};
            } else if (score == best) {
                group.push_back(option);
            }
        }
        Taken taken{.option = group.front(), .score = best, .tied = equals.others(group)};
        for (const Market::Support& support : market.of(taken.option)) {
            ++has[support.voter];
        }
        std::erase(remaining, taken.option);
        tally.selected.push_back(taken.option);
        ++tally.cost;
        taken.left = seats - tally.cost;
        tally.steps.emplace_back(std::move(taken));
    }
    return tally;
}

Result<Tally> pav(const Market& market, std::int64_t seats, std::int64_t work_max) {
    if (seats > pav_seats_max) {
        return failed("PAV is proven for at most 40 seats; seqpav has no such limit");
    }
    Search search(market, seats, work_max);
    if (!search.run(seqpav(market, seats).selected)) {
        return failed(
            fmt::format("PAV: the best committee could not be proven within {} looks at a "
                        "supporter; seqpav has no such limit",
                        work_max));
    }
    Tally tally;
    tally.selected = search.best();
    tally.cost = seats;
    tally.steps.emplace_back(Proven{.score = search.score(), .looked_at = search.looks()});
    return tally;
}

}  // namespace vorrat::decide
