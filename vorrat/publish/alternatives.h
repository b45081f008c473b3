#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/language.h"

namespace vorrat::publish {

struct Publication;

/// A criterion as an alternative sets it.
struct SetCriterion {
    std::string key;  ///< dotted, as in docs/formats/criteria.md
    std::optional<double> before;
    double value = 0;
};

/// What one alternative brings; docs/formats/alternatives.md.
struct Alternative {
    struct Measure {
        std::string_view key;
        std::optional<double> value;
    };
    struct Share {
        std::string community;
        double coverage = 0;
    };
    struct Change {
        std::string kind;  ///< run, enter, send
        std::string id;
        std::string from;
        std::string to;
        double base = 0;
        double here = 0;
    };

    std::string id;
    std::vector<SetCriterion> criteria;  ///< empty: the base plan
    std::string conflict;                ///< why there is no plan; empty: there is one
    bool frontier = true;
    std::vector<Measure> measures;  ///< in the order of the columns
    double gap = 0;
    std::vector<Share> communities;
    std::vector<std::string> words_english;
    std::vector<std::string> words_german;
    std::vector<Change> changes;
};

/// The alternative that a plan is. base  the plan it is compared with; itself for the base plan
Alternative measured(std::string id, std::vector<SetCriterion> criteria, const Publication& base,
                     const Publication& plan);

/// Marks those that no other one dominates in coverage, fairness, labour and CO2e.
void mark_frontier(std::vector<Alternative>& alternatives);

/// A table for a terminal: what each alternative limits and brings.
std::string alternatives_text(std::span<const Alternative> alternatives, Language language);

std::string alternatives_csv(std::span<const Alternative> alternatives);
/// base  gives title, start and periods
std::string alternatives_json(std::span<const Alternative> alternatives, const Publication& base);
std::string changes_csv(std::span<const Alternative> alternatives);

}  // namespace vorrat::publish
