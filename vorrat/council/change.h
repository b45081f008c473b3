#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/result.h"

namespace vorrat::council {

/// A critique of a need: what is foreseen is multiplied by `factor`, and what is no longer asked
/// for can be asked of another item.
struct NeedCritique {
    std::string item;
    std::string community;  ///< empty: everywhere
    double factor = 1;
    std::string replaced_by;  ///< empty: nothing
    double ratio = 1;
    std::string reason;

    bool operator==(const NeedCritique&) const = default;
};

/// A recipe to be added. Quantities are per run.
struct NewActivity {
    std::string id;
    std::string name;
    std::vector<std::string> places;
    std::map<std::string, double> inputs;
    std::map<std::string, double> outputs;
    std::map<std::string, double> resources;
    std::map<std::string, double> impacts;

    bool operator==(const NewActivity&) const = default;
};

/// What a proposal would change.
struct Changes {
    std::map<std::string, std::string> criteria;  ///< dotted key -> value; empty: give it up
    std::vector<NeedCritique> needs;
    std::vector<NewActivity> activities;

    bool empty() const { return criteria.empty() && needs.empty() && activities.empty(); }
    bool operator==(const Changes&) const = default;
};

/// A proposal as its author writes it, docs/formats/councils.md.
struct ProposalFile {
    std::string title;
    std::string reason;
    Changes changes;
};

/// errors: bad_input, every finding as `file:line:column: key: want ..., got ...`
Result<ProposalFile> read_proposal(std::string_view text, std::string_view file);

/// Refuses control characters in what goes into tables and lists: keys and values of criteria, ids,
/// names and places. Reasons may have several lines. errors  bad_input
vorrat::Outcome in_sound_letters(const Changes& changes);

/// The changes, a line each: `caps.co2e_kg.total: 2200`.
std::vector<std::string> in_lines(const Changes& changes);

}  // namespace vorrat::council
