#include "vorrat/placement/allocation.h"

#include <algorithm>
#include <cmath>
#include <queue>

namespace vorrat::placement {
namespace {

constexpr std::size_t lines_per_block = 1U << 14U;
constexpr std::size_t limits_per_block = 8;
// Limits with more lines than this are worked on one after another, by all threads together.
constexpr std::size_t large_limit = 1U << 16U;
constexpr int sweeps_max = 60;
constexpr double at_rest = 1e-5;       // relative fall of the bound in a sweep that ends them
constexpr double used_up = 1e-4;       // share of a limit that may be left when its price is found
constexpr double same_price = 1e-12;   // relative width of the bracket that ends a search
constexpr int evaluations_max = 60;    // per limit and sweep
constexpr double first_stride = 1.01;  // from the last sweep's price to a bracket
constexpr int strides_max = 8;         // the last one is a factor of 12
// From so many lines on, prices begin with those of every so many-th limit of the largest family.
constexpr std::size_t large_problem = 1U << 16U;
constexpr std::size_t sample_stride = 16;
// A limit may be missed by this much in relative terms: what sums of doubles cannot tell apart.
constexpr double rounding = 1e-12;

struct Curve {
    const float* first;  // worth per unit, falling
    std::uint32_t pieces;
    double pack;   // units
    double width;  // packs
    double most;   // packs
};

Curve curve_of(const Gains& gains, const float* first) {
    return {first, static_cast<std::uint32_t>(gains.per_unit.size()), gains.pack, gains.width,
            gains.most};
}

std::uint32_t pieces_above(const Curve& curve, double price) {
    const float* const last = curve.first + curve.pieces;
    const auto end =
        std::partition_point(curve.first, last, [price](float worth) { return worth > price; });
    return static_cast<std::uint32_t>(end - curve.first);
}

double packs_at(const Curve& curve, double price) {
    return std::min(curve.most, pieces_above(curve, price) * curve.width);
}

/// What so many packs are worth beyond a price per unit.
double worth_beyond(const Curve& curve, double packs, double price) {
    double sum = 0;
    for (std::uint32_t j = 0; j < curve.pieces && j * curve.width < packs; ++j) {
        const double width = std::min(curve.width, packs - j * curve.width);
        sum += (static_cast<double>(curve.first[j]) - price) * width;
    }
    return sum * curve.pack;
}

/// A line as one of its limits sees it: `base` is what its other limits charge.
struct Member {
    Curve curve;
    double base;
    double per_unit;

    double usage(double price) const {
        return per_unit * curve.pack * packs_at(curve, base + price * per_unit);
    }

    /// Nothing is used at this price.
    double highest() const { return (static_cast<double>(curve.first[0]) - base) / per_unit; }
};

/// Looks for the least price at which no more than a limit is used.
template <class Usage>
class Clearing {
public:
    /// `usage` falls with the price and is 0 at `highest`.
    Clearing(double limit, double highest, const Usage& usage)
        : limit_(limit), usage_(usage), high_(highest) {}

    /// `before` is a guess, close after the first sweeps.
    double price(double before) {
        if (before > 0 && before < high_) {
            approach(before);
        }
        if (low_ == 0 && !found() && !is_too_low(0)) {
            return 0;
        }
        for (int e = 0; e < evaluations_max && !found(); ++e) {
            // Regula falsi, kept off the ends; every third time the middle, so that it always ends.
            const double share = e % 3 == 2 ? 0.5 : (used_low_ - limit_) / (used_low_ - used_high_);
            is_too_low(low_ + (high_ - low_) * std::clamp(share, 0.05, 0.95));
        }
        return high_;
    }

private:
    bool is_too_low(double price) {
        const double used = usage_(price);
        const bool too_low = used > limit_;
        (too_low ? low_ : high_) = price;
        (too_low ? used_low_ : used_high_) = used;
        return too_low;
    }

