#include "vorrat/service/replay_report.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "vorrat/base/csv.h"
#include "vorrat/publish/publish.h"

namespace vorrat::service {
namespace {

using nlohmann::ordered_json;
using placement::CommunityCoverage;
using placement::ReplayReport;

double coverage(const CommunityCoverage& community) {
    return community.need > 0 ? community.met / community.need : 1.0;
}

double lowest_coverage(const ReplayReport& report) {
    double lowest = 1;
    for (const CommunityCoverage& community : report.communities) {
        lowest = std::min(lowest, coverage(community));
    }
    return lowest;
}

/// One policy over all starts.
struct Summary {
    std::string policy;
    double starts = 0;
    double holding = 0;  ///< this and the next are means over the starts
    double shortage = 0;
    double coverage = 0;
    double stock = 0;
    double wasted = 0;
    double waiting = 0;
    double redecided = 0;
    double tkm = 0;
    double co2e_kg = 0;
    double lowest_coverage = 1;  ///< of a community, over all starts
    double least_cost = 0;
    double most_cost = 0;

    double cost() const { return holding + shortage; }
};

Summary summary(std::span<const Played> starts, std::size_t policy) {
    Summary all;
    all.policy = starts.front().comparison.policies[policy].policy;
    all.starts = static_cast<double>(starts.size());
    for (const Played& played : starts) {
        const ReplayReport& r = played.comparison.policies[policy];
        const auto add = [&all](double& mean, double value) { mean += value / all.starts; };
        add(all.holding, r.holding_cost);
        add(all.shortage, r.shortage_cost);
        add(all.coverage, r.fill_rate());
        add(all.stock, r.average_stock);
        add(all.wasted, r.wasted);
        add(all.waiting, r.waiting_steps);
        add(all.redecided, r.redecided_units);
        add(all.tkm, r.transport_tkm);
        add(all.co2e_kg, r.co2e_kg);
        all.lowest_coverage = std::min(all.lowest_coverage, lowest_coverage(r));
        const bool first = &played == &starts.front();
        all.least_cost = first ? r.cost() : std::min(all.least_cost, r.cost());
        all.most_cost = first ? r.cost() : std::max(all.most_cost, r.cost());
    }
    return all;
}

std::vector<Summary> summaries(std::span<const Played> starts) {
    std::vector<Summary> all;
    for (std::size_t p = 0; p < starts.front().comparison.policies.size(); ++p) {
        all.push_back(summary(starts, p));
    }
    return all;
}

double mean_bound(std::span<const Played> starts) {
    double sum = 0;
    for (const Played& played : starts) {
        sum += played.comparison.bound.cost();
    }
    return sum / static_cast<double>(starts.size());
}

ordered_json as_json(const ReplayReport& report, const World& world) {
    ordered_json communities = ordered_json::object();
    for (const CommunityCoverage& community : report.communities) {
        communities[world.communities[community.community].id] = coverage(community);
    }
    return {{"policy", report.policy},
            {"cost", report.cost()},
            {"holding_cost", report.holding_cost},
            {"shortage_cost", report.shortage_cost},
            {"need", report.need},
            {"lost", report.lost},
            {"coverage", report.fill_rate()},
            {"coverage_by_community", communities},
            {"wasted", report.wasted},
            {"average_stock", report.average_stock},
            {"shipped_units", report.shipped_units},
            {"shipped_kg", report.shipped_kg},
            {"transport_tkm", report.transport_tkm},
            {"co2e_kg", report.co2e_kg},
            {"orders_changed", report.orders_changed},
            {"redecided_units", report.redecided_units},
            {"waiting_steps", report.waiting_steps},
            {"cost_of_step", report.cost_of_step}};
}

ordered_json as_json(const Played& played, const World& world) {
    ordered_json policies = ordered_json::array();
    for (const ReplayReport& report : played.comparison.policies) {
        policies.push_back(as_json(report, world));
    }
    return {{"from", to_string(played.from)},
            {"policies", policies},
            {"clairvoyant_bound", played.comparison.bound.cost()},
            {"censored", played.comparison.censored}};
}

// The picture, in pixels.
constexpr double width = 720;
constexpr double left = 110;
constexpr double right = 90;
constexpr double top = 46;
constexpr double bar = 22;
constexpr double row_height = 34;

std::string rectangle(double x, double y, double wide, const char* fill) {
    return fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{}\" fill=\"{}\"/>\n", x, y,
        wide, bar, fill);
}

std::string line(double x1, double y1, double x2, double y2) {
    return fmt::format(
        "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"#222\" "
        "stroke-width=\"1.5\"/>\n",
        x1, y1, x2, y2);
}

constexpr const char* holding_fill = "#4477aa";
constexpr const char* shortage_fill = "#ee8866";

std::string picture_row(const Summary& s, double y, double per_cost) {
    const double middle = y + bar / 2;
    const double least = left + s.least_cost * per_cost;
    const double most = left + s.most_cost * per_cost;
    std::string text = fmt::format("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n",
                                   left - 8, middle + 4, publish::escape(s.policy));
    text += rectangle(left, y, s.holding * per_cost, holding_fill);
    text += rectangle(left + s.holding * per_cost, y, s.shortage * per_cost, shortage_fill);
    if (s.starts > 1) {
        text += line(least, middle, most, middle);
        text += line(least, middle - 5, least, middle + 5);
        text += line(most, middle - 5, most, middle + 5);
    }
    return text + fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\">{:.0f}</text>\n",
                              std::max(most, left + s.cost() * per_cost) + 6, middle + 4, s.cost());
}

}  // namespace

