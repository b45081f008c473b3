#include "vorrat/reserve/guaranteed.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "vorrat/reserve/elimination.h"

namespace vorrat::reserve {
namespace {

constexpr double excluded = std::numeric_limits<double>::infinity();
constexpr double entries_max = 1 << 25;  // 256 MB of doubles
constexpr int time_max = 100'000;        // periods; beyond, tables are refused anyway

/// A stage with its two times as variables, or a joint: one variable, no cost, no time.
struct Node {
    std::size_t in = 0;
    std::size_t out = 0;
    std::set<std::size_t> suppliers;
};

Outcome check_network(const ServiceNetwork& network) {
    for (std::size_t j = 0; j < network.stages.size(); ++j) {
        const ServiceStage& stage = network.stages[j];
        for (const int time : {stage.processing, stage.inbound, stage.promised.value_or(0)}) {
            if (time < 0 || time > time_max) {
                return bad_input(
                    fmt::format("stage {}: want times from 0 to {}, found {}", j, time_max, time));
            }
        }
        const bool sound = std::isfinite(stage.holding) && stage.holding >= 0 &&
                           std::isfinite(stage.deviation) && stage.deviation >= 0;
        if (!sound) {
            return bad_input(
                fmt::format("stage {}: want holding and deviation of at least 0, found {} and {}",
                            j, stage.holding, stage.deviation));
        }
    }
    for (const ServiceArc& arc : network.arcs) {
        const std::size_t count = network.stages.size();
        if (arc.from >= count || arc.to >= count) {
            return bad_input(
                fmt::format("arc {} to {}: want stages below {}", arc.from, arc.to, count));
        }
    }
    return Done{};
}

/// Stages in an order in which suppliers come first.
Result<std::vector<std::size_t>> suppliers_first(const ServiceNetwork& network) {
    const std::size_t count = network.stages.size();
    std::vector<std::size_t> waits_for(count, 0);
    for (const ServiceArc& arc : network.arcs) {
        ++waits_for[arc.to];
    }
    std::vector<std::size_t> order;
    for (std::size_t j = 0; j < count; ++j) {
        if (waits_for[j] == 0) {
            order.push_back(j);
        }
    }
    for (std::size_t n = 0; n < order.size(); ++n) {
        for (const ServiceArc& arc : network.arcs) {
            if (arc.from == order[n] && --waits_for[arc.to] == 0) {
                order.push_back(arc.to);
            }
        }
    }
    if (order.size() == count) {
        return order;
    }
    const auto stuck = std::find_if(waits_for.begin(), waits_for.end(),
                                    [](std::size_t waits) { return waits > 0; });
    return bad_input(fmt::format("want a network without a cycle, stage {} supplies itself",
                                 stuck - waits_for.begin()));
}

/// The sets of suppliers and users all of whose arcs exist and that save most arcs when joined.
struct Joint {
    std::set<std::size_t> suppliers;
    std::vector<std::size_t> users;
    std::ptrdiff_t saved = -1;  ///< arcs
};

Joint best_joint(const std::vector<Node>& nodes) {
    Joint best;
    for (std::size_t u = 0; u < nodes.size(); ++u) {
        for (std::size_t w = u + 1; w < nodes.size(); ++w) {
            Joint joint;
            std::set_intersection(nodes[u].suppliers.begin(), nodes[u].suppliers.end(),
                                  nodes[w].suppliers.begin(), nodes[w].suppliers.end(),
                                  std::inserter(joint.suppliers, joint.suppliers.end()));
            if (joint.suppliers.size() < 2) {
                continue;
            }
            for (std::size_t n = 0; n < nodes.size(); ++n) {
                if (std::includes(nodes[n].suppliers.begin(), nodes[n].suppliers.end(),
                                  joint.suppliers.begin(), joint.suppliers.end())) {
                    joint.users.push_back(n);
                }
            }
            const auto a = static_cast<std::ptrdiff_t>(joint.suppliers.size());
            const auto b = static_cast<std::ptrdiff_t>(joint.users.size());
            joint.saved = a * b - a - b;
            if (joint.saved > best.saved) {
                best = std::move(joint);
            }
        }
    }
    return best;
}

/// The variables and factors of section 5.
class Programme {
public:
    Programme(const ServiceNetwork& network, std::span<const std::size_t> order)
        : network_(network) {
        for (std::size_t j = 0; j < network.stages.size(); ++j) {
            nodes_.push_back({2 * j, 2 * j + 1, {}});
        }
        domains_.assign(2 * nodes_.size(), 1);
        for (const ServiceArc& arc : network.arcs) {
            nodes_[arc.to].suppliers.insert(arc.from);
        }
        for (const std::size_t j : order) {
            size_stage(j);
        }
        join_suppliers();
        for (std::size_t j = 0; j < network.stages.size(); ++j) {
            add_stage(j);
        }
        for (const Node& node : nodes_) {
            for (const std::size_t supplier : node.suppliers) {
                add_arc(nodes_[supplier].out, node.in);
            }
        }
    }

