#include "vorrat/access/accounts.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace vorrat::access {
namespace {

using sqlite::Query;
using sqlite::Transaction;

constexpr std::int64_t application_id = 0x564F5241;  // "VORA"

/// A session's last use is written this often at most, so that reading costs no write.
constexpr Seconds use_noted_every = 60;

constexpr const char* version_1 = R"sql(
CREATE TABLE account (
    name TEXT PRIMARY KEY,
    password TEXT NOT NULL,
    disabled INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    version INTEGER NOT NULL
) STRICT;

CREATE TABLE account_grant (
    name TEXT NOT NULL REFERENCES account,
    role TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (name, role, place)
) STRICT;

CREATE TABLE session (
    hash TEXT PRIMARY KEY,
    name TEXT NOT NULL REFERENCES account,
    begun INTEGER NOT NULL,
    used INTEGER NOT NULL
) STRICT;

CREATE TABLE token (
    token INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL REFERENCES account,
    label TEXT NOT NULL,
    scope TEXT NOT NULL,
    expires INTEGER NOT NULL
) STRICT;

CREATE TABLE link (
    hash TEXT PRIMARY KEY,
    name TEXT NOT NULL REFERENCES account,
    expires INTEGER NOT NULL
) STRICT;
)sql";

// Sessions get a number, by which their owner ends them, and the address they began from.
constexpr const char* version_2 = R"sql(
CREATE TABLE numbered_session (
    session INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL REFERENCES account,
    begun INTEGER NOT NULL,
    used INTEGER NOT NULL,
    client TEXT NOT NULL
) STRICT;
INSERT INTO numbered_session (hash, name, begun, used, client)
    SELECT hash, name, begun, used, '' FROM session;
DROP TABLE session;
ALTER TABLE numbered_session RENAME TO session;
)sql";

constexpr std::array steps{version_1, version_2};

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= name_bytes_max &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") ==
               std::string_view::npos;
}

Outcome check_password(const std::string& password) {
    if (password.size() < password_bytes_min || password.size() > password_bytes_max) {
        return bad_input(fmt::format("the password: want {} to {} bytes", password_bytes_min,
                                     password_bytes_max));
    }
    return Done{};
}

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

Outcome first_error(std::initializer_list<Outcome> outcomes) {
    for (const Outcome& outcome : outcomes) {
        if (!outcome) {
            return outcome;
        }
    }
    return Done{};
}

std::uint64_t seed_of(const Entropy& entropy) {
    std::array<std::uint8_t, sizeof(std::uint64_t)> bytes{};
    entropy(bytes);
    std::uint64_t seed = 0;
    std::memcpy(&seed, bytes.data(), sizeof seed);
    return seed;
}

}  // namespace

std::string csrf_token_of(std::string_view session) { return hash_of("csrf", session); }

Accounts::Accounts(const Settings& settings, std::unique_ptr<sqlite::Database> database)
    : settings_(settings), database_(std::move(database)), throttle_(seed_of(settings.entropy)) {}

Result<std::unique_ptr<Accounts>> Accounts::open(const Settings& settings) {
    auto database = sqlite::Database::open(settings.file, {});
    if (!database) {
        return database.error();
    }
    if (auto done = sqlite::migrate(**database, steps, application_id); !done) {
        return done.error();
    }
    auto hash = hash_password("nobody's password", settings.cost, settings.entropy);
    if (!hash) {
        return hash.error();
    }
    std::unique_ptr<Accounts> accounts(new Accounts(settings, std::move(*database)));  // NOLINT
    accounts->nobodys_hash_ = std::move(*hash);
    return accounts;
}

Result<std::vector<Grant>> Accounts::grants_of(std::string_view name) const {
    Query rows(*database_, "SELECT role, place FROM account_grant WHERE name = ? ORDER BY 1, 2");
    rows.bind(name);
    std::vector<Grant> grants;
    while (rows.step()) {
        const auto role = parse_role(rows.text(0));
        if (!role) {
            return database_->damaged("table account_grant: no role \"" + rows.text(0) + "\"");
        }
        grants.push_back({*role, rows.text(1)});
    }
    if (auto done = rows.outcome(); !done) {
        return done.error();
    }
    return grants;
}

Result<bool> Accounts::somebody_administers() const {
    Query rows(*database_,
               "SELECT count(*) FROM account JOIN account_grant USING (name) WHERE role = 'admin' "
               "AND place = '' AND disabled = 0 AND password <> ''");
    const bool found = rows.step() && rows.number(0) > 0;
    if (auto done = rows.outcome(); !done) {
        return done.error();
    }
    return found;
}

Outcome Accounts::insert_grants(const Account& account) {
    for (const Grant& grant : account.grants) {
        auto done = Query(*database_, "INSERT OR IGNORE INTO account_grant VALUES (?, ?, ?)")
                        .bind(account.name)
                        .bind(to_string(grant.role))
                        .bind(grant.place)
                        .run();
        if (!done) {
            return done;
        }
    }
    return Done{};
}

