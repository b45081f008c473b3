#include "vorrat/plan/many_items.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "vorrat/base/stopwatch.h"
#include "vorrat/plan/blocks.h"
#include "vorrat/plan/carry_out.h"
#include "vorrat/plan/closing.h"
#include "vorrat/plan/mixture.h"

namespace vorrat::plan {
namespace {

/// Shares of the gap that is asked for: what a stage is solved to, what later ones may give up of
/// it, and how far above its floor they aim.
constexpr double solved_share = 0.4;
constexpr double slack_share = 0.6;
constexpr double aim_share_of_fairness = 0.3;
constexpr double aim_share_of_worth = 0.02;

/// The burden, last of all, is solved to so many times the gap.
constexpr double burden_share = 5;
/// In the first stage all need at the lowest coverage counts so many times its worth.
constexpr double lead = 10;

/// Units of worth that a unit of burden counts where worth is searched: what is sent to and fro for
/// nothing would stay in the plans from which the last stage begins.
constexpr double burden_beside_worth = 1;

/// Steps between two looks at the restart rule.
constexpr int look_every = 40;
/// The first certificate, and how many times the steps of the last one the next is due.
constexpr double first_certificate = 200;
constexpr double between_certificates = 1.25;
constexpr int steps_to_rows = 100;
constexpr long steps_max = 3'000;

/// A row behind all others of a program.
void append_row(solve::LinearProgram& program, double lower, const Terms& terms) {
    std::vector<double> dense(program.columns(), 0);
    for (const auto& [column, coefficient] : terms) {
        dense[column] += coefficient;
    }
    const auto row = static_cast<std::uint32_t>(program.rows());
    const solve::SparseMatrix before = std::move(program.matrix);
    solve::SparseMatrix after;
    after.rows = before.rows + 1;
    after.row.reserve(before.entries() + terms.size());
    after.value.reserve(before.entries() + terms.size());
    for (std::size_t j = 0; j < before.columns(); ++j) {
        for (std::size_t k = before.start[j]; k < before.start[j + 1]; ++k) {
            after.row.push_back(before.row[k]);
            after.value.push_back(before.value[k]);
        }
        if (dense[j] != 0) {
            after.row.push_back(row);
            after.value.push_back(dense[j]);
        }
        after.start.push_back(after.row.size());
    }
    program.matrix = std::move(after);
    program.row_lower.push_back(lower);
    program.row_upper.push_back(solve::infinity);
}

struct Goal {
    const char* name = "";
    solve::Sense sense = solve::Sense::maximise;
    Terms terms;
};

/// What the iteration of a search minimises.
enum class Pull {
    goal,       ///< the stage's own goal
    with_worth  ///< of the first stage: the lowest coverage, far above worth
};

/// One iteration towards a stage's goal.
struct Search {
    Search(Pull what, Blocks layout, Threads threads)
        : pull(what), blocks(std::move(layout)), iteration(blocks.programme(), threads) {
        iteration.run(1);
        iteration.restart_if_due();
    }
    Search(const Search&) = delete;
    Search& operator=(const Search&) = delete;

    /// Runs until the next certificate is due, or the caller says stop.
    template <class Ended>
    void run_until_next(const Ended& ended);

    Pull pull;
    Blocks blocks;
    supply::Iteration iteration;
    double next = first_certificate;
};

template <class Ended>
void Search::run_until_next(const Ended& ended) {
    do {
        if (iteration.restart_if_due()) {
            iteration.run(1);
            iteration.restart_if_due();
        }
        iteration.run(look_every);
    } while (static_cast<double>(iteration.iterations()) < next && !ended());
    next = between_certificates * static_cast<double>(iteration.iterations());
}

class ManyItems {
public:
    ManyItems(const Problem& problem, const Programme& programme, const Settings& settings)
        : problem_(problem),
          programme_(programme),
          settings_(settings),
          connections_(problem, programme),
          mixture_(problem, programme),
          program_(programme.builder.build()) {
        for (const CommunityForms& c : community_forms(problem, programme.columns)) {
            need_ += c.weighted_need;
        }
        need_ = std::max(need_, 1.0);
    }

