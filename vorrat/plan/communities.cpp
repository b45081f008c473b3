#include "vorrat/plan/communities.h"

#include <algorithm>

namespace vorrat::plan {
namespace {

/// So many communities at most are looked at per point, and mended: where more get too little it is
/// not for want of what they could get alone.
constexpr std::size_t at_a_time = 2;
constexpr std::size_t few = 3;

/// A community with more of them is not looked at: the simplex method would take longer for it than
/// the search for all.
constexpr std::size_t slices_max = 10'000;

/// Of worth, counted more, at first: a community that alone gets no more has to be served first.
constexpr double pressed_to = 10;

}  // namespace

Communities::Communities(const Problem& problem, const Programme& programme,
                         const Connections& connections, const Settings& settings)
    : problem_(problem), programme_(programme), connections_(connections), settings_(settings) {
    for (CommunityForms& c : community_forms(problem, programme.columns)) {
        if (c.weighted_need > 0) {
            forms_.push_back(std::move(c));
        }
    }
    for (std::uint32_t row = 0; row < programme.keys.size(); ++row) {
        if (programme.keys[row].kind == RowKind::fairness) {
            rows_.push_back(row);
        }
    }
    alone_.resize(forms_.size());
    told_.resize(forms_.size(), false);
}

double Communities::of_coverage(std::span<const double> y) const {
    double sum = 0;
    for (std::size_t k = 0; k < rows_.size(); ++k) {
        sum += y[rows_[k]] * forms_[k].weighted_need;
    }
    return sum;
}

void Communities::raise(std::vector<double>& y, double by) const {
    for (const std::uint32_t row : rows_) {
        y[row] = std::max(0.0, y[row]) + by;
    }
}

std::vector<std::size_t> Communities::lowest(std::span<const double> x, double below,
                                             std::size_t most) const {
    std::vector<std::pair<double, std::size_t>> found;
    for (std::size_t k = 0; k < forms_.size(); ++k) {
        const double coverage = value_of(forms_[k].weighted_met, x) / forms_[k].weighted_need;
        if (coverage < below && forms_[k].weighted_met.size() <= slices_max) {
            found.emplace_back(coverage, k);
        }
    }
    std::ranges::sort(found);
    std::vector<std::size_t> positions;
    for (std::size_t k = 0; k < std::min(found.size(), most); ++k) {
        positions.push_back(found[k].second);
    }
    return positions;
}

double Communities::seconds_left() const {
    return settings_.time_limit_seconds
               ? std::max(0.0, *settings_.time_limit_seconds - clock_.seconds())
               : solve::infinity;
}

bool Communities::ended() const { return settings_.progress.stopped() || seconds_left() <= 0; }

Alone& Communities::alone(const solve::LinearProgram& program, std::size_t k) {
    if (!alone_[k]) {
        Settings part = settings_;
        part.progress.report = {};
        if (part.time_limit_seconds) {
            part.time_limit_seconds = seconds_left();
        }
        alone_[k] =
            std::make_unique<Alone>(problem_, programme_, program, forms_[k].community, part);
    }
    return *alone_[k];
}

std::vector<std::vector<double>> Communities::look_at_lowest(const solve::LinearProgram& program,
                                                             std::span<const double> x,
                                                             double below) {
    std::vector<std::vector<double>> duals;
    for (const std::size_t k : lowest(x, below, at_a_time)) {
        if (!told_[k] && !ended()) {
            told_[k] = true;
            duals.push_back(alone(program, k).best_coverage(program));
        }
    }
    return duals;
}

double Communities::least_alone() const {
    double least = 1;
    for (const auto& one : alone_) {
        least = one ? std::min(least, one->coverage()) : least;
    }
    return least;
}

/// The cells at the places of a community.
template <class Visit>
void Communities::each_cell(std::size_t k, const Visit& visit) const {
    const auto& nodes = problem_.network.nodes;
    for (std::uint32_t n = 0; n < nodes.size(); ++n) {
        if (!belongs_to(problem_.world.places[nodes[n].place], forms_[k].community)) {
            continue;
        }
        for (std::size_t t = 0; t < connections_.periods; ++t) {
            visit(connections_.cell(n, t));
        }
    }
}

void Communities::mend(const solve::LinearProgram& program, const Search& search, double aim,
                       std::vector<double>& wished, std::vector<double>& prices) {
    constexpr double within = 1 - 1e-6;
    constexpr double first_of_all = 1e9;
    const std::vector<std::size_t> short_of_it = lowest(wished, aim, few + 1);
    if (short_of_it.empty() || short_of_it.size() > few) {
        return;
    }
    const std::vector<double> y = search.duals(program.rows());
    for (const std::size_t k : short_of_it) {
        if (ended()) {
            return;
        }
        Alone& one = alone(program, k);
        if (!one.looked_at()) {
            one.best_coverage(program);
        }
        if (one.gave_up()) {
            continue;
        }
        const double coverage = std::min(aim, one.coverage() * within);
        const Terms best = one.answer(program, search.cost(), y, wished, coverage);
        if (best.empty()) {
            continue;
        }
        for (const auto& [column, value] : best) {
            wished[column] = value;
        }
        each_cell(k, [&](std::size_t cell) { prices[cell] += first_of_all; });
    }
}

std::vector<double> Communities::pressed(std::vector<double> y, double coverage) const {
    for (std::size_t k = 0; k < alone_.size(); ++k) {
        const Alone* one = alone_[k].get();
        if (one == nullptr || !one->looked_at() || one->gave_up() || one->coverage() > coverage) {
            continue;
        }
        const double before = std::max(0.0, y[rows_[k]]);
        const double now = std::max(before, pressed_to);
        y[rows_[k]] = now;
        each_cell(k, [&](std::size_t cell) { y[cell] *= (1 + now) / (1 + before); });
    }
    return y;
}

}  // namespace vorrat::plan
