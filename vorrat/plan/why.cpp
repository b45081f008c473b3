#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "vorrat/plan/answer.h"
#include "vorrat/plan/earlier.h"
#include "vorrat/plan/named_limits.h"
#include "vorrat/plan/stages.h"

namespace vorrat::plan {
namespace {

constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();

bool is_hour(std::string_view unit) { return unit == "h" || unit == "hour" || unit == "hours"; }

/// A limit that can be asked to give way: rows of the programme, or the entries of a supply.
struct Relaxable {
    NamedLimit limit;
    std::vector<Column> entries = {};  ///< of a supply
    double step = 0;                   ///< by which its value gives way
};

/// The cheapest ways into every node, docs/math/why.md section 4.
class Ways {
public:
    Ways(const Programme& programme, const solve::LinearProgram& program,
         std::span<const double> duals, const std::vector<bool>& is_supply)
        : programme_(programme),
          program_(program),
          duals_(duals),
          is_supply_(is_supply),
          cost_(program.rows(), solve::infinity),
          best_(program.rows(), nowhere) {
        collect();
        bool grew = true;
        constexpr int rounds_max = 1000;
        for (int round = 0; grew && round < rounds_max; ++round) {
            grew = improve();
        }
    }

    bool reaches(std::size_t row) const { return std::isfinite(cost_[row]); }

    /// What one more unit takes of each limit row, and of each limited entry (by column).
    void follow(std::size_t row, double amount, std::map<std::size_t, double>& rows,
                std::map<std::size_t, double>& entries, int depth = 0) const {
        constexpr int deepest = 100;
        const std::size_t j = best_[row];
        if (j == nowhere || depth > deepest) {
            return;
        }
        const double per = amount / entry(j, row);
        if (is_supply_[j]) {
            entries[j] += per;
        }
        for (std::size_t k = program_.matrix.start[j]; k < program_.matrix.start[j + 1]; ++k) {
            const std::size_t i = program_.matrix.row[k];
            const double value = program_.matrix.value[k];
            if (is_balance(i) && value < 0) {
                follow(i, -value * per, rows, entries, depth + 1);
            } else if (is_limit(programme_.keys[i].kind)) {
                rows[i] += value * per;
            }
        }
    }

    /// What one more unit of a limited entry would be worth.
    double worth_of_entry(std::size_t j) const {
        double reduced = program_.cost[j];
        for (std::size_t k = program_.matrix.start[j]; k < program_.matrix.start[j + 1]; ++k) {
            reduced -= program_.matrix.value[k] * duals_[program_.matrix.row[k]];
        }
        return std::max(0.0, reduced);
    }

private:
    bool is_balance(std::size_t row) const {
        return programme_.keys[row].kind == RowKind::balance && !programme_.own[row];
    }

    double entry(std::size_t column, std::size_t row) const {
        for (std::size_t k = program_.matrix.start[column]; k < program_.matrix.start[column + 1];
             ++k) {
            if (program_.matrix.row[k] == row) {
                return program_.matrix.value[k];
            }
        }
        impossible("a way leads into its row");
    }

    void collect() {
        for (std::size_t j = 0; j < program_.columns(); ++j) {
            for (std::size_t k = program_.matrix.start[j]; k < program_.matrix.start[j + 1]; ++k) {
                if (is_balance(program_.matrix.row[k]) && program_.matrix.value[k] > 0) {
                    ways_.push_back({j, program_.matrix.row[k], program_.matrix.value[k]});
                }
            }
        }
    }

    double cost_of(std::size_t j, std::size_t into) const {
        double sum = is_supply_[j] ? worth_of_entry(j) : 0;
        for (std::size_t k = program_.matrix.start[j]; k < program_.matrix.start[j + 1]; ++k) {
            const std::size_t i = program_.matrix.row[k];
            const double value = program_.matrix.value[k];
            if (is_balance(i)) {
                const double worth = -duals_[i];
                sum += value < 0 ? -value * cost_[i] : i == into ? 0 : -value * worth;
            } else if (is_limit(programme_.keys[i].kind)) {
                sum += value * duals_[i];
            }
        }
        return sum;
    }

