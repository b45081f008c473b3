#include <gtest/gtest.h>

#include "vorrat/keeper/record_testing.h"
#include "vorrat/record/record.h"

namespace vorrat::record {
namespace {

using testing::entries_of;
using testing::origin;
using testing::story;

TEST(CanonicalJson, IsWhatItWrites) {
    for (const char* text :
         {"{}", R"({"a":1,"b":[true,null,"x"]})", R"({"a":"\"\\\b\f\n\r\t\u0001"})",
          R"({"ä":"€ 🌾"})", R"({"a":-9007199254740991})", R"("/")"}) {
        EXPECT_TRUE(parse_canonical(text)) << text;
    }
}

TEST(CanonicalJson, RefusesEveryOtherWayToSayTheSame) {
    for (const char* text :
         {"{ }", R"({"b":1,"a":2})", R"({"a":1,"a":1})", R"({"a":1.0})", R"({"a":1e2})",
          R"({"a":-0})", R"({"a":"\u0041"})", R"({"a":"\/"})", R"({"a":1}x)", R"({"a":01})",
          "{\"a\":\"\xff\"}", "", "{\"a\":\"\\ud800\"}", R"({"a":"\u000A"})", "\xef\xbb\xbf{}",
          R"({"a":18446744073709551616})"}) {
        EXPECT_FALSE(parse_canonical(text)) << text;
    }
    EXPECT_FALSE(parse_canonical(std::string(17, '[') + std::string(17, ']')));
    EXPECT_TRUE(parse_canonical(std::string(16, '[') + std::string(16, ']')));
    EXPECT_FALSE(parse_canonical(std::string(60'000, '[')));
}

TEST(Entry, IsReadAsItIsWritten) {
    for (const std::string& bytes : entries_of(story())) {
        const auto read = parse_entry(bytes);
        ASSERT_TRUE(read) << read.error().message << "\n" << bytes;
        EXPECT_TRUE(is_signed(*read, origin));
        EXPECT_FALSE(is_signed(*read, "example.org/other"));
    }
}

TEST(Entry, IsRefusedOrUnsignedForEveryBitChanged) {
    const std::string bytes = entries_of(story())[15];
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        std::string changed = bytes;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
        const auto read = parse_entry(changed);
        EXPECT_FALSE(read && is_signed(*read, origin)) << bit;
    }
}

TEST(Entry, WantsExactlyTheMembersOfItsKind) {
    Json body = story()[2].first;
    const ledger::Seed seed = testing::seed_of("registrar");
    ASSERT_TRUE(signed_entry(body, seed, origin));

    for (const char* name : {"at", "council", "member", "member_key", "kind"}) {
        Json without = body;
        without.erase(name);
        EXPECT_FALSE(signed_entry(without, seed, origin)) << name;
    }
    body["more"] = 1;
    EXPECT_FALSE(signed_entry(body, seed, origin));
}

TEST(Time, IsAMomentThatExists) {
    EXPECT_TRUE(is_time("2026-11-25T23:59:59Z"));
    for (const char* text :
         {"2026-11-25", "2026-02-30T00:00:00Z", "2026-11-25T24:00:00Z", "2026-11-25T00:60:00Z",
          "2026-11-25 00:00:00Z", "2026-11-25T00:00:00z", "2026-11-25T00:00:0aZ"}) {
        EXPECT_FALSE(is_time(text)) << text;
    }
}

}  // namespace
}  // namespace vorrat::record
