#include "vorrat/api/ballots.h"

#include <algorithm>
#include <sstream>
#include <string_view>

#include "vorrat/api/edit.h"
#include "vorrat/api/record_line.h"
#include "vorrat/api/work_routes.h"
#include "vorrat/base/file.h"
#include "vorrat/base/sha256.h"
#include "vorrat/service/service.h"

namespace vorrat::api {
namespace {

using access::Right;

Reply no_such_proposal(const Call& call) {
    return not_found("no proposal \"" + call.part("id") + "\"");
}

/// The proposal of the path; an amendment's id gives its proposal.
std::optional<std::string> proposal_in(const council::State& state, const Call& call) {
    const council::Matter* matter = state.matter_of(call.part("id"));
    return matter == nullptr ? std::nullopt : std::optional(matter->id);
}

using Work = Reply (*)(const BallotDesk&, const std::string& proposal, const Call&);

/// The answer about a proposal that there is.
Reply about(const BallotDesk& desk, const Call& call, Work work) {
    return desk.councils().now([&](const council::State& state, Date) {
        const auto proposal = proposal_in(state, call);
        return proposal ? work(desk, *proposal, call) : no_such_proposal(call);
    });
}

Reply own_ballot(const BallotDesk& desk, const std::string& proposal, const Call& call) {
    const auto ballot = desk.ballot_of(proposal, call.caller.name);
    return ballot ? json_reply({{"ballot", *ballot}}) : unavailable(ballot.error());
}

Reply voted(const BallotDesk& desk, const std::string& proposal, const Call& call) {
    auto body = read_body(call.request, {{"ranking"}});
    if (auto* refusal = std::get_if<Reply>(&body)) {
        return std::move(*refusal);
    }
    const auto ranking = std::get<Json>(body)["ranking"].get<std::string>();
    if (auto done = desk.vote(proposal, call.caller.name, ranking); !done) {
        return reply_to(done.error());
    }
    const auto ballot = desk.ballot_of(proposal, call.caller.name);
    return ballot ? created({{"ballot", *ballot}}, "proposals/" + proposal + "/ballots/mine")
                  : unavailable(ballot.error());
}

Reply decided(const BallotDesk& desk, const std::string& proposal_id, const Call& call) {
    if (!allowed_at(call.caller, Right::decide, "")) {
        return forbidden("a decision concerns every place; your role is for some only");
    }
    if (auto done = desk.decide(proposal_id); !done) {
        return reply_to(done.error());
    }
    return desk.councils().now([&](const council::State& state, Date today) {
        return json_reply(*proposal(state, proposal_id, today, today));
    });
}

}  // namespace

Outcome BallotDesk::run(const char* command,
                        const std::map<std::string, std::string>& settings) const {
    service::Layers layers;
    for (const auto& [name, value] : settings) {
        layers.flags.emplace(name, value);
    }
    layers.flags.emplace("date", to_string(today_()));
    const service::Command& found = *service::find_command(command);
    auto values = service::resolve(found, layers);
    if (!values) {
        return values.error();
    }
    values->set_positional("DIR", workspace_.string());
    const std::scoped_lock lock(writes_);
    std::ostringstream said;
    const auto code = service::run_command(found, *values, {.out = said, .progress = {}});
    if (!code) {
        return code.error();
    }
    return *code == 0 ? Outcome(Done{}) : Outcome(failed(said.str()));
}

Outcome BallotDesk::vote(const std::string& proposal, const std::string& person,
                         const std::string& ranking) const {
    return run("vote", {{"proposal", proposal},
                        {"by", person},
                        {"ranking", ranking.empty() ? "abstain" : ranking}});
}

Outcome BallotDesk::decide(const std::string& proposal) const {
    return run("decide", {{"proposal", proposal}});
}

Result<Json> BallotDesk::ballot_of(const std::string& proposal, const std::string& person) const {
    const auto state = councils_->state();
    if (!state) {
        return state.error();
    }
    const council::Matter* matter = (*state)->matter_of(proposal);
    const bool over = matter != nullptr && today_() > matter->deadline(council::Phase::vote);
    return ballot_in<council::Cast>(
        workspace_, over,
        [&](const council::Cast& cast) { return cast.proposal == proposal && cast.by == person; },
        [&](const council::Cast& cast) {
            return Json{{"proposal", proposal}, {"by", person}, {"ranking", cast.ranking}};
        });
}

Result<std::string> record_in(const std::filesystem::path& workspace) {
    const auto file = workspace / "council.jsonl";
    std::error_code none;
    return std::filesystem::exists(file, none) ? read_file(file) : Result(std::string());
}

Json receipt_of(std::string_view record, Date on, std::int64_t n, std::size_t begin,
                std::size_t end, bool over) {
    return {{"on", to_string(on)},
            {"n", n},
            {"line", record.substr(begin, end - begin - 1)},
            {"record_sha256", over ? Json(to_hex(sha256(record.substr(0, end)))) : Json(nullptr)}};
}

std::vector<Route> ballot_routes(const std::shared_ptr<const BallotDesk>& desk) {
    const auto route = [&](std::string_view method, std::string_view path, Right right, Work work,
                           std::size_t body_bytes_max) {
        return Route{.method = method,
                     .path = path,
                     .right = right,
                     .answer = [desk, work](const Call& call) { return about(*desk, call, work); },
                     .body_bytes_max = body_bytes_max};
    };
    return {route("POST", "proposals/{id}/ballots", Right::speak, voted, json_bytes_max),
            route("GET", "proposals/{id}/ballots/mine", Right::signed_in, own_ballot, 0),
            route("POST", "proposals/{id}/decision", Right::decide, decided, 0)};
}

}  // namespace vorrat::api
