#include "vorrat/plan/many_items.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>

#include "vorrat/base/stopwatch.h"
#include "vorrat/plan/at_once.h"
#include "vorrat/plan/carry_out.h"
#include "vorrat/plan/closing.h"
#include "vorrat/plan/communities.h"
#include "vorrat/plan/earlier.h"
#include "vorrat/plan/mixture.h"
#include "vorrat/plan/search.h"

namespace vorrat::plan {
namespace {

/// Shares of the gap that is asked for: what a stage is solved to, what later ones may give up of
/// it, and how far above its floor they aim.
constexpr double solved_share = 0.4;
constexpr double slack_share = 0.6;
constexpr double aim_share_of_fairness = 0.3;
constexpr double aim_share_of_worth = 0.02;

/// Where coverage is searched for itself all need at the lowest coverage counts so many times its
/// worth, and after so many steps ten times more: what worth counts besides weakens the bound.
constexpr double first_lead = 10;
constexpr double more_lead = 10;
constexpr long steps_per_lead = 1'000;
/// So long what a community could get alone is taken for what it can get.
constexpr long steps_alone = 1'200;

/// Units of worth that a unit of burden counts where worth is searched: what is sent to and fro for
/// nothing would stay in the plans from which the last stage begins.
constexpr double burden_beside_worth = 1;

/// Where burden is searched the last of the worth costs, at first, so many times the burden that
/// worth costs on average.
constexpr double dearest = 50;
/// By how much the price of worth changes at a certificate: at most, and per gap that plans are off
/// the floor.
constexpr double price_step = 0.4;
constexpr double price_gain = 1;
/// What carrying out loses of worth is made up for, up to so many gaps.
constexpr double lost_most = 0.3;

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

class ManyItems {
public:
    ManyItems(const Problem& problem, const Programme& programme, const Settings& settings)
        : problem_(problem),
          programme_(programme),
          settings_(settings),
          connections_(problem, programme),
          mixture_(problem, programme),
          communities_(problem, programme, connections_, settings),
          program_(programme.builder.build()) {
        if (settings.earlier != nullptr) {
            earlier_ = point_of(problem, programme, connections_, *settings.earlier);
        }
    }

    Result<std::optional<Solved>> run();

private:
    void set_cost(const Goal& goal);
    std::unique_ptr<Search> begin_search(const Aims& aims, double scale) const;
    std::unique_ptr<Search> search_worth(double of_coverage);
    void search_burden();
    void solve_stage(const Goal& goal, SolvedStage& stage);
    void add_floor(RowKind kind, const Goal& goal, double value, double scale);

