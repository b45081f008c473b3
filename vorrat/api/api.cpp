#include "vorrat/api/api.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <mutex>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "vorrat/api/budgets.h"
#include "vorrat/api/deliberation.h"
#include "vorrat/api/edit.h"
#include "vorrat/api/openapi.h"
#include "vorrat/api/people.h"
#include "vorrat/api/record.h"
#include "vorrat/api/reply.h"
#include "vorrat/api/route.h"
#include "vorrat/api/routes.h"
#include "vorrat/api/work_routes.h"
#include "vorrat/base/sha256.h"
#include "vorrat/service/service.h"

namespace vorrat::api {
namespace {

Admission refused(Reply reply) { return {.refusal = std::move(reply), .subject = "refused"}; }

/// What of a request says who asks, for as long as somebody listens.
Request who_asks(const Request& request) {
    return {.method = "GET",
            .target = {},
            .authorization = request.authorization,
            .cookie = request.cookie,
            .goes_on = true};
}

Reply method_not_allowed(const std::string& allow) {
    Reply reply = problem(405, "Method Not Allowed", "this can only be asked with " + allow);
    reply.headers.emplace_back("Allow", allow);
    return reply;
}

Reply unauthorized() {
    Reply reply = problem(401, "Unauthorized", "sign in, or send an API token");
    reply.headers.emplace_back("WWW-Authenticate", "Bearer");
    return reply;
}

/// Whether a browser sent the request from a page of somebody else's. A browser names the origin of
/// what changes anything; a program that names none carries no cookies that it did not mean to.
bool comes_from_elsewhere(const Request& request) {
    if (!request.fetch_site.empty() && request.fetch_site != "same-origin" &&
        request.fetch_site != "none") {
        return true;
    }
    if (request.origin.empty()) {
        return false;
    }
    const std::string_view origin = request.origin;
    const auto scheme = origin.find("://");
    // A page that came without TLS can be anybody's, whatever host it names.
    return scheme == std::string_view::npos || origin.substr(scheme + 3) != request.host ||
           (request.secure && origin.substr(0, scheme) != "https");
}

/// What every answer says about being kept by others, and 304 to who has the bytes.
Reply finished(const Request& request, const Route& route, Reply reply) {
    const bool readable = changes_nothing(request.method) && reply.status == 200;
    if (readable && reply.etag.empty() && !reply.events) {
        reply.etag = etag_of(reply.body);
    }
    if (readable && !reply.etag.empty() && names_etag(request.if_none_match, reply.etag)) {
        reply = {.status = 304, .content_type = {}, .body = {}, .etag = std::move(reply.etag)};
    }
    if (!reply.etag.empty()) {
        reply.headers.emplace_back("ETag", reply.etag);
    }
    const bool for_all =
        route.right == access::Right::open && !route.asks_who && changes_nothing(request.method);
    reply.headers.emplace_back("Cache-Control", for_all ? "no-cache" : "no-store");
    if (readable) {
        reply.headers.emplace_back("Vary", "Accept");
    }
    return reply;
}

/// A repeated request in few bytes.
std::string digest_of(const Request& request) {
    return to_hex(sha256(request.method + ' ' + request.target + '\n' + request.body));
}

/// What an earlier request with the same key was answered.
Reply repeated(const access::KeptAnswer& kept, const std::string& digest) {
    if (kept.request != digest) {
        return unprocessable("the Idempotency-Key belongs to another request");
    }
    if (kept.status == 0) {
        return conflict("the first request with this Idempotency-Key is not answered yet");
    }
    Reply reply{.status = kept.status,
                .content_type = kept.status < 400 ? "application/json" : "application/problem+json",
                .body = kept.body};
    if (!kept.headers.empty()) {
        reply.headers.emplace_back("Location", kept.headers);
    }
    return reply;
}

std::string location_of(const Reply& reply) {
    const auto found = std::ranges::find(reply.headers, std::string("Location"),
                                         &std::pair<std::string, std::string>::first);
    return found == reply.headers.end() ? std::string() : found->second;
}

Reply not_recorded(const Error& error) {
    return problem(503, "Service Unavailable", "nothing is done unrecorded: " + error.message);
}

Reply done_unrecorded(const Error& error) {
    return problem(500, "Internal Server Error", "it was done, but not recorded: " + error.message);
}

access::Deed deed_of(const Call& call) {
    const Request& request = call.request;
    return {.who = call.caller.name,
            .client = request.client,
            .method = request.method,
            .path = request.target.substr(0, request.target.find('?'))};
}

/// Does what changes something, once it is recorded that somebody asked for it.
Reply recorded(access::Journal& journal, const Route& route, const Call& call) {
    const auto number = journal.begin(deed_of(call));
    if (!number) {
        return not_recorded(number.error());
    }
    Reply reply = route.answer(call);
    if (auto done = journal.finish(*number, reply.status); !done) {
        return done_unrecorded(done.error());
    }
    return reply;
}

/// The same of what anybody may try. What was turned away is not recorded, or somebody could fill
/// the disk with it; but wrong passwords are, which come no faster than the throttle lets them.
Reply recorded_after(access::Journal& journal, const Route& route, const Call& call) {
    Reply reply = route.answer(call);
    if (reply.status >= 400 && reply.status < 500 && reply.status != 401) {
        return reply;
    }
    const auto number = journal.begin(deed_of(call));
    if (!number) {
        return done_unrecorded(number.error());
    }
    const auto done = journal.finish(*number, reply.status);
    return done ? reply : done_unrecorded(done.error());
}

Reply recorded_once(access::Journal& journal, const Route& route, const Call& call) {
    if (route.right == access::Right::open) {
        return recorded_after(journal, route, call);
    }
    const std::string& key = call.request.idempotency_key;
    if (key.empty() || route.method != "POST" || route.answer_is_secret) {
        return recorded(journal, route, call);
    }
    constexpr std::size_t key_bytes_max = 128;
    if (key.size() > key_bytes_max) {
        return bad_request("Idempotency-Key: want at most 128 bytes");
    }
    const std::string digest = digest_of(call.request);
    const auto kept = journal.reserve(call.caller.name, key, digest);
    if (!kept) {
        return not_recorded(kept.error());
    }
    if (*kept) {
        return repeated(**kept, digest);
    }
    Reply reply = recorded(journal, route, call);
    if (reply.status == 503) {
        // Who is asked to come again may come with the same key.
        const auto released = journal.release(call.caller.name, key);
        return released ? reply : not_recorded(released.error());
    }
    const auto done =
        journal.keep(call.caller.name, key, {digest, reply.status, location_of(reply), reply.body});
    return done ? reply : done_unrecorded(done.error());
}

}  // namespace

bool changes_nothing(std::string_view method) { return method == "GET" || method == "HEAD"; }

std::vector<Route> openapi_routes() {
    return {{.method = "GET",
             .path = "openapi.json",
             .answer =
                 [](const Call&) {
                     return Reply{.content_type = "application/json",
                                  .body = std::string(openapi())};
                 },
             .runs = Runs::at_once}};
}

struct Api::Inside {
    RouteTable table;
    Identify identify;
    std::shared_ptr<access::Journal> journal;