Outcome Accounts::insert(const Account& account) {
    auto done = Query(*database_, "INSERT INTO account VALUES (?, '', ?, 1)")
                    .bind(account.name)
                    .bind(std::int64_t{account.disabled})
                    .run();
    return done ? insert_grants(account) : done;
}

Outcome Accounts::forget_secrets(std::string_view name) {
    return first_error({Query(*database_, "DELETE FROM session WHERE name = ?").bind(name).run(),
                        Query(*database_, "DELETE FROM token WHERE name = ?").bind(name).run(),
                        Query(*database_, "DELETE FROM link WHERE name = ?").bind(name).run()});
}

Result<std::string> Accounts::insert_link(std::string_view name) {
    std::string secret = new_secret(settings_.entropy);
    auto done = first_error({Query(*database_, "DELETE FROM link WHERE name = ?").bind(name).run(),
                             Query(*database_, "INSERT INTO link VALUES (?, ?, ?)")
                                 .bind(hash_of("link", secret))
                                 .bind(name)
                                 .bind(settings_.clock() + settings_.link_age_max)
                                 .run()});
    if (!done) {
        return done.error();
    }
    return secret;
}

Result<std::optional<std::string>> Accounts::first_link() {
    const std::scoped_lock lock(mutex_);
    const auto somebody = somebody_administers();
    if (!somebody) {
        return somebody.error();
    }
    if (*somebody) {
        return std::optional<std::string>();
    }
    auto transaction = Transaction::begin(*database_, Transaction::Kind::write);
    if (!transaction) {
        return transaction.error();
    }
    const Account admin{.name = "admin", .grants = {{Role::admin}}};
    auto done = first_error(
        {Query(*database_, "INSERT OR IGNORE INTO account VALUES ('admin', '', 0, 1)").run(),
         Query(*database_, "UPDATE account SET disabled = 0 WHERE name = 'admin'").run(),
         insert_grants(admin)});
    if (!done) {
        return done.error();
    }
    auto link = insert_link(admin.name);
    if (!link) {
        return link.error();
    }
    if (done = transaction->commit(); !done) {
        return done.error();
    }
    return std::optional(std::move(*link));
}

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
    auto done = first_error({Query(*database_, "DELETE FROM session WHERE begun < ? OR used < ?")
                                 .bind(now - settings_.session_age_max)
                                 .bind(now - settings_.session_idle_max)
                                 .run(),
                             Query(*database_,
                                   "INSERT INTO session (hash, name, begun, used, client) VALUES "
                                   "(?, ?, ?, ?, ?)")
                                 .bind(hash_of("session", session))
                                 .bind(name)
                                 .bind(now)
                                 .bind(now)
                                 .bind(client)
                                 .run()});
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

