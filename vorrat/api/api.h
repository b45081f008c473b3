#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "vorrat/access/access.h"
#include "vorrat/base/date.h"
#include "vorrat/base/result.h"

namespace vorrat::api {

/// What the API needs to know of a request; the http room fills it in. Headers that did not come
/// are empty.
struct Request {
    std::string method;  ///< GET, HEAD, POST, ...
    std::string target;  ///< path and query as they came, percent-encoded
    std::string accept = {};
    std::string if_none_match = {};
    std::string if_match = {};
    std::string content_type = {};
    std::string authorization = {};
    std::string cookie = {};
    std::string host = {};
    std::string origin = {};
    std::string fetch_site = {};       ///< Sec-Fetch-Site
    std::string csrf_token = {};       ///< X-CSRF-Token
    std::string idempotency_key = {};  ///< Idempotency-Key
    std::string client = {};           ///< the address it came from, before trusted proxies
    bool secure = false;               ///< came over TLS, to this server or to a trusted proxy
    bool goes_on = false;              ///< asked again of an event stream: no use of a session
    std::string body = {};
};

enum class More { to_come, none };

/// Sends a piece of an event stream; from any thread, at once.
using Send = std::function<void(std::string piece, More after)>;

/// Begins an event stream; what it returns lives as long as the client listens.
using Events = std::function<std::shared_ptr<void>(const Send& send)>;

/// An answer. For HEAD the body is that of GET; whoever writes to the socket leaves it out.
struct Reply {
    int status = 200;
    std::string content_type;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers = {};
    Events events = {};  ///< of an event stream, which has no body
    /// whether who listens still may; asked now and then; none: yes
    std::function<bool()> still_allowed = {};
    std::string etag = {};  ///< quoted; empty: that of the bytes, where the request was a GET
};

/// Where a request is answered: from memory on the thread that read it; by workers; or by one
/// worker apart, for passwords, which take time and memory on purpose.
enum class Runs { at_once, by_workers, one_by_one };

/// What becomes of a request, known from its head: before a body is read it is clear who asks,
/// whether they may, and how much they may send.
struct Admission {
    std::optional<Reply> refusal = {};  ///< then the rest does not matter
    std::size_t body_bytes_max = 0;
    Runs runs = Runs::at_once;
    std::string_view subject = {};  ///< what is asked for, of a small fixed set of words
    std::function<Reply(const Request&)> answer = {};  ///< of the whole request; to be asked once
};

struct Route;

/// Who sent a request, or why it is refused.
using Identify = std::function<std::variant<access::Caller, Reply>(const Request&)>;

/// What `vorrat serve` answers under /api/v1: docs/formats/api.md. Any number of threads may ask at
/// the same time.
class Api {
public:
    /// identify  asked for routes that not everybody may use; none: nobody has an account
    /// journal   where every write is recorded; none: there is nothing to write
    explicit Api(std::vector<Route> routes, Identify identify = {},
                 std::shared_ptr<access::Journal> journal = {});

    /// Never fails: what cannot be answered is refused with a problem (RFC 9457). The answer may
    /// outlive the Api.
    Admission admit(const Request& head) const;

    /// The same of a request that has come as a whole.
    Reply answer(const Request& request) const;

    std::span<const Route> routes() const;

private:
    struct Inside;
    std::shared_ptr<const Inside> inside_;
};

/// Whether one of the entity tags of an If-None-Match header names `etag` (weak comparison,
/// RFC 9110 section 13.1.2); `*` names everything.
bool names_etag(std::string_view if_none_match, std::string_view etag);

/// What is served.
struct Workplace {
    std::filesystem::path workspace = {};  ///< empty: none, and nothing can be changed
    std::filesystem::path plan = {};       ///< folder of docs/formats/plan.md; empty: `plan` inside
    std::filesystem::path ledger = {};     ///< what `vorrat ledger export` wrote; empty: no record
    std::filesystem::path alternatives = {};  ///< docs/formats/alternatives.md; empty: none
    access::Clock clock = {};                 ///< of a workspace
    access::Entropy entropy = {};             ///< of a workspace
    access::PasswordCost password_cost = {};
};

struct Site {
    Api api;
    /// whether the databases answer; none: there are none
    std::function<Outcome()> ready = {};
    /// whether who sent the request may read the metrics (right `audit`); none: nobody
    std::function<bool(const Request&)> may_watch = {};
    /// jobs and build, in the text format of Prometheus
    std::function<std::string()> figures = {};
    /// the secret of a link that makes an admin, where there is none yet
    std::optional<std::string> first_link = {};
};

/// errors    bad_input: a workspace that is none, a plan without plan.json or of a format it does
///           not know, a table that is not CSV, a record or alternatives that are none;
///           failed: a file that cannot be read. A workspace may be without a plan.
/// cost      one pass over the plan; memory about half its size
Result<Site> open_site(const Workplace& workplace);

}  // namespace vorrat::api
