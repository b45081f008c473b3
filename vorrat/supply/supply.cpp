#include "vorrat/supply/supply.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "vorrat/supply/bound.h"
#include "vorrat/supply/iteration.h"
#include "vorrat/supply/repair.h"

namespace vorrat::supply {
namespace {

using Clock = std::chrono::steady_clock;

/// Steps between two looks at the restart rule.
constexpr int look_every = 40;
/// The first certificate (of a cold and of a warm start), and how many times the iterations of the
/// last one the next is due.
constexpr double first_certificate = 800;
constexpr double first_certificate_warm = 120;
constexpr double between_certificates = 1.2;
/// Steps without costs before a plan is carried out: 30 leave the plan 10^-3 dearer than 100.
constexpr int polishing_steps = 100;
/// A plan counts only within this residual: what the checker allows.
constexpr double feasible_within = 1e-9;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

class Solver {
public:
    Solver(const Programme& programme, const Settings& settings)
        : programme_(programme),
          settings_(settings),
          start_(Clock::now()),
          structure_(programme),
          iteration_(programme, settings.threads) {
        answer_.cost = std::numeric_limits<double>::infinity();
        answer_.bound = -std::numeric_limits<double>::infinity();
        if (!settings.warm_x.empty()) {
            iteration_.start_from(settings.warm_x, settings.warm_y);
        }
    }

    Answer run() {
        double next = settings_.warm_x.empty() ? first_certificate : first_certificate_warm;
        iteration_.run(1);
        iteration_.restart_if_due();
        while (!ended()) {
            iteration_.run(look_every);
            if (static_cast<double>(iteration_.iterations()) >= next) {
                certify();
                next = between_certificates * static_cast<double>(iteration_.iterations());
                if (answer_.reached) {
                    break;
                }
            }
            if (iteration_.restart_if_due()) {
                iteration_.run(1);
                iteration_.restart_if_due();
            }
        }
        if (!answer_.reached) {
            iteration_.run(1);
            certify();
        }
        answer_.iterations = iteration_.iterations();
        answer_.seconds = seconds_since(start_);
        return std::move(answer_);
    }

private:
    bool ended() const {
        const bool late =
            settings_.time_limit_seconds && seconds_since(start_) >= *settings_.time_limit_seconds;
        return late || settings_.progress.stopped() ||
               iteration_.iterations() >= settings_.iteration_limit;
    }

    void certify() {
        const auto began = Clock::now();
        Prices prices = closed_prices(structure_, iteration_.image_y(), settings_.threads);
        if (prices.bound > answer_.bound) {
            answer_.bound = prices.bound;
            answer_.y = std::move(prices.y);
        }
        const auto keep = [&](Repaired plan) {
            if (plan.residual <= feasible_within && plan.cost < answer_.cost) {
                answer_.cost = plan.cost;
                answer_.x = std::move(plan.x);
                answer_.residual = plan.residual;
            }
        };
        keep(carried_out(structure_, iteration_.polished(polishing_steps)));
        answer_.reached = answer_.gap() <= settings_.gap;
        ++answer_.certificates;
        answer_.certificate_seconds += seconds_since(began);
        settings_.progress.tell("plan", 0);
    }

    const Programme& programme_;
    const Settings& settings_;
    Clock::time_point start_;
    Structure structure_;
    Iteration iteration_;
    Answer answer_;
};

}  // namespace

double Answer::gap() const { return (cost - bound) / std::max(1.0, std::abs(cost)); }

Answer solve(const Programme& programme, const Settings& settings) {
    return Solver(programme, settings).run();
}

}  // namespace vorrat::supply
