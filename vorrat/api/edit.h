#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "vorrat/api/reply.h"
#include "vorrat/api/route.h"

namespace vorrat::api {

/// A member that a body may have.
struct Member {
    enum class Kind { text, whole, number, flag, list, object };
    std::string_view name;
    Kind kind = Kind::text;
    bool needed = true;
};

/// The body of a request as a JSON object with these members and no others, so that nothing can be
/// set that the route does not name; or why not: 415 another content type, 400 no JSON object, 422
/// a member that is missing, unknown or of another kind.
std::variant<Json, Reply> read_body(const Request& request, std::initializer_list<Member> members);

/// A text of the body that stands in lists: one line of at most 200 bytes. errors  bad_input
Result<std::string> one_line(const Json& given, const char* name);

/// Why an edit of something with this entity tag cannot happen: 428 without If-Match, 412 when
/// somebody else was faster. Nothing when it can.
std::optional<Reply> refused_edit(const Request& request, std::string_view etag);

Reply unprocessable(std::string detail);
Reply forbidden(std::string detail);
Reply conflict(std::string detail);
/// 201 with the place of what was made, below /api/v1.
Reply created(const Json& body, const std::string& path);
/// 204: done, and there is nothing to say.
Reply no_content();

/// What a room's error is to a client: bad_input and usage 422, infeasible 409, failed 500.
Reply reply_to(const Error& error);

}  // namespace vorrat::api
