#include "vorrat/supply/repair.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vorrat::supply {
namespace {

/// Limits are filled to this share, so that rounding does not pass them.
constexpr double almost = 1 - 1e-9;
/// Below this a surplus is not worth sending.
constexpr double trace = 1e-12;
/// What is cut to fit a storage is cut by this much more.
constexpr double a_bit_more = 1 + 1e-9;

enum class Visit : unsigned char { none, under_way, done };

class Execution {
public:
    Execution(const Structure& s, std::vector<double> wished)
        : s_(s), p_(s.programme), stride_(p_.stride()), w_(std::move(wished)) {}

    Repaired carry_out();

private:
    double& x(std::size_t g, std::size_t t) { return x_[g * stride_ + t]; }
    double wish(std::size_t g, std::size_t t) const { return w_[g * stride_ + t]; }
    double upper(std::size_t g, std::size_t t) const { return p_.upper[g * stride_ + t]; }
    static bool is_fixed_first(Role role) { return role != Role::unmet && role != Role::level; }
    template <class Use>
    void each_limit(std::size_t g, std::size_t t, const Use& visit) const {
        for (const Entry& e : p_.entries_of(p_.groups[g])) {
            if (e.kind != Entry::Kind::balance) {
                visit(e.row + (e.kind == Entry::Kind::single ? 0 : t), e.coefficient);
            }
        }
    }

    void clip();
    void cancel_opposed();
    void scale_to_limits();
    void find_slack();
    void set(std::size_t g, std::size_t t, double value);
    double room(std::size_t g, std::size_t t) const;
    void visit_node(std::size_t n, std::size_t t);
    double arrives(std::size_t n, std::size_t t);
    double sent(std::size_t n, std::size_t t) const;
    void pass_on(std::size_t n, std::size_t t, double available);
    void serve(std::size_t n, std::size_t t, double available);
    void keep_rest(std::size_t n, std::size_t t);
    void fit_storage(std::size_t t);
    void set_levels(std::vector<double>& x) const;
    void mix_with_nothing();
    std::vector<double> nothing() const;

