#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "vorrat/base/text.h"
#include "vorrat/decide/lines.h"
#include "vorrat/decide/readers.h"

namespace vorrat::decide {
namespace {

struct Meta {
    std::string value;
    Spot spot;
};

/// Which column of a section holds what; nothing where it has no such column.
using Columns = std::map<std::string, std::size_t, std::less<>>;

struct CostSpot {
    Amount amount;
    Spot spot;
};

/// Reads the three sections in their order; `read` joins what they said.
class Reader {
public:
    Reader(std::string_view text, std::string_view file) : lines_(text), findings_(file) {}

    Result<Election> read() {
        Line line;
        while (lines_.next(line)) {
            if (!trimmed(line.text).empty()) {
                take(line);
            }
        }
        last_ = {lines_.number() + 1, 1};
        finish();
        if (!findings_.none()) {
            return findings_.error();
        }
        return std::move(election_);
    }

private:
    enum class Section { none, meta, projects, votes };

    void take(Line line) {
        if (const Section next = section_of(trimmed(line.text)); next != Section::none) {
            if (static_cast<int>(next) != static_cast<int>(section_) + 1) {
                findings_.add({line.number, 1}, "section", "META, PROJECTS, VOTES in this order",
                              shown(line.text));
            }
            section_ = next;
            columns_.clear();
            if (section_ == Section::votes) {
                begin_votes();
            }
            return;
        }
        auto fields = split(line, ';', findings_);
        if (!fields) {
            return;
        }
        if (section_ == Section::none) {
            findings_.add({line.number, 1}, "section", "META", shown(line.text));
            section_ = Section::meta;
        }
        if (columns_.empty()) {
            take_header(line, *fields);
        } else if (section_ == Section::meta) {
            take_meta(line, *fields);
        } else if (fields->size() != columns_in_all_) {
            findings_.add({line.number, 1}, "row", fmt::format("{} fields", columns_in_all_),
                          fmt::format("{}", fields->size()));
        } else if (section_ == Section::projects) {
            take_project(line, *fields);
        } else {
            take_vote(line, *fields);
        }
    }

    static Section section_of(std::string_view text) {
        if (text == "META") {
            return Section::meta;
        }
        if (text == "PROJECTS") {
            return Section::projects;
        }
        return text == "VOTES" ? Section::votes : Section::none;
    }

    void take_header(Line line, const std::vector<Field>& fields) {
        columns_in_all_ = fields.size();
        for (std::size_t k = 0; k < fields.size(); ++k) {
            if (!columns_.emplace(fields[k].text, k).second) {
                findings_.add({line.number, fields[k].column}, "header", "columns that differ",
                              shown(fields[k].text) + " twice");
            }
        }
        const auto require = [&](std::string_view name) {
            if (!columns_.contains(name)) {
                findings_.add({line.number, 1}, "header", fmt::format("a column {}", name), "none");
            }
        };
        if (section_ == Section::meta) {
            require("key");
            require("value");
        } else if (section_ == Section::projects) {
            require("project_id");
            require("cost");
        } else {
            require("vote");
            if (election_.kind == BallotKind::points) {
                require("points");
            }
        }
    }

    const Field* field(const std::vector<Field>& fields, std::string_view name) const {
        const auto found = columns_.find(name);
        return found == columns_.end() ? nullptr : &fields[found->second];
    }

    void take_meta(Line line, const std::vector<Field>& fields) {
        if (fields.size() < 2) {
            findings_.add({line.number, 1}, "row", "key;value", shown(line.text));
            return;
        }
        const Spot spot{line.number, fields[1].column};
        if (!meta_.emplace(fields[0].text, Meta{fields[1].text, spot}).second) {
            findings_.add({line.number, 1}, fields[0].text, "a key once", "it again");
        }
    }

