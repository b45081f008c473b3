#include "vorrat/api/deliberation.h"

#include <algorithm>

#include <fmt/format.h>

#include "vorrat/api/edit.h"
#include "vorrat/base/text.h"

namespace vorrat::api {
namespace {

using access::Right;
using council::State;

/// One line, so that lists of proposals stay lists.
std::optional<Reply> unsound_title(const Json& given) {
    constexpr std::size_t title_bytes_max = 200;
    const auto& title = given["title"].get_ref<const std::string&>();
    if (title.size() > title_bytes_max || has_control(title)) {
        return unprocessable(
            fmt::format("title: want one line of at most {} bytes", title_bytes_max));
    }
    return std::nullopt;
}

/// The proposal as it now is. status  201: something new stands in it
Reply shown_now(const CouncilDesk& desk, const std::string& id, int status) {
    return desk.councils().now([&](const State& state, Date today) {
        auto view = proposal(state, id, today, today);
        check(view.has_value(), "the proposal was just written to");
        Reply reply = status == 201 ? created(*view, "proposals/" + id) : json_reply(*view);
        reply.status = status;
        return reply;
    });
}

/// Whether an option with these changes could be voted on, for there is no vote before the planner
/// was asked. Whoever has no vote hears that from the record, before anything is read.
Outcome fit_for_vote(const CouncilDesk& desk, const std::string& council, const std::string& person,
                     const council::Changes& changes) {
    bool votes = false;
    const Reply looked = desk.councils().now([&](const State& state, Date today) {
        votes = state.voters(council, today).contains(person);
        return no_content();
    });
    return looked.status == 204 && !votes ? Outcome(Done{}) : desk.can_be_planned(changes);
}

Reply proposed(const CouncilDesk& desk, const Call& call) {
    auto body = read_body(call.request,
                          {{"council"}, {"title"}, {"reason"}, {"changes", Member::Kind::object}});
    if (auto* refusal = std::get_if<Reply>(&body)) {
        return std::move(*refusal);
    }
    const Json& given = std::get<Json>(body);
    if (auto refusal = unsound_title(given)) {
        return std::move(*refusal);
    }
    const auto changes = changes_in(given["changes"]);
    if (!changes) {
        return reply_to(changes.error());
    }
    if (const auto fits =
            fit_for_vote(desk, given["council"].get<std::string>(), call.caller.name, *changes);
        !fits) {
        return reply_to(fits.error());
    }
    std::string id;
    const auto done = desk.add([&](const State& state) -> Result<council::Event> {
        id = state.next_proposal();
        return council::Event(council::Propose{id, given["council"].get<std::string>(),
                                               call.caller.name, given["title"].get<std::string>(),
                                               given["reason"].get<std::string>(), *changes});
    });
    return done ? shown_now(desk, id, 201) : reply_to(done.error());
}

/// What is written about a proposal: from the body, the proposal's id and the caller.
using About = Result<council::Event> (*)(const Json& given, const State& state,
                                         const council::Matter& matter, const Call& call);

/// The id of the proposal in the path; an amendment's gives its proposal.
std::variant<std::string, Reply> proposal_of(const CouncilDesk& desk, const Call& call) {
    std::variant<std::string, Reply> found;
    const Reply refusal = desk.councils().now([&](const State& state, Date) {
        const council::Matter* matter = state.matter_of(call.part("id"));
        if (matter == nullptr) {
            return not_found("no proposal \"" + call.part("id") + "\"");
        }
        found = matter->id;
        return no_content();
    });
    if (refusal.status != 204) {
        found = refusal;
    }
    return found;
}

Reply written(const CouncilDesk& desk, const Call& call, const Json& given, About about) {
    const auto found = proposal_of(desk, call);
    if (const auto* refusal = std::get_if<Reply>(&found)) {
        return *refusal;
    }
    const auto& id = std::get<std::string>(found);
    const auto done = desk.add([&](const State& state) -> Result<council::Event> {
        return about(given, state, *state.matter_of(id), call);
    });
    return done ? shown_now(desk, id, 201) : reply_to(done.error());
}

Result<council::Event> support(const Json& /*given*/, const State& /*state*/,
                               const council::Matter& matter, const Call& call) {
    return council::Event(council::Support{matter.id, call.caller.name});
}

Result<council::Event> statement(const Json& given, const State& /*state*/,
                                 const council::Matter& matter, const Call& call) {
    const auto voice = council::voice_named(given["as"].get<std::string>());
    if (!voice) {
        return bad_input("as: want discussion, objection or minority");
    }
    return council::Event(
        council::Say{matter.id, call.caller.name, *voice, given["text"].get<std::string>()});
}

Result<council::Event> amendment(const Json& given, const State& state,
                                 const council::Matter& matter, const Call& call) {
    auto changes = changes_in(given["changes"]);
    if (!changes) {
        return changes.error();
    }
    return council::Event(council::Amend{state.next_amendment(matter), matter.id, call.caller.name,
                                         given["reason"].get<std::string>(), std::move(*changes)});
}

Result<council::Event> moved_deadline(const Json& given, const State& /*state*/,
                                      const council::Matter& matter, const Call& call) {
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
    std::string council;
    const Reply looked = desk.councils().now([&](const State& state, Date) {
        const council::Matter* matter = state.matter_of(call.part("id"));
        council = matter == nullptr ? "" : matter->council;
        return no_content();
    });
    const auto changes = changes_in(given["changes"]);
    if (looked.status == 204 && !council.empty() && changes) {
        if (const auto fits = fit_for_vote(desk, council, call.caller.name, *changes); !fits) {
            return reply_to(fits.error());
        }
    }
    return written(desk, call, given, amendment);
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
    const Reply refused = desk.councils().now([&](const State& state, Date) {
        auto refusal = may_not_ask(state, call.part("id"), desk.today(), call.caller.name);
        return refusal ? std::move(*refusal) : no_content();
    });
    if (refused.status != 204) {
        return refused;
    }
    const auto changes = changes_in(std::get<Json>(body)["changes"]);
    if (!changes) {
        return reply_to(changes.error());
    }
    if (const auto fits = desk.can_be_written(*changes); !fits) {
        return reply_to(fits.error());
    }
    return own_job(jobs, call, "what-if", {{"changes", Json::parse(json_of(*changes))}});
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
    std::string proposal;  // an amendment's id gives its proposal
    const Reply refused = desk.councils().now([&](const State& state, Date) {
        const council::Matter* matter = state.matter_of(call.part("id"));
        if (matter == nullptr) {
            return not_found("no proposal \"" + call.part("id") + "\"");
        }
        proposal = matter->id;
        if (matter->decided || !matter->ballots.empty()) {
            return conflict("what voters saw stays as it is");
        }
        auto refusal = may_not_ask(state, matter->council, desk.today(), call.caller.name);
        return refusal ? std::move(*refusal) : no_content();
    });
    if (refused.status != 204) {
        return refused;
    }
    return own_job(jobs, call, "alternatives", {{"proposal", proposal}, {"language", language}});
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