Result<std::optional<NotTaken>> Accounts::change_password(const std::string& name,
                                                          const std::string& former,
                                                          const std::string& password,
                                                          std::string_view session,
                                                          const std::string& client) {
    if (auto fine = check_password(password); !fine) {
        return fine.error();
    }
    auto refusal = refused(name, former, client);
    if (!refusal || *refusal) {
        return refusal;
    }
    const auto hash = hash_password(password, settings_.cost, settings_.entropy);
    if (!hash) {
        return hash.error();
    }
    const std::scoped_lock lock(mutex_);
    auto transaction = Transaction::begin(*database_, Transaction::Kind::write);
    if (!transaction) {
        return transaction.error();
    }
    auto done = first_error(
        {Query(*database_, "UPDATE account SET password = ?, version = version + 1 WHERE name = ?")
             .bind(*hash)
             .bind(name)
             .run(),
         Query(*database_, "DELETE FROM session WHERE name = ? AND hash <> ?")
             .bind(name)
             .bind(hash_of("session", session))
             .run(),
         Query(*database_, "DELETE FROM link WHERE name = ?").bind(name).run()});
    if (done) {
        done = transaction->commit();
    }
    return done ? std::move(refusal) : done.error();
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
    Query row(*database_, "DELETE FROM session WHERE name = ? AND session = ? RETURNING session");
    row.bind(owner).bind(number);
    const bool found = row.step();
    auto done = row.run();
    return done ? Result(found) : done.error();
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

Outcome Accounts::answers() const {
    const std::scoped_lock lock(mutex_);
    const auto read = database_->number("SELECT count(*) FROM account");
    return read ? Outcome(Done{}) : read.error();
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

Result<std::vector<Account>> Accounts::all() const {
    const std::scoped_lock lock(mutex_);
    const Seconds now = settings_.clock();
    Query rows(
        *database_,
        "SELECT name, disabled, password <> '', version, (SELECT count(*) FROM session WHERE "
        "session.name = account.name AND begun > ? AND used > ?) FROM account ORDER BY name");
    rows.bind(now - settings_.session_age_max).bind(now - settings_.session_idle_max);
    std::vector<Account> accounts;
    while (rows.step()) {
        auto grants = grants_of(rows.text(0));
        if (!grants) {
            return grants.error();
        }
        accounts.push_back({rows.text(0), std::move(*grants), rows.number(1) != 0,
                            rows.number(2) != 0, rows.number(3), rows.number(4)});
    }
    if (auto done = rows.outcome(); !done) {
        return done.error();
    }
    return accounts;
}

Result<std::optional<Account>> Accounts::find(std::string_view name) const {
    auto accounts = all();
    if (!accounts) {
        return accounts.error();
    }
    const auto found = std::ranges::find(*accounts, name, &Account::name);
    return found == accounts->end() ? std::optional<Account>() : std::optional(*found);
}

Outcome Accounts::create(const Account& account) {
    if (!is_name(account.name)) {
        return bad_input(
            fmt::format("the name: want 1 to {} of a-z, 0-9, `.`, `_`, `-`, got \"{}\"",
                        name_bytes_max, account.name));
    }
    const auto taken = find(account.name);
    if (!taken) {
        return taken.error();
    }
    if (*taken) {
        return bad_input(fmt::format("the name: \"{}\" is taken", account.name));
    }
    const std::scoped_lock lock(mutex_);
    auto transaction = Transaction::begin(*database_, Transaction::Kind::write);
    if (!transaction) {
        return transaction.error();
    }
    auto done = insert(account);
    return done ? transaction->commit() : done;
}

Result<bool> Accounts::change(const Account& account) {
    const std::scoped_lock lock(mutex_);
    auto transaction = Transaction::begin(*database_, Transaction::Kind::write);
    if (!transaction) {
        return transaction.error();
    }
    Query update(*database_,
                 "UPDATE account SET disabled = ?, version = version + 1 WHERE name = ? AND "
                 "version = ? RETURNING version");
    update.bind(std::int64_t{account.disabled}).bind(account.name).bind(account.version);
    const bool mine = update.step();
    if (auto done = update.run(); !done || !mine) {
        return done ? Result(false) : done.error();
    }
    auto done = first_error(
        {Query(*database_, "DELETE FROM account_grant WHERE name = ?").bind(account.name).run(),
         insert_grants(account),
         Query(*database_, "DELETE FROM session WHERE name = ?").bind(account.name).run()});
    const auto somebody = somebody_administers();
    if (!done || !somebody) {
        return done ? somebody.error() : done.error();
    }
    if (!*somebody) {
        return bad_input("nobody could administer any more; make somebody else admin first");
    }
    if (done = transaction->commit(); !done) {
        return done.error();
    }
    return true;
}

Result<std::string> Accounts::new_link(std::string_view name) {
    const std::scoped_lock lock(mutex_);
    auto transaction = Transaction::begin(*database_, Transaction::Kind::write);
    if (!transaction) {
        return transaction.error();
    }
    auto link = insert_link(name);
    if (!link) {
        return link.error();
    }
    if (auto done = transaction->commit(); !done) {
        return done.error();
    }
    return link;
}

Result<std::optional<std::string>> Accounts::redeem(std::string_view link,
                                                    const std::string& password) {
    if (auto fine = check_password(password); !fine) {
        return fine.error();
    }
    const auto known = [&]() -> Result<std::optional<std::string>> {
        Query row(*database_,
                  "SELECT name FROM link JOIN account USING (name) WHERE hash = ? AND expires > ? "
                  "AND disabled = 0");
        row.bind(hash_of("link", link)).bind(settings_.clock());
        auto name = row.step() ? std::optional(row.text(0)) : std::nullopt;
        auto done = row.outcome();
        return done ? Result(std::move(name)) : done.error();
    };
    {
        const std::scoped_lock lock(mutex_);
        auto name = known();
        if (!name || !*name) {
            return name;
        }
    }
    const auto hash = hash_password(password, settings_.cost, settings_.entropy);
    if (!hash) {
        return hash.error();
    }
    const std::scoped_lock lock(mutex_);
    auto transaction = Transaction::begin(*database_, Transaction::Kind::write);
    if (!transaction) {
        return transaction.error();
    }
    // Somebody else may have used the link while the password was hashed.
    auto name = known();
    if (!name || !*name) {
        return name;
    }
    auto done = first_error(
        {Query(*database_, "UPDATE account SET password = ?, version = version + 1 WHERE name = ?")
             .bind(*hash)
             .bind(**name)
             .run(),
         forget_secrets(**name)});
    if (done) {
        done = transaction->commit();
    }
    return done ? std::move(name) : done.error();
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
    Query row(*database_, "DELETE FROM token WHERE name = ? AND token = ? RETURNING token");
    row.bind(owner).bind(number);
    const bool found = row.step();
    auto done = row.run();
    return done ? Result(found) : done.error();
}

}  // namespace vorrat::access
