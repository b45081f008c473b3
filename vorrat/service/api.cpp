#include "vorrat/service/api.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "vorrat/service/api_record.h"
#include "vorrat/service/api_reply.h"
#include "vorrat/service/api_route.h"
#include "vorrat/service/api_routes.h"
#include "vorrat/service/commands.h"

namespace vorrat::service {
namespace {

bool changes_nothing(std::string_view method) { return method == "GET" || method == "HEAD"; }

Admission refused(Reply reply) { return {.refusal = std::move(reply)}; }

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
    return scheme == std::string_view::npos || origin.substr(scheme + 3) != request.host;
}

/// What every answer says about being kept by others, and 304 to who has the bytes.
Reply finished(const Request& request, access::Right right, Reply reply) {
    const bool readable = changes_nothing(request.method) && reply.status == 200;
    if (readable && reply.etag.empty()) {
        reply.etag = etag_of(reply.body);
    }
    if (readable && names_etag(request.if_none_match, reply.etag)) {
        reply = {.status = 304, .content_type = {}, .body = {}, .etag = std::move(reply.etag)};
    }
    if (!reply.etag.empty()) {
        reply.headers.emplace_back("ETag", reply.etag);
    }
    const bool for_all = right == access::Right::open && changes_nothing(request.method);
    reply.headers.emplace_back("Cache-Control", for_all ? "no-cache" : "no-store");
    if (readable) {
        reply.headers.emplace_back("Vary", "Accept");
    }
    return reply;
}

}  // namespace

struct Api::Inside {
    RouteTable table;
    Identify identify;
};

Api::Api(std::vector<Route> routes, Identify identify)
    : inside_(std::make_shared<const Inside>(
          Inside{RouteTable(std::move(routes)), std::move(identify)})) {}

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
    if (route.right != access::Right::open && inside_->identify) {
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
    return {
        .body_bytes_max = route.body_bytes_max,
        .runs = route.runs,
        .answer = [inside = inside_, &route, target = std::move(*target),
                   parts = std::move(found.parts),
                   caller = std::move(caller)](const Request& request) {
            return finished(request, route.right, route.answer({request, target, parts, caller}));
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

namespace {

/// The plan on the shelf; a workspace may be without one.
Outcome fill_shelf(const Workplace& workplace, PlanShelf& shelf) {
    const auto& workspace = workplace.workspace;
    const auto folder = workplace.plan.empty() ? workspace / "plan" : workplace.plan;
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

}  // namespace

Result<Api> open_api(const Workplace& workplace) {
    const auto shelf = std::make_shared<PlanShelf>(nullptr);
    if (auto filled = fill_shelf(workplace, *shelf); !filled) {
        return filled.error();
    }
    auto routes = plan_routes(shelf);
    const auto add = [&](std::vector<Route> more) {
        std::ranges::move(more, std::back_inserter(routes));
    };
    if (!workplace.workspace.empty()) {
        auto today = workplace.today ? workplace.today : clock_day;
        add(council_routes(std::make_shared<CouncilApi>(workplace.workspace, std::move(today))));
    }
    if (!workplace.ledger.empty()) {
        auto record = open_record_api(workplace.ledger);
        if (!record) {
            return record.error();
        }
        add(record_routes(std::move(*record)));
    }
    return Api(std::move(routes));
}

}  // namespace vorrat::service
