#include "vorrat/access/role.h"

#include "vorrat/base/check.h"

namespace vorrat::access {
namespace {

template <class Table, class Value>
std::string_view name_in(const Table& table, Value value) {
    for (const auto& [known, name] : table) {
        if (known == value) {
            return name;
        }
    }
    impossible("a role or right outside its enum");
}

template <class Value, class Table>
std::optional<Value> value_in(const Table& table, std::string_view text) {
    for (const auto& [value, name] : table) {
        if (name == text) {
            return value;
        }
    }
    return std::nullopt;
}

bool in_scope(const Caller& caller, Right right) {
    return !caller.scope || std::ranges::find(*caller.scope, right) != caller.scope->end();
}

}  // namespace

std::string_view to_string(Role role) { return name_in(roles, role); }
std::string_view to_string(Right right) { return name_in(rights, right); }
std::optional<Role> parse_role(std::string_view text) { return value_in<Role>(roles, text); }
std::optional<Right> parse_right(std::string_view text) { return value_in<Right>(rights, text); }

bool gives(Role role, Right right) {
    switch (right) {
        case Right::open:
        case Right::signed_in:
            return true;
        case Right::speak:
            return role == Role::member || role == Role::delegate || role == Role::council;
        case Right::represent:
            return role == Role::delegate;
        case Right::plan:
            return role == Role::planner;
        case Right::decide:
            return role == Role::council;
        case Right::audit:
            return role == Role::auditor || role == Role::admin;
        case Right::administer:
            return role == Role::admin;
    }
    impossible("a Right outside its enum");
}

bool allowed(const Caller& caller, Right right) {
    if (right == Right::open) {
        return true;
    }
    if (!caller.signed_in() || !in_scope(caller, right)) {
        return false;
    }
    return right == Right::signed_in || std::ranges::any_of(caller.grants, [&](const Grant& grant) {
               return gives(grant.role, right);
           });
}

bool allowed_at(const Caller& caller, Right right, std::string_view place) {
    return allowed(caller, right) && std::ranges::any_of(caller.grants, [&](const Grant& grant) {
               return gives(grant.role, right) && (grant.place.empty() || grant.place == place);
           });
}

}  // namespace vorrat::access
