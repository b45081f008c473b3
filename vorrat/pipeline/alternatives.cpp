#include "vorrat/pipeline/alternatives.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace vorrat::pipeline {
namespace {

constexpr const char* co2e = "co2e_kg";
constexpr const char* labour = "labour_hours";
/// A cap of which so much is used binds, and is raised to `raised` of it.
constexpr double binding = 0.999;
constexpr double raised = 1.10;
/// Below this the communities are covered alike already.
constexpr double alike = 1e-3;

double rounded(double value, int digits) {
    const double unit = std::pow(10, std::floor(std::log10(value)) + 1 - digits);
    return std::round(value / unit) * unit;
}

/// The number as its shortest text reads, so that file and plan mean the same.
double as_written(double value) {
    const std::string text = fmt::format("{:.12g}", value);
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::optional<double> total_of(const Plan& plan, const std::string& indicator) {
    const auto found = std::ranges::find(plan.indicators, indicator, &IndicatorTotal::indicator);
    if (found == plan.indicators.end() || found->total <= 0) {
        return std::nullopt;
    }
    return found->total;
}

std::optional<double> cap_of(const Plan& plan, const std::string& indicator) {
    const auto found = std::ranges::find(plan.indicators, indicator, &IndicatorTotal::indicator);
    return found == plan.indicators.end() ? std::nullopt : found->cap;
}

class Variants {
public:
    Variants(const World& world, const Plan& base) : world_(world), base_(base) {}

    std::vector<Variant> all() {
        for (const char* indicator : {co2e, labour}) {
            raise(indicator);
        }
        tighten({co2e}, {0.90, 0.75, 0.50}, co2e);
        tighten({labour}, {0.90, 0.75}, labour);
        if (total_of(base_, co2e) && total_of(base_, labour)) {
            tighten({co2e, labour}, {0.75}, "both");
        }
        even_out();
        return std::move(found_);
    }

private:
    void set_cap(Variant& variant, const std::string& indicator, double total) const {
        auto& caps = variant.criteria.caps;
        const auto held = std::ranges::find(caps, indicator, &Cap::indicator);
        variant.changed.push_back(
            {fmt::format("caps.{}.total", indicator), cap_of(base_, indicator), total});
        if (held != caps.end()) {
            held->total = total;
            held->path.clear();
        } else {
            caps.push_back({indicator, total, {}});
        }
    }

    Variant begin(const std::string& what, double share) const {
        const auto percent = static_cast<int>(std::lround(100 * share));
        return {fmt::format("{}-{}", what, percent), {}, world_.criteria};
    }

    void raise(const std::string& indicator) {
        const auto total = total_of(base_, indicator);
        const auto cap = cap_of(base_, indicator);
        if (total && cap && *total >= binding * *cap) {
            Variant variant = begin(indicator, raised);
            set_cap(variant, indicator, as_written(rounded(raised * *cap, 6)));
            found_.push_back(std::move(variant));
        }
    }

    void tighten(const std::vector<std::string>& indicators, const std::vector<double>& shares,
                 const std::string& name) {
        for (const double share : shares) {
            Variant variant = begin(name, share);
            for (const std::string& indicator : indicators) {
                if (const auto total = total_of(base_, indicator)) {
                    set_cap(variant, indicator, as_written(rounded(share * *total, 6)));
                }
            }
            if (!variant.changed.empty()) {
                found_.push_back(std::move(variant));
            }
        }
    }

    void even_out() {
        double need = 0;
        double met = 0;
        for (const Coverage& coverage : base_.coverage) {
            const double weight = world_.criteria.tier_weight.at(index(coverage.tier));
            need += weight * coverage.need;
            met += weight * coverage.met;
        }
        const double now = met > 0 ? base_.fairness / (met / need) : 1;
        if (1 - now <= alike) {
            return;
        }
        const double before = world_.criteria.minimum_ratio;
        for (const double way : {0.5, 1.0}) {
            Variant variant = begin("even", way);
            const double ratio = as_written(std::round((now + way * (1 - now)) * 1000) / 1000);
            variant.criteria.minimum_ratio = ratio;
            variant.changed.push_back({"fairness.minimum_ratio",
                                       before > 0 ? std::optional(before) : std::nullopt, ratio});
            found_.push_back(std::move(variant));
        }
    }

    const World& world_;
    const Plan& base_;
    std::vector<Variant> found_;
};

}  // namespace

std::vector<Variant> frontier_variants(const World& world, const Plan& base) {
    return Variants(world, base).all();
}

}  // namespace vorrat::pipeline
