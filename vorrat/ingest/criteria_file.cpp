#include "vorrat/ingest/criteria_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include "vorrat/base/toml.h"
#include "vorrat/ingest/tables.h"

namespace vorrat::ingest {
namespace {

constexpr std::string_view file_name = "criteria.toml";
constexpr std::array<std::string_view, tier_count> tiers{"essential", "basic", "wanted"};
constexpr std::string_view per_week = "_per_week";
constexpr int horizon_days_max = 3660;  // ten years
constexpr int period_days_max = 366;
constexpr std::size_t caps_and_steps_max = 10000;

class CriteriaReader {
public:
    explicit CriteriaReader(Intake& intake) : intake_(&intake) {}

    void read(const toml::table& root) {
        Criteria& criteria = intake_->world().criteria;
        keys(root, "",
             {"horizon_days", "period_days", "placement", "tiers", "reserve", "minimum_coverage",
              "fairness", "caps", "resources", "forbidden", "burden", "decisions"});
        whole(root, "", "horizon_days", criteria.horizon_days, 1, horizon_days_max);
        whole(root, "", "period_days", criteria.period_days, 1, period_days_max);
        if (criteria.period_days > criteria.horizon_days) {
            const toml::node* node = root.get("period_days");
            if (node == nullptr) {
                node = root.get("horizon_days");
            }
            fail(node, "period_days",
                 fmt::format("at most horizon_days ({})", criteria.horizon_days),
                 fmt::format("{}", criteria.period_days));
            criteria.period_days = criteria.horizon_days;
        }
        if (const auto* t = table(root, "", "placement")) {
            read_placement(*t, criteria.placement);
        }
        if (const auto* t = table(root, "", "tiers")) {
            read_tiers(*t, criteria);
        }
        if (const auto* t = table(root, "", "reserve")) {
            read_reserve(*t, criteria);
        }
        if (const auto* t = table(root, "", "minimum_coverage")) {
            read_minimum(*t, criteria);
        }
        if (const auto* t = table(root, "", "fairness")) {
            keys(*t, "fairness.", {"minimum_ratio"});
            number(*t, "fairness.", "minimum_ratio", criteria.minimum_ratio, {0, 1, false});
        }
        if (const auto* t = table(root, "", "caps")) {
            read_caps(*t, criteria);
        }
        if (const auto* t = table(root, "", "resources")) {
            read_work_limits(*t, criteria);
        }
        if (const auto* t = table(root, "", "forbidden")) {
            read_forbidden(*t, criteria);
        }
        if (const auto* t = table(root, "", "burden")) {
            read_burden(*t, criteria);
        }
        if (const auto* t = table(root, "", "decisions")) {
            read_decisions(*t, root, criteria);
        }
    }

    void fail_at(toml::source_position at, std::string subject, std::string expected,
                 std::string found, Severity severity = Severity::error) {
        intake_->reading.findings.add({severity, std::string(file_name), at.line, at.column,
                                       std::move(subject), std::move(expected), std::move(found)});
    }

private:
    static std::string in_words(const toml::node& node) {
        if (node.is_string()) {
            return shown(node.ref<std::string>());
        }
        if (node.is_integer()) {
            return fmt::format("{}", node.ref<std::int64_t>());
        }
        if (node.is_floating_point()) {
            return fmt::format("{}", node.ref<double>());
        }
        if (node.is_boolean()) {
            return node.ref<bool>() ? "true" : "false";
        }
        if (node.is_table()) {
            return "a table";
        }
        return node.is_array() ? "an array" : "a date or time";
    }

    void fail(const toml::node* node, std::string subject, std::string expected,
              std::string found) {
        fail_at(node == nullptr ? toml::source_position{} : node->source().begin,
                std::move(subject), std::move(expected), std::move(found));
    }

    void keys(const toml::table& table, std::string_view prefix,
              std::initializer_list<std::string_view> known) {
        for (const auto& [key, node] : table) {
            const std::string_view name = key.str();
            if (std::find(known.begin(), known.end(), name) != known.end()) {
                continue;
            }
            fail_at(key.source().begin, fmt::format("{}{}", prefix, name),
                    fmt::format("one of the keys {}", fmt::join(known, ", ")), shown(name));
        }
    }

