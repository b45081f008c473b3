#include "vorrat/supply/bound.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vorrat::supply {
namespace {

constexpr double none = -1e300;
/// A price moves only by more than this, relative: sweeps end although sums are rounded.
constexpr double still = 1e-13;
constexpr int sweeps_max = 40;
constexpr std::size_t block_items = 8;
constexpr std::size_t block_groups = 2048;
/// How far below the given price an input's floor may lie before it is forced.
constexpr double far_below = 100;
constexpr double roundoff = 0x1p-53;

class Closing {
public:
    Closing(const Structure& s, std::vector<double> y, Threads threads)
        : s_(s), p_(s.programme), threads_(threads), y_(std::move(y)) {}

    Prices close() {
        for (std::size_t i = 0; i < p_.limit_rows(); ++i) {
            y_[i] = std::min(y_[i], 0.0);
        }
        price_limits();
        floor_.assign(p_.rows(), none);
        for (const auto& level : s_.levels) {
            per_item(level, [&](std::uint32_t item) { raise_floors(item); });
            for (const std::uint32_t item : level) {
                raise_inputs(item);
            }
        }
        for (std::size_t i = p_.limit_rows(); i < p_.rows(); ++i) {
            y_[i] = std::max(y_[i], floor_[i]);
        }
        for (auto level = s_.levels.rbegin(); level != s_.levels.rend(); ++level) {
            per_item(*level, [&](std::uint32_t item) {
                lower_prices(item);
                gain_prices(item);
            });
        }
        Prices prices;
        prices.bound = bound_of(p_, y_, threads_);
        prices.y = std::move(y_);
        return prices;
    }

private:
    template <class Work>
    void per_item(const std::vector<std::uint32_t>& items, const Work& work) {
        parallel_blocks(items.size(), block_items, threads_,
                        [&](std::size_t first, std::size_t last) {
                            for (std::size_t k = first; k < last; ++k) {
                                work(items[k]);
                            }
                        });
    }
    double left(std::size_t g, std::size_t t) const { return left_[g * p_.stride() + t]; }

    void price_limits();
    void raise_floors(std::uint32_t item);
    void raise_inputs(std::uint32_t item);
    void lower_prices(std::uint32_t item);
    void gain_prices(std::uint32_t item);
    double highest(std::size_t node, std::size_t t) const;
    double best_price(std::size_t node, std::size_t t, double most) const;

