#include "vorrat/access/accounts.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "vorrat/access/schema.h"

namespace vorrat::access {
namespace {

using sqlite::Query;
using sqlite::Transaction;

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

Accounts::Accounts(const Settings& settings, std::unique_ptr<sqlite::Database> database)
    : settings_(settings), database_(std::move(database)), throttle_(seed_of(settings.entropy)) {}

Result<std::unique_ptr<Accounts>> Accounts::open(const Settings& settings) {
    auto database = sqlite::Database::open(settings.file, {});
    if (!database) {
        return database.error();
    }
    if (auto done = sqlite::migrate(**database, schema::steps, schema::application_id); !done) {
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

Outcome Accounts::answers() const {
    const std::scoped_lock lock(mutex_);
    const auto read = database_->number("SELECT count(*) FROM account");
    return read ? Outcome(Done{}) : read.error();
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

Result<std::optional<NotTaken>> Accounts::change_password(const std::string& name,
                                                          const std::string& former,
                                                          const std::string& password,
                                                          std::string_view session,
                                                          const std::string& client) {
    if (auto fine = check_password(password); !fine) {
        return fine.error();
    }
    const auto was = password_hash_of(name);
    if (!was) {
        return was.error();
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
    // A link may have set another one while this one was hashed.
    Query update(*database_,
                 "UPDATE account SET password = ?, version = version + 1 WHERE name = ? AND "
                 "password = ? AND disabled = 0 RETURNING version");
    update.bind(*hash).bind(name).bind(*was);
    const bool mine = update.step();
    if (auto done = update.run(); !done || !mine) {
        return done ? Result(std::optional<NotTaken>(WrongPassword{})) : done.error();
    }
    auto done =
        first_error({Query(*database_, "DELETE FROM session WHERE name = ? AND hash <> ?")
                         .bind(name)
                         .bind(hash_of("session", session))
                         .run(),
                     Query(*database_, "DELETE FROM link WHERE name = ?").bind(name).run()});
    if (done) {
        done = transaction->commit();
    }
    return done ? std::move(refusal) : done.error();
}

}  // namespace vorrat::access
