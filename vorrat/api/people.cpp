#include "vorrat/api/people.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "vorrat/api/edit.h"
#include "vorrat/api/routes.h"

namespace vorrat::api {
namespace {

using access::Account;
using access::Right;

/// Browsers send a cookie of this name back to this host alone, over TLS or to localhost.
constexpr std::string_view cookie_name = "__Host-vorrat";

std::string cookie(std::string_view value, std::string_view more) {
    return fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Strict{}", cookie_name, value,
                       more);
}

/// The session in a Cookie header; empty: none.
std::string_view session_in(std::string_view cookies) {
    while (!cookies.empty()) {
        const auto end = std::min(cookies.find(';'), cookies.size());
        std::string_view pair = cookies.substr(0, end);
        cookies.remove_prefix(std::min(end + 1, cookies.size()));
        pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
        if (pair.starts_with(cookie_name) && pair.substr(cookie_name.size()).starts_with('=')) {
            return pair.substr(cookie_name.size() + 1);
        }
    }
    return {};
}

Json grants_json(const std::vector<access::Grant>& grants) {
    Json list = Json::array();
    for (const access::Grant& grant : grants) {
        list.push_back({{"role", to_string(grant.role)},
                        {"place", grant.place.empty() ? Json(nullptr) : Json(grant.place)}});
    }
    return list;
}

Json rights_json(const access::Caller& caller) {
    Json list = Json::array();
    for (const auto& [right, name] : access::rights) {
        if (allowed(caller, right)) {
            list.push_back(name);
        }
    }
    return list;
}

/// Where the caller has each right: null is everywhere, else places.
Json rights_at_json(const access::Caller& caller) {
    Json object = Json::object();
    for (const auto& [right, name] : access::rights) {
        if (!allowed(caller, right)) {
            continue;
        }
        const bool of_no_place = right == Right::open || right == Right::signed_in;
        if (of_no_place || allowed_at(caller, right, "")) {
            object[name] = nullptr;
            continue;
        }
        Json places = Json::array();
        for (const access::Grant& grant : caller.grants) {
            if (gives(grant.role, right)) {
                places.push_back(grant.place);
            }
        }
        object[name] = std::move(places);
    }
    return object;
}

Json caller_json(const access::Caller& caller, std::string_view session) {
    return {{"name", caller.signed_in() ? Json(caller.name) : Json(nullptr)},
            {"grants", grants_json(caller.grants)},
            {"rights", rights_json(caller)},
            {"rights_at", rights_at_json(caller)},
            {"csrf_token", session.empty() ? Json(nullptr) : Json(access::csrf_token_of(session))}};
}

/// `[{"role": "planner", "place": "leipzig"}]`, the place null or left out: everywhere.
Result<std::vector<access::Grant>> grants_in(const Json& list) {
    std::vector<access::Grant> grants;
    for (const Json& one : list) {
        const auto role = one.is_object() && one.contains("role") && one["role"].is_string()
                              ? access::parse_role(one["role"].get<std::string>())
                              : std::nullopt;
        const Json place = one.is_object() ? one.value("place", Json(nullptr)) : Json(nullptr);
        const bool odd = role && one.size() > (one.contains("place") ? 2U : 1U);
        if (!role || odd || !(place.is_null() || place.is_string())) {
            return bad_input(R"(grants: want {"role": ..., "place": id or null}, and a role of )"
                             "member, delegate, planner, council, auditor, admin");
        }
        grants.push_back({*role, place.is_null() ? "" : place.get<std::string>()});
    }
    return grants;
}

std::string etag_of(const Account& account) { return fmt::format("\"{}\"", account.version); }

Json account_json(const Account& account) {
    return {{"name", account.name},
            {"grants", grants_json(account.grants)},
            {"disabled", account.disabled},
            {"has_password", account.has_password}};
}

Reply account_reply(const Account& account) {
    Reply reply = json_reply(account_json(account));
    reply.etag = etag_of(account);
    return reply;
}

/// Accounts belong to no place: who administers one place only may not touch them.
bool everywhere(const Call& call) { return allowed_at(call.caller, Right::administer, ""); }

Reply not_everywhere() { return forbidden("accounts are for admins of every place"); }

Reply too_often(const access::TooOften& slow) {
    Reply reply = problem(429, "Too Many Requests", "too many wrong passwords; wait a while");
    reply.headers.emplace_back("Retry-After", std::to_string(slow.wait));
    return reply;
}

Reply signed_in(access::Accounts& accounts, const Call& call) {
    auto body = read_body(call.request, {{"name"}, {"password"}});
    if (auto* refusal = std::get_if<Reply>(&body)) {
        return std::move(*refusal);
    }
    const Json& given = std::get<Json>(body);
    const auto result = accounts.sign_in(given["name"].get<std::string>(),
                                         given["password"].get<std::string>(), call.request.client);
    if (!result) {
        return reply_to(result.error());
    }
    if (const auto* slow = std::get_if<access::TooOften>(&*result)) {
        return too_often(*slow);
    }
    const auto* in = std::get_if<access::SignedIn>(&*result);
    if (in == nullptr) {
        return problem(401, "Unauthorized", "the name or the password is wrong");
    }
    Reply reply = json_reply(caller_json(in->caller, in->session));
    reply.headers.emplace_back("Set-Cookie", cookie(in->session, ""));
    return reply;
}

Reply signed_out(access::Accounts& accounts, const Call& call) {
    if (auto done = accounts.sign_out(session_in(call.request.cookie)); !done) {
        return reply_to(done.error());
    }
    Reply reply = no_content();
    reply.headers.emplace_back("Set-Cookie", cookie("", "; Max-Age=0"));
    return reply;
}

Reply new_password(access::Accounts& accounts, const Call& call) {
    if (call.caller.scope) {
        return forbidden("a token changes no password; sign in");
    }
    auto body = read_body(call.request, {{"former"}, {"password"}});
    if (auto* refusal = std::get_if<Reply>(&body)) {
        return std::move(*refusal);
    }
    const Json& given = std::get<Json>(body);
    const auto refusal = accounts.change_password(
        call.caller.name, given["former"].get<std::string>(), given["password"].get<std::string>(),
        session_in(call.request.cookie), call.request.client);
    if (!refusal) {
        return reply_to(refusal.error());
    }
    if (!*refusal) {
        return no_content();
    }
    const auto* slow = std::get_if<access::TooOften>(&**refusal);
    return slow != nullptr ? too_often(*slow) : unprocessable("the former password is wrong");
}

Reply sessions(access::Accounts& accounts, const Call& call) {
    const auto all = accounts.sessions(call.caller.name, session_in(call.request.cookie));
    if (!all) {
        return reply_to(all.error());
    }
    Json rows = Json::array();
    for (const access::Session& one : *all) {
        rows.push_back({{"number", one.number},
                        {"begun", one.begun},
                        {"used", one.used},
                        {"client", one.client},
                        {"this", one.asks && !call.caller.scope}});
    }
    return json_reply({{"total", rows.size()}, {"rows", std::move(rows)}});
}

Reply no_session(access::Accounts& accounts, const Call& call) {
    const auto number = whole_number(call.part("number"));
    const auto ended =
        number ? accounts.end_session(call.caller.name, static_cast<std::int64_t>(*number))
               : Result(false);
    if (!ended) {
        return reply_to(ended.error());
    }
    return *ended ? no_content() : not_found("you have no such session");
}

Reply me(access::Accounts& /*accounts*/, const Call& call) {
    const bool by_cookie = call.caller.signed_in() && !call.caller.scope;
    return json_reply(
        caller_json(call.caller, by_cookie ? session_in(call.request.cookie) : std::string_view()));
}

Reply users(access::Accounts& accounts, const Call& call) {
    if (!everywhere(call)) {
        return not_everywhere();
    }
    const auto all = accounts.all();
    if (!all) {
        return reply_to(all.error());
    }
    Json rows = Json::array();
    for (const Account& account : *all) {
        Json row = account_json(account);
        row["sessions"] = account.sessions;
        rows.push_back(std::move(row));
    }
    return json_reply({{"total", rows.size()}, {"rows", std::move(rows)}});
}

Reply new_user(access::Accounts& accounts, const Call& call) {
    if (!everywhere(call)) {
        return not_everywhere();
    }
    auto body = read_body(call.request, {{"name"}, {"grants", Member::Kind::list}});
    if (auto* refusal = std::get_if<Reply>(&body)) {
        return std::move(*refusal);
    }
    const Json& given = std::get<Json>(body);
    auto grants = grants_in(given["grants"]);
    if (!grants) {
        return reply_to(grants.error());
    }
    const Account account{.name = given["name"].get<std::string>(), .grants = std::move(*grants)};
    if (auto made = accounts.create(account); !made) {
        return reply_to(made.error());
    }
    const auto link = accounts.new_link(account.name);
    if (!link) {
        return reply_to(link.error());
    }
    return created({{"name", account.name}, {"link", *link}}, "users/" + account.name);
}

/// The account of the path, or why there is none.
std::variant<Account, Reply> account_of(const access::Accounts& accounts, const Call& call) {
    if (!everywhere(call)) {
        return not_everywhere();
    }
    auto account = accounts.find(call.part("name"));
    if (!account) {
        return reply_to(account.error());
    }
    if (!*account) {
        return not_found("no account of that name");
    }
    return std::move(**account);
}

Reply user(access::Accounts& accounts, const Call& call) {
    auto found = account_of(accounts, call);
    auto* refusal = std::get_if<Reply>(&found);
    return refusal != nullptr ? std::move(*refusal) : account_reply(std::get<Account>(found));
}

Reply edited_user(access::Accounts& accounts, const Call& call) {
    auto found = account_of(accounts, call);
    if (auto* refusal = std::get_if<Reply>(&found)) {
        return std::move(*refusal);
    }
    Account& account = std::get<Account>(found);
    if (auto refusal = refused_edit(call.request, etag_of(account))) {
        return std::move(*refusal);
    }
    auto body = read_body(call.request, {{"grants", Member::Kind::list, false},
                                         {"disabled", Member::Kind::flag, false}});
    if (auto* refusal = std::get_if<Reply>(&body)) {
        return std::move(*refusal);
    }
    const Json& given = std::get<Json>(body);
    auto grants = grants_in(given.value("grants", grants_json(account.grants)));
    if (!grants) {
        return reply_to(grants.error());
    }
    account.grants = std::move(*grants);
    account.disabled = given.value("disabled", account.disabled);
    const auto changed = accounts.change(account);
    if (!changed) {
        return reply_to(changed.error());
    }
    if (!*changed) {
        return problem(412, "Precondition Failed", "it was changed since you saw it; look again");
    }
    ++account.version;
    return account_reply(account);
}

Reply new_link(access::Accounts& accounts, const Call& call) {
    auto found = account_of(accounts, call);
    if (auto* refusal = std::get_if<Reply>(&found)) {
        return std::move(*refusal);
    }
    const auto link = accounts.new_link(std::get<Account>(found).name);
    return link ? json_reply({{"link", *link}}) : reply_to(link.error());
}

Reply no_sessions_of(access::Accounts& accounts, const Call& call) {
    auto found = account_of(accounts, call);
    if (auto* refusal = std::get_if<Reply>(&found)) {
        return std::move(*refusal);
    }
    // Whoever ends all of their own goes on with the one they ask by.
    const std::string& name = std::get<Account>(found).name;
    const bool own = name == call.caller.name && !call.caller.scope;
    const auto done =
        accounts.end_sessions(name, own ? session_in(call.request.cookie) : std::string_view());
    return done ? no_content() : reply_to(done.error());
}

Reply used_link(access::Accounts& accounts, const Call& call) {
    auto body = read_body(call.request, {{"link"}, {"password"}});
    if (auto* refusal = std::get_if<Reply>(&body)) {
        return std::move(*refusal);
    }
    const Json& given = std::get<Json>(body);
    const auto name =
        accounts.redeem(given["link"].get<std::string>(), given["password"].get<std::string>());
    if (!name) {
        return reply_to(name.error());
    }
    return *name ? json_reply({{"name", **name}})
                 : not_found("the link is unknown, was used, or is older than a day");
}

Reply tokens(access::Accounts& accounts, const Call& call) {
    const auto all = accounts.tokens(call.caller.name);
    if (!all) {
        return reply_to(all.error());
    }
    Json rows = Json::array();
    for (const access::Token& token : *all) {
        Json scope = Json::array();
        for (const Right right : token.scope) {
            scope.push_back(to_string(right));
        }
        rows.push_back({{"number", token.number},
                        {"label", token.label},
                        {"scope", std::move(scope)},
                        {"expires", token.expires}});
    }
    return json_reply({{"total", rows.size()}, {"rows", std::move(rows)}});
}

Reply new_token(access::Accounts& accounts, const Call& call) {
    if (call.caller.scope) {
        return forbidden("a token makes no tokens, or it would not end; sign in");
    }
    auto body = read_body(
        call.request, {{"label"}, {"scope", Member::Kind::list}, {"expires", Member::Kind::whole}});
    if (auto* refusal = std::get_if<Reply>(&body)) {
        return std::move(*refusal);
    }
    const Json& given = std::get<Json>(body);
    access::Token token{.label = given["label"].get<std::string>(),
                        .expires = given["expires"].get<std::int64_t>()};
    for (const Json& name : given["scope"]) {
        const auto right =
            name.is_string() ? access::parse_right(name.get<std::string>()) : std::nullopt;
        if (!right || !allowed(call.caller, *right)) {
            return unprocessable("scope: want rights that you have yourself");
        }
        token.scope.push_back(*right);
    }
    const auto secret = accounts.new_token(call.caller.name, token);
    return secret ? created({{"token", *secret}}, "tokens") : reply_to(secret.error());
}

Reply no_token(access::Accounts& accounts, const Call& call) {
    const auto number = whole_number(call.part("number"));
    const auto revoked = number
                             ? accounts.revoke(call.caller.name, static_cast<std::int64_t>(*number))
                             : Result(false);
    if (!revoked) {
        return reply_to(revoked.error());
    }
    return *revoked ? no_content() : not_found("you have no such token");
}

Reply deeds(const access::Journal& journal, const Call& call) {
    constexpr std::size_t limit_max = 1'000;
    const auto page = page_of(call.target, limit_max);
    if (!page) {
        return bad_page(limit_max);
    }
    const auto found = journal.deeds(static_cast<std::int64_t>(page->cursor),
                                     static_cast<std::int64_t>(page->limit));
    if (!found) {
        return reply_to(found.error());
    }
    Json rows = Json::array();
    for (const access::Deed& deed : *found) {
        rows.push_back({{"number", deed.number},
                        {"at", deed.at},
                        {"who", deed.who.empty() ? Json(nullptr) : Json(deed.who)},
                        {"client", deed.client},
                        {"method", deed.method},
                        {"path", deed.path},
                        {"status", deed.status == 0 ? Json(nullptr) : Json(deed.status)}});
    }
    return newest_first(std::move(rows), *page);
}

}  // namespace