    /// Who listens to an event stream is asked again as if they came now.
    bool still_allowed(const Request& request, access::Right right) const {
        if (right == access::Right::open || !identify) {
            return true;
        }
        const auto identity = identify(request);
        const auto* caller = std::get_if<access::Caller>(&identity);
        return caller != nullptr && access::allowed(*caller, right);
    }

    Reply answer(const Route& route, const Call& call) const {
        return changes_nothing(route.method) || !journal ? route.answer(call)
                                                         : recorded_once(*journal, route, call);
    }
};

Api::Api(std::vector<Route> routes, Identify identify, std::shared_ptr<access::Journal> journal)
    : inside_(std::make_shared<const Inside>(
          Inside{RouteTable(std::move(routes)), std::move(identify), std::move(journal)})) {}

Admission Api::admit(const Request& head) const {
    auto target = parse_target(head.target);
    if (!target) {
        return refused(bad_request("the path or its percent-encoding cannot be read"));
    }
    const auto& path = target->path;
    if (path.size() < 3 || path[0] != "api" || path[1] != "v1") {
        return refused(not_found("want a path under /api/v1"));
    }
    auto found = inside_->table.find(head.method, std::span(path).subspan(2));
    if (found.allow.empty()) {
        return refused(not_found("no such resource"));
    }
    if (found.route == nullptr) {
        return refused(method_not_allowed(found.allow));
    }
    const Route& route = *found.route;
    if (!changes_nothing(head.method) && comes_from_elsewhere(head)) {
        return refused(problem(403, "Forbidden", "the request comes from a page of another site"));
    }
    access::Caller caller;
    if ((route.right != access::Right::open || route.asks_who) && inside_->identify) {
        auto identity = inside_->identify(head);
        if (auto* refusal = std::get_if<Reply>(&identity)) {
            return refused(std::move(*refusal));
        }
        caller = std::get<access::Caller>(std::move(identity));
    }
    if (!access::allowed(caller, route.right)) {
        return refused(caller.signed_in()
                           ? problem(403, "Forbidden", "your roles do not allow this")
                           : unauthorized());
    }
    return {.body_bytes_max = route.body_bytes_max,
            .runs = route.runs,
            .subject = route.path.substr(0, route.path.find('/')),
            .answer = [inside = inside_, &route, target = std::move(*target),
                       parts = std::move(found.parts),
                       caller = std::move(caller)](const Request& request) {
                Reply reply = inside->answer(route, {request, target, parts, caller});
                if (reply.events) {
                    reply.still_allowed = [inside, right = route.right, who = who_asks(request)] {
                        return inside->still_allowed(who, right);
                    };
                }
                return finished(request, route, std::move(reply));
            }};
}

Reply Api::answer(const Request& request) const {
    const Admission admission = admit(request);
    if (admission.refusal) {
        return *admission.refusal;
    }
    if (request.body.size() > admission.body_bytes_max) {
        return problem(413, "Content Too Large", "more was sent than belongs here");
    }
    return admission.answer(request);
}

std::span<const Route> Api::routes() const { return inside_->table.all(); }

Route served_route(const std::vector<Route>& routes) {
    std::set<std::string_view> first_parts;
    for (const Route& route : routes) {
        first_parts.insert(route.path.substr(0, route.path.find('/')));
    }
    Json serves = Json::array();
    for (const std::string_view part : first_parts) {
        serves.push_back(part);
    }
    return {.method = "GET",
            .path = "served",
            .answer =
                [serves](const Call&) {
                    return json_reply({{"serves", serves}});
                },
            .runs = Runs::at_once};
}

namespace {

std::filesystem::path plan_folder(const Workplace& workplace) {
    return workplace.plan.empty() ? workplace.workspace / "plan" : workplace.plan;
}

/// The plan on the shelf; a workspace may be without one.
Outcome fill_shelf(const Workplace& workplace, PlanShelf& shelf) {
    const auto& workspace = workplace.workspace;
    const auto folder = plan_folder(workplace);
    std::error_code none;
    if (!workspace.empty() && !std::filesystem::is_directory(workspace, none)) {
        return bad_input(workspace.string() + ": want a folder, found none");
    }
    if (!workspace.empty() && !std::filesystem::exists(folder / "plan.json", none)) {
        return Done{};
    }
    auto plan = read_published_plan(folder);
    if (!plan) {
        return plan.error();
    }
    shelf.replace(std::move(*plan));
    return Done{};
}

/// The day it is, in UTC.
std::function<Date()> today_by(const access::Clock& clock) {
    return [clock] {
        const std::chrono::sys_seconds now{std::chrono::seconds{clock()}};
        return Date{std::chrono::floor<days>(now)};
    };
}

/// desk  null: nobody decides here
Result<std::vector<Route>> published_routes(const Workplace& workplace,
                                            const std::shared_ptr<const PlanShelf>& shelf,
                                            const std::shared_ptr<std::mutex>& writing,
                                            const std::shared_ptr<const CouncilDesk>& desk) {
    auto routes = openapi_routes();
    const auto add = [&](std::vector<Route> more) {
        std::ranges::move(more, std::back_inserter(routes));
    };
    add(plan_routes(shelf));
    if (!workplace.workspace.empty()) {
        const auto today = today_by(workplace.clock);
        const auto tables = std::make_shared<const WorkspaceShelf>(workplace.workspace);
        add(story_routes(tables, shelf));
        add(override_routes(
            std::make_shared<OverrideDesk>(workplace.workspace, tables, today, writing), shelf));
        const auto& councils = desk->shared_councils();
        add(council_routes(councils));
        add(ballot_routes(std::make_shared<BallotDesk>(workplace.workspace, today, councils)));
        add(budget_routes(desk));
    }
    if (!workplace.ledger.empty()) {
        auto record = open_record_api(workplace.ledger);
        if (!record) {
            return record.error();
        }
        add(record_routes(*record));
    }
    if (!workplace.alternatives.empty()) {
        const auto alternatives = read_alternatives(workplace.alternatives);
        if (!alternatives) {
            return alternatives.error();
        }
        add(alternatives_routes(*alternatives, shelf));
    }
    return routes;
}

/// The folder of what the server itself keeps; nobody else may look into it.
Result<std::filesystem::path> own_folder(const Workplace& workplace) {
    namespace fs = std::filesystem;
    const fs::path folder = workplace.workspace / ".vorrat";
    std::error_code problem;
    fs::create_directories(folder, problem);
    if (!problem) {
        fs::permissions(folder, fs::perms::owner_all, problem);
    }
    if (problem) {
        return failed(folder.string() + ": cannot be made: " + problem.message());
    }
    return folder;
}

Outcome all_answer(const access::Accounts& people, const access::Journal& record,
                   const jobs::Jobs& queue) {
    if (auto answered = people.answers(); !answered) {
        return answered;
    }
    if (auto answered = record.answers(); !answered) {
        return answered;
    }
    const auto counts = queue.counts();
    return counts ? Outcome(Done{}) : counts.error();
}

bool may_audit(const Identify& identify, const Request& head) {
    const auto identity = identify(head);
    const auto* caller = std::get_if<access::Caller>(&identity);
    return caller != nullptr && access::allowed_at(*caller, access::Right::audit, "");
}

/// queue  null: none
std::string figures_of(const jobs::Jobs* queue) {
    std::string text = fmt::format(
        "# HELP vorrat_build_info What runs here.\n# TYPE vorrat_build_info gauge\n"
        "vorrat_build_info{{version=\"{}\"}} 1\n",
        service::version());
    const auto counts = queue == nullptr ? Result<jobs::Counts>(failed("none")) : queue->counts();
    if (counts) {
        text += fmt::format(
            "# HELP vorrat_jobs Jobs that are not over, by state.\n# TYPE vorrat_jobs gauge\n"
            "vorrat_jobs{{state=\"waiting\"}} {}\nvorrat_jobs{{state=\"running\"}} {}\n",
            counts->waiting, counts->running);
    }
    return text;
}

}  // namespace

Result<Site> open_site(const Workplace& workplace) {
    const auto shelf = std::make_shared<PlanShelf>(nullptr);
    if (auto filled = fill_shelf(workplace, *shelf); !filled) {
        return filled.error();
    }
    // Whoever writes tables of the workspace does so alone.
    const auto writing = std::make_shared<std::mutex>();
    const auto today = today_by(workplace.clock);
    const auto decisions = std::make_shared<const CouncilDesk>(
        workplace.workspace, today, std::make_shared<CouncilApi>(workplace.workspace, today));
    auto routes = published_routes(workplace, shelf, writing, decisions);
    if (!routes) {
        return routes.error();
    }
    if (workplace.workspace.empty()) {
        routes->push_back(served_route(*routes));
        return Site{.api = Api(std::move(*routes)), .figures = [] { return figures_of(nullptr); }};
    }
    const auto folder = own_folder(workplace);
    if (!folder) {
        return folder.error();
    }
    auto accounts = access::Accounts::open({.file = *folder / "access.sqlite",
                                            .clock = workplace.clock,
                                            .entropy = workplace.entropy,
                                            .cost = workplace.password_cost});
    if (!accounts) {
        return accounts.error();
    }
    auto journal = access::Journal::open(*folder / "journal.sqlite", workplace.clock);
    if (!journal) {
        return journal.error();
    }
    auto first_link = (*accounts)->first_link();
    if (!first_link) {
        return first_link.error();
    }
    const std::shared_ptr<access::Accounts> people = std::move(*accounts);
    const std::shared_ptr<access::Journal> record = std::move(*journal);
    std::ranges::move(people_routes(people, record), std::back_inserter(*routes));
    const auto desk = std::make_shared<ImportDesk>(workplace.workspace, *folder / "imports",
                                                   workplace.clock, writing);
    std::ranges::move(import_routes(desk), std::back_inserter(*routes));
    std::ranges::move(takeout_routes(workplace.workspace), std::back_inserter(*routes));
    const auto approvals =
        std::make_shared<Approvals>(*folder / "approvals.jsonl", workplace.clock);
    std::ranges::move(approval_routes(approvals, shelf), std::back_inserter(*routes));
    JobSite jobs{.workspace = workplace.workspace,
                 .plan = plan_folder(workplace),
                 .own = *folder,
                 .shelf = shelf,
                 .today = today,
                 .imports = desk};
    auto queue = jobs::Jobs::open(
        {.file = *folder / "jobs.sqlite", .clock = workplace.clock, .kinds = job_kinds(jobs)});
    if (!queue) {
        return queue.error();
    }
    jobs.jobs = std::move(*queue);
    std::ranges::move(job_routes(jobs), std::back_inserter(*routes));
    std::ranges::move(deliberation_routes(decisions, jobs), std::back_inserter(*routes));
    routes->push_back(served_route(*routes));
    const Identify identify = identify_by(people);
    return Site{.api = Api(std::move(*routes), identify, record),
                .ready = [people, record,
                          queued = jobs.jobs] { return all_answer(*people, *record, *queued); },
                .may_watch = [identify](const Request& head) { return may_audit(identify, head); },
                .figures = [queued = jobs.jobs] { return figures_of(queued.get()); },
                .first_link = std::move(*first_link)};
}

}  // namespace vorrat::api