    void take_project(Line line, const std::vector<Field>& fields) {
        const Field* id = field(fields, "project_id");
        const Field* cost = field(fields, "cost");
        if (id == nullptr || cost == nullptr) {
            return;
        }
        const Spot spot{line.number, id->column};
        if (id->text.empty() || id->text.find(',') != std::string::npos) {
            findings_.add(spot, "project_id", "an id without commas", shown(id->text));
        }
        const auto which = static_cast<std::uint32_t>(election_.options.size());
        if (!projects_.emplace(id->text, which).second) {
            findings_.add(spot, "project_id", "an id once", shown(id->text) + " again");
            return;
        }
        const auto money = amount(cost->text);
        const Spot cost_spot{line.number, cost->column};
        if (!money) {
            findings_.add(cost_spot, "cost", "a number of at least 0 with at most 6 decimals",
                          shown(cost->text));
        }
        const Field* name = field(fields, "name");
        costs_.push_back({money.value_or(Amount{}), cost_spot});
        election_.options.push_back({.id = id->text, .name = name == nullptr ? "" : name->text});
        if (election_.options.size() == options_max + 1) {
            findings_.add(spot, "project", fmt::format("at most {}", options_max), "more");
        }
    }

    void begin_votes() {
        const auto type = meta_.find("vote_type");
        const std::string_view name =
            type == meta_.end() ? "" : std::string_view(type->second.value);
        if (name == "approval" || name == "choose-1") {
            election_.kind = BallotKind::approval;
        } else if (name == "cumulative" || name == "scoring") {
            election_.kind = BallotKind::points;
        } else if (name == "ordinal") {
            election_.kind = BallotKind::ranking;
        } else {
            findings_.add(type == meta_.end() ? Spot{} : type->second.spot, "vote_type",
                          "approval, choose-1, cumulative, scoring or ordinal", shown(name));
        }
    }

    void take_vote(Line line, const std::vector<Field>& fields) {
        if (const Field* voter = field(fields, "voter_id");
            voter != nullptr && !voters_.insert(voter->text).second) {
            findings_.add({line.number, voter->column}, "voter_id", "one ballot per voter",
                          shown(voter->text) + " again");
        }
        const Field* vote = field(fields, "vote");
        if (vote == nullptr) {
            return;
        }
        const Field* points = field(fields, "points");
        std::vector<Field> given;
        if (election_.kind == BallotKind::points && points != nullptr) {
            given = list_of(*points);
        }
        const std::vector<Field> listed = list_of(*vote);
        if (election_.kind == BallotKind::points && given.size() != listed.size()) {
            findings_.add({line.number, points == nullptr ? 1 : points->column}, "points",
                          fmt::format("{} numbers as in vote", listed.size()),
                          fmt::format("{}", given.size()));
            return;
        }
        take_list(line, listed, given);
    }

    void take_list(Line line, const std::vector<Field>& listed, const std::vector<Field>& given) {
        seen_.clear();
        for (std::size_t k = 0; k < listed.size(); ++k) {
            const Spot spot{line.number, listed[k].column};
            const auto project = projects_.find(listed[k].text);
            if (project == projects_.end()) {
                findings_.add(spot, "vote", "a project of the file", shown(listed[k].text));
            } else if (!seen_.insert(project->second).second) {
                findings_.add(spot, "vote", "a project once", shown(listed[k].text) + " again");
            } else {
                election_.ballots.push_option(project->second, worth(line, k, given));
            }
        }
        election_.ballots.close_row(1);
        empty_ballots_ += listed.empty() ? 1 : 0;
    }

    std::int64_t worth(Line line, std::size_t k, const std::vector<Field>& given) {
        if (election_.kind == BallotKind::approval) {
            return 1;
        }
        if (election_.kind == BallotKind::ranking) {
            return static_cast<std::int64_t>(k) + 1;
        }
        const auto points = whole_number(given[k].text, points_max);
        if (!points) {
            findings_.add({line.number, given[k].column}, "points",
                          fmt::format("a whole number from 0 to {}", points_max),
                          shown(given[k].text));
        }
        return points.value_or(0);
    }

    /// The comma-separated parts of a field with their columns; none of an empty field.
    static std::vector<Field> list_of(const Field& field) {
        std::vector<Field> parts;
        std::string_view rest = field.text;
        while (!rest.empty()) {
            const std::size_t comma = rest.find(',');
            const auto before = static_cast<std::size_t>(rest.data() - field.text.data());
            parts.push_back({.text = std::string(trimmed(rest.substr(0, comma))),
                             .column = field.column + before});
            if (comma == std::string_view::npos) {
                break;
            }
            rest.remove_prefix(comma + 1);
            if (rest.empty()) {
                parts.push_back({.text = {}, .column = field.column + field.text.size()});
            }
        }
        return parts;
    }