    Result<std::optional<Solved>> run();

private:
    void set_cost(const Goal& goal);
    std::unique_ptr<Search> begin_search(Pull pull, double scale);
    std::vector<std::unique_ptr<Search>> searches();
    std::vector<double> goal_duals(const Search& search) const;
    void solve_stage(const Goal& goal, SolvedStage& stage);
    void add_floor(RowKind kind, const Goal& goal, double value, double scale, double aim);
    void certify(Search& search, SolvedStage& stage);
    void keep_point(const SolvedStage& stage);
    double above_floors(const std::vector<double>& x, const SolvedStage& stage) const;
    double gap(const SolvedStage& stage) const;
    double gap_wanted() const;
    void tell_progress(const Goal& goal, long steps) const;
    bool ended() const;
    void raise_floors();
    void state_bounds(const std::array<Goal, 3>& goals);

    const Problem& problem_;
    const Programme& programme_;
    const Settings& settings_;
    Stopwatch clock_;
    Connections connections_;
    Mixture mixture_;
    solve::LinearProgram program_;  ///< minimised; floors behind the rows of the programme
    double need_ = 0;               ///< of all communities, weighted
    std::vector<Terms> floors_;
    std::vector<double> aims_;    ///< one per floor
    std::vector<double> warm_x_;  ///< where the search of the stage before ended; empty: none
    std::vector<double> x_;       ///< the best plan of the stage so far; empty: none yet
    double cost_ = 0;             ///< of x_
    Solved solved_;
};

void ManyItems::set_cost(const Goal& goal) {
    std::ranges::fill(program_.cost, 0);
    for (const auto& [column, coefficient] : goal.terms) {
        program_.cost[column] += solve::sign_of(goal.sense) * coefficient;
    }
}

bool ManyItems::ended() const {
    return settings_.progress.stopped() ||
           (settings_.time_limit_seconds && clock_.seconds() >= *settings_.time_limit_seconds);
}

std::unique_ptr<Search> ManyItems::begin_search(Pull pull, double scale) {
    const std::vector<double> cost = program_.cost;
    if (pull == Pull::with_worth) {
        program_.cost[programme_.columns.fairness] = -lead * need_;
        for (const auto& [column, worth] : programme_.worth) {
            program_.cost[column] -= worth;
        }
    }
    if (pull == Pull::with_worth || floors_.size() == 1) {
        for (const auto& [column, burden] : programme_.burden) {
            program_.cost[column] += burden_beside_worth * burden;
        }
    }
    auto search = std::make_unique<Search>(
        pull, Blocks(problem_, programme_, connections_, program_, aims_, scale),
        settings_.threads);
    program_.cost = cost;
    if (!warm_x_.empty()) {
        const std::vector<double> no_duals(program_.rows(), 0);
        search->iteration.start_from(search->blocks.to_columns(warm_x_),
                                     search->blocks.to_rows(no_duals));
        search->iteration.run(1);
        search->iteration.restart_if_due();
    }
    return search;
}

/// The scale of costs brings prices near the weights of the tiers.
std::vector<std::unique_ptr<Search>> ManyItems::searches() {
    std::vector<std::unique_ptr<Search>> begun;
    if (floors_.empty()) {
        begun.push_back(begin_search(Pull::with_worth, 1 / (1 + lead)));
        begun.push_back(begin_search(Pull::goal, need_));
    } else if (floors_.size() == 1) {
        begun.push_back(begin_search(Pull::goal, 1));
    } else {
        // The last of the worth costs so many times the burden that worth costs on average.
        constexpr double dearest = 50;
        const double burden = std::max(1e-9, value_of(programme_.burden, x_));
        const double scale =
            std::max(1.0, std::abs(value_of(programme_.worth, x_))) / burden / dearest;
        begun.push_back(begin_search(Pull::goal, scale));
    }
    return begun;
}

/// The duals of the iteration as duals of the stage's goal. Those of coverage far above worth prove
/// as much about coverage alone: worth is at least the lowest coverage of all need.
std::vector<double> ManyItems::goal_duals(const Search& search) const {
    std::vector<double> y = search.blocks.rows_of(search.iteration.image_y());
    if (search.pull == Pull::with_worth) {
        for (std::size_t i = 0; i < programme_.keys.size(); ++i) {
            y[i] += programme_.keys[i].kind == RowKind::fairness ? 1 : 0;
            y[i] /= (1 + lead) * need_;
        }
    }
    return y;
}

/// What the duals pay for standing above the floors: they can be raised to where the plan stands.
double ManyItems::above_floors(const std::vector<double>& x, const SolvedStage& stage) const {
    double sum = 0;
    for (std::size_t k = 0; k < floors_.size(); ++k) {
        const std::size_t row = programme_.keys.size() + k;
        sum += stage.duals[row] * std::max(0.0, value_of(floors_[k], x) - program_.row_lower[row]);
    }
    return sum;
}

/// Keeps the best mean of the plans known, if it is the best so far.
void ManyItems::keep_point(const SolvedStage& stage) {
    auto x = mixture_.best(program_, floors_);
    if (!x) {
        return;
    }
    const std::vector<double> no_duals(program_.rows(), 0);
    if (solve::residuals(program_, *x, no_duals).primal > solve::feasible_within) {
        return;
    }
    const double cost = solve::objective(program_, *x);
    if (x_.empty() || cost - above_floors(*x, stage) < cost_ - above_floors(x_, stage)) {
        x_ = *x;
        cost_ = cost;
        mixture_.add(program_, std::move(*x));
    }
}

/// Betters the bound and the plan of the stage by where a search stands.
void ManyItems::certify(Search& search, SolvedStage& stage) {
    std::vector<double> y = closed_duals(problem_, programme_, connections_, program_,
                                         goal_duals(search), settings_.threads);
    if (programme_.columns.mean_coverage != no_column) {
        derive_own_dual(programme_, program_, y);
    }
    const double bound = solve::dual_bound(program_, y, solve::infinity, data_error);
    // The image itself is often better; far from the rows the point nearer to them is.
    for (const std::vector<double>& x :
         {search.iteration.image_x(), search.iteration.polished(steps_to_rows)}) {
        mixture_.add(program_, carried_out(problem_, programme_, connections_, program_, y,
                                           search.blocks.columns_of(x)));
    }
    keep_point(stage);
    mixture_.shrink();
    if (bound > stage.bound) {
        stage.bound = bound;
        stage.duals = std::move(y);
    }
}

double ManyItems::gap(const SolvedStage& stage) const {
    const double bound = stage.bound + above_floors(x_, stage);
    return (cost_ - bound) / std::max(1.0, std::abs(bound));
}

double ManyItems::gap_wanted() const {
    return settings_.gap * (floors_.size() == 2 ? burden_share : solved_share);
}

void ManyItems::tell_progress(const Goal& goal, long steps) const {
    constexpr double stages = 3;
    const double within = std::min(1.0, static_cast<double>(steps) / steps_max);
    settings_.progress.tell(goal.name, (static_cast<double>(floors_.size()) + within) / stages);
}

/// Minimises; bound and duals of the stage are those of the minimisation.
void ManyItems::solve_stage(const Goal& goal, SolvedStage& stage) {
    tell_progress(goal, 0);
    const Stopwatch clock;
    set_cost(goal);
    const std::vector<std::unique_ptr<Search>> begun = searches();
    stage.duals.assign(program_.rows(), 0);
    stage.bound = solve::dual_bound(program_, stage.duals, solve::infinity, data_error);
    if (!x_.empty()) {
        // The plan of the stage before keeps the new floor.
        cost_ = solve::objective(program_, x_);
        mixture_.add(program_, x_);
    }
    keep_point(stage);
    bool reached = false;
    while (!reached) {
        const auto& search =
            *std::ranges::min_element(begun, {}, [](const auto& one) { return one->next; });
        search->run_until_next([&] { return ended(); });
        if (settings_.progress.stopped()) {
            return;
        }
        certify(*search, stage);
        tell_progress(goal, search->iteration.iterations());
        reached = (!x_.empty() && gap(stage) <= gap_wanted()) || ended() ||
                  search->iteration.iterations() >= steps_max;
    }
    const Search& first = *begun.front();
    warm_x_ = first.blocks.columns_of(first.iteration.image_x());
    stage.optimum = solve::sign_of(goal.sense) * cost_;
    for (const auto& search : begun) {
        stage.iterations += search->iteration.iterations();
    }
    stage.seconds = clock.seconds();
}

void ManyItems::add_floor(RowKind kind, const Goal& goal, double value, double scale, double aim) {
    const double floor = value - slack_share * settings_.gap * scale;
    append_row(program_, floor, goal.terms);
    floors_.push_back(goal.terms);
    aims_.push_back(floor + aim * settings_.gap * scale);
    RowKey key;
    key.kind = kind;
    solved_.keys.push_back(std::move(key));
}

/// A floor may stand as high as the plan does: that proves more.
void ManyItems::raise_floors() {
    for (std::size_t k = 0; k < floors_.size(); ++k) {
        double& floor = program_.row_lower[programme_.keys.size() + k];
        floor = std::max(floor, value_of(floors_[k], x_));
    }
}

/// Bounds and duals in the sense of each stage, for the floors as they stand in the end.
void ManyItems::state_bounds(const std::array<Goal, 3>& goals) {
    for (std::size_t k = 0; k < goals.size(); ++k) {
        SolvedStage& stage = solved_.stages[k];
        set_cost(goals[k]);
        stage.duals.resize(program_.rows(), 0);
        const double sign = solve::sign_of(goals[k].sense);
        stage.bound = sign * solve::dual_bound(program_, stage.duals, solve::infinity, data_error);
        stage.residuals = solve::residuals(program_, x_, stage.duals);
        stage.duals.resize(programme_.keys.size() + k);
        for (double& dual : stage.duals) {
            dual *= sign;
        }
    }
}

Result<std::optional<Solved>> ManyItems::run() {
    solved_.keys = programme_.keys;
    const std::array<Goal, 3> goals{
        {{"fairness", solve::Sense::maximise, {{programme_.columns.fairness, 1}}},
         {"worth", solve::Sense::maximise, programme_.worth},
         {"burden", solve::Sense::minimise, programme_.burden}}};
    for (std::size_t k = 0; k < goals.size(); ++k) {
        SolvedStage& stage = solved_.stages[k];
        solve_stage(goals[k], stage);
        if (settings_.progress.stopped()) {
            return failed("plan: stopped by the caller");
        }
        if (x_.empty()) {
            return ended() ? Result<std::optional<Solved>>(
                                 failed("plan: time was up before a plan was found"))
                           : std::optional<Solved>();
        }
        if (k == 0) {
            add_floor(RowKind::keep_fairness, goals[k], stage.optimum, 1, aim_share_of_fairness);
        } else if (k == 1) {
            add_floor(RowKind::keep_worth, goals[k], stage.optimum,
                      std::max(1.0, std::abs(stage.optimum)), aim_share_of_worth);
        }
    }
    raise_floors();
    state_bounds(goals);
    solved_.fairness_floor = program_.row_lower[programme_.keys.size()];
    solved_.worth_floor = program_.row_lower.back();
    solved_.x = std::move(x_);
    settings_.progress.tell("burden", 1);
    return std::optional<Solved>(std::move(solved_));
}

}  // namespace

Result<std::optional<Solved>> run_stages_first_order(const Problem& problem,
                                                     const Programme& programme,
                                                     const Settings& settings) {
    return ManyItems(problem, programme, settings).run();
}

}  // namespace vorrat::plan
