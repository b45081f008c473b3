#include "vorrat/service/policy_session.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "vorrat/base/text.h"

namespace vorrat::service {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t line_bytes_max = std::size_t{4} << 20U;
constexpr long version = 1;
constexpr double units_max = 1e12;  // beyond, whole units are no longer exact in sums
constexpr double lead_max = 365;

/// Reads fields of one line and remembers the first that is wrong.
class Fields {
public:
    explicit Fields(long line) : line_(line) {}

    double number(const json& object, const std::string& where, const std::string& key, double low,
                  double high, std::optional<double> otherwise = {}) {
        const auto found = object.find(key);
        if (found == object.end() && otherwise) {
            return *otherwise;
        }
        const bool is_number = found != object.end() && found->is_number();
        const double value = is_number ? found->get<double>() : 0;
        if (!is_number || !std::isfinite(value) || value < low || value > high) {
            refuse(where + key, fmt::format("a number from {} to {}", low, high),
                   found == object.end() ? "none" : found->dump());
        }
        return value;
    }

    double whole(const json& object, const std::string& where, const std::string& key, double low,
                 double high, std::optional<double> otherwise = {}) {
        const double value = number(object, where, key, low, high, otherwise);
        if (value != std::floor(value)) {
            refuse(where + key, "a whole number", fmt::format("{}", value));
        }
        return value;
    }

    void refuse(const std::string& where, const std::string& want, const std::string& found) {
        if (error_.empty()) {
            error_ = fmt::format("line {}: {}: want {}, found {}", line_, where, want,
                                 found.size() > 40 ? found.substr(0, 40) + "..." : found);
        }
    }

    bool sound() const { return error_.empty(); }
    Error error() const { return bad_input(error_); }

private:
    long line_;
    std::string error_;
};

/// The object of a line; nothing after `fields.refuse`.
std::optional<json> object_of(std::string_view line, Fields& fields) {
    if (line.size() > line_bytes_max) {
        fields.refuse("the line", fmt::format("at most {} bytes", line_bytes_max),
                      fmt::format("{}", line.size()));
        return std::nullopt;
    }
    if (first_not_utf8(line)) {
        fields.refuse("the line", "UTF-8", "other bytes");
        return std::nullopt;
    }
    // Nesting is shallow by the format; a line of brackets must not exhaust the stack.
    int depth = 0;
    const json::parser_callback_t shallow = [&depth](int at, json::parse_event_t, json&) {
        depth = std::max(depth, at);
        return at < 8;
    };
    json object = json::parse(line, shallow, false);
    if (object.is_discarded() || !object.is_object()) {
        fields.refuse("the line", "a JSON object", shown(line));
        return std::nullopt;
    }
    return object;
}

/// `items`, an array of objects.
const json* items_of(const json& object, Fields& fields) {
    const auto found = object.find("items");
    const bool is_list = found != object.end() && found->is_array() && !found->empty() &&
                         std::ranges::all_of(*found, [](const json& i) { return i.is_object(); });
    if (!is_list) {
        fields.refuse("items", "a list of at least one object",
                      found == object.end() ? "none" : found->dump());
        return nullptr;
    }
    return &*found;
}

std::string id_of(const json& item, const std::string& where, Fields& fields) {
    const auto found = item.find("id");
    if (found == item.end() || !found->is_string()) {
        fields.refuse(where + "id", "a text", found == item.end() ? "none" : found->dump());
        return {};
    }
    return found->get<std::string>();
}

learn::Setting setting_of(const json& item, const std::string& where, Fields& fields) {
    learn::Setting setting;
    setting.lead = static_cast<int>(fields.whole(item, where, "lead", 0, lead_max));
    setting.profit = fields.number(item, where, "profit", 1e-9, units_max);
    setting.holding = fields.number(item, where, "holding", 1e-9, units_max);
    setting.periods = static_cast<int>(fields.whole(item, where, "periods", 0, 1e6, 0.0));
    const auto history = item.find("history");
    if (history == item.end() || !history->is_array()) {
        fields.refuse(where + "history", "a list of numbers",
                      history == item.end() ? "none" : history->dump());
        return setting;
    }
    for (const json& need : *history) {
        const bool sound = need.is_number() && std::isfinite(need.get<double>()) &&
                           need.get<double>() >= 0 && need.get<double>() <= units_max;
        if (!sound) {
            fields.refuse(where + "history", "numbers of at least 0", need.dump());
            return setting;
        }
        setting.history.push_back(need.get<double>());
    }
    return setting;
}

learn::Morning morning_of(const json& item, const std::string& where, bool is_first,
                          Fields& fields) {
    learn::Morning morning;
    morning.on_hand = fields.number(item, where, "on_hand", 0, units_max);
    morning.in_transit = fields.number(item, where, "in_transit", 0, units_max);
    morning.arrived = fields.number(item, where, "arrived", 0, units_max, 0.0);
    if (!is_first || item.contains("need")) {
        morning.need = fields.number(item, where, "need", 0, units_max);
    }
    const auto censored = item.find("censored");
    if (censored != item.end() && !censored->is_boolean()) {
        fields.refuse(where + "censored", "true or false", censored->dump());
        return morning;
    }
    morning.censored = censored != item.end() && censored->get<bool>();
    return morning;
}

}  // namespace

