#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "vorrat/service/policy_session.h"

namespace vorrat::service {
namespace {

using ::testing::HasSubstr;

const std::string soap =
    R"({"policy":1,"items":[{"id":"soap","lead":1,"profit":4,"holding":1,"history":[4,5,6]}]})";

TEST(Policy, AnswersEachLineWithALine) {
    PolicySession session;

    const auto ready = session.answer(soap);
    const auto first =
        session.answer(R"({"period":1,"items":[{"id":"soap","on_hand":0,"in_transit":0}]})");

    ASSERT_TRUE(ready) << ready.error().message;
    EXPECT_EQ(*ready, R"({"ready":1})");
    ASSERT_TRUE(first) << first.error().message;
    const auto orders = nlohmann::json::parse(*first).at("orders");
    EXPECT_EQ(orders.at(0).at("id"), "soap");
    EXPECT_GT(orders.at(0).at("quantity").get<double>(), 0);
}

struct Refused {
    const char* line;
    const char* message;
};

TEST(Policy, RefusesASettingThatIsNoneAndSaysWhere) {
    for (
        const Refused row : {
            Refused{"", "line 1: the line: want a JSON object"},
            Refused{"[]", "want a JSON object"},
            Refused{"{}", "items: want a list"},
            Refused{R"({"policy":2,"items":[{}]})", "policy: want a number from 1 to 1, found 2"},
            Refused{
                R"({"policy":1,"items":[{"id":"a","lead":-1,"profit":1,"holding":1,"history":[]}]})",
                "items[0].lead: want a number from 0 to 365, found -1"},
            Refused{
                R"({"policy":1,"items":[{"id":"a","lead":1.5,"profit":1,"holding":1,"history":[]}]})",
                "items[0].lead: want a whole number, found 1.5"},
            Refused{
                R"({"policy":1,"items":[{"id":"a","lead":1,"profit":1,"holding":1,"history":[1,-2]}]})",
                "items[0].history: want numbers of at least 0, found -2"},
            Refused{"\xff{}", "want UTF-8"},
        }) {
        PolicySession session;

        const auto answer = session.answer(row.line);

        ASSERT_FALSE(answer) << row.line;
        EXPECT_THAT(answer.error().message, HasSubstr(row.message));
    }
}

TEST(Policy, RefusesAMorningThatCannotBe) {
    for (const Refused row : {
             Refused{R"({"period":2,"items":[{"id":"soap","on_hand":0,"in_transit":0}]})",
                     "line 2: period: want a number from 1 to 1, found 2"},
             Refused{R"({"period":1,"items":[{"id":"soap","on_hand":-1,"in_transit":0}]})",
                     "items[0].on_hand: want a number from 0"},
             Refused{R"({"period":1,"items":[{"id":"salt","on_hand":0,"in_transit":0}]})",
                     "want an item of the setting, once, found \"salt\""},
             Refused{R"({"period":1,"items":[]})", "items: want a list of at least one object"},
         }) {
        PolicySession session;
        ASSERT_TRUE(session.answer(soap));

        const auto answer = session.answer(row.line);

        ASSERT_FALSE(answer) << row.line;
        EXPECT_THAT(answer.error().message, HasSubstr(row.message));
    }
}

}  // namespace
}  // namespace vorrat::service
