#include "vorrat/api/jobs.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "vorrat/api/deliberation.h"
#include "vorrat/api/edit.h"
#include "vorrat/api/routes.h"
#include "vorrat/base/file.h"
#include "vorrat/council/council.h"
#include "vorrat/service/service.h"

namespace vorrat::api {
namespace {

using access::Right;
using jobs::Job;

/// A kind of job is a command, with the settings that may be given to it from outside: none of
/// them names a file.
struct Kind {
    std::string_view name;
    std::string_view positional;
    std::vector<std::string_view> settings;
    bool posted = true;  ///< begun by POST jobs
};

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all{{"plan", "DIR", {"title", "as-of"}},
                                       {"forecast", "INPUT", {"horizon", "levels", "model"}},
                                       {"alternatives", "DIR", {"proposal", "language"}, false}};
    return all;
}

const Kind* find_kind(std::string_view name) {
    const auto found = std::ranges::find(kinds(), name, &Kind::name);
    return found == kinds().end() ? nullptr : &*found;
}

std::string text_of(const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/// The values of a job's command. errors  usage: a setting the kind does not offer, or a value it
/// does not allow
Result<service::Values> values_of(const Kind& kind, const Json& settings) {
    service::Layers layers;
    for (const auto& [name, value] : settings.items()) {
        if (std::ranges::find(kind.settings, std::string_view(name)) == kind.settings.end()) {
            return usage_error(fmt::format("settings: \"{}\" is none of a {}", name, kind.name));
        }
        layers.flags.emplace(name, text_of(value));
    }
    return service::resolve(*service::find_command(kind.name), layers);
}

/// Settings that a job does not choose: name -> text.
using Given = std::map<std::string, std::string>;

/// Runs the command of a job on the workspace.
Result<std::string> run_job(const JobSite& site, const Job& job, const Given& given,
                            const Progress& progress) {
    const Kind* kind = find_kind(job.kind);
    check(kind != nullptr, "a job has one of the kinds");
    auto values = values_of(*kind, Json::parse(job.input));
    if (!values) {
        return values.error();
    }
    values->set_positional(kind->positional, site.workspace.string());
    for (const auto& [name, text] : given) {
        if (auto set = values->set(service::setting(name), text, name); !set) {
            return set.error();
        }
    }
    std::ostringstream said;
    const auto code = service::run_command(*service::find_command(kind->name), *values,
                                           {.out = said, .progress = progress});
    if (!code) {
        return code.error();
    }
    return *code == 0 ? Result(said.str()) : failed(said.str());
}

Result<std::string> plan_anew(const JobSite& site, const Job& job, const Progress& progress) {
    auto said = run_job(site, job, {{"out", site.plan.string()}, {"json", "true"}}, progress);
    if (!said) {
        return said;
    }
    auto plan = read_published_plan(site.plan);
    if (!plan) {
        return plan.error();
    }
    site.shelf->replace(std::move(*plan));
    return said;
}

/// A question to the planner: an import that is not applied, or what people would decide otherwise.
struct Wish {
    std::int64_t import = 0;  ///< 0: none
    council::Changes changes = {};
    std::vector<service::LimitChange> limits = {};
};

std::optional<std::string> complaint(const Json& settings) {
    const auto is_number = [](const Json& value) { return value.is_number(); };
    const auto is_text = [](const Json& object, const char* name, const Json& otherwise) {
        return object.value(name, otherwise).is_string();
    };
    const auto is_need = [&](const Json& need) {
        return need.is_object() && is_text(need, "item", {}) && is_text(need, "community", "") &&
               need.value("factor", Json()).is_number();
    };
    const auto is_limit = [&](const Json& limit) {
        const Json factor = limit.is_object() ? limit.value("factor", Json()) : Json();
        return factor.is_number() && factor.get<double>() >= 0 && is_text(limit, "kind", {}) &&
               is_text(limit, "id", "") && is_text(limit, "place", "");
    };
    const auto is_sound = [&](const std::string& name, const Json& wish) {
        if (name == "import") {
            return wish.is_number_unsigned() && settings.size() == 1;
        }
        if (name == "changes") {
            return wish.is_object() && settings.size() == 1;
        }
        if (name == "criteria") {
            return wish.is_object() && !wish.empty() && std::ranges::all_of(wish, is_number);
        }
        const bool is_list = wish.is_array() && !wish.empty();
        return is_list && ((name == "needs" && std::ranges::all_of(wish, is_need)) ||
                           (name == "limits" && std::ranges::all_of(wish, is_limit)));
    };
    bool sound = !settings.empty();
    for (const auto& [name, wish] : settings.items()) {
        sound = sound && is_sound(name, wish);
    }
    return sound ? std::nullopt
                 : std::optional<std::string>(
                       "settings: want an import's number alone, or a proposal's changes alone, or "
                       "criteria as an object of numbers, needs as a list of item, community and "
                       "factor, limits as a list of kind, id, place and factor");
}

Result<Wish> wish_of(const Json& settings) {
    if (auto why = complaint(settings)) {
        return usage_error(std::move(*why));
    }
    Wish wish{.import = settings.value("import", std::int64_t{0})};
    if (settings.contains("changes")) {
        auto changes = changes_in(settings["changes"]);
        if (!changes) {
            return changes.error();
        }
        wish.changes = std::move(*changes);
        return wish;
    }
    const Json criteria = settings.value("criteria", Json::object());
    for (const auto& [key, value] : criteria.items()) {
        wish.changes.criteria[key] = value.dump();
    }
    const Json needs = settings.value("needs", Json::array());
    for (const Json& need : needs) {
        wish.changes.needs.push_back({.item = need["item"],
                                      .community = need.value("community", ""),
                                      .factor = need["factor"],
                                      .replaced_by = "",
                                      .reason = "what if"});
    }
    const Json limits = settings.value("limits", Json::array());
    for (const Json& limit : limits) {
        wish.limits.push_back({.kind = limit["kind"],
                               .id = limit.value("id", ""),
                               .place = limit.value("place", ""),
                               .factor = limit["factor"]});
    }
    return wish;
}

Result<std::map<std::string, std::string>> files_of(const JobSite& site, const Wish& wish) {
    if (wish.import == 0) {
        return service::files_with(site.workspace, wish.changes);
    }
    const auto import = site.imports->find(wish.import);
    if (!import) {
        return import.error();
    }
    return *import ? site.imports->in_place(**import) : bad_input("import: there is none of it");
}

Result<std::string> plan_otherwise(const JobSite& site, const Job& job, const Progress& progress) {
    const auto wish = wish_of(Json::parse(job.input));
    if (!wish) {
        return wish.error();
    }
    const auto base =
        site.kept->of(site.workspace, site.plan, std::nullopt, {.progress = progress});
    if (!base) {
        return base.error();
    }
    // Read behind the plan, which may take minutes in which people write.
    auto files = files_of(site, *wish);
    if (!files) {
        return files.error();
    }
    return service::what_if(site.workspace, **base,
                            {.instead = std::move(*files), .limits = wish->limits}, std::nullopt,
                            {.progress = progress});
}

/// What the options of a proposal would bring, written into the council's record.
Result<std::string> weigh(const JobSite& site, const Job& job, const Progress& progress) {
    return run_job(site, job, {{"date", to_string(site.today())}}, progress);
}

std::filesystem::path file_of(const JobSite& site, std::int64_t number) {
    return site.own / fmt::format("job-{}.csv", number);
}

/// A job concerns every place: who plans for some only neither begins nor ends one.
bool everywhere(const access::Caller& caller) { return allowed_at(caller, Right::plan, ""); }

/// Whether a job tells which changes somebody only tried: that is between them and the planner.
bool is_trial(const Job& job, const Json& settings) {
    return job.kind == "what-if" && settings.is_object() && settings.contains("changes");
}

/// The job as this caller sees it.
Json job_json(const Job& job, const access::Caller& caller) {
    const auto moment = [](std::int64_t at) { return at == 0 ? Json(nullptr) : Json(at); };
    Json result = Json::parse(job.result, nullptr, false);
    if (result.is_discarded()) {
        result = job.result.empty() ? Json(nullptr) : Json(job.result);
    }
    Json settings = Json::parse(job.input, nullptr, false);
    const bool done = job.state == jobs::State::done;
    const bool failed = jobs::is_over(job.state) && !done;
    const bool shown = !is_trial(job, settings) || job.who == caller.name || everywhere(caller);
    return {{"number", job.number},
            {"kind", job.kind},
            {"settings", shown ? std::move(settings) : Json(nullptr)},
            {"who", job.who},
            {"state", to_string(job.state)},
            {"stage", job.stage},
            {"share", job.share},
            {"result", shown && done ? std::move(result) : Json(nullptr)},
            {"error", shown && failed ? Json(job.result) : Json(nullptr)},
            {"made", moment(job.made)},
            {"begun", moment(job.begun)},
            {"ended", moment(job.ended)}};
}

std::string text(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The job's number in the path; 0, which no job has, for anything else.
std::int64_t number_in(const Call& call) {
    return static_cast<std::int64_t>(whole_number(call.part("number")).value_or(0));
}

Reply no_such_job() { return not_found("no job of that number"); }

Reply not_everywhere() {
    return forbidden("a job concerns every place; your role is for some only");
}

std::optional<Error> refusal_of(const std::string& name, const Json& settings) {
    if (name == "what-if") {
        const auto wish = wish_of(settings);
        return wish ? std::nullopt : std::optional(wish.error());
    }
    const Kind* kind = find_kind(name);
    if (kind == nullptr || !kind->posted) {
        return usage_error("kind: want plan, forecast or what-if");
    }
    const auto values = values_of(*kind, settings);
    return values ? std::nullopt : std::optional(values.error());
}

bool same_proposal(const Job& job, const Json& settings) {
    return settings.contains("proposal") &&
           Json::parse(job.input).value("proposal", Json()) == settings["proposal"];
}

/// 202 with the job, or 503 where too many wait.
Reply begun(const JobSite& site, const std::string& kind, const Json& settings,
            const access::Caller& who) {
    const auto job = site.jobs->add(kind, text(settings), who.name);
    if (!job) {
        Reply busy = unavailable(job.error());
        busy.headers.emplace_back("Retry-After", "60");
        return busy;
    }
    Reply reply = created(job_json(*job, who), fmt::format("jobs/{}", job->number));
    reply.status = 202;
    return reply;
}

Reply new_job(const JobSite& site, const Call& call) {
    if (!everywhere(call.caller)) {
        return not_everywhere();
    }
    auto body = read_body(call.request, {{"kind"}, {"settings", Member::Kind::object, false}});
    if (auto* refusal = std::get_if<Reply>(&body)) {
        return std::move(*refusal);
    }
    const Json& given = std::get<Json>(body);
    const auto name = given["kind"].get<std::string>();
    const Json settings = given.value("settings", Json::object());
    if (auto why = refusal_of(name, settings)) {
        return reply_to(*why);
    }
    return begun(site, name, settings, call.caller);
}

Reply list_of_jobs(const JobSite& site, const Call& call) {
    constexpr std::size_t limit_max = 1'000;
    const auto page = page_of(call.target, limit_max);
    if (!page) {
        return bad_page(limit_max);
    }
    const auto found = site.jobs->list(static_cast<std::int64_t>(page->cursor),
                                       static_cast<std::int64_t>(page->limit));
    if (!found) {
        return reply_to(found.error());
    }
    Json rows = Json::array();
    for (const Job& job : *found) {
        rows.push_back(job_json(job, call.caller));
    }
    return newest_first(std::move(rows), *page);
}

Reply job(const JobSite& site, const Call& call) {
    const auto found = site.jobs->find(number_in(call));
    if (!found) {
        return reply_to(found.error());
    }
    return *found ? json_reply(job_json(**found, call.caller)) : no_such_job();
}

Reply job_file(const JobSite& site, const Call& call) {
    auto bytes = read_file(file_of(site, number_in(call)));
    return bytes ? bytes_reply(std::move(*bytes), call.part("number") + ".csv")
                 : not_found("the job has no file, or is not done");
}

/// Whoever begins jobs for all ends any, all others the ones they asked for themselves.
Reply cancelled_job(const JobSite& site, const Call& call) {
    if (!everywhere(call.caller)) {
        const auto own = site.jobs->find(number_in(call));
        if (!own) {
            return reply_to(own.error());
        }
        if (*own && (*own)->who != call.caller.name) {
            return forbidden("it is somebody else's");
        }
    }
    const auto cancelled = site.jobs->cancel(number_in(call));
    if (!cancelled) {
        return reply_to(cancelled.error());
    }
    if (*cancelled) {
        return no_content();
    }
    const auto found = site.jobs->find(number_in(call));
    return found && *found ? conflict("the job is over") : no_such_job();
}

/// Each event is the whole job, so a client that missed some has lost nothing.
Reply job_events(const JobSite& site, const Call& call) {
    const std::int64_t number = number_in(call);
    const auto found = site.jobs->find(number);
    if (!found) {
        return reply_to(found.error());
    }
    if (!*found) {
        return no_such_job();
    }
    return {.content_type = "text/event-stream",
            .body = {},
            .events = [queue = site.jobs, number, caller = call.caller](const Send& send) {
                return queue->watch(number, [send, caller](const Job& now) {
                    const auto after = jobs::is_over(now.state) ? More::none : More::to_come;
                    send(fmt::format("event: job\ndata: {}\n\n", text(job_json(now, caller))),
                         after);
                });
            }};
}

}  // namespace

std::map<std::string, jobs::Work, std::less<>> job_kinds(const JobSite& site) {
    return {
        {"plan", [site](const Job& job,
                        const Progress& progress) { return plan_anew(site, job, progress); }},
        {"what-if",
         [site](const Job& job, const Progress& progress) {
             return plan_otherwise(site, job, progress);
         }},
        {"alternatives",
         [site](const Job& job, const Progress& progress) { return weigh(site, job, progress); }},
        {"forecast", [site](const Job& job, const Progress& progress) {
             return run_job(site, job,
                            {{"out", file_of(site, job.number).string()}, {"json", "true"}},
                            progress);
         }}};
}

Reply own_job(const JobSite& site, const Call& call, const std::string& kind,
              const Json& settings) {
    constexpr std::int64_t looked_at = 200;  // more than can wait
    const std::scoped_lock lock(*site.asking);
    const auto jobs = site.jobs->list(0, looked_at);
    if (!jobs) {
        return reply_to(jobs.error());
    }
    const auto goes_on = [&](const auto& meant) {
        return std::ranges::any_of(
            *jobs, [&](const Job& job) { return !jobs::is_over(job.state) && meant(job); });
    };
    if (goes_on([&](const Job& job) { return job.kind == kind && same_proposal(job, settings); })) {
        return conflict("the options of this proposal are being weighed already");
    }
    if (!everywhere(call.caller) &&
        goes_on([&](const Job& job) { return job.who == call.caller.name; })) {
        return conflict("what you asked the planner before is not answered yet");
    }
    return begun(site, kind, settings, call.caller);
}

std::vector<Route> job_routes(const JobSite& site) {
    using Do = Reply (*)(const JobSite&, const Call&);
    const auto route = [&](std::string_view method, std::string_view path, Right right, Do work) {
        return Route{.method = method,
                     .path = path,
                     .right = right,
                     .answer = [site, work](const Call& call) { return work(site, call); },
                     .body_bytes_max = method == "POST" ? json_bytes_max : 0};
    };
    return {route("POST", "jobs", Right::plan, new_job),
            route("GET", "jobs", Right::signed_in, list_of_jobs),
            route("GET", "jobs/{number}", Right::signed_in, job),
            route("DELETE", "jobs/{number}", Right::signed_in, cancelled_job),
            route("GET", "jobs/{number}/events", Right::signed_in, job_events),
            route("GET", "jobs/{number}/file", Right::signed_in, job_file)};
}

}  // namespace vorrat::api
