#include "vorrat/plan/carry_out.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vorrat::plan {
namespace {

/// Limits are filled to this share, so that rounding does not pass them.
constexpr double almost = 1 - 1e-9;
/// Below this a surplus is not worth sending.
constexpr double trace = 1e-12;
/// What is cut to fit a storage is cut by this much more.
constexpr double a_bit_more = 1 + 1e-9;
/// A limit that is still passed is tightened by this much more than it was passed, and all done
/// again, so often.
constexpr double tighter = 1.5;
constexpr int attempts = 4;

enum class Visit : unsigned char { none, under_way, done };

class Execution {
public:
    Execution(const Problem& problem, const Programme& programme, const Connections& connections,
              const solve::LinearProgram& program, std::span<const double> prices,
              std::vector<double> wished);

    std::vector<double> carry_out();

private:
    template <class See>
    void each_limit(Column column, const See& see) const {
        const solve::SparseMatrix& a = program_.matrix;
        for (std::size_t k = a.start[column + 1]; k-- > a.start[column];) {
            const std::uint32_t row = a.row[k];
            if (row < first_limit_) {
                return;
            }
            if (row < last_limit_) {
                see(row - first_limit_, a.value[k]);
            }
        }
    }
    double limit(std::size_t row) const { return limit_[row]; }
    double upper(Column column) const { return program_.column_upper[column]; }
    double wish(Column column) const { return column == no_column ? 0 : wished_[column]; }
    double done(Column column) const { return column == no_column ? 0 : x_[column]; }

    bool cancel_round(std::uint32_t node, std::size_t t);
    void cancel_rounds();
    std::vector<double> use_of_limits(const std::vector<double>& x) const;
    void scale_to_limits();
    void find_slack();
    void set(Column column, double value);
    double room(Column column) const;

    void visit(std::uint32_t node, std::size_t t);
    void run(std::uint32_t site, std::size_t t);
    double arrives(std::uint32_t node, std::size_t t);
    double leaves(std::uint32_t node, std::size_t t) const;
    double enter_more(std::uint32_t node, std::size_t t, double missing);
    void cut_sends(std::uint32_t node, std::size_t t, double missing);
    void pass_on(std::uint32_t node, std::size_t t);
    double set_aside(std::uint32_t node, std::size_t t, double there);
    void keep(std::uint32_t node, std::size_t t);
    double must_leave(std::uint32_t node, std::size_t t) const;
    void fit_storages(std::size_t t);
    void waste(std::size_t cell, double quantity);
    bool go_through();
    void finish();

