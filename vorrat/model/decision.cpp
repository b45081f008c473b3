#include "vorrat/model/decision.h"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "vorrat/model/world.h"

namespace vorrat {
namespace {

constexpr std::array<std::string_view, tier_count> tier_names{"essential", "basic", "wanted"};

/// Decisions that added to the tables: facts from then on, and no numbers of the criteria.
constexpr std::string_view fact_prefix = "activities.";

std::string written(double number) { return fmt::format("{}", number == 0 ? 0.0 : number); }

std::optional<double> number_in(std::string_view text) {
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || problem != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

/// The dotted keys and their values, one after the other.
class Listing {
public:
    explicit Listing(const World& world) : world_(world), criteria_(world.criteria) {}

    std::vector<CriterionValue> all() {
        add("horizon_days", criteria_.horizon_days);
        add("period_days", criteria_.period_days);
        add("placement.review_days", criteria_.placement.review_days);
        add("placement.holding_per_unit_and_day", criteria_.placement.holding_per_unit_and_day);
        add("placement.shortage_per_unit", criteria_.placement.shortage_per_unit);
        add("placement.calm", criteria_.placement.calm);
        for (std::size_t k = 0; k < tier_count; ++k) {
            add(fmt::format("tiers.{}", tier_names.at(k)), criteria_.tier_weight.at(k));
        }
        add_reserves();
        for (std::size_t k = 0; k < tier_count; ++k) {
            add(fmt::format("minimum_coverage.{}", tier_names.at(k)),
                criteria_.minimum_coverage.at(k));
        }
        add("fairness.minimum_ratio", criteria_.minimum_ratio);
        add_caps();
        for (const WorkLimit& limit : criteria_.work_limits) {
            add(fmt::format("resources.{}_per_week", world_.resources[limit.resource].id),
                limit.per_week);
        }
        add_forbidden();
        for (const auto& [indicator, weight] : burden_weights(world_)) {
            add(fmt::format("burden.{}", indicator), weight);
        }
        for (const NeedChange& change : world_.need_changes) {
            add_need(change);
        }
        return std::move(values_);
    }

private:
    void add(std::string key, double value) { values_.push_back({std::move(key), written(value)}); }

    void add_reserves() {
        add("reserve.weight", criteria_.reserve_weight);
        for (std::size_t k = 0; k < tier_count; ++k) {
            const Reserve& reserve = criteria_.reserve.at(k);
            if (reserve.coverage) {
                add(fmt::format("reserve.{}.coverage", tier_names.at(k)), *reserve.coverage);
            }
            if (reserve.days) {
                add(fmt::format("reserve.{}.days", tier_names.at(k)), *reserve.days);
            }
        }
    }

    void add_caps() {
        for (const Cap& cap : criteria_.caps) {
            add(fmt::format("caps.{}.total", cap.indicator), cap.total);
            std::string path;
            for (const CapStep& step : cap.path) {
                path += fmt::format("{}{} {}", path.empty() ? "" : "; ", to_string(step.from),
                                    written(step.total));
            }
            if (!path.empty()) {
                values_.push_back({fmt::format("caps.{}.path", cap.indicator), std::move(path)});
            }
        }
    }

    void add_forbidden() {
        std::string list;
        for (const ActivityId activity : criteria_.forbidden) {
            list += (list.empty() ? "" : "; ") + world_.activities[activity].id;
        }
        values_.push_back({"forbidden.activities", list.empty() ? "none" : list});
    }

    void add_need(const NeedChange& change) {
        std::string key = "needs." + world_.items[change.item].id;
        if (change.community) {
            key += "@" + world_.communities[*change.community].id;
        }
        std::string value = written(change.factor);
        if (change.replaced_by) {
            value += fmt::format(" > {} x {}", world_.items[*change.replaced_by].id,
                                 written(change.ratio));
        }
        values_.push_back({std::move(key), std::move(value)});
    }

    const World& world_;
    const Criteria& criteria_;
    std::vector<CriterionValue> values_ = {};
};

}  // namespace

std::vector<CriterionValue> criteria_values(const World& world) { return Listing(world).all(); }

bool can_be_decided(std::string_view key) {
    constexpr std::array exact =
        std::to_array<std::string_view>({"horizon_days",
                                         "period_days",
                                         "placement.review_days",
                                         "placement.holding_per_unit_and_day",
                                         "placement.shortage_per_unit",
                                         "placement.calm",
                                         "tiers.essential",
                                         "tiers.basic",
                                         "tiers.wanted",
                                         "reserve.weight",
                                         "reserve.essential.coverage",
                                         "reserve.essential.days",
                                         "reserve.basic.coverage",
                                         "reserve.basic.days",
                                         "reserve.wanted.coverage",
                                         "reserve.wanted.days",
                                         "minimum_coverage.essential",
                                         "minimum_coverage.basic",
                                         "minimum_coverage.wanted",
                                         "fairness.minimum_ratio",
                                         "forbidden.activities"});
    const auto between = [&](std::string_view before, std::string_view after) {
        return key.size() > before.size() + after.size() && key.starts_with(before) &&
               key.ends_with(after);
    };
    return std::ranges::count(exact, key) > 0 || between("caps.", ".total") ||
           between("caps.", ".path") || between("resources.", "_per_week") ||
           between("burden.", "") || between("needs.", "") || between(fact_prefix, "");
}

bool same_value(std::string_view a, std::string_view b) {
    const auto left = number_in(a);
    const auto right = number_in(b);
    return left && right ? *left == *right : a == b;
}

std::vector<CriterionStanding> standings(const World& world) {
    std::map<std::string, std::size_t, std::less<>> last;
    for (std::size_t k = 0; k < world.decisions.size(); ++k) {
        last[world.decisions[k].key] = k;
    }
    std::vector<CriterionStanding> all;
    for (CriterionValue& criterion : criteria_values(world)) {
        CriterionStanding row{std::move(criterion.key), std::move(criterion.value),
                              Standing::undecided, std::nullopt};
        if (const auto found = last.find(row.key); found != last.end()) {
            const Decision& decision = world.decisions[found->second];
            row.decision = found->second;
            row.standing =
                same_value(decision.value, row.value) ? Standing::adopted : Standing::differs;
            last.erase(found);
        }
        all.push_back(std::move(row));
    }
    for (const auto& [key, decision] : last) {
        if (!world.decisions[decision].value.empty() && !key.starts_with(fact_prefix)) {
            all.push_back({key, "", Standing::differs, decision});
        }
    }
    return all;
}

bool adopted(const World& world) {
    return std::ranges::all_of(standings(world), [](const CriterionStanding& row) {
        return row.standing == Standing::adopted;
    });
}

}  // namespace vorrat
