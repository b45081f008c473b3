#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "vorrat/access/role.h"
#include "vorrat/access/secret.h"
#include "vorrat/access/throttle.h"
#include "vorrat/base/result.h"
#include "vorrat/sqlite/sqlite.h"

namespace vorrat::access {

using Clock = std::function<Seconds()>;

struct Settings {
    std::filesystem::path file;  ///< SQLite; made when missing
    Clock clock;
    Entropy entropy;
    PasswordCost cost = {};
    Seconds session_idle_max = Seconds{30} * 60;
    Seconds session_age_max = Seconds{12} * 3600;
    Seconds link_age_max = Seconds{24} * 3600;
    Seconds token_age_max = Seconds{366} * 24 * 3600;
};

struct Account {
    std::string name;
    std::vector<Grant> grants;
    bool disabled = false;
    bool has_password = false;  ///< a link was used
    std::int64_t version = 1;   ///< rises with every change
    std::int64_t sessions = 0;  ///< that have not ended; of `all` and `find`
};

/// An API token as its owner sees it later: without the secret.
struct Token {
    std::int64_t number = 0;
    std::string label;
    std::vector<Right> scope;
    Seconds expires = 0;
};

/// A session as its owner sees it: without the secret.
struct Session {
    std::int64_t number = 0;
    Seconds begun = 0;
    Seconds used = 0;    ///< to the minute
    std::string client;  ///< the address it began from; empty: not known
    bool asks = false;   ///< the one by which is asked
};

struct SignedIn {
    std::string session;  ///< the secret of the cookie
    Caller caller;
};
/// Whether a look at a session lets it live on: what its owner does, does; what goes on by itself
/// does not.
enum class Use { noted, unnoted };

struct WrongPassword {};
struct TooOften {
    Seconds wait = 0;
};
using SignIn = std::variant<SignedIn, WrongPassword, TooOften>;
/// Why a password is not taken.
using NotTaken = std::variant<WrongPassword, TooOften>;

/// Names are 1 to 64 small letters, digits and `._-`; passwords 12 to 1024 bytes.
constexpr std::size_t name_bytes_max = 64;
constexpr std::size_t password_bytes_min = 12;
constexpr std::size_t password_bytes_max = 1024;

/// Who has an account, and the sessions, tokens and one-time links that speak for them. Secrets are
/// kept as hashes only. Any number of threads may ask at the same time.
class Accounts {
public:
    /// errors  those of sqlite
    static Result<std::unique_ptr<Accounts>> open(const Settings& settings);

    /// Where nobody with a password can administer: a one-time link for the account `admin`, which
    /// is made if missing. Earlier ones end. Nothing once somebody can.
    Result<std::optional<std::string>> first_link();

    /// cost  that of a password, whether the account exists or not
    Result<SignIn> sign_in(const std::string& name, const std::string& password,
                           const std::string& client);
    Outcome sign_out(std::string_view session);
    /// Sets another password. The account's other sessions and its links end; its tokens stay.
    /// session  the one by which is asked, which stays
    /// returns  nothing: it is done; or why the former password is not taken, slowed down as
    ///          signing in is
    /// errors   bad_input: the new password
    Result<std::optional<NotTaken>> change_password(const std::string& name,
                                                    const std::string& former,
                                                    const std::string& password,
                                                    std::string_view session,
                                                    const std::string& client);
    /// Those that have not ended, the newest first. asks  the secret of the one by which is asked
    Result<std::vector<Session>> sessions(std::string_view owner, std::string_view asks) const;
    /// returns  false: the owner has no such session
    Result<bool> end_session(std::string_view owner, std::int64_t number);
    /// Ends all sessions of an account. kept  the secret of one that stays; empty: none does
    Outcome end_sessions(std::string_view owner, std::string_view kept = {});
    /// Nobody for a session that is unknown, too old or too long idle. cost  0.05 ms
    Result<std::optional<Caller>> by_session(std::string_view session, Use use = Use::noted);
    Result<std::optional<Caller>> by_token(std::string_view token);

    /// Whether the database can be read. errors  those of sqlite
    Outcome answers() const;

    Result<std::vector<Account>> all() const;
    Result<std::optional<Account>> find(std::string_view name) const;
    /// Makes an account that cannot sign in yet. errors  bad_input: the name, or it is taken
    Outcome create(const Account& account);
    /// Replaces grants and `disabled` where the version is still that of `account`; ends sessions.
    /// returns  false: somebody was faster
    /// errors   bad_input: nobody could administer any more
    Result<bool> change(const Account& account);
    /// A link with which the account's password can be set once; earlier ones end.
    Result<std::string> new_link(std::string_view name);
    /// Sets the password; the link and all sessions and tokens of the account end.
    /// returns  the account's name; nothing for a link that is unknown, used or too old
    /// errors   bad_input: the password
    Result<std::optional<std::string>> redeem(std::string_view link, const std::string& password);

    /// returns  the token's secret
    /// errors   bad_input: expires in the past or too far away
    Result<std::string> new_token(std::string_view owner, const Token& token);
    Result<std::vector<Token>> tokens(std::string_view owner) const;
    /// returns  false: the owner has no such token
    Result<bool> revoke(std::string_view owner, std::int64_t number);

private:
    Accounts(const Settings& settings, std::unique_ptr<sqlite::Database> database);

    Result<std::optional<NotTaken>> refused(const std::string& name, const std::string& password,
                                            const std::string& client);
    Result<std::vector<Grant>> grants_of(std::string_view name) const;
    Result<std::string> insert_link(std::string_view name);
    Outcome insert(const Account& account);
    Outcome insert_grants(const Account& account);
    Outcome forget_secrets(std::string_view name);
    Result<bool> somebody_administers() const;
    Result<std::string> password_hash_of(const std::string& name) const;

    Settings settings_;
    std::unique_ptr<sqlite::Database> database_;
    mutable std::mutex mutex_{};  // one connection, one thread at a time
    Throttle throttle_;
    std::string nobodys_hash_{};  // compared with where there is no account, for the same time
};

/// What a form of Cross-Site Request Forgery would have to know: follows from the session.
std::string csrf_token_of(std::string_view session);

}  // namespace vorrat::access
