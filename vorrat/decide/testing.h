#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "vorrat/base/file.h"
#include "vorrat/decide/decide.h"

namespace vorrat::decide {

/// The ids of what was selected, sorted.
inline std::vector<std::string> ids(const Election& election, const Tally& tally) {
    std::vector<std::string> all;
    for (const OptionIndex option : tally.selected) {
        all.push_back(election.options[option].id);
    }
    std::ranges::sort(all);
    return all;
}

/// Pabulib text of an approval election: `"4,a b c"` is four voters who approve a, b and c; costs
/// as `"a 10"`.
inline std::string pabulib(const std::string& budget, const std::vector<std::string>& costs,
                           const std::vector<std::string>& groups) {
    std::string text =
        "META\nkey;value\nbudget;" + budget + "\nvote_type;approval\nPROJECTS\nproject_id;cost\n";
    for (const std::string& cost : costs) {
        std::string row = cost;
        std::ranges::replace(row, ' ', ';');
        text += row + "\n";
    }
    text += "VOTES\nvoter_id;vote\n";
    int voter = 0;
    for (const std::string& group : groups) {
        const std::size_t comma = group.find(',');
        std::string list = group.substr(comma + 1);
        std::ranges::replace(list, ' ', ',');
        for (int k = std::stoi(group.substr(0, comma)); k > 0; --k) {
            text += std::to_string(voter++) + ";" + list + "\n";
        }
    }
    return text;
}

/// PrefLib text: options 1 .. n, orders as `"5: 1,3,2"`.
inline std::string preflib(int options, const std::vector<std::string>& orders) {
    std::string text = "# NUMBER ALTERNATIVES: " + std::to_string(options) + "\n";
    for (const std::string& order : orders) {
        text += order + "\n";
    }
    return text;
}

/// Five candidates A to E, 45 voters. Schulze 2011, section 3.1: the winner is E; the
/// strongest paths are those of the table there.
inline std::string schulze_45() {
    return preflib(5, {"5: 1,3,2,5,4", "5: 1,4,5,3,2", "8: 2,5,4,1,3", "3: 3,1,2,5,4",
                       "7: 3,1,5,2,4", "2: 3,2,1,4,5", "7: 4,3,5,2,1", "8: 5,2,1,4,3"});
}

}  // namespace vorrat::decide