    bool found() const {
        return used_high_ >= limit_ * (1 - used_up) || high_ - low_ <= same_price * high_;
    }

    /// Steps away from the guess, ever longer, until the price lies between two tried ones.
    void approach(double before) {
        const bool rises = is_too_low(before);
        double next = before;
        double stride = first_stride;
        for (int s = 0; s < strides_max && !found(); ++s) {
            next *= rises ? stride : 1 / stride;
            if ((rises && next >= high_) || is_too_low(next) != rises) {
                return;
            }
            stride *= stride;
        }
    }

    double limit_;
    const Usage& usage_;
    double low_ = 0;
    double high_;
    double used_low_ = 0;
    double used_high_ = 0;
};

/// Lines of a family by limit.
struct Members {
    std::vector<std::size_t> begin;    // limits + 1
    std::vector<std::uint32_t> lines;  // of limit j from begin[j] to begin[j + 1], rising

    std::span<const std::uint32_t> of(std::size_t limit) const {
        return std::span(lines).subspan(begin[limit], begin[limit + 1] - begin[limit]);
    }
};

Members members_of(const LimitFamily& family) {
    Members members;
    members.begin.assign(family.limit.size() + 1, 0);
    for (const std::uint32_t limit : family.of_line) {
        if (limit != unlimited) {
            ++members.begin[limit + 1];
        }
    }
    for (std::size_t j = 0; j < family.limit.size(); ++j) {
        members.begin[j + 1] += members.begin[j];
    }
    members.lines.resize(members.begin.back());
    std::vector<std::size_t> next(members.begin.begin(), members.begin.end() - 1);
    for (std::size_t l = 0; l < family.of_line.size(); ++l) {
        if (family.of_line[l] != unlimited) {
            members.lines[next[family.of_line[l]]++] = static_cast<std::uint32_t>(l);
        }
    }
    return members;
}

class Prices {
public:
    Prices(std::span<const Gains* const> gains, std::span<const LimitFamily> families,
           Threads threads)
        : families_(families), threads_(threads), of_line_(gains.size(), 0) {
        std::vector<std::size_t> begin{0};
        for (const Gains* g : gains) {
            begin.push_back(begin.back() + g->per_unit.size());
        }
        slopes_.reserve(begin.back());
        for (const Gains* g : gains) {
            slopes_.insert(slopes_.end(), g->per_unit.begin(), g->per_unit.end());
        }
        curves_.reserve(gains.size());
        for (std::size_t l = 0; l < gains.size(); ++l) {
            curves_.push_back(curve_of(*gains[l], slopes_.data() + begin[l]));
        }
        for (const LimitFamily& family : families_) {
            prices_.emplace_back(family.limit.size(), 0.0);
            members_.push_back(members_of(family));
        }
    }

    /// Prices to begin with, from a smaller problem; those of family `but` stay 0.
    void start_from(const Prices& other, std::size_t but) {
        for (std::size_t f = 0; f < families_.size(); ++f) {
            for (std::size_t j = 0; f != but && j < prices_[f].size(); ++j) {
                set_price(f, j, other.prices_[f][j]);
            }
        }
    }

    /// Returns the number of sweeps.
    int rise() {
        double last = bound();
        for (int sweep = 1; sweep <= sweeps_max; ++sweep) {
            for (std::size_t f = 0; f < families_.size(); ++f) {
                solve_family(f);
            }
            const double now = bound();
            if (last - now <= at_rest * std::abs(now)) {
                return sweep;
            }
            last = now;
        }
        return sweeps_max;
    }

    double bound() const {
        double sum = summed([this](std::size_t l) {
            return worth_beyond(curves_[l], packs_at(curves_[l], of_line_[l]), of_line_[l]);
        });
        for (std::size_t f = 0; f < families_.size(); ++f) {
            for (std::size_t j = 0; j < prices_[f].size(); ++j) {
                // A limit without a price may be infinite.
                sum += prices_[f][j] > 0 ? prices_[f][j] * families_[f].limit[j] : 0;
            }
        }
        return sum;
    }

