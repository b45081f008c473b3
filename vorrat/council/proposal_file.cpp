#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#define TOML_EXCEPTIONS 0
#include "vorrat/base/text.h"
#include "vorrat/base/toml.h"
#include "vorrat/council/change.h"
#include "vorrat/model/decision.h"

namespace vorrat::council {
namespace {

constexpr std::size_t findings_max = 20;
constexpr std::string_view forbidden_key = "forbidden.activities";

class FileReader {
public:
    explicit FileReader(std::string_view file) : file_(file) {}

    ProposalFile read(const toml::table& root) {
        ProposalFile proposal;
        known(root, "", {"title", "reason", "criteria", "needs", "activities"});
        proposal.title = required(root, "", "title");
        proposal.reason = required(root, "", "reason");
        read_criteria(root, proposal.changes);
        each_table(root, "needs", [&](const toml::table& entry) {
            proposal.changes.needs.push_back(need(entry));
        });
        each_table(root, "activities", [&](const toml::table& entry) {
            proposal.changes.activities.push_back(activity(entry));
        });
        if (proposal.changes.empty() && findings_.empty()) {
            fail({1, 1}, "criteria", "at least one change", "none");
        }
        return proposal;
    }

    void fail(toml::source_position at, std::string_view what, std::string_view want,
              std::string_view got) {
        findings_.push_back(fmt::format("{}:{}:{}: {}: want {}, got {}", file_, at.line, at.column,
                                        what, want, got));
    }

    std::optional<Error> problem() const {
        if (findings_.empty()) {
            return std::nullopt;
        }
        const std::size_t told = std::min(findings_max, findings_.size());
        std::string text = fmt::format(
            "{}", fmt::join(findings_.begin(),
                            findings_.begin() + static_cast<std::ptrdiff_t>(told), "\n"));
        if (told < findings_.size()) {
            text += fmt::format("\nand {} more", findings_.size() - told);
        }
        return bad_input(text);
    }

private:
    static std::string in_words(const toml::node& node) {
        if (const auto* text = node.as_string()) {
            return shown(text->get());
        }
        if (const auto number = node.value<double>()) {
            return fmt::format("{}", *number);
        }
        return node.is_table() ? "a table" : node.is_array() ? "a list" : "a value of another kind";
    }

    void known(const toml::table& table, const std::string& prefix,
               std::initializer_list<std::string_view> names) {
        for (const auto& [key, node] : table) {
            if (std::ranges::find(names, key.str()) == names.end()) {
                fail(key.source().begin, prefix + std::string(key.str()),
                     fmt::format("one of the keys {}", fmt::join(names, ", ")), shown(key.str()));
            }
        }
    }

    std::string text(const toml::table& in, const std::string& prefix, std::string_view key) {
        const toml::node* node = in.get(key);
        if (node == nullptr) {
            return "";
        }
        const auto* text = node->as_string();
        if (text == nullptr || has_control(text->get())) {
            fail(node->source().begin, prefix + std::string(key),
                 "a text without control characters", in_words(*node));
            return "";
        }
        return text->get();
    }

    std::string required(const toml::table& in, const std::string& prefix, std::string_view key) {
        std::string value = text(in, prefix, key);
        if (value.empty() && in.get(key) == nullptr) {
            fail(in.source().begin, prefix + std::string(key), "a text", "nothing");
        }
        return value;
    }

    double number(const toml::node& node, const std::string& name, double least) {
        const auto value = node.value<double>();
        const bool sound = value && (node.is_integer() || node.is_floating_point()) &&
                           std::isfinite(*value) && *value >= least;
        if (!sound) {
            fail(node.source().begin, name, fmt::format("a number of at least {}", least),
                 in_words(node));
            return 0;
        }
        return *value;
    }

    /// Calls `read` with each table of an array of tables.
    void each_table(const toml::table& root, std::string_view key, const auto& read) {
        const toml::node* node = root.get(key);
        if (node == nullptr) {
            return;
        }
        if (!node->is_array_of_tables()) {
            fail(node->source().begin, key, fmt::format("tables [[{}]]", key), in_words(*node));
            return;
        }
        for (const toml::node& entry : *node->as_array()) {
            read(*entry.as_table());
        }
    }

    void read_criteria(const toml::table& root, Changes& changes) {
        const toml::node* node = root.get("criteria");
        if (node == nullptr) {
            return;
        }
        if (!node->is_table()) {
            fail(node->source().begin, "criteria", "a table", in_words(*node));
            return;
        }
        for (const auto& [key, value] : *node->as_table()) {
            const std::string name(key.str());
            if (!can_be_decided(name) || name.starts_with("needs.") ||
                name.starts_with("activities.")) {
                fail(key.source().begin, "criteria." + name,
                     "the dotted key of a criterion in quotes", shown(name));
                continue;
            }
            changes.criteria[name] = criterion(value, name);
        }
    }

    std::string criterion(const toml::node& node, const std::string& name) {
        if (node.is_integer() || node.is_floating_point()) {
            return fmt::format("{}", number(node, "criteria." + name, 0));
        }
        const auto* text = node.as_string();
        if (text == nullptr || has_control(text->get())) {
            fail(node.source().begin, "criteria." + name, "a number or a text", in_words(node));
            return "";
        }
        return text->get() == "none" && name != forbidden_key ? "" : text->get();
    }

