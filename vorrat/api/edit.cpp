#include "vorrat/api/edit.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "vorrat/base/text.h"

namespace vorrat::api {
namespace {

/// Deeper than anything that a route asks for.
constexpr int json_depth_max = 32;

bool has_kind(const Json& value, Member::Kind kind) {
    switch (kind) {
        case Member::Kind::text:
            return value.is_string();
        case Member::Kind::whole:
            return value.is_number_integer();
        case Member::Kind::number:
            return value.is_number();
        case Member::Kind::flag:
            return value.is_boolean();
        case Member::Kind::list:
            return value.is_array();
        case Member::Kind::object:
            return value.is_object();
    }
    impossible("a Kind outside its enum");
}

std::string_view kind_name(Member::Kind kind) {
    switch (kind) {
        case Member::Kind::text:
            return "a text";
        case Member::Kind::whole:
            return "a whole number";
        case Member::Kind::number:
            return "a number";
        case Member::Kind::flag:
            return "true or false";
        case Member::Kind::list:
            return "a list";
        case Member::Kind::object:
            return "an object";
    }
    impossible("a Kind outside its enum");
}

Json parse_shallow(std::string_view text) {
    bool too_deep = false;
    const auto watch = [&](int depth, Json::parse_event_t /*event*/, Json& /*value*/) {
        too_deep = too_deep || depth > json_depth_max;
        return !too_deep;
    };
    Json json = Json::parse(text, watch, false);
    return too_deep ? Json(Json::value_t::discarded) : json;
}

std::optional<std::string> complaint(const Json& body, std::initializer_list<Member> members) {
    for (const auto& [name, value] : body.items()) {
        const auto* const known = std::ranges::find(members, std::string_view(name), &Member::name);
        if (known == members.end()) {
            return fmt::format("\"{}\" cannot be set here", name);
        }
        if (!has_kind(value, known->kind)) {
            return fmt::format("{}: want {}", name, kind_name(known->kind));
        }
    }
    for (const Member& member : members) {
        if (member.needed && !body.contains(member.name)) {
            return fmt::format("{}: is missing, want {}", member.name, kind_name(member.kind));
        }
    }
    return std::nullopt;
}

}  // namespace

std::variant<Json, Reply> read_body(const Request& request, std::initializer_list<Member> members) {
    const std::string_view type = request.content_type;
    if (type.substr(0, type.find(';')) != "application/json") {
        return problem(415, "Unsupported Media Type", "want application/json");
    }
    Json body = parse_shallow(request.body);
    if (!body.is_object()) {
        return bad_request("the body is no JSON object");
    }
    if (auto why = complaint(body, members)) {
        return unprocessable(std::move(*why));
    }
    return body;
}

Result<std::string> one_line(const Json& given, const char* name) {
    constexpr std::size_t bytes_max = 200;
    const auto& text = given[name].get_ref<const std::string&>();
    if (text.size() > bytes_max || has_control(text)) {
        return bad_input(fmt::format("{}: want one line of at most {} bytes", name, bytes_max));
    }
    return text;
}

std::optional<Reply> refused_edit(const Request& request, std::string_view etag) {
    if (request.if_match.empty()) {
        return problem(428, "Precondition Required",
                       "send the ETag of what you have seen as If-Match, so that nobody's edit is "
                       "overwritten unseen");
    }
    // Strong comparison: a weak tag names nothing that may be written over.
    if (request.if_match.find("W/") == std::string::npos && names_etag(request.if_match, etag)) {
        return std::nullopt;
    }
    return problem(412, "Precondition Failed", "it was changed since you saw it; look again");
}

Reply unprocessable(std::string detail) {
    return problem(422, "Unprocessable Content", std::move(detail));
}
Reply forbidden(std::string detail) { return problem(403, "Forbidden", std::move(detail)); }
Reply conflict(std::string detail) { return problem(409, "Conflict", std::move(detail)); }

Reply created(const Json& body, const std::string& path) {
    Reply reply = json_reply(body);
    reply.status = 201;
    reply.headers.emplace_back("Location", "/api/v1/" + path);
    return reply;
}

Reply no_content() { return {.status = 204, .content_type = {}, .body = {}}; }

Reply reply_to(const Error& error) {
    switch (error.kind) {
        case ErrorKind::bad_input:
        case ErrorKind::usage:
            return unprocessable(error.message);
        case ErrorKind::infeasible:
            return conflict(error.message);
        case ErrorKind::failed:
            return problem(500, "Internal Server Error", error.message);
    }
    impossible("an ErrorKind outside its enum");
}

}  // namespace vorrat::api