    double worth(std::span<const double> packs) const {
        return summed([&](std::size_t l) { return worth_beyond(curves_[l], packs[l], 0); });
    }

    const Curve& curve(std::size_t line) const { return curves_[line]; }
    double price(std::size_t line) const { return of_line_[line]; }
    const Members& members(std::size_t family) const { return members_[family]; }
    std::vector<std::vector<double>> take() { return std::move(prices_); }

private:
    /// The same for any number of threads: blocks are added in their order.
    template <class OfLine>
    double summed(const OfLine& of_line) const {
        return sum_over(curves_.size(), lines_per_block, threads_, of_line);
    }

    void solve_family(std::size_t f) {
        const std::size_t limits = families_[f].limit.size();
        parallel_blocks(limits, limits_per_block, threads_,
                        [&](std::size_t first, std::size_t last) {
                            for (std::size_t j = first; j < last; ++j) {
                                if (members_[f].of(j).size() <= large_limit) {
                                    solve_small(f, j);
                                }
                            }
                        });
        for (std::size_t j = 0; j < limits; ++j) {
            if (members_[f].of(j).size() > large_limit) {
                solve_large(f, j);
            }
        }
    }

    Member member(std::size_t f, std::size_t j, std::uint32_t line) const {
        const double per_unit = families_[f].per_unit[line];
        return {curves_[line], of_line_[line] - prices_[f][j] * per_unit, per_unit};
    }

    /// Its lines are gathered once, so that the search stays in the cache.
    void solve_small(std::size_t f, std::size_t j) {
        const auto lines = members_[f].of(j);
        std::vector<Member> gathered;
        std::vector<float> slopes;
        std::size_t pieces = 0;
        for (const std::uint32_t line : lines) {
            pieces += curves_[line].pieces;
        }
        gathered.reserve(lines.size());
        slopes.reserve(pieces);
        double highest = 0;
        for (const std::uint32_t line : lines) {
            Member m = member(f, j, line);
            highest = std::max(highest, m.highest());
            slopes.insert(slopes.end(), m.curve.first, m.curve.first + m.curve.pieces);
            m.curve.first = slopes.data() + slopes.size() - m.curve.pieces;
            gathered.push_back(m);
        }
        const auto usage = [&gathered](double price) {
            double sum = 0;
            for (const Member& m : gathered) {
                sum += m.usage(price);
            }
            return sum;
        };
        set_price(f, j, Clearing(families_[f].limit[j], highest, usage).price(prices_[f][j]));
    }

    void solve_large(std::size_t f, std::size_t j) {
        const auto lines = members_[f].of(j);
        double highest = 0;
        for (const std::uint32_t line : lines) {
            highest = std::max(highest, member(f, j, line).highest());
        }
        const auto usage = [&](double price) {
            return sum_over(lines.size(), lines_per_block, threads_,
                            [&](std::size_t k) { return member(f, j, lines[k]).usage(price); });
        };
        set_price(f, j, Clearing(families_[f].limit[j], highest, usage).price(prices_[f][j]));
    }

    void set_price(std::size_t f, std::size_t j, double price) {
        const double change = price - prices_[f][j];
        prices_[f][j] = price;
        if (change == 0) {
            return;
        }
        for (const std::uint32_t line : members_[f].of(j)) {
            of_line_[line] += change * families_[f].per_unit[line];
        }
    }