    const Structure& s_;
    const Programme& p_;
    Threads threads_;
    std::vector<double> y_;
    std::vector<double> left_;   ///< cost less the prices of limits; groups x stride
    std::vector<double> floor_;  ///< rows
};

void Closing::price_limits() {
    left_.resize(p_.columns());
    parallel_blocks(p_.groups.size(), block_groups, threads_,
                    [&](std::size_t first, std::size_t last) {
                        for (std::size_t g = first; g < last; ++g) {
                            for (std::size_t t = 0; t < p_.stride(); ++t) {
                                left_[g * p_.stride() + t] = p_.cost[g * p_.stride() + t];
                            }
                            for (const Entry& entry : p_.entries_of(p_.groups[g])) {
                                if (entry.kind == Entry::Kind::balance) {
                                    continue;
                                }
                                const bool single = entry.kind == Entry::Kind::single;
                                for (std::size_t t = 0; t < p_.periods(); ++t) {
                                    left_[g * p_.stride() + t] -=
                                        entry.coefficient * y_[entry.row + (single ? 0 : t)];
                                }
                            }
                        }
                    });
}

/// From late to early: a node is worth at least what its goods are worth where they can go, less
/// the way; and at least what wasting them costs, negative.
void Closing::raise_floors(std::uint32_t item) {
    const std::size_t end = s_.groups_end(item);
    for (int sweep = 0; sweep < sweeps_max; ++sweep) {
        bool changed = false;
        for (std::size_t t = p_.periods(); t-- > 0;) {
            for (std::size_t g = p_.items[item].first_group; g < end; ++g) {
                const Role role = p_.groups[g].role;
                const bool moves = role == Role::send || role == Role::stock;
                if ((!moves && role != Role::waste) || !p_.exists(g, t)) {
                    continue;
                }
                const Entry* from = s_.taking(g);
                const Entry* to = moves ? s_.giving(g) : nullptr;
                double worth = -left(g, t);
                if (to != nullptr && t + to->lag < p_.periods()) {
                    const double there = floor_[to->row + t + to->lag];
                    worth = there <= none ? none : worth + to->coefficient * there;
                }
                double& here = floor_[from->row + t];
                const double value = worth / -from->coefficient;
                if (worth > none && value > here + still * (1 + std::abs(value))) {
                    here = value;
                    changed = true;
                }
            }
        }
        if (!changed) {
            return;
        }
    }
}

/// What a recipe makes is worth its floor, so its inputs must be worth as much together: their
/// floors are raised towards the given prices, and past them in the ratio of the recipe where that
/// is not enough.
void Closing::raise_inputs(std::uint32_t item) {
    for (std::size_t g = p_.items[item].first_group; g < s_.groups_end(item); ++g) {
        if (p_.groups[g].role != Role::run) {
            continue;
        }
        for (std::size_t t = 0; t < p_.periods(); ++t) {
            if (!p_.exists(g, t)) {
                continue;
            }
            double needed = -left(g, t);
            double taken = 0;
            double at_floor = 0;
            double at_price = 0;
            bool open = false;
            for (const Entry& e : p_.entries_of(p_.groups[g])) {
                if (e.kind != Entry::Kind::balance) {
                    continue;
                }
                if (e.coefficient > 0) {
                    const bool arrives = t + e.lag < p_.periods();
                    const double worth = arrives ? floor_[e.row + t + e.lag] : 0;
                    open = open || worth <= none;
                    needed += e.coefficient * worth;
                    continue;
                }
                const std::size_t row = e.row + t;
                taken -= e.coefficient;
                at_floor -= e.coefficient * std::max(floor_[row], y_[row] - far_below);
                at_price -= e.coefficient * std::max(floor_[row], y_[row]);
            }
            if (open || taken == 0 || needed <= at_floor) {
                continue;
            }
            const bool within = at_price >= needed;
            const double share = within ? (needed - at_floor) / (at_price - at_floor) : 1;
            const double more = within ? 0 : (needed - at_price) / taken;
            for (const Entry& e : p_.entries_of(p_.groups[g])) {
                if (e.kind != Entry::Kind::balance || e.coefficient > 0) {
                    continue;
                }
                const std::size_t row = e.row + t;
                const double low = std::max(floor_[row], y_[row] - far_below);
                const double high = std::max(floor_[row], y_[row]);
                floor_[row] = std::max(floor_[row], low + share * (high - low) + more);
            }
        }
    }
}

/// The highest price at which no way to the node in the period loses.
double Closing::highest(std::size_t node, std::size_t t) const {
    const std::size_t row = p_.nodes[node].row + t;
    double most = std::numeric_limits<double>::infinity();
    const auto use = [&](std::size_t g, std::size_t leaves) {
        double rest = left(g, leaves);
        double given = 0;
        for (const Entry& e : p_.entries_of(p_.groups[g])) {
            if (e.kind != Entry::Kind::balance || leaves + e.lag >= p_.periods()) {
                continue;
            }
            const std::size_t at = e.row + leaves + e.lag;
            if (at == row) {
                given += e.coefficient;
            } else {
                rest -= e.coefficient * y_[at];
            }
        }
        if (given > 0) {
            most = std::min(most, rest / given);
        }
    };
    for (const std::uint32_t g : s_.incoming.of(node)) {
        if (p_.groups[g].role == Role::enter) {
            continue;
        }
        for (const Entry& e : p_.entries_of(p_.groups[g])) {
            const bool here =
                e.kind == Entry::Kind::balance && e.coefficient > 0 && e.row == p_.nodes[node].row;
            if (here && e.lag <= t && p_.exists(g, t - e.lag)) {
                use(g, t - e.lag);
            }
        }
    }
    const std::uint32_t stock = p_.nodes[node].stock;
    if (t > 0 && stock != no_group && p_.exists(stock, t - 1)) {
        use(stock, t - 1);
    }
    return most;
}

void Closing::lower_prices(std::uint32_t item) {
    for (int sweep = 0; sweep < sweeps_max; ++sweep) {
        bool changed = false;
        for (std::size_t t = 0; t < p_.periods(); ++t) {
            for (std::size_t n = p_.items[item].first_node; n < s_.nodes_end(item); ++n) {
                const double most = highest(n, t);
                double& here = y_[p_.nodes[n].row + t];
                if (here > most) {
                    changed = changed || here > most + still * (1 + std::abs(most));
                    here = most;
                }
            }
        }
        if (!changed) {
            return;
        }
    }
}

/// The price between the given one and `most` that gains most: the bound grows while more is asked
/// for than need not met and entries stand ready at the price.
double Closing::best_price(std::size_t node, std::size_t t, double most) const {
    struct Step {
        double price = 0;
        double width = 0;
    };
    const std::size_t row = p_.nodes[node].row + t;
    double price = y_[row];
    double slope = p_.right[row];
    std::vector<Step> steps;
    const auto use = [&](std::uint32_t g) {
        const double width = p_.upper[g * p_.stride() + t];
        if (left(g, t) <= price) {
            slope -= width;
        } else if (width > 0) {
            steps.push_back({left(g, t), width});
        }
    };
    for (const std::uint32_t g : p_.nodes[node].unmet) {
        if (g != no_group) {
            use(g);
        }
    }
    for (const std::uint32_t g : s_.incoming.of(node)) {
        if (p_.groups[g].role == Role::enter) {
            use(g);
        }
    }
    std::ranges::sort(steps, {}, &Step::price);
    constexpr double nothing = 1e-9;
    const double least = -nothing * (1 + std::abs(p_.right[row]));
    std::size_t k = 0;
    while (slope >= least) {
        if (k >= steps.size() || steps[k].price >= most) {
            return most;
        }
        price = steps[k].price;
        slope -= steps[k].width;
        ++k;
    }
    return price;
}

void Closing::gain_prices(std::uint32_t item) {
    for (std::size_t t = 0; t < p_.periods(); ++t) {
        for (std::size_t n = p_.items[item].first_node; n < s_.nodes_end(item); ++n) {
            const double most = highest(n, t);
            double& here = y_[p_.nodes[n].row + t];
            if (std::isfinite(most) && most > here) {
                here = std::max(here, best_price(n, t, most));
            }
        }
    }
}

/// Sum and sum of sizes, for the bound of the rounding error.
struct Sum {
    double value = 0;
    double size = 0;
    void add(double term) {
        value += term;
        size += std::abs(term);
    }
};

}  // namespace

