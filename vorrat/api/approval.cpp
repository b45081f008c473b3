#include "vorrat/api/approval.h"

#include <algorithm>
#include <sstream>

#include "vorrat/api/edit.h"
#include "vorrat/api/work_routes.h"
#include "vorrat/base/file.h"

namespace vorrat::api {
namespace {

using access::Right;

constexpr std::string_view table = "shipments.csv";

std::string line_of(const Approval& approval) {
    return Json{{"sha256", approval.sha256}, {"by", approval.by}, {"at", approval.at}}.dump() +
           '\n';
}

std::optional<Approval> approval_in(const std::string& text, const std::string& sha256) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const Json json = Json::parse(line, nullptr, false);
        if (json.is_object() && json.value("sha256", "") == sha256) {
            return Approval{sha256, json.value("by", ""), json.value("at", std::int64_t{0})};
        }
    }
    return std::nullopt;
}

Result<std::string> text_in(const std::filesystem::path& file) {
    std::error_code none;
    return std::filesystem::exists(file, none) ? read_file(file) : Result(std::string());
}

/// The hash of the shipments that are served now; nothing where no plan has any.
std::optional<std::string> shipments_hash(const PublishedPlan& plan) {
    const auto file = std::ranges::find(plan.files, table, &PublishedFile::name);
    return file == plan.files.end() || !file->matches ? std::nullopt : std::optional(file->sha256);
}

/// What the page shows, and the entry of docs/formats/ledger.md with which a keeper puts it into
/// the public record.
Json view(const PublishedPlan& plan, const std::string& sha256,
          const std::optional<Approval>& approval) {
    const Json record{
        {"kind", "shipments"}, {"plan", plan.plan.value("title", "")}, {"sha256", sha256}};
    return {
        {"sha256", sha256},
        {"approved", approval ? Json{{"by", approval->by}, {"at", approval->at}} : Json(nullptr)},
        {"record", record}};
}

struct Desk {
    std::shared_ptr<Approvals> approvals;
    std::shared_ptr<const PlanShelf> shelf;
};

using Work = Reply (*)(Approvals&, const PublishedPlan&, const std::string& sha256, const Call&);

Reply about(const Desk& desk, const Call& call, Work work) {
    const auto plan = desk.shelf->current();
    const auto sha256 = plan ? shipments_hash(*plan) : std::nullopt;
    return sha256 ? work(*desk.approvals, *plan, *sha256, call)
                  : not_found("no plan with shipments is published");
}

Reply shown(Approvals& approvals, const PublishedPlan& plan, const std::string& sha256,
            const Call& /*call*/) {
    const auto approval = approvals.of(sha256);
    return approval ? json_reply(view(plan, sha256, *approval)) : unavailable(approval.error());
}

Reply approved(Approvals& approvals, const PublishedPlan& plan, const std::string& sha256,
               const Call& call) {
    if (!allowed_at(call.caller, Right::plan, "")) {
        return forbidden("the shipments concern every place; your role is for some only");
    }
    auto body = read_body(call.request, {{"sha256"}});
    if (auto* refusal = std::get_if<Reply>(&body)) {
        return std::move(*refusal);
    }
    if (std::get<Json>(body)["sha256"] != sha256) {
        return conflict("another plan is published now; look at its shipments first");
    }
    const auto approval = approvals.approve(sha256, call.caller.name);
    return approval ? json_reply(view(plan, sha256, *approval)) : reply_to(approval.error());
}

}  // namespace

Result<std::optional<Approval>> Approvals::of(const std::string& sha256) const {
    const auto text = text_in(file_);
    return text ? Result(approval_in(*text, sha256)) : text.error();
}

Result<Approval> Approvals::approve(const std::string& sha256, const std::string& by) {
    const std::scoped_lock lock(mutex_);
    const auto text = text_in(file_);
    if (!text) {
        return text.error();
    }
    if (auto earlier = approval_in(*text, sha256)) {
        return std::move(*earlier);
    }
    Approval approval{sha256, by, clock_()};
    const auto kept = write_file(file_, *text + line_of(approval));
    return kept ? Result(std::move(approval)) : kept.error();
}

std::vector<Route> approval_routes(const std::shared_ptr<Approvals>& approvals,
                                   const std::shared_ptr<const PlanShelf>& shelf) {
    const auto route = [desk = Desk{approvals, shelf}](std::string_view method, Right right,
                                                       Work work, std::size_t body_bytes_max) {
        return Route{.method = method,
                     .path = "shipments/approval",
                     .right = right,
                     .answer = [desk, work](const Call& call) { return about(desk, call, work); },
                     .body_bytes_max = body_bytes_max};
    };
    return {route("GET", Right::open, shown, 0),
            route("POST", Right::plan, approved, json_bytes_max)};
}

}  // namespace vorrat::api