    std::span<const LimitFamily> families_;
    Threads threads_;
    std::vector<float> slopes_;
    std::vector<Curve> curves_;
    std::vector<Members> members_;
    std::vector<std::vector<double>> prices_;
    std::vector<double> of_line_;  // sum of the prices of a line's limits, per unit
};

/// Whole packs at the prices: what is too much is taken back where it is worth least for what it
/// is charged, what is left goes to where it is worth most. docs/math/placement.md 5.2
class Packs {
public:
    Packs(const Prices& prices, std::size_t lines, std::span<const LimitFamily> families)
        : prices_(prices), families_(families), packs_(lines, 0) {
        for (const LimitFamily& family : families_) {
            left_.push_back(family.limit);
        }
        for (std::size_t l = 0; l < lines; ++l) {
            change(l, packs_at(prices_.curve(l), prices_.price(l)));
        }
    }

    std::span<const double> packs() const { return packs_; }

    void take_back() {
        std::priority_queue<Offer> offers;  // the least worth on top
        const auto offer = [&](std::size_t line) {
            if (packs_[line] > 0) {
                offers.push({-ratio(line, last_piece(line)), line});
            }
        };
        for (std::size_t f = 0; f < families_.size(); ++f) {
            for (std::size_t j = 0; j < left_[f].size(); ++j) {
                if (is_over(f, j)) {
                    std::ranges::for_each(prices_.members(f).of(j), offer);
                }
            }
        }
        while (!offers.empty()) {
            const std::size_t line = offers.top().line;
            offers.pop();
            const double over = packs_over(line);
            if (over > 0 && packs_[line] > 0) {
                const double begin = last_piece(line) * prices_.curve(line).width;
                change(line, -std::min(over, packs_[line] - begin));
                offer(line);
            }
        }
    }

    void fill_up() {
        std::priority_queue<Offer> offers;  // the most worth on top
        const auto offer = [&](std::size_t line) {
            if (packs_[line] < prices_.curve(line).most && packs_that_fit(line) >= 1) {
                offers.push({ratio(line, next_piece(line)), line});
            }
        };
        for (std::size_t l = 0; l < packs_.size(); ++l) {
            offer(l);
        }
        while (!offers.empty()) {
            const std::size_t line = offers.top().line;
            offers.pop();
            const Curve& curve = prices_.curve(line);
            const double end = std::min(curve.most, (next_piece(line) + 1) * curve.width);
            const double packs = std::min(packs_that_fit(line), end - packs_[line]);
            if (packs >= 1) {
                change(line, packs);
                offer(line);
            }
        }
    }

private:
    struct Offer {
        double ratio;
        std::size_t line;

        /// The queue pops the largest ratio first, then the earliest line.
        bool operator<(const Offer& other) const {
            return ratio != other.ratio ? ratio < other.ratio : line > other.line;
        }
    };

    void change(std::size_t line, double packs) {
        packs_[line] += packs;
        for (std::size_t f = 0; f < families_.size(); ++f) {
            if (const std::uint32_t j = families_[f].of_line[line]; j != unlimited) {
                left_[f][j] -= packs * use_of_pack(f, line);
            }
        }
    }

    double use_of_pack(std::size_t f, std::size_t line) const {
        return families_[f].per_unit[line] * prices_.curve(line).pack;
    }

    bool is_over(std::size_t f, std::size_t j) const {
        return left_[f][j] < -rounding * families_[f].limit[j];
    }

    double last_piece(std::size_t line) const {
        return std::ceil(packs_[line] / prices_.curve(line).width) - 1;
    }

    double next_piece(std::size_t line) const {
        return std::floor(packs_[line] / prices_.curve(line).width);
    }

    /// Worth of a piece for what its limits charge.
    double ratio(std::size_t line, double piece) const {
        const double worth = prices_.curve(line).first[static_cast<std::uint32_t>(piece)];
        const double price = prices_.price(line);
        return price > 0 ? worth / price : std::numeric_limits<double>::infinity();
    }

    double packs_that_fit(std::size_t line) const {
        double packs = std::numeric_limits<double>::infinity();
        for (std::size_t f = 0; f < families_.size(); ++f) {
            if (const std::uint32_t j = families_[f].of_line[line]; j != unlimited) {
                const double free = std::max(0.0, left_[f][j]) * (1 + rounding);
                packs = std::min(packs, std::floor(free / use_of_pack(f, line)));
            }
        }
        return packs;
    }

