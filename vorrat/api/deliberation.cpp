#include "vorrat/api/deliberation.h"

#include <set>

#include <fmt/format.h>

#include "vorrat/api/edit.h"

namespace vorrat::api {
namespace {

using access::Right;
using council::Matter;
using council::State;

/// The proposal as it now is, something new standing in it.
Reply shown_now(const CouncilDesk& desk, const std::string& id) {
    return desk.councils().now([&](const State& state, Date today) {
        const auto view = proposal(state, id, today, today);
        check(view.has_value(), "the proposal was just written to");
        return created(*view, "proposals/" + id);
    });
}

/// The answer about the proposal of the path as it stands today; an amendment's id gives its
/// proposal.
Reply about(const CouncilDesk& desk, const Call& call,
            const std::function<Reply(const State&, const Matter&, Date)>& work) {
    return desk.councils().now([&](const State& state, Date today) {
        const Matter* matter = state.matter_of(call.part("id"));
        return matter == nullptr ? not_found("no proposal \"" + call.part("id") + "\"")
                                 : work(state, *matter, today);
    });
}

/// Whether an option with these changes could be voted on, for there is no vote before the planner
/// was asked. Whoever has no vote hears that from the record, before anything is read.
Outcome fit_for_vote(const CouncilDesk& desk, const std::set<std::string>& voters,
                     const std::string& person, const council::Changes& changes) {
    return voters.contains(person) ? desk.can_be_planned(changes) : Outcome(Done{});
}

Reply proposed(const CouncilDesk& desk, const Call& call) {
    auto body = read_body(call.request,
                          {{"council"}, {"title"}, {"reason"}, {"changes", Member::Kind::object}});
    if (auto* refusal = std::get_if<Reply>(&body)) {
        return std::move(*refusal);
    }
    const Json& given = std::get<Json>(body);
    const auto title = one_line(given, "title");
    const auto changes = changes_in(given["changes"]);
    if (!title || !changes) {
        return reply_to(title ? changes.error() : title.error());
    }
    const auto council = given["council"].get<std::string>();
    return desk.councils().now([&](const State& now, Date today) {
        const auto& person = call.caller.name;
        if (auto fits = fit_for_vote(desk, now.voters(council, today), person, *changes); !fits) {
            return reply_to(fits.error());
        }
        std::string id;
        const auto done = desk.add([&](const State& state) -> Result<council::Event> {
            id = state.next_proposal();
            return council::Event(council::Propose{id, council, person, *title,
                                                   given["reason"].get<std::string>(), *changes});
        });
        return done ? shown_now(desk, id) : reply_to(done.error());
    });
}

/// What is written about a proposal: from the body, the proposal's id and the caller.
using MakeAbout = Result<council::Event> (*)(const Json& given, const State& state,
                                             const Matter& matter, const Call& call);

Reply written(const CouncilDesk& desk, const Call& call, const Json& given, MakeAbout make) {
    return about(desk, call, [&](const State&, const Matter& found, Date) {
        const auto done = desk.add([&](const State& state) -> Result<council::Event> {
            return make(given, state, *state.matter_of(found.id), call);
        });
        return done ? shown_now(desk, found.id) : reply_to(done.error());
    });
}

Result<council::Event> support(const Json& /*given*/, const State& /*state*/, const Matter& matter,
                               const Call& call) {
    return council::Event(council::Support{matter.id, call.caller.name});
}

Result<council::Event> statement(const Json& given, const State& /*state*/, const Matter& matter,
                                 const Call& call) {
    const auto voice = council::voice_named(given["as"].get<std::string>());
    if (!voice) {
        return bad_input("as: want discussion, objection or minority");
    }
    return council::Event(
        council::Say{matter.id, call.caller.name, *voice, given["text"].get<std::string>()});
}

Result<council::Event> amendment(const Json& given, const State& state, const Matter& matter,
                                 const Call& call) {
    auto changes = changes_in(given["changes"]);
    if (!changes) {
        return changes.error();
    }
    return council::Event(council::Amend{state.next_amendment(matter), matter.id, call.caller.name,
                                         given["reason"].get<std::string>(), std::move(*changes)});
}

Result<council::Event> moved_deadline(const Json& given, const State& /*state*/,
                                      const Matter& matter, const Call& call) {
    const auto phase = council::phase_named(given["phase"].get<std::string>());
    const auto to = parse_date(given["to"].get<std::string>());
    if (!phase || !to) {
        return bad_input(
            "want phase to be propose, discuss, amend, vote or object, and to a date such as "
            "2026-11-23");
    }
    return council::Event(council::Move{matter.id, *phase, *to, call.caller.name,
                                        given["reason"].get<std::string>()});
}

Reply supported(const CouncilDesk& desk, const Call& call) {
    return written(desk, call, Json::object(), support);
}

Reply said(const CouncilDesk& desk, const Call& call) {
    auto body = read_body(call.request, {{"as"}, {"text"}});
    auto* refusal = std::get_if<Reply>(&body);
    return refusal != nullptr ? std::move(*refusal)
                              : written(desk, call, std::get<Json>(body), statement);
}

Reply amended(const CouncilDesk& desk, const Call& call) {
    auto body = read_body(call.request, {{"reason"}, {"changes", Member::Kind::object}});
    if (auto* refusal = std::get_if<Reply>(&body)) {
        return std::move(*refusal);
    }
    const Json& given = std::get<Json>(body);
    const auto changes = changes_in(given["changes"]);
    if (!changes) {
        return reply_to(changes.error());
    }
    return about(desk, call, [&](const State& state, const Matter& matter, Date today) {
        const auto fits =
            fit_for_vote(desk, state.voters(matter.council, today), call.caller.name, *changes);
        return fits ? written(desk, call, given, amendment) : reply_to(fits.error());
    });
}

Reply moved(const CouncilDesk& desk, const Call& call) {
    if (!allowed_at(call.caller, Right::decide, "")) {
        return forbidden("a deadline concerns every place; your role is for some only");
    }
    auto body = read_body(call.request, {{"phase"}, {"to"}, {"reason"}});
    auto* refusal = std::get_if<Reply>(&body);
    return refusal != nullptr ? std::move(*refusal)
                              : written(desk, call, std::get<Json>(body), moved_deadline);
}

/// Why this person cannot have the planner asked for this council; nothing: they can.
std::optional<Reply> may_not_ask(const State& state, const std::string& council, Date day,
                                 const std::string& person) {
    if (!state.councils().contains(council)) {
        return not_found("no council \"" + council + "\"");
    }
    if (!state.voters(council, day).contains(person)) {
        return unprocessable(
            fmt::format("{} has no vote in {} on {}", person, council, to_string(day)));
    }
    return std::nullopt;
}

/// What would be if these changes were adopted, before anybody proposes them.
Reply tried(const CouncilDesk& desk, const JobSite& jobs, const Call& call) {
    auto body = read_body(call.request, {{"changes", Member::Kind::object}});
    if (auto* refusal = std::get_if<Reply>(&body)) {
        return std::move(*refusal);
    }
    return desk.councils().now([&](const State& state, Date today) {
        if (auto refusal = may_not_ask(state, call.part("id"), today, call.caller.name)) {
            return std::move(*refusal);
        }
        const auto changes = changes_in(std::get<Json>(body)["changes"]);
        if (!changes) {
            return reply_to(changes.error());
        }
        if (const auto fits = desk.can_be_written(*changes); !fits) {
            return reply_to(fits.error());
        }
        return own_job(jobs, call, "what-if", {{"changes", Json::parse(json_of(*changes))}});
    });
}

/// What the options of a proposal would bring, written beside them; there is no vote before that.
Reply weighed(const CouncilDesk& desk, const JobSite& jobs, const Call& call) {
    auto body = read_body(call.request, {{"language", Member::Kind::text, false}});
    if (auto* refusal = std::get_if<Reply>(&body)) {
        return std::move(*refusal);
    }
    const std::string language = std::get<Json>(body).value("language", "en");
    if (language != "en" && language != "de") {
        return unprocessable("language: want en or de");
    }
    return about(desk, call, [&](const State& state, const Matter& matter, Date today) {
        if (matter.decided || !matter.ballots.empty()) {
            return conflict("what voters saw stays as it is");
        }
        if (auto refusal = may_not_ask(state, matter.council, today, call.caller.name)) {
            return std::move(*refusal);
        }
        return own_job(jobs, call, "alternatives",
                       {{"proposal", matter.id}, {"language", language}});
    });
}

}  // namespace

Outcome CouncilDesk::can_be_written(const council::Changes& changes) const {
    const auto files = service::files_with(workspace_, changes);
    return files ? Outcome(Done{}) : files.error();
}

Outcome CouncilDesk::can_be_planned(const council::Changes& changes) const {
    const std::scoped_lock lock(reads_);
    return service::sound_with(workspace_, changes);
}

Result<council::Changes> changes_in(const Json& given) {
    Json whole{
        {"activities", Json::array()}, {"criteria", Json::object()}, {"needs", Json::array()}};
    whole.update(given);
    for (Json& need : whole["needs"]) {
        if (need.is_object()) {
            Json full{{"community", ""}, {"replaced_by", ""}, {"ratio", 1}};
            full.update(need);
            need = std::move(full);
        }
    }
    auto changes = council::read_changes(whole.dump());
    if (!changes) {
        return changes;
    }
    for (const council::NeedCritique& need : changes->needs) {
        if (need.item.empty() || need.reason.empty() || need.factor < 0 || need.ratio < 0) {
            return bad_input("changes.needs: want an item, a reason, and a factor from 0 on");
        }
    }
    if (auto letters = council::in_sound_letters(*changes); !letters) {
        return letters.error();
    }
    return changes;
}

std::vector<Route> deliberation_routes(const std::shared_ptr<const CouncilDesk>& desk,
                                       const JobSite& jobs) {
    using Do = Reply (*)(const CouncilDesk&, const Call&);
    using Ask = Reply (*)(const CouncilDesk&, const JobSite&, const Call&);
    const auto route = [&](std::string_view path, Right right, Do work) {
        return Route{.method = "POST",
                     .path = path,
                     .right = right,
                     .answer = [desk, work](const Call& call) { return work(*desk, call); },
                     .body_bytes_max = json_bytes_max};
    };
    const auto planned = [&](std::string_view path, Ask work) {
        return Route{
            .method = "POST",
            .path = path,
            .right = Right::speak,
            .answer = [desk, jobs, work](const Call& call) { return work(*desk, jobs, call); },
            .body_bytes_max = json_bytes_max};
    };
    Route standing_behind = route("proposals/{id}/supporters", Right::speak, supported);
    standing_behind.body_bytes_max = 0;
    return {route("proposals", Right::speak, proposed),
            std::move(standing_behind),
            route("proposals/{id}/statements", Right::speak, said),
            route("proposals/{id}/amendments", Right::speak, amended),
            route("proposals/{id}/deadlines", Right::decide, moved),
            planned("councils/{id}/trials", tried),
            planned("proposals/{id}/alternatives", weighed)};
}

}  // namespace vorrat::api
