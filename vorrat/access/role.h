#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vorrat::access {

/// What one must be allowed to do; every route of the API declares one.
enum class Right {
    open,        ///< anybody, without an account: what is published, and signing in
    signed_in,   ///< anybody with an account: what is one's own
    speak,       ///< propose, discuss, object, vote
    represent,   ///< act for those who sent one
    plan,        ///< import, override, approve, plan
    decide,      ///< what a council decides: phases, adoption
    audit,       ///< read who did what
    administer,  ///< accounts
};

enum class Role { member, delegate, planner, council, auditor, admin };

/// A role, everywhere or at one place.
struct Grant {
    Role role = Role::member;
    std::string place = {};  ///< id; empty: everywhere

    bool operator==(const Grant&) const = default;
};

/// Who asks. Nobody in particular has no name and no grants.
struct Caller {
    std::string name = {};
    std::vector<Grant> grants = {};
    /// of an API token: the rights it is limited to; none: all that the grants give
    std::optional<std::vector<Right>> scope = {};

    bool signed_in() const { return !name.empty(); }
};

inline constexpr std::array roles{
    std::pair{Role::member, std::string_view{"member"}},
    std::pair{Role::delegate, std::string_view{"delegate"}},
    std::pair{Role::planner, std::string_view{"planner"}},
    std::pair{Role::council, std::string_view{"council"}},
    std::pair{Role::auditor, std::string_view{"auditor"}},
    std::pair{Role::admin, std::string_view{"admin"}},
};

inline constexpr std::array rights{
    std::pair{Right::open, std::string_view{"open"}},
    std::pair{Right::signed_in, std::string_view{"signed_in"}},
    std::pair{Right::speak, std::string_view{"speak"}},
    std::pair{Right::represent, std::string_view{"represent"}},
    std::pair{Right::plan, std::string_view{"plan"}},
    std::pair{Right::decide, std::string_view{"decide"}},
    std::pair{Right::audit, std::string_view{"audit"}},
    std::pair{Right::administer, std::string_view{"administer"}},
};

std::string_view to_string(Role role);
std::string_view to_string(Right right);
std::optional<Role> parse_role(std::string_view text);
std::optional<Right> parse_right(std::string_view text);

/// Whether a role, held anywhere at all, gives the right.
bool gives(Role role, Right right);

/// Whether the caller has the right somewhere; routes that work on one place ask `allowed_at` too.
bool allowed(const Caller& caller, Right right);

/// Whether the caller has the right at this place: by a grant for it, or for everywhere.
bool allowed_at(const Caller& caller, Right right, std::string_view place);

}  // namespace vorrat::access
