#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vorrat/http/http.h"

namespace vorrat::http {

/// What decides about the answer, taken from the request.
struct Asked {
    api::Request request;
    bool takes_gzip = false;
    bool is_local = false;  ///< from this machine, and not by way of a proxy
};

/// A reply whose body is either its own or a view of the embedded page.
struct Answer {
    api::Reply reply;
    std::string_view page_bytes = {};  ///< used when the reply's body is empty

    std::string_view body() const { return reply.body.empty() ? page_bytes : reply.body; }
};

/// A target without its query.
std::string_view path_of(std::string_view target);

/// Whether the path lies under /api/.
bool is_for_handler(const api::Request& head);

/// The answer to a request for a file of the page.
Answer page_answer(const Asked& asked);

/// Headers every answer carries: nothing may be framed, sniffed, or loaded from elsewhere, and no
/// script or style may stand inside the page.
const std::vector<std::pair<std::string_view, std::string_view>>& security_headers();

/// A reply with a problem (RFC 9457).
api::Reply problem(int status, std::string_view title);

/// Whether an Accept-Encoding header allows gzip: named, or `*`, and not with weight 0.
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace vorrat::http