double bound_of(const Programme& p, const std::vector<double>& y, Threads threads) {
    std::vector<Sum> parts(p.groups.size() / block_groups + 1);
    parallel_blocks(
        p.groups.size(), block_groups, threads, [&](std::size_t first, std::size_t last) {
            Sum& part = parts[first / block_groups];
            for (std::size_t g = first; g < last; ++g) {
                for (std::size_t t = 0; t < p.periods(); ++t) {
                    const std::size_t at = g * p.stride() + t;
                    if (!p.exists(g, t)) {
                        continue;
                    }
                    Sum slope;
                    slope.add(p.cost[at]);
                    for (const Entry& e : p.entries_of(p.groups[g])) {
                        if (e.kind == Entry::Kind::single) {
                            slope.add(-e.coefficient * y[e.row]);
                        } else if (t + e.lag < p.periods()) {
                            slope.add(-e.coefficient * y[e.row + t + e.lag]);
                        }
                    }
                    const double terms = 2 + static_cast<double>(p.groups[g].entries);
                    const double low = slope.value - 1.01 * terms * roundoff * slope.size;
                    if (low < 0) {
                        part.add(p.upper[at] * low);
                    }
                }
            }
        });
    Sum total;
    double size = 0;
    double terms = 0;
    for (const Sum& part : parts) {
        total.add(part.value);
        size += part.size;
    }
    for (std::size_t i = 0; i < p.rows(); ++i) {
        const double price = i < p.limit_rows() ? std::min(y[i], 0.0) : y[i];
        if (price != 0 && p.right[i] != 0) {
            total.add(p.right[i] * price);
        }
    }
    terms = static_cast<double>(p.rows() + p.columns());
    return total.value - 1.01 * (terms + 2) * roundoff * (total.size + size);
}

Prices closed_prices(const Structure& structure, std::vector<double> y, Threads threads) {
    return Closing(structure, std::move(y), threads).close();
}

}  // namespace vorrat::supply
