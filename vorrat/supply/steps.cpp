// The metric of the iteration: how long the steps of columns and rows are. docs/math/supply.md
#include <algorithm>
#include <array>
#include <cmath>

#include "vorrat/base/random.h"
#include "vorrat/supply/iteration.h"
#include "vorrat/supply/registers.h"

namespace vorrat::supply {
namespace {

/// Step of the level's column, per unit of its cost.
constexpr double level_step = 0.1;

/// Rounds of the power method: from nothing, and from the vector of the last time.
constexpr int norm_rounds = 20;
constexpr int norm_rounds_again = 4;

/// Share of the largest stable step that is used: the norm is measured from below.
constexpr double step_share = 0.97;

/// Gain of the balance between the columns and rows of an item, and of a node, its bound, and how
/// often it is done.
constexpr double balance_gain = 0.1;
constexpr double balance_max = 1;
constexpr int balanced_restarts = 20;

/// Sums a x over the rows and back; x and y have the layout of the programme.
class Product {
public:
    explicit Product(const Programme& p) : p_(p) {}

    template <class Visit>
    void each(std::size_t g, const Visit& visit) const {
        for (const Entry& entry : p_.entries_of(p_.groups[g])) {
            for (std::size_t t = 0; t < p_.periods(); ++t) {
                if (entry.kind == Entry::Kind::single) {
                    visit(t, entry.row, entry);
                } else if (t + entry.lag < p_.periods()) {
                    visit(t, entry.row + t + entry.lag, entry);
                }
            }
        }
    }

private:
    const Programme& p_;
};

}  // namespace

/// sigma_r = 1 / sum_j a_rj^2 tau_j n_j, the entries of limits weighted: then the norm of
/// sigma^(1/2) A tau^(1/2) is at most 1.
void Iteration::set_steps() {
    if (tau_.empty()) {
        for (std::size_t g = 0; g < p_.groups.size(); ++g) {
            const Group& group = p_.groups[g];
            if (group.reach > 0) {
                tau_.push_back(group.reach);
            } else if (group.item == no_item) {
                tau_.push_back(level_step / std::max(1e-9, p_.cost[g * stride_]));
            } else {
                tau_.push_back(p_.items[group.item].size / p_.items[group.item].price);
            }
        }
    }
    std::vector<double> sums(p_.rows(), 0);
    for (std::size_t g = 0; g < p_.groups.size(); ++g) {
        const auto entries = p_.entries_of(p_.groups[g]);
        double weight = 0;
        for (const Entry& entry : entries) {
            weight += p_.weight_of(entry);
        }
        for (const Entry& entry : entries) {
            const double part =
                entry.coefficient * entry.coefficient * tau_[g] * weight / p_.weight_of(entry);
            for (std::size_t t = 0; t + entry.lag < p_.periods(); ++t) {
                const std::size_t row =
                    entry.kind == Entry::Kind::single ? entry.row : entry.row + t + entry.lag;
                sums[row] += p_.exists(g, t) ? part : 0;
            }
        }
    }
    sigma_.resize(p_.rows());
    std::ranges::transform(sums, sigma_.begin(),
                           [](double sum) { return sum > 0 ? static_cast<float>(1 / sum) : 0.0F; });
}

/// The step from the square of the norm of sigma^(1/2) A tau^(1/2), by the power method. The vector
/// is kept: after a change of the steps few rounds suffice.
void Iteration::measure_norm() {
    const Product product(p_);
    int rounds = norm_rounds_again;
    if (power_.empty()) {
        Random random(1);
        power_.assign(p_.columns(), 0);
        for (std::size_t k = 0; k < power_.size(); ++k) {
            power_[k] = p_.upper[k] > 0 ? static_cast<float>(random.uniform()) * 2 - 1 : 0;
        }
        rounds = norm_rounds;
    }
    std::vector<double> y(p_.rows());
    double norm = 0;
    for (int round = 0; round < rounds; ++round) {
        double size = 0;
        for (std::size_t k = 0; k < power_.size(); ++k) {
            size += static_cast<double>(power_[k]) * power_[k] / tau_[k / stride_];
        }
        const auto shrink = static_cast<float>(1 / std::sqrt(std::max(size, 1e-300)));
        std::ranges::fill(y, 0);
        for (std::size_t g = 0; g < p_.groups.size(); ++g) {
            product.each(g, [&](std::size_t t, std::size_t row, const Entry& entry) {
                y[row] += entry.coefficient * static_cast<double>(shrink * power_[g * stride_ + t]);
            });
        }
        for (std::size_t i = 0; i < y.size(); ++i) {
            y[i] *= static_cast<double>(sigma_[i]);
        }
        std::vector<double> parts(chunks_.size(), 0);
        in_chunks([&](std::size_t c) {
            std::vector<double> sums(stride_);
            for (std::size_t g = chunks_[c].first_group; g < chunks_[c].last_group; ++g) {
                std::ranges::fill(sums, 0);
                product.each(g, [&](std::size_t t, std::size_t row, const Entry& entry) {
                    sums[t] += entry.coefficient * y[row];
                });
                for (std::size_t t = 0; t < p_.periods(); ++t) {
                    const double value = p_.exists(g, t) ? sums[t] * tau_[g] : 0;
                    power_[g * stride_ + t] = static_cast<float>(value);
                    parts[c] += value * value / tau_[g];
                }
            }
        });
        norm = 0;
        for (const double part : parts) {
            norm += part;
        }
        norm = std::sqrt(norm);
    }
    step_ = step_share / std::sqrt(std::max(norm, 1e-6));
}

/// || z - T(z) || in the metric of the steps.
double Iteration::fixed_point_error() const {
    std::vector<float> dy(y_.size());
    for (std::size_t i = 0; i < dy.size(); ++i) {
        dy[i] = image_y_[i] - y_[i];
    }
    struct Part {
        double primal = 0;
        double cross = 0;
        double dual = 0;
    };
    std::vector<Part> parts(chunks_.size());
    in_chunks([&](std::size_t c) {
        const Chunk& chunk = chunks_[c];
        Part part;
        for (std::size_t g = chunk.first_group; g < chunk.last_group; ++g) {
            for (std::size_t t = 0; t < p_.periods(); ++t) {
                const std::size_t at = g * stride_ + t;
                const double d = static_cast<double>(image_x_[at] - x_[at]);
                if (d == 0) {
                    continue;
                }
                part.primal += d * d / tau_[g];
                double slope = 0;
                for (const Entry& entry : p_.entries_of(p_.groups[g])) {
                    if (entry.kind == Entry::Kind::single) {
                        slope += entry.coefficient * static_cast<double>(dy[entry.row]);
                    } else if (t + entry.lag < p_.periods()) {
                        slope +=
                            entry.coefficient * static_cast<double>(dy[entry.row + t + entry.lag]);
                    }
                }
                part.cross += d * slope;
            }
        }
        for (std::size_t i = chunk.first_row; i < chunk.last_row; ++i) {
            const double d = static_cast<double>(dy[i]);
            part.dual += sigma_[i] > 0 ? d * d / static_cast<double>(sigma_[i]) : 0;
        }
        parts[c] = part;
    });
    Part total;
    for (const Part& part : parts) {
        total.primal += part.primal;
        total.cross += part.cross;
        total.dual += part.dual;
    }
    for (std::size_t i = 0; i < p_.limit_rows(); ++i) {
        const double d = static_cast<double>(dy[i]);
        total.dual += sigma_[i] > 0 ? d * d / static_cast<double>(sigma_[i]) : 0;
    }
    return std::sqrt(std::max(0.0, (total.primal + total.dual) / step_ - 2 * total.cross));
}

/// Lets all columns and all rows travel the same distance, those of limits and levels among them.
double Iteration::overall_factor(const std::vector<double>& primals,
                                 const std::vector<double>& duals) const {
    double primal = 0;
    double dual = 0;
    for (std::size_t i = 0; i < primals.size(); ++i) {
        primal += primals[i];
        dual += duals[i];
    }
    for (std::size_t g = p_.groups.size(); g-- > 0 && p_.groups[g].item == no_item;) {
        const double d = static_cast<double>(image_x_[g * stride_] - x0_[g * stride_]);
        primal += d * d / tau_[g];
    }
    for (std::size_t i = 0; i < p_.limit_rows(); ++i) {
        const double d = static_cast<double>(image_y_[i] - y0_[i]);
        dual += sigma_[i] > 0 ? d * d / static_cast<double>(sigma_[i]) : 0;
    }
    constexpr double tiny = 1e-20;
    return primal > tiny && dual > tiny
               ? std::exp(std::clamp(p_.weight_gain * std::log(primal / dual), -balance_max,
                                     balance_max))
               : 1;
}

/// The same for the columns and rows of each node: an item's quantities are not alike everywhere.
std::vector<double> Iteration::node_factors() {
    const std::uint32_t first_row = p_.nodes.empty() ? 0 : p_.nodes.front().row;
    if (home_.empty()) {
        home_.assign(p_.groups.size(), no_group);
        for (std::size_t g = 0; g < p_.groups.size(); ++g) {
            for (const Entry& entry : p_.entries_of(p_.groups[g])) {
                if (entry.kind == Entry::Kind::balance &&
                    (home_[g] == no_group || entry.coefficient > 0)) {
                    home_[g] = static_cast<std::uint32_t>((entry.row - first_row) / stride_);
                }
            }
        }
    }
    std::vector<double> primals(p_.nodes.size(), 0);
    for (std::size_t g = 0; g < p_.groups.size(); ++g) {
        if (home_[g] == no_group) {
            continue;
        }
        for (std::size_t at = g * stride_; at < (g + 1) * stride_; ++at) {
            const double d = static_cast<double>(image_x_[at] - x0_[at]);
            primals[home_[g]] += d * d / tau_[g];
        }
    }
    std::vector<double> factors(p_.nodes.size(), 1);
    for (std::size_t n = 0; n < factors.size(); ++n) {
        double dual = 0;
        for (std::size_t r = p_.nodes[n].row; r < p_.nodes[n].row + stride_; ++r) {
            const double d = static_cast<double>(image_y_[r] - y0_[r]);
            dual += sigma_[r] > 0 ? d * d / static_cast<double>(sigma_[r]) : 0;
        }
        constexpr double tiny = 1e-20;
        if (primals[n] > tiny && dual > tiny) {
            factors[n] = std::exp(
                std::clamp(balance_gain * std::log(primals[n] / dual), -balance_max, balance_max));
        }
    }
    return factors;
}

/// Lets columns and rows of each item travel the same distance: tau of the item grows where its
/// rows moved less than its columns.
void Iteration::balance_items() {
    if (restarts_ >= balanced_restarts) {
        return;
    }
    std::vector<double> factor(p_.items.size(), 1);
    std::vector<double> primals(p_.items.size(), 0);
    std::vector<double> duals(p_.items.size(), 0);
    in_chunks([&](std::size_t c) {
        const Chunk& chunk = chunks_[c];
        for (std::size_t i = chunk.first_item; i < chunk.last_item; ++i) {
            const bool last = i + 1 == p_.items.size();
            const std::size_t groups = last ? p_.groups.size() : p_.items[i + 1].first_group;
            const std::size_t node = last ? p_.nodes.size() : p_.items[i + 1].first_node;
            const std::size_t rows = node == p_.nodes.size() ? p_.rows() : p_.nodes[node].row;
            double primal = 0;
            for (std::size_t g = p_.items[i].first_group; g < groups; ++g) {
                if (p_.groups[g].item != i) {
                    continue;
                }
                for (std::size_t at = g * stride_; at < (g + 1) * stride_; ++at) {
                    const double d = static_cast<double>(image_x_[at] - x0_[at]);
                    primal += d * d / tau_[g];
                }
            }
            double dual = 0;
            const std::size_t first_row = p_.items[i].first_node < p_.nodes.size()
                                              ? p_.nodes[p_.items[i].first_node].row
                                              : p_.rows();
            for (std::size_t r = first_row; r < rows; ++r) {
                const double d = static_cast<double>(image_y_[r] - y0_[r]);
                dual += sigma_[r] > 0 ? d * d / static_cast<double>(sigma_[r]) : 0;
            }
            primals[i] = primal;
            duals[i] = dual;
            constexpr double tiny = 1e-20;
            if (primal > tiny && dual > tiny) {
                factor[i] = std::exp(
                    std::clamp(balance_gain * std::log(primal / dual), -balance_max, balance_max));
            }
        }
    });
    const double all = p_.weight_gain > 0 ? overall_factor(primals, duals) : 1;
    const std::vector<double> at_node = node_factors();
    for (std::size_t g = 0; g < p_.groups.size(); ++g) {
        tau_[g] *= all;
        if (p_.groups[g].item != no_item) {
            tau_[g] *= factor[p_.groups[g].item];
        }
        if (home_[g] != no_group) {
            tau_[g] *= at_node[home_[g]];
        }
    }
    set_steps();
    measure_norm();
}

}  // namespace vorrat::supply
