#include <algorithm>
#include <map>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "vorrat/base/file.h"
#include "vorrat/service/each_command.h"

namespace vorrat::service {
namespace {

using nlohmann::ordered_json;

constexpr const char* record_name = "decisions.csv";

std::string or_nothing(const std::string& value) { return value.empty() ? "nothing" : value; }

ordered_json as_json(const Decision& decision) {
    return {{"decision", decision.id},     {"date", to_string(decision.date)},
            {"council", decision.council}, {"criterion", decision.key},
            {"value", decision.value},     {"replaced", decision.replaced},
            {"reason", decision.reason},   {"proposal", decision.proposal}};
}

/// `2026-10-05 D1 region`, then a line for each number.
void tell_log(std::span<const Decision> decisions, std::ostream& out) {
    const Decision* before = nullptr;
    for (const Decision& row : decisions) {
        if (before == nullptr || before->id != row.id) {
            out << fmt::format("{} {} {}{}\n", to_string(row.date), row.id, row.council,
                               row.proposal.empty() ? "" : ", proposal " + row.proposal);
        }
        before = &row;
        out << fmt::format("  {}: {}, was {}: {}\n", row.key, or_nothing(row.value),
                           or_nothing(row.replaced), row.reason);
    }
    if (before == nullptr) {
        out << "no decision was recorded\n";
    }
}

Result<int> tell_all(const World& world, const Values& values, const Streams& streams) {
    if (!values.flag("json")) {
        tell_log(world.decisions, streams.out);
        return 0;
    }
    ordered_json list = ordered_json::array();
    for (const Decision& row : world.decisions) {
        list.push_back(as_json(row));
    }
    streams.out << list.dump(2) << "\n";
    return 0;
}

/// What was decided of each key at the end of a day.
std::map<std::string, std::string> decided_by(const World& world, Date day) {
    std::map<std::string, std::string> held;
    for (const Decision& row : world.decisions) {
        if (row.date <= day) {
            held[row.key] = row.value;
        }
    }
    std::erase_if(held, [](const auto& entry) { return entry.second.empty(); });
    return held;
}

struct Difference {
    std::string key;
    std::string before;
    std::string after;
};

std::vector<Difference> between_days(const World& world, Date from, Date to) {
    const auto before = decided_by(world, from);
    const auto after = decided_by(world, to);
    std::vector<Difference> all;
    for (const auto& [key, value] : before) {
        const auto now = after.find(key);
        if (now == after.end() || !same_value(now->second, value)) {
            all.push_back({key, value, now == after.end() ? "" : now->second});
        }
    }
    for (const auto& [key, value] : after) {
        if (!before.contains(key)) {
            all.push_back({key, "", value});
        }
    }
    return all;
}

/// Between what was decided and what the files say.
std::vector<Difference> against_the_files(const World& world) {
    std::vector<Difference> all;
    for (const CriterionStanding& row : standings(world)) {
        if (row.standing != Standing::adopted) {
            all.push_back(
                {row.key, row.decision ? world.decisions[*row.decision].value : "", row.value});
        }
    }
    return all;
}

Result<int> tell_difference(const World& world, const Values& values, const Streams& streams) {
    const auto from = date_of(values, "from");
    const auto to = date_of(values, "as-of").value_or(Date::max());
    const std::vector<Difference> all =
        from ? between_days(world, *from, to) : against_the_files(world);
    if (values.flag("json")) {
        ordered_json list = ordered_json::array();
        for (const auto& [key, before, after] : all) {
            list.push_back({{"criterion", key}, {"before", before}, {"after", after}});
        }
        streams.out << list.dump(2) << "\n";
        return 0;
    }
    if (all.empty()) {
        streams.out << (from ? "nothing was decided between these days\n"
                             : "the files say what was decided\n");
    }
    for (const auto& [key, before, after] : all) {
        streams.out << (from ? fmt::format("{}: {} -> {}\n", key, or_nothing(before),
                                           or_nothing(after))
                             : fmt::format("{}: decided {}, the files say {}\n", key,
                                           or_nothing(before), or_nothing(after)));
    }
    return 0;
}

std::string_view to_string(Standing standing) {
    switch (standing) {
        case Standing::adopted:
            return "adopted";
        case Standing::undecided:
            return "undecided";
        case Standing::differs:
            return "differs";
    }
    impossible("a Standing outside its enum");
}

/// Recipes that people decided to add: facts since, which no file can contradict.
std::vector<CriterionStanding> added_activities(const World& world) {
    std::vector<CriterionStanding> rows;
    for (std::size_t k = 0; k < world.decisions.size(); ++k) {
        const Decision& decision = world.decisions[k];
        if (decision.key.starts_with("activities.")) {
            rows.push_back({decision.key, decision.value, Standing::adopted, k});
        }
    }
    return rows;
}

Result<int> tell_blame(const World& world, const Values& values, const Streams& streams) {
    ordered_json list = ordered_json::array();
    std::vector<CriterionStanding> rows = standings(world);
    const auto added = added_activities(world);
    rows.insert(rows.end(), added.begin(), added.end());
    for (const CriterionStanding& row : rows) {
        const Decision* decision = row.decision ? &world.decisions[*row.decision] : nullptr;
        ordered_json entry = {
            {"criterion", row.key}, {"value", row.value}, {"standing", to_string(row.standing)}};
        std::string by = "nobody decided it";
        if (decision != nullptr) {
            entry["by"] = as_json(*decision);
            by = fmt::format("{} {} {}: {}{}", decision->id, vorrat::to_string(decision->date),
                             decision->council, decision->reason,
                             decision->proposal.empty() ? "" : "; proposal " + decision->proposal);
        }
        if (row.standing == Standing::differs) {
            by = fmt::format("NOT AS DECIDED ({}) by {}", or_nothing(decision->value), by);
        }
        list.push_back(std::move(entry));
        if (!values.flag("json")) {
            streams.out << fmt::format("{} = {}  ({})\n", row.key, or_nothing(row.value), by);
        }
    }
    if (values.flag("json")) {
        streams.out << list.dump(2) << "\n";
    }
    return 0;
}

/// Rows for every number that is not the one last decided; what is not there any more is given up.
std::vector<Decision> adoption_of(const World& world, const Decision& sample) {
    std::vector<Decision> rows;
    for (const CriterionStanding& row : standings(world)) {
        if (row.standing == Standing::adopted) {
            continue;
        }
        Decision decision = sample;
        decision.key = row.key;
        decision.value = row.value;
        decision.replaced = row.decision ? world.decisions[*row.decision].value : "";
        rows.push_back(std::move(decision));
    }
    return rows;
}

Result<int> adopt(const World& world, const Values& values, const Streams& streams) {
    for (const char* needed : {"council", "reason"}) {
        if (!values.has(needed)) {
            return usage_error(fmt::format("criteria adopt: --{} is needed", needed));
        }
    }
    const Decision sample{.id = council::next_decision_id(world.decisions),
                          .date = today(values),
                          .council = values.text("council"),
                          .key = "",
                          .value = "",
                          .replaced = "",
                          .reason = values.text("reason"),
                          .proposal = ""};
    const std::vector<Decision> rows = adoption_of(world, sample);
    if (rows.empty()) {
        streams.out << "nothing to adopt: every number is the one last decided\n";
        return 0;
    }
    const std::filesystem::path file = std::filesystem::path(values.text("DIR")) / record_name;
    if (auto done = council::append_decisions(file, rows); !done) {
        return done.error();
    }
    tell_log(rows, streams.out);
    return 0;
}

}  // namespace

Result<int> run_criteria(const Values& values, const Streams& streams) {
    const std::string action = values.text("ACTION");
    auto reading = read_workspace(values, streams);
    if (!reading) {
        return reading.error();
    }
    const auto world = pipeline::sound_world(std::move(*reading));
    if (!world) {
        return world.error();
    }
    if (action == "log") {
        return tell_all(*world, values, streams);
    }
    if (action == "diff") {
        return tell_difference(*world, values, streams);
    }
    if (action == "blame") {
        return tell_blame(*world, values, streams);
    }
    if (action == "adopt") {
        return adopt(*world, values, streams);
    }
    return usage_error(fmt::format("criteria: want log, diff, blame or adopt, got \"{}\"", action));
}

}  // namespace vorrat::service
