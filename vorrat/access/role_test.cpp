#include "vorrat/access/role.h"

#include <gtest/gtest.h>

namespace vorrat::access {
namespace {

TEST(Role, GivesNobodyWithoutAnAccountMoreThanWhatIsOpen) {
    for (const auto& [right, name] : rights) {
        EXPECT_EQ(allowed({}, right), right == Right::open) << name;
    }
}

TEST(Role, SeparatesWhoPlansWhoDecidesAndWhoKeepsTheAccounts) {
    struct Row {
        Role role;
        std::vector<Right> beyond_signed_in;
    };
    for (const Row& row :
         {Row{Role::member, {Right::speak}}, Row{Role::delegate, {Right::speak, Right::represent}},
          Row{Role::planner, {Right::plan}}, Row{Role::council, {Right::speak, Right::decide}},
          Row{Role::auditor, {Right::audit}},
          Row{Role::admin, {Right::audit, Right::administer}}}) {
        const Caller caller{.name = "x", .grants = {{row.role}}};
        for (const auto& [right, name] : rights) {
            const bool listed =
                std::ranges::find(row.beyond_signed_in, right) != row.beyond_signed_in.end();
            const bool expected = listed || right == Right::open || right == Right::signed_in;
            EXPECT_EQ(allowed(caller, right), expected) << to_string(row.role) << " " << name;
        }
    }
}

TEST(Role, ScopedToAPlaceGivesNothingElsewhere) {
    const Caller caller{.name = "x", .grants = {{Role::planner, "leipzig"}}};

    EXPECT_TRUE(allowed(caller, Right::plan));
    EXPECT_TRUE(allowed_at(caller, Right::plan, "leipzig"));
    EXPECT_FALSE(allowed_at(caller, Right::plan, "halle"));
    EXPECT_FALSE(allowed_at(caller, Right::plan, ""));
}

TEST(Role, GivesATokenNoMoreThanItsScope) {
    const Caller token{
        .name = "x", .grants = {{Role::planner}, {Role::admin}}, .scope = {{Right::plan}}};

    EXPECT_TRUE(allowed(token, Right::plan));
    EXPECT_TRUE(allowed(token, Right::open));
    EXPECT_FALSE(allowed(token, Right::administer));
    EXPECT_FALSE(allowed(token, Right::signed_in));
}

TEST(Role, IsReadBackFromItsName) {
    for (const auto& [role, name] : roles) {
        EXPECT_EQ(parse_role(name), role);
    }
    for (const auto& [right, name] : rights) {
        EXPECT_EQ(parse_right(name), right);
    }
    EXPECT_FALSE(parse_role("root"));
}

}  // namespace
}  // namespace vorrat::access