    const Structure& s_;
    const Programme& p_;
    std::size_t stride_;
    std::vector<double> w_;      ///< what is wished
    std::vector<double> x_;      ///< what is done
    std::vector<bool> fair_;     ///< limit rows that hold a level
    std::vector<double> slack_;  ///< limit rows
    std::vector<double> share_;  ///< rows: share of what was wished that can be taken
    std::vector<double> there_;  ///< rows: available
    std::vector<double> used_;   ///< rows: taken by sends and runs
    std::vector<Visit> visit_;   ///< rows
};

void Execution::clip() {
    for (std::size_t k = 0; k < w_.size(); ++k) {
        w_[k] = std::min(std::max(w_[k], 0.0), p_.upper[k]);
    }
}

/// Goods sent at once from A to B and from B to A stay where they are.
void Execution::cancel_opposed() {
    for (std::size_t g = 0; g < p_.groups.size(); ++g) {
        if (p_.groups[g].role != Role::send || s_.giving(g)->lag != 0) {
            continue;
        }
        const std::size_t from = s_.node_of(s_.taking(g)->row);
        const std::size_t to = s_.node_of(s_.giving(g)->row);
        for (const std::uint32_t back : s_.outgoing.of(to)) {
            if (back <= g || p_.groups[back].role != Role::send || s_.giving(back)->lag != 0 ||
                s_.node_of(s_.giving(back)->row) != from) {
                continue;
            }
            for (std::size_t t = 0; t < p_.periods(); ++t) {
                const double both = std::min(wish(g, t), wish(back, t));
                w_[g * stride_ + t] -= both;
                w_[back * stride_ + t] -= both;
            }
        }
    }
}

void Execution::scale_to_limits() {
    fair_.assign(p_.limit_rows(), false);
    for (std::size_t g = 0; g < p_.groups.size(); ++g) {
        if (p_.groups[g].role == Role::level) {
            each_limit(g, 0, [&](std::size_t row, double) { fair_[row] = true; });
        }
    }
    std::vector<double> use(p_.limit_rows(), 0);
    for (std::size_t g = 0; g < p_.groups.size(); ++g) {
        for (std::size_t t = 0; is_fixed_first(p_.groups[g].role) && t < p_.periods(); ++t) {
            const double value = wish(g, t);
            if (value > 0) {
                each_limit(g, t, [&](std::size_t row, double a) { use[row] += a * value; });
            }
        }
    }
    std::vector<double> factor(p_.limit_rows(), 1);
    for (std::size_t i = 0; i < factor.size(); ++i) {
        if (!fair_[i] && use[i] > p_.right[i]) {
            factor[i] = std::max(0.0, p_.right[i]) * almost / use[i];
        }
    }
    for (std::size_t g = 0; g < p_.groups.size(); ++g) {
        const Role role = p_.groups[g].role;
        for (std::size_t t = 0; is_fixed_first(role) && t < p_.periods(); ++t) {
            double least = 1;
            each_limit(g, t,
                       [&](std::size_t row, double) { least = std::min(least, factor[row]); });
            w_[g * stride_ + t] *= least;
        }
    }
}

void Execution::find_slack() {
    slack_.assign(p_.right.begin(),
                  p_.right.begin() + static_cast<std::ptrdiff_t>(p_.limit_rows()));
    for (std::size_t g = 0; g < p_.groups.size(); ++g) {
        const Role role = p_.groups[g].role;
        if (!is_fixed_first(role) || role == Role::stock) {
            continue;
        }
        for (std::size_t t = 0; t < p_.periods(); ++t) {
            const double value = wish(g, t);
            if (value > 0) {
                each_limit(g, t, [&](std::size_t row, double a) { slack_[row] -= a * value; });
            }
        }
    }
}

void Execution::set(std::size_t g, std::size_t t, double value) {
    const double more = value - x(g, t);
    if (more == 0) {
        return;
    }
    x(g, t) = value;
    each_limit(g, t, [&](std::size_t row, double a) { slack_[row] -= a * more; });
}

double Execution::room(std::size_t g, std::size_t t) const {
    double least = std::numeric_limits<double>::infinity();
    each_limit(g, t, [&](std::size_t row, double a) {
        if (a > 0) {
            least = std::min(least, std::max(0.0, slack_[row]) / a);
        }
    });
    return least;
}

/// What is at the node in the period before anything leaves; runs are cut to what their inputs
/// give.
double Execution::arrives(std::size_t n, std::size_t t) {
    const std::uint32_t row = p_.nodes[n].row;
    double sum = -p_.right[row + t];
    const std::uint32_t stock = p_.nodes[n].stock;
    if (t > 0 && stock != no_group) {
        const Entry* kept = s_.giving(stock);
        sum += kept == nullptr ? 0 : kept->coefficient * x(stock, t - 1);
    }
    for (const std::uint32_t g : s_.incoming.of(n)) {
        for (const Entry& e : p_.entries_of(p_.groups[g])) {
            if (e.kind != Entry::Kind::balance || e.row != row || e.coefficient < 0 || e.lag > t) {
                continue;
            }
            const std::size_t left = t - e.lag;
            if (p_.groups[g].role == Role::send && e.lag == 0 && x(g, left) > 0) {
                const std::size_t from = s_.node_of(s_.taking(g)->row);
                visit_node(from, left);
                // Goods that go round in a period come from nowhere: the round is cut here.
                if (visit_[p_.nodes[from].row + left] == Visit::under_way) {
                    set(g, left, 0);
                }
            }
            if (p_.groups[g].role == Role::run && e.lag == 0) {
                double least = 1;
                for (const Entry& input : p_.entries_of(p_.groups[g])) {
                    if (input.kind == Entry::Kind::balance && input.coefficient < 0) {
                        least = std::min(least, share_[input.row + t]);
                    }
                }
                set(g, t, wish(g, t) * least);
                for (const Entry& input : p_.entries_of(p_.groups[g])) {
                    if (input.kind == Entry::Kind::balance && input.coefficient < 0) {
                        used_[input.row + t] -= input.coefficient * x(g, t);
                    }
                }
            }
            sum += e.coefficient * x(g, left);
        }
    }
    return sum;
}

/// Sent away from the node, and what runs wish of it.
double Execution::sent(std::size_t n, std::size_t t) const {
    double sum = 0;
    for (const std::uint32_t g : s_.outgoing.of(n)) {
        const bool run = p_.groups[g].role == Role::run;
        for (const Entry& e : p_.entries_of(p_.groups[g])) {
            if (e.kind == Entry::Kind::balance && e.row == p_.nodes[n].row && e.coefficient < 0) {
                sum -= e.coefficient * (run ? wish(g, t) : x_[g * stride_ + t]);
            }
        }
    }
    return sum;
}

/// A node without need: too little is shared among all that leaves, a surplus goes along.
void Execution::pass_on(std::size_t n, std::size_t t, double available) {
    const double leaves = sent(n, t);
    const std::uint32_t waste = p_.nodes[n].waste;
    const std::uint32_t stock = p_.nodes[n].stock;
    const double kept =
        (stock == no_group ? 0 : wish(stock, t)) + (waste == no_group ? 0 : wish(waste, t));
    double factor = 1;
    if (available < leaves) {
        factor = leaves > 0 ? std::max(0.0, available) / leaves : 1;
        share_[p_.nodes[n].row + t] = factor;
    }
    const double surplus = available - leaves - kept;
    const double more = leaves > 0 && surplus > trace ? std::min(1.0, surplus / leaves) : 0;
    for (const std::uint32_t g : s_.outgoing.of(n)) {
        if (p_.groups[g].role != Role::send) {
            continue;
        }
        const double now = x(g, t);
        if (factor < 1) {
            set(g, t, now * factor);
        } else if (more > 0 && now > 0) {
            const double most = std::min(room(g, t) * almost, upper(g, t) - now);
            set(g, t, now + std::max(0.0, std::min(now * more, most)));
        }
        used_[p_.nodes[n].row + t] += x(g, t);
    }
}

/// A node with need: unmet need takes up what is missing within its step, then waste and stock give
/// way, then further steps, then what is sent on.
void Execution::serve(std::size_t n, std::size_t t, double available) {
    const Node& node = p_.nodes[n];
    double width = 0;
    double unmet = 0;
    for (const std::uint32_t g : node.unmet) {
        width += g == no_group ? 0 : upper(g, t);
        unmet += g == no_group ? 0 : wish(g, t);
    }
    double stock = node.stock == no_group ? 0 : wish(node.stock, t);
    double waste = node.waste == no_group ? 0 : wish(node.waste, t);
    const double leaves = sent(n, t);
    double missing = std::max(0.0, leaves + stock + waste - available);
    if (missing > unmet) {
        double lack = missing - unmet;
        double filled = 0;
        double head = 0;
        for (int q = 2; q >= 0; --q) {
            filled += node.unmet[q] == no_group ? 0 : upper(node.unmet[q], t);
            if (unmet < filled - trace) {
                head = filled - unmet;
                break;
            }
        }
        const auto give = [&](double& from) {
            const double part = std::min(lack, from);
            from -= part;
            lack -= part;
        };
        missing = unmet + std::min(lack, head);
        lack -= std::min(lack, head);
        give(waste);
        give(stock);
        const double further = std::min(lack, width - missing);
        missing += further;
        lack -= further;
        const double factor = lack > 0 && leaves > 0 ? std::max(0.0, 1 - lack / leaves) : 1;
        for (const std::uint32_t g : s_.outgoing.of(n)) {
            if (factor < 1 && p_.groups[g].role == Role::send) {
                set(g, t, x(g, t) * factor);
            }
        }
    }
    const double left = sent(n, t);
    used_[node.row + t] += left;
    double rest = available + missing - left;
    if (rest < 0) {
        missing = std::min(width, missing - rest);
        rest = std::max(0.0, available + missing - left);
    }
    if (node.waste != no_group) {
        x(node.waste, t) = std::min(waste, rest);
        rest -= x(node.waste, t);
    }
    if (node.stock != no_group) {
        x(node.stock, t) = std::max(0.0, rest);
    }
    for (int q = 2; q >= 0; --q) {
        if (node.unmet[q] != no_group) {
            const double part = std::min(missing, upper(node.unmet[q], t));
            x(node.unmet[q], t) = part;
            missing -= part;
        }
    }
}

void Execution::visit_node(std::size_t n, std::size_t t) {
    const std::uint32_t row = p_.nodes[n].row;
    if (visit_[row + t] != Visit::none) {
        return;
    }
    visit_[row + t] = Visit::under_way;
    const double available = arrives(n, t);
    there_[row + t] = available;
    if (p_.nodes[n].serves) {
        serve(n, t, available);
    } else {
        pass_on(n, t, available);
    }
    visit_[row + t] = Visit::done;
}

/// Whatever was not taken from a node without need is wasted as wished and kept.
void Execution::keep_rest(std::size_t n, std::size_t t) {
    const Node& node = p_.nodes[n];
    double rest = std::max(0.0, there_[node.row + t] - used_[node.row + t]);
    if (node.waste != no_group) {
        x(node.waste, t) = std::min({wish(node.waste, t), rest, upper(node.waste, t)});
        rest -= x(node.waste, t);
    }
    if (node.stock != no_group) {
        x(node.stock, t) = rest;
    }
}

/// Stock that does not fit is wasted, or met need now: first what is more than was wished.
void Execution::fit_storage(std::size_t t) {
    const auto limit_of = [&](std::size_t n) -> const Entry* {
        const std::uint32_t stock = p_.nodes[n].stock;
        if (stock == no_group) {
            return nullptr;
        }
        for (const Entry& e : p_.entries_of(p_.groups[stock])) {
            if (e.kind == Entry::Kind::limit) {
                return &e;
            }
        }
        return nullptr;
    };
    std::vector<double> held(p_.limit_rows(), 0);
    for (std::size_t n = 0; n < p_.nodes.size(); ++n) {
        if (const Entry* e = limit_of(n)) {
            held[e->row + t] += e->coefficient * x(p_.nodes[n].stock, t);
        }
    }
    for (const bool all : {false, true}) {
        for (std::size_t n = 0; n < p_.nodes.size(); ++n) {
            const Entry* e = limit_of(n);
            if (e == nullptr || held[e->row + t] <= p_.right[e->row + t] || e->coefficient <= 0) {
                continue;
            }
            const Node& node = p_.nodes[n];
            const double over = (held[e->row + t] - p_.right[e->row + t]) / e->coefficient;
            const double extra =
                all ? x(node.stock, t) : std::max(0.0, x(node.stock, t) - wish(node.stock, t));
            double cut = std::min(extra, over * a_bit_more);
            double done = 0;
            for (const std::uint32_t g : node.unmet) {
                const double part = g == no_group ? 0 : std::min(cut - done, x(g, t));
                if (part > 0) {
                    x(g, t) -= part;
                    done += part;
                }
            }
            if (node.waste != no_group) {
                const double part = std::min(cut - done, upper(node.waste, t) - x(node.waste, t));
                x(node.waste, t) += std::max(0.0, part);
                done += std::max(0.0, part);
            }
            x(node.stock, t) -= done;
            held[e->row + t] -= done * e->coefficient;
        }
    }
}

void Execution::set_levels(std::vector<double>& x) const {
    std::vector<double> sums(p_.limit_rows(), 0);
    for (std::size_t g = 0; g < p_.groups.size(); ++g) {
        for (std::size_t t = 0; p_.groups[g].role == Role::unmet && t < p_.periods(); ++t) {
            each_limit(g, t,
                       [&](std::size_t row, double a) { sums[row] += a * x[g * stride_ + t]; });
        }
    }
    for (std::size_t g = 0; g < p_.groups.size(); ++g) {
        if (p_.groups[g].role != Role::level) {
            continue;
        }
        double level = 0;
        each_limit(g, 0, [&](std::size_t row, double a) {
            level = std::max(level, (sums[row] - p_.right[row]) / -a);
        });
        x[g * stride_] = std::min(level, upper(g, 0));
    }
}

/// The plan that does nothing: no need is met, what is there is wasted.
std::vector<double> Execution::nothing() const {
    std::vector<double> x(p_.columns(), 0);
    for (const Node& node : p_.nodes) {
        double stock = 0;
        for (std::size_t t = 0; t < p_.periods(); ++t) {
            double rest = -p_.right[node.row + t];
            if (node.stock != no_group && t > 0) {
                const Entry* kept = s_.giving(node.stock);
                rest += kept == nullptr ? 0 : kept->coefficient * stock;
            }
            for (const std::uint32_t g : node.unmet) {
                if (g != no_group) {
                    x[g * stride_ + t] = upper(g, t);
                    rest += upper(g, t);
                }
            }
            if (node.waste != no_group) {
                x[node.waste * stride_ + t] = std::clamp(rest, 0.0, upper(node.waste, t));
                rest -= x[node.waste * stride_ + t];
            }
            stock = std::max(0.0, rest);
            if (node.stock != no_group) {
                x[node.stock * stride_ + t] = stock;
            }
        }
    }
    set_levels(x);
    return x;
}

/// What still passes a limit is mixed with doing nothing, so far that it keeps it.
void Execution::mix_with_nothing() {
    std::vector<double> use(p_.limit_rows(), 0);
    for (std::size_t g = 0; g < p_.groups.size(); ++g) {
        for (std::size_t t = 0; is_fixed_first(p_.groups[g].role) && t < p_.periods(); ++t) {
            const double value = x(g, t);
            if (value > 0) {
                each_limit(g, t, [&](std::size_t row, double a) { use[row] += a * value; });
            }
        }
    }
    double share = 1;
    for (std::size_t i = 0; i < use.size(); ++i) {
        if (!fair_[i] && use[i] > p_.right[i] * (1 + trace) && use[i] > 0) {
            share = std::min(share, std::max(0.0, p_.right[i]) / use[i]);
        }
    }
    if (share == 1) {
        return;
    }
    const std::vector<double> idle = nothing();
    for (std::size_t k = 0; k < x_.size(); ++k) {
        x_[k] = share * x_[k] + (1 - share) * idle[k];
    }
    set_levels(x_);
}

Repaired Execution::carry_out() {
    clip();
    cancel_opposed();
    scale_to_limits();
    find_slack();
    x_ = w_;
    share_.assign(p_.rows(), 1);
    there_.assign(p_.rows(), 0);
    used_.assign(p_.rows(), 0);
    visit_.assign(p_.rows(), Visit::none);
    for (std::size_t t = 0; t < p_.periods(); ++t) {
        for (auto level = s_.levels.rbegin(); level != s_.levels.rend(); ++level) {
            for (const std::uint32_t item : *level) {
                for (std::size_t n = p_.items[item].first_node; n < s_.nodes_end(item); ++n) {
                    visit_node(n, t);
                }
            }
        }
        for (std::size_t n = 0; n < p_.nodes.size(); ++n) {
            if (!p_.nodes[n].serves) {
                keep_rest(n, t);
            }
        }
        fit_storage(t);
    }
    set_levels(x_);
    mix_with_nothing();
    return measured(p_, std::move(x_));
}

}  // namespace