    const Problem& problem_;
    const Programme& programme_;
    const Columns& columns_;
    const Connections& c_;
    const solve::LinearProgram& program_;
    std::span<const double> prices_;  ///< per cell, of goods there
    std::uint32_t first_limit_ = 0;   ///< rows that nodes share
    std::uint32_t last_limit_ = 0;    ///< one behind
    std::vector<bool> storage_;       ///< limits: of a storage
    std::vector<double> limit_;       ///< limits: right sides, perhaps tightened
    std::vector<double> wished_;
    std::vector<double> x_;
    std::vector<double> slack_;        ///< limits
    std::vector<double> opening_;      ///< cells
    std::vector<double> share_;        ///< cells: share of what runs wish that can be taken
    std::vector<double> there_;        ///< cells: available before anything leaves
    std::vector<double> taken_;        ///< cells: by runs and sends
    std::vector<double> out_;          ///< cells: all that left
    std::vector<Visit> visit_;         ///< cells
    std::vector<std::uint32_t> path_;  ///< sends of a way
    std::vector<Visit> ran_;           ///< sites x periods
};

Execution::Execution(const Problem& problem, const Programme& programme,
                     const Connections& connections, const solve::LinearProgram& program,
                     std::span<const double> prices, std::vector<double> wished)
    : problem_(problem),
      programme_(programme),
      columns_(programme.columns),
      c_(connections),
      program_(program),
      prices_(prices),
      wished_(std::move(wished)) {
    const auto& keys = programme.keys;
    const auto shared =
        std::ranges::find_if(keys, [](const RowKey& k) { return !is_of_a_node(k.kind); });
    const auto end =
        std::find_if(shared, keys.end(), [](const RowKey& k) { return !is_limit(k.kind); });
    first_limit_ = static_cast<std::uint32_t>(shared - keys.begin());
    last_limit_ = static_cast<std::uint32_t>(end - keys.begin());
    for (std::uint32_t row = first_limit_; row < last_limit_; ++row) {
        storage_.push_back(keys[row].kind == RowKind::storage);
        limit_.push_back(program.row_upper[row]);
    }
    for (std::size_t cell = 0; cell < c_.ready.size(); ++cell) {
        opening_.push_back(-program.row_lower[cell]);
    }
    for (Column j = 0; j < wished_.size(); ++j) {
        wished_[j] = std::min(std::max(wished_[j], 0.0), upper(j));
    }
}

/// Looks from `node` on along what is sent without a period on the way. Where that goes round, the
/// least of the round stays where it is. Returns whether a round was found.
bool Execution::cancel_round(std::uint32_t node, std::size_t t) {
    Visit& state = visit_[c_.cell(node, t)];
    state = Visit::under_way;
    for (const std::uint32_t s : c_.sends_out.of(node)) {
        const SendGroup& send = c_.sends[s];
        if (send.lead != 0 || wished_[send.first + t] <= 0) {
            continue;
        }
        const Visit there = visit_[c_.cell(send.to, t)];
        path_.push_back(s);
        if (there == Visit::under_way) {
            auto first = path_.end() - 1;
            while (c_.sends[*first].from != send.to) {
                --first;
            }
            double least = std::numeric_limits<double>::infinity();
            for (auto at = first; at != path_.end(); ++at) {
                least = std::min(least, wished_[c_.sends[*at].first + t]);
            }
            for (auto at = first; at != path_.end(); ++at) {
                wished_[c_.sends[*at].first + t] -= least;
            }
            return true;
        }
        if (there == Visit::none && cancel_round(send.to, t)) {
            return true;
        }
        path_.pop_back();
    }
    state = Visit::done;
    return false;
}

/// Goods that go round within a period stay where they are.
void Execution::cancel_rounds() {
    for (const auto& level : c_.levels) {
        for (const Connections::Range& item : level) {
            for (std::size_t t = 0; t < c_.periods; ++t) {
                bool again = true;
                while (again) {
                    again = false;
                    for (const std::uint32_t node : c_.nodes_of(item)) {
                        visit_[c_.cell(node, t)] = Visit::none;
                    }
                    for (const std::uint32_t node : c_.nodes_of(item)) {
                        path_.clear();
                        if (visit_[c_.cell(node, t)] == Visit::none && cancel_round(node, t)) {
                            again = true;
                            break;
                        }
                    }
                }
            }
        }
    }
}

std::vector<double> Execution::use_of_limits(const std::vector<double>& x) const {
    std::vector<double> use(limit_.size(), 0);
    for (Column j = 0; j < x.size(); ++j) {
        if (x[j] > 0) {
            each_limit(j, [&](std::size_t row, double a) { use[row] += a * x[j]; });
        }
    }
    return use;
}

/// What passes a limit is made smaller in proportion. Storage is looked at when goods are kept.
void Execution::scale_to_limits() {
    const std::vector<double> use = use_of_limits(wished_);
    std::vector<double> factor(limit_.size(), 1);
    for (std::size_t i = 0; i < factor.size(); ++i) {
        if (!storage_[i] && use[i] > limit(i)) {
            factor[i] = std::max(0.0, limit(i)) * almost / use[i];
        }
    }
    for (Column j = 0; j < wished_.size(); ++j) {
        double least = 1;
        each_limit(j, [&](std::size_t row, double a) {
            least = a > 0 ? std::min(least, factor[row]) : least;
        });
        wished_[j] *= least;
    }
}

/// What is left of the limits beside what is wished.
void Execution::find_slack() {
    slack_ = use_of_limits(wished_);
    for (std::size_t i = 0; i < slack_.size(); ++i) {
        slack_[i] = limit(i) - slack_[i];
    }
}

void Execution::set(Column column, double value) {
    const double more = value - x_[column];
    if (more == 0) {
        return;
    }
    x_[column] = value;
    each_limit(column, [&](std::size_t row, double a) { slack_[row] -= a * more; });
}

/// How much more of a column the limits allow; storages do not count.
double Execution::room(Column column) const {
    double least = upper(column) - x_[column];
    each_limit(column, [&](std::size_t row, double a) {
        if (a > 0 && !storage_[row]) {
            least = std::min(least, almost * std::max(0.0, slack_[row]) / a);
        }
    });
    return std::max(0.0, least);
}

/// Runs are cut to what their inputs give.
void Execution::run(std::uint32_t site, std::size_t t) {
    const std::size_t at = c_.cell(site, t);
    if (ran_[at] != Visit::none) {
        return;
    }
    ran_[at] = Visit::under_way;
    const auto [id, place] = problem_.network.sites[site];
    const Activity& activity = problem_.world.activities[id];
    double least = 1;
    for (const ItemQuantity& q : activity.inputs) {
        const std::uint32_t input = *problem_.network.find(q.item, place);
        visit(input, t);
        least = std::min(least, share_[c_.cell(input, t)]);
    }
    const Column column = columns_.runs[at];
    set(column, wish(column) * least);
    for (const ItemQuantity& q : activity.inputs) {
        taken_[c_.cell(*problem_.network.find(q.item, place), t)] += q.per_run * x_[column];
    }
    ran_[at] = Visit::done;
}

/// What is at the node in the period before anything leaves.
double Execution::arrives(std::uint32_t node, std::size_t t) {
    const std::size_t cell = c_.cell(node, t);
    double sum = opening_[cell] + done(columns_.enter[cell]);
    sum += t > 0 ? done(columns_.stock[cell - 1]) : 0;
    for (const std::uint32_t s : c_.sends_in.of(node)) {
        const SendGroup& send = c_.sends[s];
        if (send.lead > t || t - send.lead >= send.periods) {
            continue;
        }
        const std::size_t left = t - send.lead;
        const Column column = send.first + static_cast<Column>(left);
        if (send.lead == 0 && x_[column] > 0) {
            visit(send.from, left);
            // Goods that go round in a period come from nowhere: the round is cut here.
            if (visit_[c_.cell(send.from, left)] == Visit::under_way) {
                set(column, 0);
            }
        }
        sum += x_[column];
    }
    for (const std::uint32_t site : c_.made_by.of(node)) {
        run(site, t);
        const auto [id, place] = problem_.network.sites[site];
        for (const ItemQuantity& q : problem_.world.activities[id].outputs) {
            if (q.item == problem_.network.nodes[node].item) {
                sum += q.per_run * x_[columns_.runs[c_.cell(site, t)]];
            }
        }
    }
    return sum;
}

/// Sent away from the node, and what runs wish of it.
double Execution::leaves(std::uint32_t node, std::size_t t) const {
    double sum = 0;
    for (const std::uint32_t s : c_.sends_out.of(node)) {
        const SendGroup& send = c_.sends[s];
        sum += t < send.periods ? x_[send.first + t] : 0;
    }
    const ItemId item = problem_.network.nodes[node].item;
    for (const std::uint32_t site : c_.used_by.of(node)) {
        const Activity& activity = problem_.world.activities[problem_.network.sites[site].activity];
        for (const ItemQuantity& q : activity.inputs) {
            sum += q.item == item ? q.per_run * wish(columns_.runs[c_.cell(site, t)]) : 0;
        }
    }
    return sum;
}

/// Lets more enter, as far as the source and the limits allow. Returns how much.
double Execution::enter_more(std::uint32_t node, std::size_t t, double missing) {
    const Column enter = columns_.enter[c_.cell(node, t)];
    if (enter == no_column) {
        return 0;
    }
    const double more = std::min(missing, room(enter));
    set(enter, x_[enter] + more);
    return more;
}

/// Less is sent: first less of what is worth least where it goes; without prices in proportion.
void Execution::cut_sends(std::uint32_t node, std::size_t t, double missing) {
    if (prices_.empty()) {
        double all = 0;
        for (const std::uint32_t s : c_.sends_out.of(node)) {
            const SendGroup& send = c_.sends[s];
            all += t < send.periods ? x_[send.first + t] : 0;
        }
        const double left = all > missing ? 1 - missing / all : 0;
        for (const std::uint32_t s : c_.sends_out.of(node)) {
            const SendGroup& send = c_.sends[s];
            if (t < send.periods) {
                const Column column = send.first + static_cast<Column>(t);
                set(column, x_[column] * left);
            }
        }
        return;
    }
    std::vector<std::pair<double, Column>> sent;
    for (const std::uint32_t s : c_.sends_out.of(node)) {
        const SendGroup& send = c_.sends[s];
        if (t < send.periods && x_[send.first + t] > 0) {
            sent.emplace_back(prices_[c_.cell(send.to, t + send.lead)],
                              send.first + static_cast<Column>(t));
        }
    }
    std::ranges::sort(sent);
    for (const auto& [price, column] : sent) {
        const double part = std::min(missing, x_[column]);
        set(column, x_[column] - part);
        missing -= part;
    }
}

/// Too little is cut, a surplus goes along where nothing is set aside.
void Execution::pass_on(std::uint32_t node, std::size_t t) {
    const std::size_t cell = c_.cell(node, t);
    const double wanted = leaves(node, t);
    double& there = there_[cell];
    there += there < wanted ? enter_more(node, t, wanted - there) : 0;
    if (there < wanted) {
        cut_sends(node, t, wanted - there);
        const double rest = leaves(node, t);
        share_[cell] = rest > there ? std::max(0.0, there) / rest : 1;
    }
    const double kept = wish(columns_.stock[cell]) + wish(columns_.waste[cell]);
    const double surplus = c_.need[cell] == no_row ? there - wanted - kept : 0;
    const double more = wanted > 0 && surplus > trace ? std::min(1.0, surplus / wanted) : 0;
    for (const std::uint32_t s : c_.sends_out.of(node)) {
        const SendGroup& send = c_.sends[s];
        if (t >= send.periods) {
            continue;
        }
        const Column column = send.first + static_cast<Column>(t);
        if (more > 0 && x_[column] > 0) {
            set(column, x_[column] + std::min(x_[column] * more, room(column)));
        }
        taken_[cell] += x_[column];
    }
}

/// Sets aside for need what is there for it: the slice that is partly filled takes up what is
/// missing or left over, then waste and stock, then the other slices from the last on. What is set
/// aside is there. Returns what is expected to be used.
double Execution::set_aside(std::uint32_t node, std::size_t t, double there) {
    const std::size_t cell = c_.cell(node, t);
    if (c_.need[cell] == no_row) {
        return 0;
    }
    const NeedCell& need = problem_.needs.cells[c_.need[cell]];
    double all = 0;
    double used = 0;
    std::size_t marginal = need.last_slice - 1;
    for (std::size_t s = need.last_slice; s-- > need.first_slice;) {
        const Column column = columns_.set_aside[s];
        x_[column] = wish(column);
        all += x_[column];
        used += x_[column] * problem_.needs.slices[s].use;
        marginal = x_[column] < upper(column) ? s : marginal;
    }
    const auto change = [&](std::size_t s, double by) {
        const Column column = columns_.set_aside[s];
        const double moved = std::clamp(by, -x_[column], upper(column) - x_[column]);
        x_[column] += moved;
        all += moved;
        used += moved * problem_.needs.slices[s].use;
    };
    const double rest = there - used - wish(columns_.stock[cell]) - wish(columns_.waste[cell]);
    change(marginal, rest / problem_.needs.slices[marginal].use);
    for (std::size_t s = need.last_slice; s-- > need.first_slice && all > there;) {
        change(s, std::min(0.0, there - all));
    }
    return used;
}

/// What has to leave the node by the end of the period, beyond what left: what would spoil.
double Execution::must_leave(std::uint32_t node, std::size_t t) const {
    const std::size_t cell = c_.cell(node, t);
    double more = 0;
    const std::size_t shelf = c_.shelf_periods[node];
    if (shelf > 0 && t >= shelf && c_.shelf[cell - shelf] != no_row) {
        double left = 0;
        for (std::size_t v = 0; v < shelf; ++v) {
            left += out_[cell - v];
        }
        more = std::max(more, done(columns_.stock[cell - shelf]) - left);
    }
    if (c_.expiry[cell] != no_row) {
        double left = 0;
        for (std::size_t v = 0; v <= t; ++v) {
            left += out_[cell - v];
        }
        more = std::max(more, program_.row_lower[c_.expiry[cell]] - left);
    }
    return more;
}

void Execution::waste(std::size_t cell, double quantity) {
    x_[columns_.waste[cell]] += quantity;
    out_[cell] += quantity;
}

/// What is neither sent, used nor set aside is wasted as wished, and kept.
void Execution::keep(std::uint32_t node, std::size_t t) {
    const std::size_t cell = c_.cell(node, t);
    const double there = std::max(0.0, there_[cell] - taken_[cell]);
    const double used = set_aside(node, t, there);
    double rest = std::max(0.0, there - used);
    out_[cell] = taken_[cell] + used;
    const Column stock = columns_.stock[cell];
    const double spoils = std::max(0.0, must_leave(node, t)) * a_bit_more;
    const double wasted =
        stock == no_column ? rest : std::min(rest, std::max(spoils, wish(columns_.waste[cell])));
    waste(cell, wasted);
    rest -= wasted;
    if (stock != no_column) {
        x_[stock] = rest;
    }
}

/// Stock that no storage holds is set aside for need where more is asked for, else wasted: first
/// what is more than was wished.
void Execution::fit_storages(std::size_t t) {
    std::vector<double> held(limit_.size(), 0);
    const auto storage_of = [&](std::size_t cell, const auto& see) {
        if (columns_.stock[cell] != no_column) {
            each_limit(columns_.stock[cell], [&](std::size_t row, double a) {
                if (storage_[row]) {
                    see(row, a);
                }
            });
        }
    };
    const std::size_t nodes = problem_.network.nodes.size();
    for (std::uint32_t n = 0; n < nodes; ++n) {
        const std::size_t cell = c_.cell(n, t);
        storage_of(cell,
                   [&](std::size_t row, double a) { held[row] += a * done(columns_.stock[cell]); });
    }
    for (const bool all : {false, true}) {
        for (std::uint32_t n = 0; n < nodes; ++n) {
            const std::size_t cell = c_.cell(n, t);
            storage_of(cell, [&](std::size_t row, double a) {
                if (held[row] <= limit(row)) {
                    return;
                }
                double& stock = x_[columns_.stock[cell]];
                const double over = (held[row] - limit(row)) / a * a_bit_more;
                const double extra =
                    all ? stock : std::max(0.0, stock - wish(columns_.stock[cell]));
                const double cut = std::min(extra, over);
                waste(cell, cut);
                stock -= cut;
                held[row] -= cut * a;
            });
        }
    }
}

void Execution::visit(std::uint32_t node, std::size_t t) {
    const std::size_t cell = c_.cell(node, t);
    if (visit_[cell] != Visit::none) {
        return;
    }
    visit_[cell] = Visit::under_way;
    there_[cell] = arrives(node, t);
    pass_on(node, t);
    visit_[cell] = Visit::done;
}

/// Carries out all periods. Returns whether every limit is kept; those that are not are tightened.
bool Execution::go_through() {
    find_slack();
    x_ = wished_;
    const std::size_t cells = c_.ready.size();
    share_.assign(cells, 1);
    there_.assign(cells, 0);
    taken_.assign(cells, 0);
    out_.assign(cells, 0);
    visit_.assign(cells, Visit::none);
    ran_.assign(columns_.runs.size(), Visit::none);
    for (const Column column : columns_.waste) {
        x_[column] = 0;
    }
    for (std::size_t t = 0; t < c_.periods; ++t) {
        for (const auto& level : c_.levels) {
            for (const Connections::Range& item : level) {
                for (const std::uint32_t node : c_.nodes_of(item)) {
                    visit(node, t);
                }
            }
        }
        for (std::uint32_t node = 0; node < problem_.network.nodes.size(); ++node) {
            keep(node, t);
        }
        fit_storages(t);
    }
    const std::vector<double> use = use_of_limits(x_);
    bool kept = true;
    for (std::size_t i = 0; i < use.size(); ++i) {
        const double right = program_.row_upper[first_limit_ + i];
        if (!storage_[i] && use[i] > right) {
            limit_[i] -= tighter * (use[i] - right) + 1e-12 * std::abs(right);
            kept = false;
        }
    }
    return kept;
}

/// Sets what follows from the rest: what is missing in reserves, lowest and mean coverage.
void Execution::finish() {
    for (std::size_t k = 0; k < problem_.needs.cells.size(); ++k) {
        const Column missing = columns_.reserve_missing[k];
        if (missing != no_column) {
            const NeedCell& need = problem_.needs.cells[k];
            const auto node = problem_.network.find(need.item, need.place);
            const std::size_t cell = c_.cell(*node, static_cast<std::size_t>(need.period));
            x_[missing] = std::max(0.0, need.reserve - done(columns_.stock[cell]));
        }
    }
    set_coverage(columns_, community_forms(problem_, columns_), x_);
}

std::vector<double> Execution::carry_out() {
    visit_.assign(c_.ready.size(), Visit::none);
    cancel_rounds();
    const std::vector<double> first = wished_;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        wished_ = first;
        scale_to_limits();
        if (go_through()) {
            break;
        }
    }
    finish();
    return std::move(x_);
}

}  // namespace

std::vector<double> carried_out(const Problem& problem, const Programme& programme,
                                const Connections& connections, const solve::LinearProgram& program,
                                std::span<const double> prices, std::vector<double> wished) {
    return Execution(problem, programme, connections, program, prices, std::move(wished))
        .carry_out();
}

}  // namespace vorrat::plan
