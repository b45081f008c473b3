#include "vorrat/plan/conflict.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "vorrat/plan/named_limits.h"

namespace vorrat::plan {
namespace {

/// Relative changes of limits below this are arithmetic, not a conflict.
constexpr double no_change = 1e-6;

/// The programme in which every named limit may give way, at a cost per relative change. It always
/// has a solution; its least cost is 0 exactly when the limits can hold together.
class ElasticProgramme {
public:
    ElasticProgramme(const Problem& problem, const Programme& programme, const Settings& settings)
        : limited_(name_limits(problem, programme)), sequence_(begin(build(), settings)) {}

    const std::vector<NamedLimit>& limits() const { return limited_.limits; }
    /// Limits with enforced[g] false give way for nothing.
    solve::Solution solve(const std::vector<bool>& enforced);
    /// A solve in which needs and burdens count as well, each limit more than all of them together.
    /// Its basis is where `solve` begins: without it the solver has no direction and takes 70
    /// times as long.
    solve::Solution draft(const Programme& programme);
    /// Change of the limit's value in a solution, as people state it.
    double change(std::size_t g, std::span<const double> x) const;
    /// Whether the limit takes part in the proof that the least cost is above 0.
    bool takes_part(std::size_t g, std::span<const double> duals) const;

private:
    solve::LinearProgram build();
    solve::Solution solve_at(std::span<const double> cost);