Identify identify_by(const std::shared_ptr<access::Accounts>& accounts) {
    return [accounts](const Request& request) -> std::variant<access::Caller, Reply> {
        constexpr std::string_view bearer = "Bearer ";
        const std::string_view session = session_in(request.cookie);
        const bool by_token = request.authorization.starts_with(bearer);
        if (!by_token && session.empty()) {
            return access::Caller{};
        }
        auto caller =
            by_token
                ? accounts->by_token(std::string_view(request.authorization).substr(bearer.size()))
                : accounts->by_session(session,
                                       request.goes_on ? access::Use::unnoted : access::Use::noted);
        if (!caller) {
            return reply_to(caller.error());
        }
        if (!*caller) {
            return access::Caller{};
        }
        if (!by_token && !changes_nothing(request.method) &&
            !access::same_secret(request.csrf_token, access::csrf_token_of(session))) {
            return forbidden("want the csrf_token of GET /api/v1/me as X-CSRF-Token");
        }
        return std::move(**caller);
    };
}

std::vector<Route> people_routes(const std::shared_ptr<access::Accounts>& accounts,
                                 const std::shared_ptr<access::Journal>& journal) {
    using Do = Reply (*)(access::Accounts&, const Call&);
    const auto route = [&](std::string_view method, std::string_view path, Right right, Do work,
                           std::size_t body_bytes_max = 0) {
        return Route{.method = method,
                     .path = path,
                     .right = right,
                     .answer = [accounts, work](const Call& call) { return work(*accounts, call); },
                     .body_bytes_max = body_bytes_max,
                     .answer_is_secret = true};
    };
    // Passwords are hashed one by one, so that they cannot fill the memory.
    const auto one_by_one = [](Route one) {
        one.runs = Runs::one_by_one;
        return one;
    };
    Route who = route("GET", "me", Right::open, me);
    who.asks_who = true;
    return {one_by_one(route("POST", "session", Right::open, signed_in, json_bytes_max)),
            route("DELETE", "session", Right::signed_in, signed_out),
            std::move(who),
            one_by_one(route("PUT", "me/password", Right::signed_in, new_password, json_bytes_max)),
            route("GET", "me/sessions", Right::signed_in, sessions),
            route("DELETE", "me/sessions/{number}", Right::signed_in, no_session),
            route("GET", "users", Right::administer, users),
            route("POST", "users", Right::administer, new_user, json_bytes_max),
            route("GET", "users/{name}", Right::administer, user),
            route("PATCH", "users/{name}", Right::administer, edited_user, json_bytes_max),
            route("POST", "users/{name}/link", Right::administer, new_link),
            route("DELETE", "users/{name}/sessions", Right::administer, no_sessions_of),
            one_by_one(route("POST", "links", Right::open, used_link, json_bytes_max)),
            route("GET", "tokens", Right::signed_in, tokens),
            route("POST", "tokens", Right::signed_in, new_token, json_bytes_max),
            route("DELETE", "tokens/{number}", Right::signed_in, no_token),
            {.method = "GET",
             .path = "audit",
             .right = Right::audit,
             .answer = [journal](const Call& call) { return deeds(*journal, call); }}};
}

}  // namespace vorrat::api