    bool improve() {
        constexpr double better = 1 - 1e-9;
        bool grew = false;
        for (const auto& [j, row, value] : ways_) {
            const double cost = std::max(0.0, cost_of(j, row)) / value;
            if (cost < better * cost_[row]) {
                cost_[row] = cost;
                best_[row] = j;
                grew = true;
            }
        }
        return grew;
    }

    struct Way {
        std::size_t column = 0;
        std::size_t row = 0;
        double value = 0;
    };
    const Programme& programme_;
    const solve::LinearProgram& program_;
    std::span<const double> duals_;
    const std::vector<bool>& is_supply_;
    std::vector<Way> ways_;
    std::vector<double> cost_;  ///< of one more unit, per balance row
    std::vector<std::size_t> best_;
};

class Why {
public:
    Why(const Problem& problem, const Plan& plan, const Settings& settings)
        : problem_(problem),
          plan_(plan),
          settings_(settings),
          programme_(build_programme(problem)),
          program_(programme_.builder.build()),
          duals_(duals_of(programme_, plan.stages.at(1))),
          is_supply_(program_.columns(), false) {
        collect_row_limits();
        collect_supplies();
    }

    Result<std::vector<Reason>> all(std::size_t most) {
        const Ways ways(programme_, program_, duals_, is_supply_);
        std::vector<Reason> reasons;
        for (std::size_t k = 0; k < std::min(most, plan_.unmet.size()); ++k) {
            auto reason = reason_of(plan_.unmet[k], ways);
            if (!reason) {
                return reason.error();
            }
            reasons.push_back(std::move(*reason));
        }
        return reasons;
    }

private:
    void collect_row_limits() {
        limit_of_row_.assign(program_.rows(), nowhere);
        for (NamedLimit& limit : row_limits(problem_, programme_)) {
            if (!is_limit(limit.kind)) {
                continue;
            }
            for (const auto& [row, share] : limit.parts) {
                limit_of_row_[row] = limits_.size();
            }
            const RowKey& key = programme_.keys[limit.parts[0].row];
            const bool hours =
                key.resource && is_hour(problem_.world.resources[*key.resource].unit);
            constexpr double shift_hours = 8;
            constexpr double tenth = 0.1;
            double largest = limit.value;
            for (const auto& [row, share] : limit.parts) {
                largest = std::max(largest, program_.row_upper[row] * limit.per_delta);
            }
            const double step = hours ? shift_hours : tenth * largest;
            limits_.push_back({std::move(limit), {}, step});
        }
    }

    void collect_supplies() {
        for (NamedLimit& limit : supply_limits(problem_)) {
            constexpr double tenth = 0.1;
            Relaxable supply{std::move(limit), {}, 0};
            supply.step = tenth * supply.limit.value;
            for (const auto& [cell, share] : supply.limit.parts) {
                const Column column = programme_.columns.enter[cell];
                supply.step = std::max(supply.step, tenth * program_.column_upper[column]);
                supply.entries.push_back(column);
                is_supply_[column] = true;
                limit_of_entry_[column] = limits_.size();
            }
            limits_.push_back(std::move(supply));
        }
    }

    std::size_t periods() const { return static_cast<std::size_t>(problem_.horizon.periods); }

    /// The period in which most of the need is missing, by what is expected to be asked for.
    Period worst_period(const UnmetNeed& need) const {
        std::map<Period, double> missing;
        for (const NeedSlice& slice : plan_.need) {
            if (slice.item == need.item && slice.place == need.place) {
                missing[slice.period] += slice.use * (slice.width - slice.set_aside);
            }
        }
        return std::ranges::max_element(missing, {}, [](const auto& m) { return m.second; })->first;
    }

    std::size_t balance_row(ItemId item, PlaceId place, Period period) const {
        for (std::size_t i = 0; i < programme_.keys.size(); ++i) {
            const RowKey& key = programme_.keys[i];
            if (key.kind == RowKind::balance && key.item == item && key.place == place &&
                key.period == period) {
                return i;
            }
        }
        return nowhere;
    }