    const toml::table* table(const toml::table& in, std::string_view prefix, std::string_view key) {
        const toml::node* node = in.get(key);
        if (node == nullptr) {
            return nullptr;
        }
        if (!node->is_table()) {
            fail(node, fmt::format("{}{}", prefix, key), "a table", in_words(*node));
        }
        return node->as_table();
    }

    /// The value, when it is there and sound.
    std::optional<double> value(const toml::node& node, const std::string& subject, Range range) {
        double value = 0;
        if (node.is_integer()) {
            value = static_cast<double>(node.ref<std::int64_t>());
        } else if (node.is_floating_point()) {
            value = node.ref<double>();
        } else {
            fail(&node, subject, "a number", in_words(node));
            return std::nullopt;
        }
        if (!std::isfinite(value)) {
            fail(&node, subject, "a finite number", in_words(node));
            return std::nullopt;
        }
        const bool low = range.above_least ? value <= range.least : value < range.least;
        if (low || value > range.most) {
            fail(&node, subject,
                 fmt::format("a number {} {} and at most {}",
                             range.above_least ? "above" : "of at least", range.least, range.most),
                 in_words(node));
            return std::nullopt;
        }
        return value;
    }

    void number(const toml::table& in, std::string_view prefix, std::string_view key, double& into,
                Range range) {
        const toml::node* node = in.get(key);
        if (node == nullptr) {
            return;
        }
        into = value(*node, fmt::format("{}{}", prefix, key), range).value_or(into);
    }

    void whole(const toml::table& in, std::string_view prefix, std::string_view key, int& into,
               int least, int most) {
        const toml::node* node = in.get(key);
        if (node == nullptr) {
            return;
        }
        const std::string subject = fmt::format("{}{}", prefix, key);
        if (!node->is_integer()) {
            fail(node, subject, "a whole number", in_words(*node));
            return;
        }
        const auto sound =
            value(*node, subject, {static_cast<double>(least), static_cast<double>(most), false});
        if (sound) {
            into = static_cast<int>(*sound);
        }
    }

    void read_placement(const toml::table& t, PlacementCriteria& placement) {
        keys(t, "placement.",
             {"review_days", "holding_per_unit_and_day", "shortage_per_unit", "calm"});
        whole(t, "placement.", "review_days", placement.review_days, 1, period_days_max);
        number(t, "placement.", "holding_per_unit_and_day", placement.holding_per_unit_and_day,
               at_least_zero);
        number(t, "placement.", "shortage_per_unit", placement.shortage_per_unit, above_zero);
        number(t, "placement.", "calm", placement.calm, {0, 1, false});
    }

    void read_tiers(const toml::table& t, Criteria& criteria) {
        keys(t, "tiers.", {tiers[0], tiers[1], tiers[2]});
        for (std::size_t k = 0; k < tier_count; ++k) {
            number(t, "tiers.", tiers[k], criteria.tier_weight[k], at_least_zero);
        }
    }

    void read_minimum(const toml::table& t, Criteria& criteria) {
        keys(t, "minimum_coverage.", {tiers[0], tiers[1], tiers[2]});
        for (std::size_t k = 0; k < tier_count; ++k) {
            number(t, "minimum_coverage.", tiers[k], criteria.minimum_coverage[k], {0, 1, false});
        }
    }

