#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vorrat/base/result.h"

namespace vorrat::service {

/// What the API needs to know of a request; the http room fills it in.
struct Request {
    std::string method;              ///< GET, HEAD, ...
    std::string target;              ///< path and query as they came, percent-encoded
    std::string accept = {};         ///< the header; empty: none
    std::string if_none_match = {};  ///< the header; empty: none
};

/// An answer. For HEAD the body is that of GET; whoever writes to the socket leaves it out.
struct Reply {
    int status = 200;
    std::string content_type;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers = {};
};

struct PublishedPlan;
class RecordApi;

/// One published plan, and a record if there is one, as JSON and CSV; docs/formats/api.md. The plan
/// is read once and never changes, the record may grow: any number of threads may ask at the same
/// time.
class Api {
public:
    explicit Api(std::shared_ptr<const PublishedPlan> plan) : plan_(std::move(plan)) {}

    /// Serves the record that `vorrat ledger export` wrote as well. errors: bad_input
    Outcome add_record(const std::filesystem::path& folder);

    /// Never fails: what cannot be answered is a reply with a problem (RFC 9457).
    Reply answer(const Request& request) const;

private:
    std::shared_ptr<const PublishedPlan> plan_;
    std::shared_ptr<const RecordApi> record_;  // none: no record is served
};

/// Whether one of the entity tags of an If-None-Match header names `etag` (weak comparison,
/// RFC 9110 section 13.1.2); `*` names everything.
bool names_etag(std::string_view if_none_match, std::string_view etag);

/// Reads the plan folder of docs/formats/plan.md.
///
/// errors    bad_input: no plan.json, a format it does not know, or a table that is not CSV;
///           failed: a file that cannot be read
/// cost      one pass over the folder; memory about half its size
Result<Api> open_api(const std::filesystem::path& folder);

}  // namespace vorrat::service