    LimitedProgramme limited_;
    std::vector<Column> delta_;   ///< one per limit
    std::vector<double> weight_;  ///< one per limit: cost of a unit of delta
    solve::Sequence sequence_;
};

solve::LinearProgram ElasticProgramme::build() {
    for (const NamedLimit& limit : limited_.limits) {
        const double scale = std::abs(limit.value / limit.per_delta);
        weight_.push_back(scale > 0 ? 1 / scale : 1);
        delta_.push_back(limited_.builder.add_column(0, solve::infinity));
        for (const auto& [row, share] : limit.parts) {
            limited_.builder.add(row, delta_.back(), share);
        }
    }
    return limited_.builder.build();
}

solve::Solution ElasticProgramme::solve(const std::vector<bool>& enforced) {
    std::vector<double> cost(sequence_.program().columns(), 0);
    for (std::size_t g = 0; g < enforced.size(); ++g) {
        if (enforced[g]) {
            cost[delta_[g]] = weight_[g];
        }
    }
    return solve_at(cost);
}

solve::Solution ElasticProgramme::draft(const Programme& programme) {
    const solve::LinearProgram& program = sequence_.program();
    std::vector<double> cost(program.columns(), 0);
    double all_worth = 1;
    for (const auto& [column, worth] : programme.worth) {
        cost[column] -= worth;
        all_worth += std::max(0.0, worth * program.column_upper[column]);
    }
    for (const auto& [column, burden] : programme.burden) {
        cost[column] += burden;
    }
    constexpr double limits_first = 10;
    for (std::size_t g = 0; g < delta_.size(); ++g) {
        cost[delta_[g]] = limits_first * all_worth * weight_[g];
    }
    return solve_at(cost);
}

solve::Solution ElasticProgramme::solve_at(std::span<const double> cost) {
    sequence_.set_cost(solve::Sense::minimise, cost);
    solve::Solution solution = sequence_.solve();
    sequence_.set_method(solve::Method::primal);  // later calls change costs only
    return solution;
}

double ElasticProgramme::change(std::size_t g, std::span<const double> x) const {
    const NamedLimit& limit = limited_.limits[g];
    return limit.direction * limit.per_delta * x[delta_[g]];
}

bool ElasticProgramme::takes_part(std::size_t g, std::span<const double> duals) const {
    return std::ranges::any_of(limited_.limits[g].parts,
                               [&](const NamedLimit::Part& part) { return duals[part.row] != 0; });
}

/// The lowest coverage over the mean one, to which a ratio has to fall.
double reached_ratio(const Problem& problem, const Programme& programme,
                     std::span<const double> x) {
    double lowest = 1;
    double met = 0;
    double need = 0;
    for (const CommunityForms& c : community_forms(problem, programme.columns)) {
        if (c.weighted_need <= 0) {
            continue;
        }
        const double own = value_of(c.weighted_met, x);
        lowest = std::min(lowest, own / c.weighted_need);
        met += own;
        need += c.weighted_need;
    }
    return met > 0 ? lowest / (met / need) : 0;
}

std::vector<Conflict::Relaxation> relaxation(const Problem& problem, const Programme& programme,
                                             const ElasticProgramme& elastic,
                                             std::span<const double> x) {
    std::vector<Conflict::Relaxation> found;
    for (std::size_t g = 0; g < elastic.limits().size(); ++g) {
        const NamedLimit& limit = elastic.limits()[g];
        const double change = elastic.change(g, x);
        if (std::abs(change) <= no_change * std::max(1e-9, std::abs(limit.value))) {
            continue;
        }
        const double to = limit.kind == RowKind::ratio ? reached_ratio(problem, programme, x)
                                                       : limit.value + change;
        found.push_back({limit.words, limit.value, to});
    }
    return found;
}

/// Six digits of the value that a limit gives way to, not less than it has to.
double rounded_outwards(double from, double to) {
    constexpr int digits = 6;
    if (to == 0) {
        return 0;
    }
    const double unit = std::pow(10, std::floor(std::log10(std::abs(to))) + 1 - digits);
    return (to > from ? std::ceil(to / unit) : std::floor(to / unit)) * unit;
}

}  // namespace

Result<std::optional<Conflict>> find_conflict(const Problem& problem, const Programme& programme,
                                              const Settings& settings) {
    ElasticProgramme elastic(problem, programme, settings);
    const std::size_t count = elastic.limits().size();
    const auto unanswered = [&](const solve::Solution& solution) {
        return settings.progress.stopped() || solution.status != solve::Status::optimal;
    };

    elastic.draft(programme);
    const solve::Solution all = elastic.solve(std::vector<bool>(count, true));
    if (unanswered(all)) {
        return failed("plan: the conflict of the criteria was not analysed");
    }
    if (all.objective <= no_change) {
        return std::optional<Conflict>();
    }
    Conflict conflict;
    conflict.cheapest = relaxation(problem, programme, elastic, all.x);

    std::vector<bool> enforced(count, true);
    // What has no part in the proof can be left out of the conflict all at once.
    const auto keep_proof = [&](const solve::Solution& solution) {
        for (std::size_t g = 0; g < count; ++g) {
            enforced[g] = enforced[g] && elastic.takes_part(g, solution.row_duals);
        }
    };
    keep_proof(all);
    for (std::size_t g = 0; g < count; ++g) {
        if (!enforced[g]) {
            continue;
        }
        enforced[g] = false;
        const solve::Solution without = elastic.solve(enforced);
        if (unanswered(without)) {
            return failed("plan: the conflict of the criteria was not analysed");
        }
        if (without.objective > no_change) {
            keep_proof(without);
        } else {
            enforced[g] = true;
        }
    }
    for (std::size_t g = 0; g < count; ++g) {
        if (enforced[g]) {
            conflict.limits.push_back(elastic.limits()[g].words);
        }
    }
    return std::optional(std::move(conflict));
}

Error conflict_error(const Conflict& conflict) {
    std::string message = "no plan satisfies the criteria; these limits cannot hold together:";
    for (const std::string& limit : conflict.limits) {
        message += "\n  " + limit;
    }
    message += "\nthe cheapest way out:";
    for (const auto& [limit, from, to] : conflict.cheapest) {
        message +=
            fmt::format("\n  {}: from {:.6g} to {:.6g}", limit, from, rounded_outwards(from, to));
    }
    return infeasible(std::move(message));
}

}  // namespace vorrat::plan