    void read_reserve(const toml::table& t, Criteria& criteria) {
        keys(t, "reserve.", {"weight", tiers[0], tiers[1], tiers[2]});
        number(t, "reserve.", "weight", criteria.reserve_weight, at_least_zero);
        for (std::size_t k = 0; k < tier_count; ++k) {
            const auto* reserve = table(t, "reserve.", tiers[k]);
            if (reserve == nullptr) {
                continue;
            }
            const std::string prefix = fmt::format("reserve.{}.", tiers[k]);
            keys(*reserve, prefix, {"coverage", "days"});
            if (reserve->contains("coverage") && reserve->contains("days")) {
                fail(reserve, fmt::format("reserve.{}", tiers[k]), "coverage or days", "both");
                continue;
            }
            Reserve& into = criteria.reserve[k];
            if (const auto* node = reserve->get("coverage")) {
                // The plan interpolates quantiles; certainty has none.
                into.coverage = value(*node, prefix + "coverage", {0, 0.9999, true});
            }
            if (const auto* node = reserve->get("days")) {
                into.days = value(*node, prefix + "days", {0, horizon_days_max, false});
            }
        }
    }

    bool is_indicator(std::string_view name) const {
        return name == "transport_tkm" || name == "waste_kg" ||
               intake_->indicators.find(name).has_value() ||
               intake_->resources.find(name).has_value();
    }

    void check_indicator(const toml::key& key, std::string_view prefix) {
        if (is_indicator(key.str())) {
            return;
        }
        fail_at(key.source().begin, fmt::format("{}{}", prefix, key.str()),
                "an indicator of impacts.csv, transport_tkm, waste_kg or a resource",
                shown(key.str()));
    }

    void read_caps(const toml::table& t, Criteria& criteria) {
        for (const auto& [key, node] : t) {
            check_indicator(key, "caps.");
            const auto* entry = table(t, "caps.", key.str());
            if (entry == nullptr) {
                continue;
            }
            const std::string prefix = fmt::format("caps.{}.", key.str());
            keys(*entry, prefix, {"total", "path"});
            Cap cap;
            cap.indicator = std::string(key.str());
            if (!entry->contains("total")) {
                fail(entry, prefix + "total", "a number", "nothing");
                continue;
            }
            cap.total = -1;
            number(*entry, prefix, "total", cap.total, {0, 1e15, false});
            if (cap.total < 0) {
                continue;
            }
            read_path(*entry, prefix, cap);
            const bool zero = cap.total == 0 ||
                              std::ranges::any_of(cap.path, [](CapStep s) { return s.total == 0; });
            if (zero && is_indicator(cap.indicator)) {
                fail_at(entry->source().begin, fmt::format("caps.{}", key.str()), "",
                        "the cap is zero: nothing that adds to it can be done", Severity::note);
            }
            if (is_indicator(cap.indicator)) {
                criteria.caps.push_back(std::move(cap));
            }
        }
    }

    void read_path(const toml::table& entry, const std::string& prefix, Cap& cap) {
        const toml::node* node = entry.get("path");
        if (node == nullptr) {
            return;
        }
        const toml::array* path = node->as_array();
        if (path == nullptr || path->size() > caps_and_steps_max) {
            fail(node, prefix + "path", "an array of { from = DATE, total = NUMBER }",
                 in_words(*node));
            return;
        }
        for (const toml::node& step : *path) {
            const toml::table* fields = step.as_table();
            if (fields == nullptr || !fields->contains("from") || !fields->contains("total")) {
                fail(&step, prefix + "path", "{ from = DATE, total = NUMBER }", in_words(step));
                continue;
            }
            keys(*fields, prefix + "path.", {"from", "total"});
            const auto from = date(*fields->get("from"), prefix + "path.from");
            const auto total =
                value(*fields->get("total"), prefix + "path.total", {0, 1e15, false});
            if (!from || !total) {
                continue;
            }
            if (!cap.path.empty() && cap.path.back().from >= *from) {
                fail(&step, prefix + "path.from",
                     fmt::format("a date after {}", vorrat::to_string(cap.path.back().from)),
                     vorrat::to_string(*from));
                continue;
            }
            cap.path.push_back({*from, *total});
        }
    }

    std::optional<Date> date(const toml::node& node, const std::string& subject) {
        std::string text;
        if (node.is_string()) {
            text = node.ref<std::string>();
        }
        if (node.is_date()) {
            const auto& d = node.ref<toml::date>();
            text = fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day);
        }
        const auto date = parse_date(text);
        if (!date) {
            fail(&node, subject, "a date from 1900 to 2200 as 2026-11-23",
                 text.empty() ? in_words(node) : shown(text));
        }
        return date;
    }