    Result<ServiceTimes> solve() {
        double largest = 0;
        const auto answer = least_sum(domains_, std::move(factors_), entries_max, largest);
        if (!answer) {
            return bad_input(
                fmt::format("the network is too tangled to be solved exactly: a table "
                            "of {:.0f} entries, at most {:.0f} are held",
                            largest, entries_max));
        }
        ServiceTimes times;
        for (std::size_t j = 0; j < network_.stages.size(); ++j) {
            const ServiceStage& stage = network_.stages[j];
            times.inbound.push_back(static_cast<int>(answer->value[2 * j]));
            times.outbound.push_back(static_cast<int>(answer->value[2 * j + 1]));
            const int cover = times.inbound[j] + stage.processing - times.outbound[j];
            times.reserve.push_back(stage.deviation * std::sqrt(cover));
            times.cost += stage.holding * times.reserve[j];
        }
        return times;
    }

private:
    void size_stage(std::size_t j) {
        const ServiceStage& stage = network_.stages[j];
        auto longest_in = static_cast<std::size_t>(stage.inbound);
        for (const std::size_t supplier : nodes_[j].suppliers) {
            longest_in = std::max(longest_in, domains_[nodes_[supplier].out] - 1);
        }
        const std::size_t longest = longest_in + static_cast<std::size_t>(stage.processing);
        const auto promised = static_cast<std::size_t>(stage.promised.value_or(time_max));
        domains_[2 * j] = longest_in + 1;
        domains_[2 * j + 1] = std::min(longest, promised) + 1;
    }

    void join_suppliers() {
        for (Joint joint = best_joint(nodes_); joint.saved >= 0; joint = best_joint(nodes_)) {
            std::size_t longest = 1;
            for (const std::size_t supplier : joint.suppliers) {
                longest = std::max(longest, domains_[nodes_[supplier].out]);
            }
            for (const std::size_t user : joint.users) {
                for (const std::size_t supplier : joint.suppliers) {
                    nodes_[user].suppliers.erase(supplier);
                }
                nodes_[user].suppliers.insert(nodes_.size());
            }
            nodes_.push_back({domains_.size(), domains_.size(), std::move(joint.suppliers)});
            domains_.push_back(longest);
        }
    }

    void add_stage(std::size_t j) {
        const ServiceStage& stage = network_.stages[j];
        Factor factor{{2 * j, 2 * j + 1}, {}};
        for (int in = 0; in < static_cast<int>(domains_[2 * j]); ++in) {
            for (int out = 0; out < static_cast<int>(domains_[2 * j + 1]); ++out) {
                const int cover = in + stage.processing - out;
                const bool fits = in >= stage.inbound && cover >= 0;
                factor.table.push_back(fits ? stage.holding * stage.deviation * std::sqrt(cover)
                                            : excluded);
            }
        }
        factors_.push_back(std::move(factor));
    }

    void add_arc(std::size_t out, std::size_t in) {
        Factor factor{{out, in}, {}};
        for (std::size_t sent = 0; sent < domains_[out]; ++sent) {
            for (std::size_t come = 0; come < domains_[in]; ++come) {
                factor.table.push_back(come >= sent ? 0 : excluded);
            }
        }
        factors_.push_back(std::move(factor));
    }

    const ServiceNetwork& network_;
    std::vector<Node> nodes_;  // the stages, then the joints
    std::vector<std::size_t> domains_;
    std::vector<Factor> factors_;
};

}  // namespace

Result<std::vector<double>> pooled_deviations(const ServiceNetwork& network,
                                              std::span<const double> outside) {
    check(outside.size() == network.stages.size(), "a value per stage");
    if (const auto sound = check_network(network); !sound) {
        return sound.error();
    }
    const auto order = suppliers_first(network);
    if (!order) {
        return order.error();
    }
    std::vector<double> squares(network.stages.size(), 0);
    for (std::size_t e = 0; e < outside.size(); ++e) {
        if (outside[e] == 0) {
            continue;
        }
        std::vector<double> units(network.stages.size(), 0);  // of each stage in one of e
        units[e] = 1;
        for (std::size_t n = order->size(); n-- > 0;) {
            for (const ServiceArc& arc : network.arcs) {
                if (arc.to == (*order)[n]) {
                    units[arc.from] += arc.units * units[arc.to];
                }
            }
        }
        for (std::size_t j = 0; j < squares.size(); ++j) {
            squares[j] += units[j] * units[j] * outside[e] * outside[e];
        }
    }
    for (double& square : squares) {
        square = std::sqrt(square);
    }
    return squares;
}

Result<ServiceTimes> guaranteed_service(const ServiceNetwork& network) {
    if (const auto sound = check_network(network); !sound) {
        return sound.error();
    }
    const auto order = suppliers_first(network);
    if (!order) {
        return order.error();
    }
    return Programme(network, *order).solve();
}

}  // namespace vorrat::reserve
