#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "vorrat/access/accounts.h"

namespace vorrat::access {
namespace {

using sqlite::Query;

/// A session's last use is written this often at most, so that reading costs no write.
constexpr Seconds use_noted_every = 60;

std::string scope_text(const std::vector<Right>& scope) {
    std::string text;
    for (const Right right : scope) {
        text += (text.empty() ? "" : " ") + std::string(to_string(right));
    }
    return text;
}

std::vector<Right> parse_scope(std::string_view text) {
    std::vector<Right> scope;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        if (const auto right = parse_right(text.substr(0, end))) {
            scope.push_back(*right);
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return scope;
}

/// Whether the query, which deletes one row of an owner, found it.
Result<bool> gone(Query row, std::string_view owner, std::int64_t number) {
    row.bind(owner).bind(number);
    const bool found = row.step();
    auto done = row.run();
    return done ? Result(found) : done.error();
}

}  // namespace

std::string csrf_token_of(std::string_view session) { return hash_of("csrf", session); }

Result<std::string> Accounts::password_hash_of(const std::string& name) const {
    const std::scoped_lock lock(mutex_);
    Query row(*database_, "SELECT password FROM account WHERE name = ? AND disabled = 0");
    row.bind(name);
    std::string hash = row.step() ? row.text(0) : "";
    if (auto done = row.outcome(); !done) {
        return done.error();
    }
    return hash;
}

Result<std::optional<NotTaken>> Accounts::refused(const std::string& name,
                                                  const std::string& password,
                                                  const std::string& client) {
    const Seconds now = settings_.clock();
    // A guesser is slowed where they are, over all accounts and at each; the owner elsewhere is not
    // kept out.
    const std::string network = network_of(client);
    const std::string here = "client " + network;
    const std::string this_account = "pair " + network + " " + name;
    const std::array keys{here, this_account};
    for (const std::string& key : keys) {
        if (const Seconds wait = throttle_.wait(key, now); wait > 0) {
            return std::optional<NotTaken>(TooOften{wait});
        }
    }
    const auto hash = password_hash_of(name);
    if (!hash) {
        return hash.error();
    }
    const bool known = !hash->empty();
    const bool sized = password.size() <= password_bytes_max;
    const bool matches =
        password_matches(known ? *hash : nobodys_hash_, sized ? password : std::string());
    if (!known || !sized || !matches) {
        for (const std::string& key : keys) {
            throttle_.failed(key, now);
        }
        return std::optional<NotTaken>(WrongPassword{});
    }
    // Their own mistakes only: one's own account must not buy more guesses at others.
    throttle_.take_back(here, throttle_.forgive(this_account, now));
    return std::optional<NotTaken>();
}

Result<SignIn> Accounts::sign_in(const std::string& name, const std::string& password,
                                 const std::string& client) {
    const auto refusal = refused(name, password, client);
    if (!refusal) {
        return refusal.error();
    }
    if (*refusal) {
        return std::visit([](const auto& why) { return SignIn(why); }, **refusal);
    }
    const Seconds now = settings_.clock();
    std::string session = new_secret(settings_.entropy);
    const std::scoped_lock lock(mutex_);
    auto done = Query(*database_, "DELETE FROM session WHERE begun < ? OR used < ?")
                    .bind(now - settings_.session_age_max)
                    .bind(now - settings_.session_idle_max)
                    .run();
    if (done) {
        done = Query(*database_,
                     "INSERT INTO session (hash, name, begun, used, client) VALUES (?, ?, ?, ?, ?)")
                   .bind(hash_of("session", session))
                   .bind(name)
                   .bind(now)
                   .bind(now)
                   .bind(client)
                   .run();
    }
    auto grants = grants_of(name);
    if (!done || !grants) {
        return done ? grants.error() : done.error();
    }
    return SignIn(SignedIn{std::move(session), {.name = name, .grants = std::move(*grants)}});
}

Outcome Accounts::sign_out(std::string_view session) {
    const std::scoped_lock lock(mutex_);
    return Query(*database_, "DELETE FROM session WHERE hash = ?")
        .bind(hash_of("session", session))
        .run();
}

Result<std::vector<Session>> Accounts::sessions(std::string_view owner,
                                                std::string_view asks) const {
    const std::scoped_lock lock(mutex_);
    const Seconds now = settings_.clock();
    Query rows(*database_,
               "SELECT session, begun, used, client, hash FROM session WHERE name = ? AND begun > "
               "? AND used > ? ORDER BY session DESC");
    rows.bind(owner).bind(now - settings_.session_age_max).bind(now - settings_.session_idle_max);
    const std::string hash = hash_of("session", asks);
    std::vector<Session> sessions;
    while (rows.step()) {
        sessions.push_back({.number = rows.number(0),
                            .begun = rows.number(1),
                            .used = rows.number(2),
                            .client = rows.text(3),
                            .asks = rows.text(4) == hash});
    }
    auto done = rows.outcome();
    return done ? Result(std::move(sessions)) : done.error();
}

Result<bool> Accounts::end_session(std::string_view owner, std::int64_t number) {
    const std::scoped_lock lock(mutex_);
    return gone(
        Query(*database_, "DELETE FROM session WHERE name = ? AND session = ? RETURNING session"),
        owner, number);
}

Outcome Accounts::end_sessions(std::string_view owner, std::string_view kept) {
    const std::scoped_lock lock(mutex_);
    return Query(*database_, "DELETE FROM session WHERE name = ? AND hash <> ?")
        .bind(owner)
        .bind(hash_of("session", kept))
        .run();
}

Result<std::optional<Caller>> Accounts::by_session(std::string_view session, Use use) {
    const std::scoped_lock lock(mutex_);
    const Seconds now = settings_.clock();
    const std::string hash = hash_of("session", session);
    Query row(*database_,
              "SELECT name, used FROM session JOIN account USING (name) WHERE hash = ? AND "
              "begun > ? AND used > ? AND disabled = 0");
    row.bind(hash).bind(now - settings_.session_age_max).bind(now - settings_.session_idle_max);
    if (!row.step()) {
        auto done = row.outcome();
        return done ? Result(std::optional<Caller>()) : done.error();
    }
    Caller caller{.name = row.text(0)};
    auto grants = grants_of(caller.name);
    if (!grants) {
        return grants.error();
    }
    caller.grants = std::move(*grants);
    if (use == Use::noted && now - row.number(1) >= use_noted_every) {
        auto done = Query(*database_, "UPDATE session SET used = ? WHERE hash = ?")
                        .bind(now)
                        .bind(hash)
                        .run();
        if (!done) {
            return done.error();
        }
    }
    return std::optional(std::move(caller));
}

Result<std::optional<Caller>> Accounts::by_token(std::string_view token) {
    const std::scoped_lock lock(mutex_);
    Query row(*database_,
              "SELECT name, scope FROM token JOIN account USING (name) WHERE hash = ? AND "
              "expires > ? AND disabled = 0");
    row.bind(hash_of("token", token)).bind(settings_.clock());
    if (!row.step()) {
        auto done = row.outcome();
        return done ? Result(std::optional<Caller>()) : done.error();
    }
    Caller caller{.name = row.text(0), .scope = parse_scope(row.text(1))};
    auto grants = grants_of(caller.name);
    if (!grants) {
        return grants.error();
    }
    caller.grants = std::move(*grants);
    return std::optional(std::move(caller));
}

Result<std::string> Accounts::new_token(std::string_view owner, const Token& token) {
    const Seconds now = settings_.clock();
    if (token.expires <= now || token.expires > now + settings_.token_age_max) {
        return bad_input(fmt::format("expires: want a time in the next {} days",
                                     settings_.token_age_max / (Seconds{24} * 3600)));
    }
    std::string secret = "vorrat_" + new_secret(settings_.entropy);
    const std::scoped_lock lock(mutex_);
    auto done =
        Query(*database_,
              "INSERT INTO token (hash, name, label, scope, expires) VALUES (?, ?, ?, ?, ?)")
            .bind(hash_of("token", secret))
            .bind(owner)
            .bind(token.label)
            .bind(scope_text(token.scope))
            .bind(token.expires)
            .run();
    return done ? Result(std::move(secret)) : done.error();
}

Result<std::vector<Token>> Accounts::tokens(std::string_view owner) const {
    const std::scoped_lock lock(mutex_);
    Query rows(*database_,
               "SELECT token, label, scope, expires FROM token WHERE name = ? ORDER BY token");
    rows.bind(owner);
    std::vector<Token> tokens;
    while (rows.step()) {
        tokens.push_back({rows.number(0), rows.text(1), parse_scope(rows.text(2)), rows.number(3)});
    }
    auto done = rows.outcome();
    return done ? Result(std::move(tokens)) : done.error();
}

Result<bool> Accounts::revoke(std::string_view owner, std::int64_t number) {
    const std::scoped_lock lock(mutex_);
    return gone(Query(*database_, "DELETE FROM token WHERE name = ? AND token = ? RETURNING token"),
                owner, number);
}

}  // namespace vorrat::access