std::string replay_table(const World& world, std::span<const Played> starts) {
    std::string text = fmt::format("replay from {}", to_string(starts.front().from));
    if (starts.size() > 1) {
        text += fmt::format(" to {}, means over {} starts", to_string(starts.back().from),
                            starts.size());
    }
    text += fmt::format(
        "\n{:<12} {:>10} {:>10} {:>10} {:>9} {:>9} {:>10} {:>8} {:>8} {:>9} {:>9} "
        "{:>9}\n",
        "policy", "cost", "holding", "shortage", "coverage", "lowest", "stock", "wasted", "waiting",
        "redecided", "tkm", "CO2e kg");
    for (const Summary& s : summaries(starts)) {
        text += fmt::format(
            "{:<12} {:>10.1f} {:>10.1f} {:>10.1f} {:>8.1f}% {:>8.1f}% {:>10.1f} "
            "{:>8.0f} {:>8.3f} {:>9.0f} {:>9.0f} {:>9.0f}\n",
            s.policy, s.cost(), s.holding, s.shortage, 100 * s.coverage, 100 * s.lowest_coverage,
            s.stock, s.wasted, s.waiting, s.redecided, s.tkm, s.co2e_kg);
    }
    text += fmt::format("{:<12} {:>10.1f}   no policy can cost less\n", "clairvoyant",
                        mean_bound(starts));
    text += fmt::format("lowest: the community of {} that is covered least\n",
                        world.communities.size());
    if (starts.size() > 1) {
        text += "cost of the cheapest and the dearest start\n";
        for (const Summary& s : summaries(starts)) {
            text +=
                fmt::format("{:<12} {:>10.1f} {:>10.1f}\n", s.policy, s.least_cost, s.most_cost);
        }
    }
    std::size_t censored = 0;
    for (const Played& played : starts) {
        censored += played.comparison.censored;
    }
    if (censored > 0) {
        text +=
            fmt::format("{} recorded needs were limited by stock and are lower bounds\n", censored);
    }
    return text;
}

std::string replay_json(const World& world, std::span<const Played> starts) {
    ordered_json told{{"adopted", adopted(world)},
                      {"notice", publish::notice(world, Language::english)}};
    if (starts.size() == 1) {
        told.update(as_json(starts.front(), world));
        return told.dump(2) + "\n";
    }
    ordered_json all = ordered_json::array();
    for (const Played& played : starts) {
        all.push_back(as_json(played, world));
    }
    told["starts"] = std::move(all);
    return told.dump(2) + "\n";
}

std::string replay_csv(std::span<const Played> starts) {
    std::string text =
        "from,policy,cost,holding_cost,shortage_cost,need,lost,coverage,lowest_coverage,wasted,"
        "average_stock,shipped_units,shipped_kg,transport_tkm,co2e_kg,orders_changed,"
        "redecided_units,waiting_steps\n";
    for (const Played& played : starts) {
        for (const ReplayReport& r : played.comparison.policies) {
            text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n",
                                to_string(played.from), csv_field(r.policy), r.cost(),
                                r.holding_cost, r.shortage_cost, r.need, r.lost, r.fill_rate(),
                                lowest_coverage(r), r.wasted, r.average_stock, r.shipped_units,
                                r.shipped_kg, r.transport_tkm, r.co2e_kg, r.orders_changed,
                                r.redecided_units, r.waiting_steps);
        }
        const placement::ClairvoyantBound& bound = played.comparison.bound;
        text += fmt::format("{},clairvoyant,{},{},{},,,,,,,,,,,,,\n", to_string(played.from),
                            bound.cost(), bound.holding_cost, bound.shortage_cost);
    }
    return text;
}

std::string replay_communities_csv(const World& world, std::span<const Played> starts) {
    std::string text = "from,policy,community,need,met,coverage\n";
    for (const Played& played : starts) {
        for (const ReplayReport& r : played.comparison.policies) {
            for (const CommunityCoverage& c : r.communities) {
                text += fmt::format(
                    "{},{},{},{},{},{}\n", to_string(played.from), csv_field(r.policy),
                    csv_field(world.communities[c.community].id), c.need, c.met, coverage(c));
            }
        }
    }
    return text;
}

std::string replay_picture(std::span<const Played> starts) {
    const std::vector<Summary> all = summaries(starts);
    const double bound = mean_bound(starts);
    double most = std::max(bound, 1e-9);
    for (const Summary& s : all) {
        most = std::max({most, s.cost(), s.most_cost});
    }
    const double per_cost = (width - left - right) / most;
    const double height = top + row_height * static_cast<double>(all.size()) + 30;
    std::string text = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
        "height=\"{1}\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\">\n"
        "<title>Cost of each policy, mean of {2} starts; the lines span the starts</title>\n"
        "<rect width=\"{0}\" height=\"{1}\" fill=\"white\"/>\n",
        width, height, starts.size());
    text += rectangle(left, 12, 14, holding_fill) + rectangle(left + 110, 12, 14, shortage_fill);
    text += fmt::format(
        "<text x=\"{}\" y=\"28\">holding</text>\n<text x=\"{}\" y=\"28\">shortage</text>\n",
        left + 20, left + 130);
    for (std::size_t p = 0; p < all.size(); ++p) {
        text += picture_row(all[p], top + row_height * static_cast<double>(p), per_cost);
    }
    const double x = left + bound * per_cost;
    text += line(x, top - 6, x, height - 24);
    text += fmt::format(
        "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">clairvoyant {:.0f}</text>\n", x,
        height - 10, bound);
    return text + "</svg>\n";
}

}  // namespace vorrat::service
