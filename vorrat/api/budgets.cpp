#include "vorrat/api/budgets.h"

#include <algorithm>

#include <fmt/format.h>

#include "vorrat/api/edit.h"
#include "vorrat/api/record_line.h"
#include "vorrat/base/file.h"

namespace vorrat::api {
namespace {

using access::Right;
using council::SharedBudget;
using council::State;

/// `projects`, `vote`, or null where the vote is over; and its last day.
std::pair<Json, Json> phase_and_end(const SharedBudget& budget, Date day) {
    if (budget.shared || day > budget.vote_until) {
        return {nullptr, nullptr};
    }
    const bool collects = day <= budget.projects_until;
    return {collects ? "projects" : "vote",
            to_string(collects ? budget.projects_until : budget.vote_until)};
}

/// What the list of budgets shows of each.
Json summary(const State& state, const SharedBudget& budget, Date day) {
    const auto [phase, until] = phase_and_end(budget, day);
    const council::OpenBudget& opened = budget.opened;
    return {{"id", opened.budget},
            {"council", opened.council},
            {"title", opened.title},
            {"reason", opened.reason},
            {"by", opened.by},
            {"made", to_string(budget.made)},
            {"amount", opened.amount},
            {"unit", opened.unit},
            {"completion", council::to_string(opened.completion)},
            {"utility", council::to_string(opened.utility)},
            {"phase", phase},
            {"until", until},
            {"projects_until", to_string(budget.projects_until)},
            {"vote_until", to_string(budget.vote_until)},
            {"standing_en", council::standing(budget, day, Language::english)},
            {"standing_de", council::standing(budget, day, Language::german)},
            {"project_count", budget.projects.size()},
            {"ballots", budget.ballots.size()},
            {"voters", state.voters(opened.council, day).size()},
            {"shared", budget.shared ? Json(budget.shared->quorum) : Json(nullptr)}};
}

/// wanted_by  how many want each project, once that may be known
Json projects(const SharedBudget& budget, bool over) {
    Json list = Json::array();
    for (const council::Project& project : budget.projects) {
        const auto wants = [&](const council::Approve& ballot) {
            return std::ranges::count(ballot.approved, project.project) > 0;
        };
        const auto wanted_by = std::ranges::count_if(budget.ballots, wants);
        list.push_back({{"id", project.project},
                        {"by", project.by},
                        {"title", project.title},
                        {"reason", project.reason},
                        {"cost", project.cost},
                        {"wanted_by", over ? Json(wanted_by) : Json(nullptr)}});
    }
    return list;
}

/// Who voted; for what, once nobody can vote any more.
Json votes(const SharedBudget& budget, bool over) {
    Json list = Json::array();
    for (const council::Approve& ballot : budget.ballots) {
        list.push_back(
            {{"by", ballot.by}, {"approved", over ? Json(ballot.approved) : Json(nullptr)}});
    }
    return list;
}

Json tally(const State& state, const SharedBudget& budget) {
    if (!budget.shared) {
        return nullptr;
    }
    const auto counted = council::count_budget(state, budget, budget.shared->seed);
    Json object = {{"rule", "equal-shares"},
                   {"voters", counted.voters},
                   {"ballots", counted.election.people},
                   {"void", counted.void_ballots},
                   {"quorum", counted.quorum},
                   {"selected", counted.selected},
                   {"cost", counted.quorum ? counted.tally.cost : 0},
                   {"why_en", ""},
                   {"why_de", ""}};
    if (counted.quorum) {
        const auto why = [&](Language language) {
            return decide::explain(counted.election, counted.rule, counted.tally, language);
        };
        object["why_en"] = why(Language::english);
        object["why_de"] = why(Language::german);
    }
    return object;
}

Reply no_such_budget(const Call& call) {
    return not_found("no budget \"" + call.part("id") + "\"");
}

/// The budget as it now is. made  201: something new stands in it
Reply shown_now(const CouncilDesk& desk, const std::string& id, bool made) {
    return desk.councils().now([&](const State& state, Date today) {
        const auto view = budget(state, id, today, today);
        check(view.has_value(), "the budget was just written to");
        return made ? created(*view, "budgets/" + id) : json_reply(*view);
    });
}

/// Nothing where there is no such budget, and then why.
std::optional<Reply> none_there(const CouncilDesk& desk, const Call& call) {
    Reply reply = desk.councils().now([&](const State& state, Date) {
        return state.budget(call.part("id")) == nullptr ? no_such_budget(call) : no_content();
    });
    return reply.status == 204 ? std::nullopt : std::optional(std::move(reply));
}

Result<council::Event> opening(const Json& given, const State& state, const std::string& by) {
    const auto title = one_line(given, "title");
    const auto unit = one_line(given, "unit");
    if (!title || !unit) {
        return title ? unit.error() : title.error();
    }
    const auto completion = council::completion_named(given.value("completion", "none"));
    const auto utility = council::utility_named(given.value("utility", "cost"));
    if (!completion || !utility) {
        return bad_input(
            "want completion to be none, add1, add1u or utilitarian, and utility cost "
            "or cardinality");
    }
    return council::Event(
        council::OpenBudget{state.next_budget(), given["council"].get<std::string>(), by, *title,
                            given["reason"].get<std::string>(), given["amount"].get<std::int64_t>(),
                            *unit, *completion, *utility});
}

Reply opened(const CouncilDesk& desk, const Call& call) {
    auto body = read_body(call.request, {{"council"},
                                         {"title"},
                                         {"reason"},
                                         {"amount", Member::Kind::whole},
                                         {"unit"},
                                         {"completion", Member::Kind::text, false},
                                         {"utility", Member::Kind::text, false}});
    if (auto* refusal = std::get_if<Reply>(&body)) {
        return std::move(*refusal);
    }
    std::string id;
    const auto done = desk.add([&](const State& state) {
        id = state.next_budget();
        return opening(std::get<Json>(body), state, call.caller.name);
    });
    return done ? shown_now(desk, id, true) : reply_to(done.error());
}

Reply added_project(const CouncilDesk& desk, const Call& call) {
    if (auto none = none_there(desk, call)) {
        return std::move(*none);
    }
    auto body = read_body(call.request, {{"title"}, {"reason"}, {"cost", Member::Kind::whole}});
    if (auto* refusal = std::get_if<Reply>(&body)) {
        return std::move(*refusal);
    }
    const Json& given = std::get<Json>(body);
    const auto title = one_line(given, "title");
    if (!title) {
        return reply_to(title.error());
    }
    const std::string& id = call.part("id");
    const auto done = desk.add([&](const State& state) -> Result<council::Event> {
        return council::Event(council::Project{
            State::next_project(*state.budget(id)), id, call.caller.name, *title,
            given["reason"].get<std::string>(), given["cost"].get<std::int64_t>()});
    });
    return done ? shown_now(desk, id, true) : reply_to(done.error());
}

/// The ballot of a person with its place in the record; null where there is none.
Result<Json> ballot_of(const CouncilDesk& desk, const std::string& id, const std::string& person) {
    const auto state = desk.councils().state();
    if (!state) {
        return state.error();
    }
    const SharedBudget* shared = (*state)->budget(id);
    const bool over = shared != nullptr && desk.today() > shared->vote_until;
    return ballot_in<council::Approve>(
        desk.workspace(), over,
        [&](const council::Approve& ballot) { return ballot.budget == id && ballot.by == person; },
        [&](const council::Approve& ballot) {
            return Json{{"budget", id}, {"by", person}, {"approved", ballot.approved}};
        });
}

Reply own_ballot(const CouncilDesk& desk, const Call& call) {
    if (auto none = none_there(desk, call)) {
        return std::move(*none);
    }
    const auto ballot = ballot_of(desk, call.part("id"), call.caller.name);
    return ballot ? json_reply({{"ballot", *ballot}}) : unavailable(ballot.error());
}

Reply voted(const CouncilDesk& desk, const Call& call) {
    if (auto none = none_there(desk, call)) {
        return std::move(*none);
    }
    auto body = read_body(call.request, {{"approved", Member::Kind::list}});
    if (auto* refusal = std::get_if<Reply>(&body)) {
        return std::move(*refusal);
    }
    std::vector<std::string> approved;
    for (const Json& one : std::get<Json>(body)["approved"]) {
        if (!one.is_string()) {
            return unprocessable("approved: want a list of projects' ids");
        }
        approved.push_back(one.get<std::string>());
    }
    const std::string& id = call.part("id");
    const auto done = desk.add([&](const State&) -> Result<council::Event> {
        return council::Event(council::Approve{id, call.caller.name, approved});
    });
    if (!done) {
        return reply_to(done.error());
    }
    const auto ballot = ballot_of(desk, id, call.caller.name);
    return ballot ? created({{"ballot", *ballot}}, "budgets/" + id + "/ballots/mine")
                  : unavailable(ballot.error());
}

Reply shared_out(const CouncilDesk& desk, const Call& call) {
    if (!allowed_at(call.caller, Right::decide, "")) {
        return forbidden("a budget concerns every place; your role is for some only");
    }
    if (auto none = none_there(desk, call)) {
        return std::move(*none);
    }
    const std::string& id = call.part("id");
    const auto done = desk.add([&](const State& state) -> Result<council::Event> {
        constexpr std::int64_t seed = 1;  // as `vorrat budget share` without --seed
        const auto counted = council::count_budget(state, *state.budget(id), seed);
        return council::Event(council::ShareOut{id, seed, static_cast<std::int64_t>(counted.voters),
                                                counted.election.people, counted.quorum,
                                                counted.selected});
    });
    return done ? shown_now(desk, id, false) : reply_to(done.error());
}

}  // namespace

Json budgets(const State& state, const std::string& council, Date day) {
    Json rows = Json::array();
    for (const SharedBudget& one : state.budgets()) {
        if (council.empty() || one.opened.council == council) {
            rows.push_back(summary(state, one, day));
        }
    }
    return {{"on", to_string(day)}, {"total", rows.size()}, {"rows", std::move(rows)}};
}

std::optional<Json> budget(const State& state, const std::string& id, Date day, Date today) {
    const SharedBudget* found = state.budget(id);
    if (found == nullptr) {
        return std::nullopt;
    }
    const bool over = std::min(day, today) > found->vote_until;
    Json view = summary(state, *found, day);
    view["on"] = to_string(day);
    view["may_vote"] = state.voters(found->opened.council, day);
    view["projects"] = projects(*found, over);
    view["votes"] = votes(*found, over);
    view["tally"] = tally(state, *found);
    return view;
}

std::vector<Route> budget_routes(const std::shared_ptr<const CouncilDesk>& desk) {
    using Do = Reply (*)(const CouncilDesk&, const Call&);
    const auto route = [&](std::string_view method, std::string_view path, Right right, Do work,
                           std::size_t body_bytes_max) {
        return Route{.method = method,
                     .path = path,
                     .right = right,
                     .answer = [desk, work](const Call& call) { return work(*desk, call); },
                     .body_bytes_max = body_bytes_max};
    };
    const auto list = [](const CouncilDesk& of, const Call& call) {
        return of.councils().answer(call.target, [&](const State& state, Date day) {
            return json_reply(budgets(state, from_query(call.target, "council"), day));
        });
    };
    const auto one = [](const CouncilDesk& of, const Call& call) {
        return of.councils().answer(call.target, [&](const State& state, Date day) {
            const auto view = budget(state, call.part("id"), day, of.today());
            return view ? json_reply(*view) : no_such_budget(call);
        });
    };
    return {route("GET", "budgets", Right::open, list, 0),
            route("GET", "budgets/{id}", Right::open, one, 0),
            route("POST", "budgets", Right::speak, opened, json_bytes_max),
            route("POST", "budgets/{id}/projects", Right::speak, added_project, json_bytes_max),
            route("POST", "budgets/{id}/ballots", Right::speak, voted, json_bytes_max),
            route("GET", "budgets/{id}/ballots/mine", Right::signed_in, own_ballot, 0),
            route("POST", "budgets/{id}/result", Right::decide, shared_out, 0)};
}

}  // namespace vorrat::api