    NeedCritique need(const toml::table& entry) {
        known(entry, "needs.", {"item", "community", "factor", "replaced_by", "ratio", "reason"});
        NeedCritique critique;
        critique.item = required(entry, "needs.", "item");
        critique.community = text(entry, "needs.", "community");
        critique.replaced_by = text(entry, "needs.", "replaced_by");
        critique.reason = required(entry, "needs.", "reason");
        if (const toml::node* factor = entry.get("factor")) {
            critique.factor = number(*factor, "needs.factor", 0);
        } else {
            fail(entry.source().begin, "needs.factor", "a number", "nothing");
        }
        if (const toml::node* ratio = entry.get("ratio")) {
            critique.ratio = number(*ratio, "needs.ratio", 0);
        }
        return critique;
    }

    std::map<std::string, double> quantities(const toml::table& entry, std::string_view key) {
        std::map<std::string, double> all;
        const toml::node* node = entry.get(key);
        if (node == nullptr) {
            return all;
        }
        const std::string name = "activities." + std::string(key);
        if (!node->is_table()) {
            fail(node->source().begin, name, "a table such as { grain = 90 }", in_words(*node));
            return all;
        }
        for (const auto& [id, quantity] : *node->as_table()) {
            all[std::string(id.str())] = number(quantity, name + "." + std::string(id.str()), 0);
        }
        return all;
    }

    NewActivity activity(const toml::table& entry) {
        known(entry, "activities.",
              {"id", "name", "places", "inputs", "outputs", "resources", "impacts"});
        NewActivity added;
        added.id = required(entry, "activities.", "id");
        added.name = text(entry, "activities.", "name");
        added.inputs = quantities(entry, "inputs");
        added.outputs = quantities(entry, "outputs");
        added.resources = quantities(entry, "resources");
        added.impacts = quantities(entry, "impacts");
        const toml::node* places = entry.get("places");
        if (places == nullptr || !places->is_array() || places->as_array()->empty()) {
            fail(entry.source().begin, "activities.places", "a list of places", "nothing");
            return added;
        }
        for (const toml::node& place : *places->as_array()) {
            if (const auto* id = place.as_string()) {
                added.places.push_back(id->get());
            } else {
                fail(place.source().begin, "activities.places", "a place", in_words(place));
            }
        }
        return added;
    }

    std::string file_;
    std::vector<std::string> findings_;
};

std::string per_run(const std::map<std::string, double>& quantities) {
    std::vector<std::string> parts;
    parts.reserve(quantities.size());
    for (const auto& [id, quantity] : quantities) {
        parts.push_back(fmt::format("{} {}", quantity, id));
    }
    return fmt::format("{}", fmt::join(parts, " + "));
}

}  // namespace

Result<ProposalFile> read_proposal(std::string_view text, std::string_view file) {
    FileReader reader(file);
    const toml::parse_result parsed = toml::parse(text, file);
    if (!parsed) {
        reader.fail(parsed.error().source().begin, "proposal", "TOML",
                    parsed.error().description());
        return *reader.problem();
    }
    ProposalFile proposal = reader.read(parsed.table());
    if (const auto problem = reader.problem()) {
        return *problem;
    }
    return proposal;
}

vorrat::Outcome in_sound_letters(const Changes& changes) {
    std::string where;
    const auto look = [&](std::string_view name, std::string_view text) {
        if (where.empty() && has_control(text)) {
            where = fmt::format("changes.{}: want a text without control characters, got {}", name,
                                shown(text));
        }
    };
    for (const auto& [key, value] : changes.criteria) {
        look("criteria", key);
        look("criteria", value);
    }
    for (const NeedCritique& need : changes.needs) {
        look("needs.item", need.item);
        look("needs.community", need.community);
        look("needs.replaced_by", need.replaced_by);
    }
    for (const NewActivity& added : changes.activities) {
        look("activities.id", added.id);
        look("activities.name", added.name);
        for (const std::string& place : added.places) {
            look("activities.places", place);
        }
        for (const auto* quantities :
             {&added.inputs, &added.outputs, &added.resources, &added.impacts}) {
            for (const auto& [id, quantity] : *quantities) {
                look("activities", id);
            }
        }
    }
    return where.empty() ? vorrat::Outcome(Done{}) : bad_input(where);
}

std::vector<std::string> in_lines(const Changes& changes) {
    std::vector<std::string> lines;
    for (const auto& [key, value] : changes.criteria) {
        lines.push_back(fmt::format("{}: {}", key, value.empty() ? "given up" : value));
    }
    for (const NeedCritique& need : changes.needs) {
        std::string line =
            fmt::format("needs.{}{}: x {}", need.item,
                        need.community.empty() ? "" : "@" + need.community, need.factor);
        if (!need.replaced_by.empty()) {
            line += fmt::format(", the rest as {} x {}", need.replaced_by, need.ratio);
        }
        lines.push_back(line + " (" + need.reason + ")");
    }
    for (const NewActivity& added : changes.activities) {
        lines.push_back(fmt::format("activities.{}: {} -> {} at {}", added.id,
                                    per_run(added.inputs), per_run(added.outputs),
                                    fmt::join(added.places, ", ")));
    }
    return lines;
}

}  // namespace vorrat::council