    /// Packs that must go until none of the line's limits is over.
    double packs_over(std::size_t line) const {
        double packs = 0;
        for (std::size_t f = 0; f < families_.size(); ++f) {
            const std::uint32_t j = families_[f].of_line[line];
            if (j != unlimited && is_over(f, j)) {
                packs = std::max(packs, std::ceil(-left_[f][j] / use_of_pack(f, line)));
            }
        }
        return packs;
    }

    const Prices& prices_;
    std::span<const LimitFamily> families_;
    std::vector<std::vector<double>> left_;
    std::vector<double> packs_;
};

/// Every so many-th limit of the family with most limits, with its lines; the other families'
/// limits cut in proportion to what is asked of them.
class Sample {
public:
    Sample(std::span<const Gains* const> gains, std::span<const LimitFamily> families) {
        const auto most = std::ranges::max_element(
            families, {}, [](const LimitFamily& family) { return family.limit.size(); });
        sampled_ = static_cast<std::size_t>(most - families.begin());
        std::vector<std::size_t> lines;
        for (std::size_t l = 0; l < gains.size(); ++l) {
            const std::uint32_t limit = most->of_line[l];
            if ((limit == unlimited ? l : limit) % sample_stride == 0) {
                lines.push_back(l);
                gains_.push_back(gains[l]);
            }
        }
        for (const LimitFamily& family : families) {
            LimitFamily part{family.limit, {}, {}};
            for (const std::size_t l : lines) {
                part.of_line.push_back(family.of_line[l]);
                part.per_unit.push_back(family.per_unit[l]);
            }
            if (&family != &*most) {
                cut(part, asked(family, gains));
            }
            families_.push_back(std::move(part));
        }
    }

    std::span<const Gains* const> gains() const { return gains_; }
    std::span<const LimitFamily> families() const { return families_; }
    std::size_t sampled() const { return sampled_; }

private:
    static std::vector<double> asked(const LimitFamily& family,
                                     std::span<const Gains* const> gains) {
        std::vector<double> sums(family.limit.size(), 0.0);
        for (std::size_t l = 0; l < gains.size(); ++l) {
            if (family.of_line[l] != unlimited) {
                sums[family.of_line[l]] += family.per_unit[l] * gains[l]->pack * gains[l]->most;
            }
        }
        return sums;
    }

    void cut(LimitFamily& part, const std::vector<double>& asked_of_all) const {
        const std::vector<double> here = asked(part, gains_);
        for (std::size_t j = 0; j < here.size(); ++j) {
            part.limit[j] *= asked_of_all[j] > 0 ? here[j] / asked_of_all[j] : 1;
        }
    }

    std::vector<const Gains*> gains_;
    std::vector<LimitFamily> families_;
    std::size_t sampled_ = 0;
};

}  // namespace

double Gains::worth(double packs) const {
    return worth_beyond(curve_of(*this, per_unit.data()), packs, 0);
}

Allocation allocate(std::span<const Gains* const> gains, std::span<const LimitFamily> families,
                    Threads threads) {
    Allocation allocation;
    Prices prices(gains, families, threads);
    if (gains.size() >= large_problem) {
        const Sample sample(gains, families);
        Prices some(sample.gains(), sample.families(), threads);
        some.rise();
        prices.start_from(some, sample.sampled());
    }
    allocation.sweeps = prices.rise();
    Packs whole(prices, gains.size(), families);
    whole.take_back();
    whole.fill_up();
    allocation.packs.assign(whole.packs().begin(), whole.packs().end());
    allocation.worth = prices.worth(whole.packs());
    allocation.bound = prices.bound();
    allocation.prices = prices.take();
    return allocation;
}

}  // namespace vorrat::placement