Result<std::string> PolicySession::answer(std::string_view line) {
    ++lines_;
    return lines_ == 1 ? open(line) : decide(line);
}

Result<std::string> PolicySession::open(std::string_view line) {
    Fields fields(lines_);
    const auto object = object_of(line, fields);
    const json* items = object ? items_of(*object, fields) : nullptr;
    if (items == nullptr) {
        return fields.error();
    }
    fields.whole(*object, "", "policy", version, version);
    const double seed = fields.whole(*object, "", "seed", 0, 1e9, 1.0);
    for (std::size_t n = 0; n < items->size() && fields.sound(); ++n) {
        const json& item = (*items)[n];
        const std::string where = fmt::format("items[{}].", n);
        const std::string id = id_of(item, where, fields);
        if (std::ranges::count(items_, id, &Item::id) > 0) {
            fields.refuse(where + "id", "each item once", shown(id));
        }
        learn::Setting setting = setting_of(item, where, fields);
        setting.seed = static_cast<std::uint64_t>(seed) * 1'000'003 + n;
        const double pack = fields.number(item, where, "pack", 1e-9, units_max, 1.0);
        if (fields.sound()) {
            const std::pair key(setting.profit / setting.holding, setting.lead);
            const auto known = aims_.find(key);
            setting.aim = known != aims_.end() ? known->second : learn::aim_of(setting);
            aims_[key] = *setting.aim;
            items_.push_back({id, pack, learn::Learner(setting)});
        }
    }
    if (!fields.sound()) {
        return fields.error();
    }
    return ordered_json{{"ready", items_.size()}}.dump();
}

Result<std::string> PolicySession::decide(std::string_view line) {
    Fields fields(lines_);
    const auto object = object_of(line, fields);
    const json* items = object ? items_of(*object, fields) : nullptr;
    if (items == nullptr) {
        return fields.error();
    }
    const auto next = static_cast<double>(periods_ + 1);
    fields.whole(*object, "", "period", next, next);
    std::vector<std::optional<learn::Morning>> mornings(items_.size());
    for (std::size_t n = 0; n < items->size() && fields.sound(); ++n) {
        const std::string where = fmt::format("items[{}].", n);
        const std::string id = id_of((*items)[n], where, fields);
        const auto found = std::ranges::find(items_, id, &Item::id);
        const auto at = static_cast<std::size_t>(found - items_.begin());
        if (found == items_.end() || mornings[at]) {
            fields.refuse(where + "id", "an item of the setting, once", shown(id));
            break;
        }
        mornings[at] = morning_of((*items)[n], where, periods_ == 0, fields);
    }
    for (std::size_t n = 0; n < items_.size(); ++n) {
        if (!mornings[n]) {
            fields.refuse("items", "every item of the setting", "no " + shown(items_[n].id));
        }
    }
    if (!fields.sound()) {
        return fields.error();
    }
    ++periods_;
    ordered_json orders = ordered_json::array();
    for (std::size_t n = 0; n < items_.size(); ++n) {
        Item& item = items_[n];
        const double units = item.learner.decide(*mornings[n], item.pack);
        const learn::LeadTimes& leads = item.learner.lead_times();
        orders.push_back({{"id", item.id},
                          {"quantity", units},
                          {"lead_mean", leads.mean()},
                          {"never", leads.probability_never()}});
    }
    return ordered_json{{"period", periods_}, {"orders", orders}}.dump();
}

}  // namespace vorrat::service
