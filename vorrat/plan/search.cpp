#include "vorrat/plan/search.h"

#include <algorithm>
#include <cmath>

namespace vorrat::plan {
namespace {

/// Steps between two looks at the restart rule.
constexpr int look_every = 40;
/// The first certificate, and how many times the steps of the last one the next is due.
constexpr double first_certificate = 200;
constexpr double between_certificates = 1.25;
constexpr int steps_to_rows = 100;

}  // namespace

Search::Search(const Problem& problem, const Programme& programme, const Connections& connections,
               const solve::LinearProgram& stage, const Aims& aims, double scale, Threads threads)
    : aims_(aims),
      cost_(stage.cost),
      blocks_(problem, programme, connections, stage, aims, scale),
      iteration_(blocks_.programme(), threads),
      next_(first_certificate) {
    first_step();
}

void Search::first_step() {
    iteration_.run(1);
    iteration_.restart_if_due();
}

void Search::start_from(std::span<const double> x, std::span<const double> y) {
    iteration_.start_from(blocks_.to_columns(x), blocks_.to_rows(y));
    first_step();
}

void Search::start_near(std::span<const double> x, std::span<const double> y) {
    start_from(x, y);
    next_ = static_cast<double>(steps() + look_every);
}

void Search::aim_at(double coverage, double most) {
    constexpr double still = 1e-5;
    coverage = std::clamp(coverage, 0.0, 1.0);
    most = std::clamp(most, coverage, 1.0);
    if (std::abs(coverage - aims_.coverage) + std::abs(most - aims_.coverage_most) < still) {
        return;
    }
    aims_.coverage = coverage;
    aims_.coverage_most = most;
    blocks_.aim_at(coverage, most);
    iteration_.restart_changed();
}

void Search::run_until_next(const std::function<bool()>& ended) {
    do {
        if (iteration_.restart_if_due()) {
            first_step();
        }
        iteration_.run(look_every);
    } while (static_cast<double>(steps()) < next_ && !ended());
    next_ = between_certificates * static_cast<double>(steps());
}

std::vector<double> Search::x() const { return blocks_.columns_of(iteration_.image_x()); }

std::vector<double> Search::polished() {
    return blocks_.columns_of(iteration_.polished(steps_to_rows));
}

std::vector<double> Search::duals(std::size_t rows) const {
    std::vector<double> y = blocks_.rows_of(iteration_.image_y());
    y.resize(rows, 0);
    return y;
}

}  // namespace vorrat::plan