Repaired measured(const Programme& p, std::vector<double> x) {
    Repaired out;
    std::vector<double> sums(p.rows(), 0);
    std::vector<double> sizes(p.rows(), 1);
    for (std::size_t g = 0; g < p.groups.size(); ++g) {
        for (std::size_t t = 0; t < p.periods(); ++t) {
            const std::size_t at = g * p.stride() + t;
            const double value = x[at];
            if (value == 0) {
                continue;
            }
            out.cost += p.cost[at] * value;
            const double past = std::max(-value, value - p.upper[at]);
            out.residual = std::max(out.residual, past / (1 + std::abs(value)));
            for (const Entry& e : p.entries_of(p.groups[g])) {
                const bool single = e.kind == Entry::Kind::single;
                if (!single && t + e.lag >= p.periods()) {
                    continue;
                }
                const std::size_t row = single ? e.row : e.row + t + e.lag;
                sums[row] += e.coefficient * value;
                sizes[row] += std::abs(e.coefficient * value);
            }
        }
    }
    for (std::size_t i = 0; i < p.rows(); ++i) {
        const double over = sums[i] - p.right[i];
        const double past = i < p.limit_rows() ? std::max(over, 0.0) : std::abs(over);
        out.residual = std::max(out.residual, past / sizes[i]);
    }
    out.x = std::move(x);
    return out;
}

Repaired carried_out(const Structure& structure, std::vector<double> wished) {
    return Execution(structure, std::move(wished)).carry_out();
}

}  // namespace vorrat::supply
