// Stock against lost need on the M5 subset: ten stores, three hubs, one source, daily review. Which
// policy loses least at equal average stock, and what is late addressing worth?
//
//     frontier_m5 FOLDER [days, 180] [policy ...]
//
// Policies: base-stock, reorder, reactive, reference, vorrat, vorrat-calm (at calm 0.02, 0.1 and
// 0.3), vorrat-at-source, vorrat-readdressed; none named: all of them.
// Every policy is played at several worths of a lost unit; lost need at the stock of base stock is
// read off the policy's own points, linear between them.
#include <algorithm>
#include <cstdlib>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "vorrat/base/stopwatch.h"
#include "vorrat/ingest/ingest.h"
#include "vorrat/pipeline/pipeline.h"

namespace {

using namespace vorrat;

// Until the opening, the reference policy's five weeks of stock, is used up.
constexpr int days_settled = 90;

struct Point {
    double worth = 0;
    double stock = 0;
    double lost = 0;
};

struct Frontier {
    std::string name;
    std::vector<Point> points;

    /// Lost units at an average stock; nothing outside the points.
    std::optional<double> lost_at(double stock) const {
        for (std::size_t k = 1; k < points.size(); ++k) {
            const Point& a = points[k - 1];
            const Point& b = points[k];
            if (a.stock <= stock && stock <= b.stock) {
                return a.lost + (b.lost - a.lost) * (stock - a.stock) / (b.stock - a.stock);
            }
        }
        return std::nullopt;
    }
};

Frontier played(World world, const placement::NamedPolicy& policy, const std::string& name,
                const std::vector<double>& worths, int days_counted) {
    Frontier frontier{name, {}};
    for (const double worth : worths) {
        world.criteria.placement.shortage_per_unit = worth;
        const Stopwatch watch;
        placement::ReplaySettings settings;
        settings.from = first_unknown_date(world.history) - days{days_counted + days_settled};
        settings.settle_steps = days_settled;
        const auto comparison = placement::replay(world, settings, std::vector{policy});
        if (!comparison) {
            fmt::print(stderr, "{}\n", comparison.error().message);
            std::exit(EXIT_FAILURE);
        }
        const placement::ReplayReport& r = comparison->policies.front();
        frontier.points.push_back({worth, r.average_stock, r.lost});
        fmt::print("| {} | {:.2f} | {:.0f} | {:.0f} | {:.2f} % | {:.3f} | {:.0f} | {:.0f} s |\n",
                   name, worth, r.average_stock, r.lost, 100 * r.fill_rate(), r.waiting_steps,
                   r.redecided_units, watch.seconds());
        std::fflush(stdout);
    }
    std::ranges::sort(frontier.points, {}, &Point::stock);
    return frontier;
}

void compare(const Frontier& base, const Frontier& other) {
    for (const Point& point : base.points) {
        if (const auto lost = other.lost_at(point.stock)) {
            fmt::print("at stock {:.0f} {} loses {:.0f}, {} {:.0f}: {:+.1f} %\n", point.stock,
                       base.name, point.lost, other.name, *lost, 100 * (*lost / point.lost - 1));
        }
    }
}

/// What is played: a policy, its name in the table, at which worths of a lost unit, how calm.
struct Play {
    placement::NamedPolicy policy;
    std::string name;
    std::vector<double> worths;
    double calm = 0.02;
};

std::vector<Play> all_plays() {
    const Threads threads = Threads::all();
    const std::vector<double> worths{0.2, 0.5, 1, 2};
    const std::vector<double> some{0.5, 1, 2};
    std::vector<Play> plays{
        {placement::base_stock_policy(), "base stock", {0.02, 0.05, 0.1, 0.2, 0.5, 1, 2}},
        {placement::reorder_policy(), "(s, S)", {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2}},
        {placement::reactive_policy(), "reactive", {1}},
        {placement::reference_policy(), "reference", {1}},
        {pipeline::vorrat_policy(threads), "vorrat", worths}};
    for (const double calm : {0.02, 0.1, 0.3}) {
        plays.push_back(
            {pipeline::calm_policy(threads), fmt::format("vorrat, calm {}", calm), some, calm});
    }
    plays.push_back({pipeline::at_source_policy(threads), "vorrat, addressed at source", some});
    plays.push_back({pipeline::readdressed_policy(threads), "vorrat, re-addressed", some});
    return plays;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        fmt::print(stderr, "frontier_m5 FOLDER [days] [policy ...]\n");
        return 2;
    }
    const int days_counted = argc > 2 ? std::atoi(argv[2]) : 180;
    const std::vector<std::string> wanted(argv + std::min(argc, 3), argv + argc);
    const auto reading = ingest::read_workspace(argv[1], {.threads = Threads::all()});
    if (!reading || !reading->sound()) {
        fmt::print(stderr, "{} cannot be read\n", argv[1]);
        return EXIT_FAILURE;
    }
    fmt::print(
        "| policy | worth of a lost unit | stock | lost | coverage | waiting days | "
        "re-decided a day | |\n|---|---|---|---|---|---|---|---|\n");
    std::vector<Frontier> frontiers;
    for (const Play& play : all_plays()) {
        if (!wanted.empty() && std::ranges::find(wanted, play.policy.name) == wanted.end()) {
            continue;
        }
        World world = reading->world;
        world.criteria.placement.calm = play.calm;
        frontiers.push_back(played(world, play.policy, play.name, play.worths, days_counted));
    }
    const auto late = std::ranges::find(frontiers, std::string("vorrat"),
                                        [](const Frontier& f) { return f.name; });
    for (const Frontier& other : frontiers) {
        if (late != frontiers.end() && other.name != "vorrat") {
            compare(other, *late);
        }
    }
    const auto at_source = std::ranges::find(frontiers, std::string("vorrat, addressed at source"),
                                             [](const Frontier& f) { return f.name; });
    if (at_source != frontiers.end() && frontiers.back().name == "vorrat, re-addressed") {
        compare(*at_source, frontiers.back());
    }
    return EXIT_SUCCESS;
}