    std::vector<double> goal_duals(const Search& search) const;
    std::vector<double> earlier_duals(std::size_t stage) const;
    std::vector<double> earlier_leading() const;
    void start_from_earlier();
    void certify_earlier(SolvedStage& stage);
    std::vector<double> closed(std::vector<double> y) const;
    void certify(Search& search, SolvedStage& stage);
    std::vector<double> add_plan(std::span<const double> prices, std::vector<double> wished);
    void keep_point(const SolvedStage& stage);
    void keep_bound(std::vector<double> y, SolvedStage& stage);
    void look_at_lowest(SolvedStage& stage);
    void lead(double bound);
    void price_worth(Search& search, const std::vector<double>& wished,
                     const std::vector<double>& plan);

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
    Communities communities_;
    std::optional<EarlierPoint> earlier_;
    solve::LinearProgram program_;  ///< minimised; floors behind the rows of the programme
    std::vector<Terms> floors_;
    std::unique_ptr<Search> search_;   ///< for worth in the first two stages, then for burden
    std::unique_ptr<Search> leading_;  ///< for coverage, where no community alone holds it down
    double lead_ = 0;                  ///< what coverage counts there
    long steps_led_ = 0;               ///< of searches for coverage before
    std::vector<double> x_;            ///< the best plan of the stage so far; empty: none yet
    double cost_ = 0;                  ///< of x_
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

std::unique_ptr<Search> ManyItems::begin_search(const Aims& aims, double scale) const {
    return std::make_unique<Search>(problem_, programme_, connections_, program_, aims, scale,
                                    settings_.threads);
}

/// For worth less a little burden; the lowest coverage counts `of_coverage` times all worth.
std::unique_ptr<Search> ManyItems::search_worth(double of_coverage) {
    const std::vector<double> cost = program_.cost;
    std::ranges::fill(program_.cost, 0);
    std::vector<double> ones(program_.rows(), 0);
    communities_.raise(ones, 1);
    program_.cost[programme_.columns.fairness] = -of_coverage * communities_.of_coverage(ones);
    for (const auto& [column, worth] : programme_.worth) {
        program_.cost[column] -= worth;
    }
    for (const auto& [column, burden] : programme_.burden) {
        program_.cost[column] += burden_beside_worth * burden;
    }
    const Aims aims{.coverage = 0, .coverage_most = of_coverage > 0 ? 1.0 : 0.0, .worth = {}};
    auto search = begin_search(aims, 1 / (1 + of_coverage));
    program_.cost = cost;
    return search;
}

/// From where the search for worth ended: with worth at a price, its duals are nearly those of
/// burden. The scale of costs brings prices near the weights of the tiers.
void ManyItems::search_burden() {
    const double burden = std::max(1e-9, value_of(programme_.burden, x_));
    const double worth = std::max(1.0, std::abs(value_of(programme_.worth, x_)));
    const double scale = worth / burden / dearest;
    const std::vector<double> x = search_->x();
    std::vector<double> y = search_->duals(program_.rows());
    y.back() = 1;
    for (double& dual : y) {
        dual /= scale;
    }
    Aims aims = search_->aims();
    aims.worth = program_.row_lower.back() + aim_share_of_worth * settings_.gap * worth;
    search_ = begin_search(aims, scale);
    search_->start_from(x, y);
}

/// The duals of a search as duals of the stage's goal. Those of worth prove as much about the
/// lowest coverage alone: worth is at least the lowest coverage of all need.
std::vector<double> ManyItems::goal_duals(const Search& search) const {
    std::vector<double> y = search.duals(program_.rows());
    if (!floors_.empty()) {
        communities_.raise(y, 0);
        y[programme_.keys.size()] = communities_.of_coverage(y);
        return y;
    }
    communities_.raise(y, 1);
    const double all = communities_.of_coverage(y);
    for (double& dual : y) {
        dual = all > 0 ? dual / all : 0;
    }
    return y;
}

/// The duals of a stage of the earlier plan, of the minimisation.
std::vector<double> ManyItems::earlier_duals(std::size_t stage) const {
    std::vector<double> y = earlier_->duals.at(stage);
    for (double& dual : y) {
        dual *= sign_of_stage(stage);
    }
    return y;
}

/// Those of coverage far above worth: worth under a floor of coverage, and the rest of what
/// coverage counts.
std::vector<double> ManyItems::earlier_leading() const {
    std::vector<double> y = earlier_duals(0);
    const std::vector<double> worth = earlier_duals(1);
    std::vector<double> ones(program_.rows(), 0);
    communities_.raise(ones, 1);
    const double rest =
        std::max(0.0, lead_ * communities_.of_coverage(ones) - std::abs(worth.back()));
    for (std::size_t i = 0; i < y.size(); ++i) {
        y[i] = worth[i] + rest * y[i];
    }
    return y;
}

void ManyItems::start_from_earlier() {
    std::vector<double> y = earlier_duals(std::max<std::size_t>(1, floors_.size()));
    y.resize(program_.rows(), 0);
    search_->start_near(earlier_->x, y);
}

/// What the earlier plan is worth carried out here, and its duals closed.
void ManyItems::certify_earlier(SolvedStage& stage) {
    std::vector<double> y = closed(earlier_duals(floors_.size()));
    add_plan({}, earlier_->x);
    std::vector<double> x = add_plan(y, earlier_->x);
    if (!floors_.empty()) {
        // A start nearer to the rows is better for later stages, not for the first.
        earlier_->x = std::move(x);
    }
    keep_point(stage);
    keep_bound(std::move(y), stage);
    if (floors_.empty() && !x_.empty() && gap(stage) > gap_wanted()) {
        look_at_lowest(stage);
    }
}

std::vector<double> ManyItems::closed(std::vector<double> y) const {
    return closed_duals(problem_, programme_, connections_, program_, std::move(y),
                        settings_.threads);
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

void ManyItems::keep_bound(std::vector<double> y, SolvedStage& stage) {
    const double bound = solve::dual_bound(program_, y, solve::infinity, data_error);
    if (bound > stage.bound) {
        stage.bound = bound;
        stage.duals = std::move(y);
    }
}

/// Carries out what is wished; returns the plan.
std::vector<double> ManyItems::add_plan(std::span<const double> prices,
                                        std::vector<double> wished) {
    std::vector<double> x =
        carried_out(problem_, programme_, connections_, program_, prices, std::move(wished));
    mixture_.add(program_, x);
    return x;
}

/// Betters the bound and the plan of the stage by where a search stands.
void ManyItems::certify(Search& search, SolvedStage& stage) {
    std::vector<double> y = closed(goal_duals(search));
    const double aim = floors_.empty() ? search.aims().coverage_most : search.aims().coverage;
    std::vector<double> plan;
    // The image itself is often better; far from the rows the point nearer to them is.
    const std::vector<double> near = search.polished();
    for (const std::vector<double>& wished : {search.x(), near}) {
        std::vector<double> mended = wished;
        std::vector<double> prices = y;
        if (&search == search_.get()) {
            communities_.mend(program_, search, aim, mended, prices);
        }
        if (mended != wished) {
            add_plan(prices, std::move(mended));
        }
        add_plan({}, wished);
        plan = add_plan(y, wished);
    }
    keep_point(stage);
    mixture_.shrink();
    keep_bound(std::move(y), stage);
    if (floors_.empty() && !x_.empty()) {
        look_at_lowest(stage);
    } else if (floors_.size() == 2) {
        price_worth(search, near, plan);
    }
}

/// Betters the bound by what the communities that get least could get alone. Where that is what
/// holds the lowest coverage down all are held to it; else it is searched for by itself.
void ManyItems::look_at_lowest(SolvedStage& stage) {
    constexpr double nearly = 0.1;
    const auto found = communities_.look_at_lowest(program_, x_, -stage.bound);
    for (const std::vector<double>& y : found) {
        keep_bound(closed(y), stage);
    }
    const double bound = -stage.bound;
    const double aim = bound - aim_share_of_fairness * settings_.gap;
    const double alone = communities_.least_alone();
    const bool by_alone = alone < 1 - nearly * settings_.gap &&
                          bound > alone - nearly * settings_.gap && search_->steps() < steps_alone;
    if (by_alone) {
        search_->aim_at(aim, aim);
        if (!found.empty()) {
            search_->start_from(search_->x(), communities_.pressed(search_->duals(program_.rows()),
                                                                   bound + settings_.gap));
        }
    } else {
        lead(bound);
    }
}

/// Searches for coverage far above worth, the bound of coverage known.
void ManyItems::lead(double bound) {
    if (!leading_) {
        lead_ = first_lead;
        leading_ = search_worth(lead_);
        if (earlier_) {
            leading_->start_near(earlier_->x, earlier_leading());
        }
    } else if (leading_->steps() >= steps_per_lead) {
        const std::vector<double> x = leading_->x();
        std::vector<double> y = leading_->duals(program_.rows());
        for (double& dual : y) {
            dual *= more_lead;
        }
        steps_led_ += leading_->steps();
        lead_ *= more_lead;
        leading_ = search_worth(lead_);
        leading_->start_from(x, y);
    }
    leading_->aim_at(0, bound);
}

/// Where more worth is wished than the floor asks for, and what carrying out loses of it, worth is
/// too dear, and the other way round: its dual and with it all others change in proportion, which
/// the steps of one row do slowly.
void ManyItems::price_worth(Search& search, const std::vector<double>& wished,
                            const std::vector<double>& plan) {
    const double floor = program_.row_lower.back();
    const double unit = settings_.gap * std::max(1.0, std::abs(floor));
    const double worth = value_of(floors_.back(), wished);
    const double lost = std::clamp(worth - value_of(floors_.back(), plan), 0.0, lost_most * unit);
    const double off = (worth - lost - floor) / unit;
    const double factor = std::exp(-std::clamp(price_gain * off, -price_step, price_step));
    std::vector<double> y = search.duals(program_.rows());
    for (double& dual : y) {
        dual *= factor;
    }
    search.start_from(search.x(), y);
}

double ManyItems::gap(const SolvedStage& stage) const {
    const double bound = stage.bound + above_floors(x_, stage);
    return (cost_ - bound) / std::max(1.0, std::abs(bound));
}

/// An earlier plan is followed by one as good where its own search came no further.
double ManyItems::gap_wanted() const {
    const bool last = floors_.size() == 2;
    const double wanted = settings_.gap * (last ? 1 : solved_share);
    const double slack = last ? 0 : slack_share * settings_.gap;
    return earlier_ && settings_.as_good_as_earlier
               ? std::max(wanted, settings_.earlier->stages.at(floors_.size()).gap - slack)
               : wanted;
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
    stage.duals.assign(program_.rows(), 0);
    stage.bound = solve::dual_bound(program_, stage.duals, solve::infinity, data_error);
    if (!x_.empty()) {
        // The plan of the stage before keeps the new floor.
        cost_ = solve::objective(program_, x_);
        mixture_.add(program_, x_);
    }
    keep_point(stage);
    if (floors_.empty()) {
        search_ = search_worth(0);
    } else if (floors_.size() == 2) {
        search_burden();
    } else {
        certify(*search_, stage);
    }
    if (earlier_) {
        if (floors_.size() != 1) {
            start_from_earlier();
        }
        certify_earlier(stage);
    }
    const long before = search_->steps();
    bool reached = (earlier_ || floors_.size() == 1) && !x_.empty() && gap(stage) <= gap_wanted();
    while (!reached) {
        Search& search = leading_ ? *leading_ : *search_;
        search.run_until_next([&] { return ended(); });
        if (settings_.progress.stopped()) {
            return;
        }
        certify(search, stage);
        stage.iterations =
            search_->steps() - before + (leading_ ? steps_led_ + leading_->steps() : 0);
        tell_progress(goal, stage.iterations);
        reached =
            (!x_.empty() && gap(stage) <= gap_wanted()) || ended() || stage.iterations >= steps_max;
    }
    leading_.reset();
    stage.optimum = solve::sign_of(goal.sense) * cost_;
    stage.seconds = clock.seconds();
}

void ManyItems::add_floor(RowKind kind, const Goal& goal, double value, double scale) {
    const double floor = value - slack_share * settings_.gap * scale;
    append_row(program_, floor, goal.terms);
    floors_.push_back(goal.terms);
    if (kind == RowKind::keep_fairness) {
        const double aim = floor + aim_share_of_fairness * settings_.gap;
        search_->aim_at(aim, aim);
    }
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
    if (earlier_) {
        auto at_once =
            answer_at_once(problem_, programme_, connections_, *earlier_, settings_.threads);
        if (at_once && is_good_enough(*at_once, settings_.gap,
                                      settings_.as_good_as_earlier ? settings_.earlier : nullptr)) {
            return at_once;
        }
    }
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
            add_floor(RowKind::keep_fairness, goals[k], stage.optimum, 1);
        } else if (k == 1) {
            add_floor(RowKind::keep_worth, goals[k], stage.optimum,
                      std::max(1.0, std::abs(stage.optimum)));
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