    void read_work_limits(const toml::table& t, Criteria& criteria) {
        for (const auto& [key, node] : t) {
            const std::string_view name = key.str();
            const std::string subject = fmt::format("resources.{}", name);
            if (!name.ends_with(per_week)) {
                fail_at(key.source().begin, subject, "<resource_id>_per_week", shown(name));
                continue;
            }
            const auto resource =
                intake_->resources.find(name.substr(0, name.size() - per_week.size()));
            if (!resource) {
                fail_at(key.source().begin, subject, "a resource of resources.csv before _per_week",
                        shown(name));
                continue;
            }
            const auto limit = value(node, subject, at_least_zero);
            if (limit) {
                criteria.work_limits.push_back({ResourceId{*resource}, *limit});
            }
        }
    }

    void read_forbidden(const toml::table& t, Criteria& criteria) {
        keys(t, "forbidden.", {"activities"});
        const toml::node* node = t.get("activities");
        if (node == nullptr) {
            return;
        }
        if (!node->is_array()) {
            fail(node, "forbidden.activities", "an array of activity ids", in_words(*node));
            return;
        }
        for (const toml::node& entry : *node->as_array()) {
            const auto known = entry.is_string()
                                   ? intake_->activities.find(entry.ref<std::string>())
                                   : std::nullopt;
            if (!known) {
                fail(&entry, "forbidden.activities", "an activity of activities.csv",
                     in_words(entry));
                continue;
            }
            const ActivityId id{*known};
            if (std::ranges::find(criteria.forbidden, id) == criteria.forbidden.end()) {
                criteria.forbidden.push_back(id);
            }
        }
    }

    void read_burden(const toml::table& t, Criteria& criteria) {
        for (const auto& [key, node] : t) {
            check_indicator(key, "burden.");
            const auto weight = value(node, fmt::format("burden.{}", key.str()), at_least_zero);
            if (weight && is_indicator(key.str())) {
                criteria.burden[std::string(key.str())] = *weight;
            }
        }
    }

    void read_decisions(const toml::table& t, const toml::table& root, Criteria& criteria) {
        for (const auto& [key, node] : t) {
            const std::string subject = fmt::format("decisions.{}", key.str());
            if (!node.is_string()) {
                fail(&node, subject, "a text that names the decision", in_words(node));
                continue;
            }
            if (!names_a_value(root, key.str())) {
                fail_at(key.source().begin, subject, "the dotted name of a key in this file",
                        shown(key.str()), Severity::warning);
            }
            criteria.decisions[std::string(key.str())] = node.ref<std::string>();
        }
    }

    /// Follows `caps.co2e_kg.total`; a key may itself hold dots when no table has the shorter name.
    static bool names_a_value(const toml::table& root, std::string_view dotted) {
        const toml::table* at = &root;
        while (at != nullptr) {
            if (at->contains(dotted)) {
                return true;
            }
            const std::size_t dot = dotted.find('.');
            if (dot == std::string_view::npos) {
                return false;
            }
            const toml::node* next = at->get(dotted.substr(0, dot));
            at = next == nullptr ? nullptr : next->as_table();
            dotted = dotted.substr(dot + 1);
        }
        return false;
    }

    Intake* intake_;
};

}  // namespace

void read_criteria(Intake& intake) {
    if (!intake.files.contains(std::string(file_name))) {
        intake.note(std::string(file_name), "is not there: the defaults hold");
        return;
    }
    const auto file = intake.take("criteria", ".toml");
    if (!file) {
        return;
    }
    CriteriaReader reader(intake);
    const toml::parse_result parsed = toml::parse(file->text, file_name);
    if (!parsed) {
        reader.fail_at(parsed.error().source().begin, "", "TOML",
                       std::string(parsed.error().description()));
        return;
    }
    reader.read(parsed.table());
    intake.count_rows(file->name, parsed.table().size());
}

}  // namespace vorrat::ingest
