#include <array>
#include <ostream>

#include <fmt/format.h>

#include "vorrat/base/text.h"
#include "vorrat/service/council_record.h"

namespace vorrat::service {
namespace {

/// What an action adds to the record, and what is said when it is there.
struct Addition {
    council::Event event;
    std::string said;
};

Result<const council::SharedBudget*> named(const CouncilRecord& record, const Values& values) {
    if (auto given = need(values, {"budget"}); !given) {
        return given.error();
    }
    const council::SharedBudget* found = record.state().budget(values.text("budget"));
    if (found == nullptr) {
        return bad_input(fmt::format("--budget: want a budget that was opened, got {}",
                                     shown(values.text("budget"))));
    }
    return found;
}

Result<Addition> opening(const CouncilRecord& record, const Values& values) {
    if (auto given = need(values, {"council", "by", "title", "reason", "amount", "unit"}); !given) {
        return given.error();
    }
    const std::string id = record.state().next_budget();
    const auto utility = *council::utility_named(values.text("utility"));
    return Addition{council::OpenBudget{
                        id, values.text("council"), values.text("by"), values.text("title"),
                        values.text("reason"), values.whole("amount"), values.text("unit"),
                        *council::completion_named(values.text("completion")),
                        utility == decide::Utility::automatic ? decide::Utility::cost : utility},
                    id + ": " + values.text("title")};
}

Result<Addition> new_project(const CouncilRecord& record, const Values& values) {
    const auto budget = named(record, values);
    if (!budget) {
        return budget.error();
    }
    if (auto given = need(values, {"by", "title", "reason", "cost"}); !given) {
        return given.error();
    }
    const std::string id = council::State::next_project(**budget);
    return Addition{
        council::Project{id, values.text("budget"), values.text("by"), values.text("title"),
                         values.text("reason"), values.whole("cost")},
        id + ": " + values.text("title")};
}

Result<Addition> approval(const CouncilRecord& record, const Values& values) {
    if (const auto budget = named(record, values); !budget) {
        return budget.error();
    }
    if (auto given = need(values, {"by", "projects"}); !given) {
        return given.error();
    }
    const std::string projects =
        values.text("projects") == "abstain" ? "" : values.text("projects");
    return Addition{council::Approve{values.text("budget"), values.text("by"), listed(projects)},
                    fmt::format("{} has voted on {}", values.text("by"), values.text("budget"))};
}

Result<Addition> sharing(const CouncilRecord& record, const Values& values) {
    const auto budget = named(record, values);
    if (!budget) {
        return budget.error();
    }
    const auto seed = static_cast<std::int64_t>(values.whole("seed"));
    const auto counted = council::count_budget(record.state(), **budget, seed);
    return Addition{
        council::ShareOut{values.text("budget"), seed, static_cast<std::int64_t>(counted.voters),
                          counted.election.people, counted.quorum, counted.selected},
        ""};
}

struct Action {
    std::string_view name;
    Result<Addition> (*addition)(const CouncilRecord&, const Values&);
};

constexpr std::array actions = std::to_array<Action>(
    {{"open", opening}, {"project", new_project}, {"approve", approval}, {"share", sharing}});

Result<int> show(const CouncilRecord& record, const Values& values, const Streams& streams) {
    const auto budget = named(record, values);
    if (!budget) {
        return budget.error();
    }
    streams.out << council::in_words(record.state(), **budget, today(values), values.language());
    return 0;
}

Result<int> hand_out_ballots(const CouncilRecord& record, const Values& values,
                             const Streams& streams) {
    const auto budget = named(record, values);
    if (!budget) {
        return budget.error();
    }
    if (auto told = deliver(values, streams, council::pabulib_of(record.state(), **budget));
        !told) {
        return told.error();
    }
    return 0;
}

}  // namespace

Result<int> run_budget(const Values& values, const Streams& streams) {
    const std::string action = values.text("ACTION");
    auto record = CouncilRecord::open(values);
    if (!record) {
        return record.error();
    }
    if (action == "show") {
        return show(*record, values, streams);
    }
    if (action == "ballots") {
        return hand_out_ballots(*record, values, streams);
    }
    const auto* found = std::ranges::find(actions, action, &Action::name);
    if (found == actions.end()) {
        return usage_error(fmt::format(
            "budget: want open, project, approve, share, show or ballots, got {}", shown(action)));
    }
    auto addition = found->addition(*record, values);
    if (!addition) {
        return addition.error();
    }
    if (auto done = record->add(today(values), std::move(addition->event)); !done) {
        return done.error();
    }
    if (action == "share") {
        return show(*record, values, streams);
    }
    if (!values.flag("quiet")) {
        streams.out << addition->said << "\n";
    }
    return 0;
}

}  // namespace vorrat::service
