#include "vorrat/api/council.h"

#include <algorithm>
#include <array>
#include <utility>

#include "vorrat/api/routes.h"
#include "vorrat/base/file.h"

namespace vorrat::api {
namespace {

using council::Matter;
using council::Phase;
using council::State;

Json day_or_null(const std::optional<Date>& day) {
    return day ? Json(to_string(*day)) : Json(nullptr);
}

Json delegates(const State& state, const council::Council& council) {
    Json list = Json::array();
    for (const council::Mandate& mandate : state.mandates()) {
        if (mandate.council == council.id) {
            list.push_back({{"person", mandate.person},
                            {"into", council.inside},
                            {"mandate", mandate.mandate},
                            {"from", to_string(mandate.from)},
                            {"until", to_string(mandate.until)},
                            {"ended", day_or_null(mandate.to)}});
        }
    }
    return list;
}

Json draws(const State& state) {
    Json list = Json::array();
    for (const auto& [id, draw] : state.draws()) {
        const council::Announce& announced = draw.announced;
        list.push_back({{"id", id},
                        {"council", announced.council},
                        {"among", announced.among},
                        {"seats", announced.seats},
                        {"people", announced.people},
                        {"source", announced.source},
                        {"on", to_string(announced.on)},
                        {"seed", draw.draw ? Json(draw.draw->seed) : Json(nullptr)},
                        {"drawn", draw.draw ? Json(draw.draw->drawn) : Json(nullptr)}});
    }
    return list;
}

Json deadlines(const Matter& matter) {
    Json object = Json::object();
    for (std::size_t k = 0; k < council::phase_count; ++k) {
        const auto phase = static_cast<Phase>(k);
        object[std::string(council::to_string(phase))] = to_string(matter.deadline(phase));
    }
    return object;
}

/// The phase and its last day; both null where the proposal is decided or its last day over.
std::pair<Json, Json> phase_and_end(const Matter& matter, Date day) {
    const auto phase = council::phase_on(matter, day);
    if (matter.decided || !phase) {
        return {nullptr, nullptr};
    }
    return {council::to_string(*phase), to_string(matter.deadline(*phase))};
}

/// What the list of proposals shows of each.
Json summary(const State& state, const Matter& matter, Date day) {
    const auto [phase, until] = phase_and_end(matter, day);
    return {{"id", matter.id},
            {"council", matter.council},
            {"title", matter.title},
            {"by", matter.options.front().by},
            {"made", to_string(matter.made)},
            {"phase", phase},
            {"until", until},
            {"deadlines", deadlines(matter)},
            {"standing_en", council::standing(state, matter, day, Language::english)},
            {"standing_de", council::standing(state, matter, day, Language::german)},
            {"amendments", matter.options.size() - 1},
            {"ballots", matter.ballots.size()},
            {"voters", state.voters(matter.council, day).size()},
            {"winner", matter.count ? Json(matter.count->winner) : Json(nullptr)},
            {"outcome",
             matter.decided ? Json(council::to_string(matter.decided->outcome)) : Json(nullptr)},
            {"decision", matter.decided ? Json(matter.decided->decision) : Json(nullptr)}};
}

Json options(const Matter& matter) {
    Json list = Json::array();
    for (const council::Option& option : matter.options) {
        Json alternative = nullptr;
        if (option.alternative) {
            alternative = {{"feasible", option.alternative->feasible},
                           {"words", option.alternative->words}};
        }
        list.push_back({{"id", option.id},
                        {"by", option.by},
                        {"reason", option.reason},
                        {"changes", Json::parse(council::json_of(option.changes))},
                        {"lines", council::in_lines(option.changes)},
                        {"alternative", std::move(alternative)}});
    }
    return list;
}

Json moved(const Matter& matter) {
    Json list = Json::array();
    for (const council::MovedDeadline& step : matter.moved) {
        list.push_back({{"phase", council::to_string(step.move.phase)},
                        {"from", to_string(step.from)},
                        {"to", to_string(step.move.to)},
                        {"by", step.move.by},
                        {"on", to_string(step.date)},
                        {"reason", step.move.reason}});
    }
    return list;
}

Json statements(const Matter& matter) {
    Json list = Json::array();
    for (const council::Statement& statement : matter.statements) {
        list.push_back({{"by", statement.by},
                        {"as", council::to_string(statement.voice)},
                        {"on", to_string(statement.date)},
                        {"text", statement.text}});
    }
    return list;
}

/// Who voted; how, once nobody can vote any more, so that no one waits to see what others do.
Json ballots(const Matter& matter, Date day) {
    const bool over = day > matter.deadline(Phase::vote);
    Json list = Json::array();
    for (const council::Ballot& ballot : matter.ballots) {
        list.push_back({{"by", ballot.by},
                        {"on", to_string(ballot.date)},
                        {"ranking", over ? Json(ballot.ranking) : Json(nullptr)}});
    }
    return list;
}

/// Row a, column b: how many prefer option a to option b.
Json duels(const decide::Election& election) {
    const auto counts = decide::prefer_counts(election);
    const std::size_t n = election.options.size();
    Json rows = Json::array();
    for (std::size_t a = 0; a < n; ++a) {
        Json row = Json::array();
        for (std::size_t b = 0; b < n; ++b) {
            row.push_back(counts[a * n + b]);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

Json tally(const State& state, const Matter& matter) {
    if (!matter.count) {
        return nullptr;
    }
    const council::Counted counted = council::count_votes(state, matter, matter.count->seed);
    Json object = {{"rule", "schulze"},
                   {"voters", counted.voters},
                   {"ballots", counted.election.people},
                   {"void", counted.void_ballots},
                   {"quorum", counted.quorum},
                   {"options", council::options_of(matter)},
                   {"winner", counted.winner},
                   {"order", Json::array()},
                   {"prefer", duels(counted.election)},
                   {"why_en", ""},
                   {"why_de", ""}};
    if (!counted.quorum) {
        return object;
    }
    for (const decide::OptionIndex option : counted.tally.ranking) {
        object["order"].push_back(counted.election.options[option].id);
    }
    const auto why = [&](Language language) {
        return decide::explain(counted.election, counted.rule, counted.tally, language);
    };
    object["why_en"] = why(Language::english);
    object["why_de"] = why(Language::german);
    return object;
}

}  // namespace

CouncilShelf::CouncilShelf(const std::filesystem::path& workspace)
    : file_(workspace / "council.jsonl"), state_(std::make_shared<const State>()) {}

Result<std::shared_ptr<const State>> CouncilShelf::state() const {
    const std::lock_guard lock(mutex_);
    std::error_code none;
    if (!std::filesystem::exists(file_, none)) {
        bytes_ = 0;
        state_ = std::make_shared<const State>();
        return state_;
    }
    const auto bytes = std::filesystem::file_size(file_, none);
    const auto written = std::filesystem::last_write_time(file_, none);
    if (bytes == bytes_ && written == written_) {
        return state_;
    }
    const auto text = read_file(file_);
    if (!text) {
        return text.error();
    }
    auto read = council::read_record(*text);
    if (!read) {
        return read.error();
    }
    state_ = std::make_shared<const State>(std::move(*read));
    bytes_ = bytes;
    written_ = written;
    return state_;
}

Json councils(const State& state, Date day) {
    Json rows = Json::array();
    for (const auto& [id, council] : state.councils()) {
        rows.push_back({{"id", id},
                        {"name", council.name},
                        {"of", council::to_string(council.of)},
                        {"inside", council.inside},
                        {"rules", Json::parse(council::json_of(council.rules))},
                        {"members", state.members(id, day)},
                        {"voters", state.voters(id, day)},
                        {"delegates", delegates(state, council)}});
    }
    return {{"on", to_string(day)}, {"rows", std::move(rows)}, {"draws", draws(state)}};
}

Json proposals(const State& state, const std::string& council, Date day) {
    Json rows = Json::array();
    for (const Matter& matter : state.matters()) {
        if (council.empty() || matter.council == council) {
            rows.push_back(summary(state, matter, day));
        }
    }
    return {{"on", to_string(day)}, {"total", rows.size()}, {"rows", std::move(rows)}};
}

std::optional<Json> proposal(const State& state, const std::string& id, Date day, Date today) {
    const Matter* matter = state.matter_of(id);
    if (matter == nullptr) {
        return std::nullopt;
    }
    Json view = summary(state, *matter, day);
    const council::Rules& rules = state.councils().at(matter->council).rules;
    view["on"] = to_string(day);
    view["supporters"] = matter->supporters;
    view["supporters_needed"] = rules.supporters;
    view["may_vote"] = state.voters(matter->council, day);
    view["options"] = options(*matter);
    view["moved"] = moved(*matter);
    view["statements"] = statements(*matter);
    view["votes"] = ballots(*matter, std::min(day, today));
    view["tally"] = tally(state, *matter);
    return view;
}

Reply CouncilApi::answer(const Target& target,
                         const std::function<Reply(const State&, Date)>& view) const {
    const std::string asked_day = from_query(target, "on");
    const auto day = asked_day.empty() ? today_() : parse_date(asked_day);
    if (!day) {
        return bad_request("want on to be a date such as 2026-11-23");
    }
    const auto state = shelf_.state();
    return state ? view(**state, *day) : unavailable(state.error());
}

Reply CouncilApi::now(const std::function<Reply(const State&, Date)>& view) const {
    const auto state = shelf_.state();
    return state ? view(**state, today_()) : unavailable(state.error());
}

std::vector<Route> council_routes(const std::shared_ptr<const CouncilApi>& api) {
    const auto get = [&](std::string_view path, auto view) {
        return Route{.method = "GET", .path = path, .answer = [api, view](const Call& call) {
                         return api->answer(call.target, [&](const State& state, Date day) {
                             return view(call, state, day);
                         });
                     }};
    };
    return {
        get("councils", [](const Call&, const State& state,
                           Date day) { return json_reply(councils(state, day)); }),
        get("proposals",
            [](const Call& call, const State& state, Date day) {
                return json_reply(proposals(state, from_query(call.target, "council"), day));
            }),
        get("proposals/{id}",
            [api](const Call& call, const State& state, Date day) {
                const auto view = proposal(state, call.part("id"), day, api->today());
                return view ? json_reply(*view)
                            : not_found("no proposal \"" + call.part("id") + "\"");
            }),
    };
}

}  // namespace vorrat::api