    Result<Reason> reason_of(const UnmetNeed& need, const Ways& ways) {
        Reason reason{need, worst_period(need), {}, {}, {}};
        for (Period t = reason.period; t.index() < periods() && !reason.earliest; ++t.value) {
            const std::size_t row = balance_row(need.item, need.place, t);
            if (row != nowhere && ways.reaches(row)) {
                reason.earliest = t;
            }
        }
        if (reason.earliest != reason.period) {
            return reason;
        }
        const std::size_t row = balance_row(need.item, need.place, reason.period);
        std::map<std::size_t, double> rows;
        std::map<std::size_t, double> entries;
        ways.follow(row, 1, rows, entries);
        std::map<std::size_t, LinkOfWay> links;
        const auto add = [&](std::size_t limit, double use, double valuation) {
            if (valuation <= 0 || use <= 0) {
                return;
            }
            LinkOfWay& link = links[limit];
            link.limit = limits_[limit].limit.words;
            link.valuation = std::max(link.valuation, valuation);
            link.use += use;
        };
        for (const auto& [i, use] : rows) {
            add(limit_of_row_[i], use, duals_[i]);
        }
        for (const auto& [j, use] : entries) {
            add(limit_of_entry_.at(j), use, ways.worth_of_entry(j));
        }
        for (const auto& [limit, link] : links) {
            reason.way.push_back(link);
            if (limits_[limit].step <= 0) {
                continue;  // a tenth of nothing
            }
            auto relaxed = relax(limit, need);
            if (!relaxed) {
                return relaxed.error();
            }
            reason.relaxed.push_back(*relaxed);
        }
        std::ranges::stable_sort(reason.way, std::greater<>(),
                                 [](const LinkOfWay& link) { return link.use * link.valuation; });
        std::ranges::stable_sort(reason.relaxed, {}, [](const Relaxed& r) {
            return r.met > 0 ? (r.to - r.from) / (r.from > 0 ? r.from : 1) / r.met
                             : solve::infinity;
        });
        return reason;
    }

    Result<Relaxed> relax(std::size_t limit, const UnmetNeed& need) {
        if (!solved_.contains(limit)) {
            auto solved = solve_without(limits_[limit]);
            if (!solved) {
                return solved.error();
            }
            solved_.emplace(limit, std::move(*solved));
        }
        const Plan& other = solved_.at(limit);
        double met = 0;
        for (const NeedSlice& slice : other.need) {
            if (slice.item == need.item && slice.place == need.place) {
                met += slice.use * slice.set_aside;
            }
        }
        const Relaxable& found = limits_[limit];
        return Relaxed{
            found.limit.words, found.limit.value,         found.limit.value + found.step,
            met - need.met,    other.worth - plan_.worth, other.fairness - plan_.fairness};
    }

    /// The plan of the same programme in which one limit gives way by its step.
    Result<Plan> solve_without(const Relaxable& relaxed) const {
        Programme programme = programme_;
        const double delta = relaxed.step / relaxed.limit.per_delta;
        if (relaxed.entries.empty()) {
            for (const auto& [row, share] : relaxed.limit.parts) {
                programme.builder.set_row_upper(row, program_.row_upper[row] - share * delta);
            }
        }
        for (const Column entry : relaxed.entries) {
            programme.builder.set_column_upper(entry, program_.column_upper[entry] + delta);
        }
        auto solved = run_stages(programme, basis_of(problem_, programme, plan_), settings_);
        if (!solved) {
            return solved.error();
        }
        check(solved->has_value(), "a plan stays possible when a limit gives way");
        return read_answer(problem_, programme, std::move(**solved));
    }

    const Problem& problem_;
    const Plan& plan_;
    const Settings& settings_;
    Programme programme_;
    solve::LinearProgram program_;
    std::vector<double> duals_;  ///< of the second stage, one per row
    std::vector<bool> is_supply_;
    std::vector<Relaxable> limits_;
    std::vector<std::size_t> limit_of_row_;
    std::map<std::size_t, std::size_t> limit_of_entry_;
    std::map<std::size_t, Plan> solved_;  ///< per limit that gave way
};

}  // namespace

Result<std::vector<Reason>> why_unmet(const World& world, const NeedForecast& forecast,
                                      const Plan& plan, std::size_t most,
                                      const Settings& settings) {
    const auto problem = make_problem(world, forecast);
    if (!problem) {
        return problem.error();
    }
    return Why(*problem, plan, settings).all(most);
}

}  // namespace vorrat::plan