    void finish() {
        if (section_ != Section::votes) {
            findings_.add(last_, "file", "the sections META, PROJECTS and VOTES", "its end");
            return;
        }
        finish_money();
        expect_count("num_projects", election_.options.size());
        expect_count("num_votes", election_.ballots.rows());
        election_.people = static_cast<std::int64_t>(election_.ballots.rows());
        if (election_.options.empty()) {
            findings_.add(last_, "PROJECTS", "at least one project", "none");
        }
        if (election_.people == 0) {
            findings_.add(last_, "VOTES", "at least one ballot", "none");
        }
        election_.title = text_of("description");
        election_.currency = text_of("currency");
        tell_notes();
    }

    void finish_money() {
        const auto budget = meta_.find("budget");
        if (budget == meta_.end()) {
            findings_.add({}, "META", "a key budget", "none");
            return;
        }
        const auto total = amount(budget->second.value);
        if (!total) {
            findings_.add(budget->second.spot, "budget",
                          "a number of at least 0 with at most 6 decimals",
                          shown(budget->second.value));
            return;
        }
        election_.decimals = total->decimals;
        for (const CostSpot& cost : costs_) {
            election_.decimals = std::max(election_.decimals, cost.amount.decimals);
        }
        election_.budget = in_units({*total, budget->second.spot}, "budget");
        std::int64_t sum = 0;
        for (std::size_t k = 0; k < costs_.size(); ++k) {
            const std::int64_t units = in_units(costs_[k], "cost");
            if (sum > amount_max - units) {
                findings_.add(costs_[k].spot, "cost",
                              fmt::format("costs below {} units together", amount_max), "more");
                return;
            }
            sum += units;
            election_.options[k].cost = units;
        }
    }

    std::int64_t in_units(const CostSpot& cost, std::string_view what) {
        const auto units = scaled(cost.amount, election_.decimals, amount_max);
        if (!units) {
            findings_.add(cost.spot, what,
                          fmt::format("at most {} units of 10^-{}", amount_max, election_.decimals),
                          "more");
        }
        return units.value_or(0);
    }

    void expect_count(std::string_view key, std::size_t found) {
        const auto said = meta_.find(key);
        if (said != meta_.end() && said->second.value != std::to_string(found)) {
            findings_.add(said->second.spot, key, fmt::format("{}, as there are rows", found),
                          shown(said->second.value));
        }
    }

    std::string text_of(std::string_view key) const {
        const auto found = meta_.find(key);
        return found == meta_.end() ? "" : found->second.value;
    }

    void tell_notes() {
        if (empty_ballots_ > 0) {
            election_.notes.push_back(fmt::format(
                "{} ballots are empty: their voters count among the people", empty_ballots_));
        }
        if (election_.budget == 0) {
            election_.notes.emplace_back("the budget is 0");
        }
        std::size_t dear = 0;
        for (const Option& option : election_.options) {
            dear += option.cost > election_.budget.value_or(0) ? 1 : 0;
        }
        if (dear > 0) {
            election_.notes.push_back(
                fmt::format("{} projects cost more than the whole budget", dear));
        }
    }

    Lines lines_;
    Findings findings_;
    Election election_{};
    Section section_ = Section::none;
    Columns columns_{};
    std::size_t columns_in_all_ = 0;
    std::map<std::string, Meta, std::less<>> meta_{};
    std::unordered_map<std::string, std::uint32_t> projects_{};
    std::vector<CostSpot> costs_{};
    std::unordered_set<std::string> voters_{};
    std::unordered_set<std::uint32_t> seen_{};
    std::size_t empty_ballots_ = 0;
    Spot last_{};
};

}  // namespace

Result<Election> read_pabulib(std::string_view text, std::string_view file) {
    return Reader(text, file).read();
}

}  // namespace vorrat::decide
