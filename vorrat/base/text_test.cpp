#include "vorrat/base/text.h"

#include <gtest/gtest.h>

namespace vorrat {
namespace {

using namespace std::string_view_literals;

TEST(Texts, AreTrimmedOfBlanksAndTabsOnly) {
    EXPECT_EQ(trimmed(" \t a b\t "), "a b");
    EXPECT_EQ(trimmed("a\r"), "a\r");
    EXPECT_EQ(trimmed(" \t"), "");
}

TEST(Texts, AreShownWithoutWhatSteersATerminal) {
    EXPECT_EQ(shown("Müll"), "\"Müll\"");
    EXPECT_EQ(shown("a\x1B[2Jb\x7F"), "\"a?[2Jb?\"");
    EXPECT_EQ(shown("a\xC2\x9B"
                    "2J"),
              "\"a?2J\"");
}

TEST(Texts, AreCutBetweenCharacters) {
    std::string text;
    for (int k = 0; k < 41; ++k) {
        text += "ü";
    }

    EXPECT_EQ(shown(text), "\"" + text.substr(0, 80) + "...\"");
    EXPECT_EQ(shown(text.substr(2)), "\"" + text.substr(2) + "\"");
}

TEST(Texts, AreUtf8AsRfc3629SaysIt) {
    EXPECT_FALSE(first_not_utf8("eight ASCII bytes, ü, €, 𝄞"));
    EXPECT_FALSE(first_not_utf8("\xF4\x8F\xBF\xBF"));
    // A lone follower, overlong, a surrogate, beyond U+10FFFF, cut off, at the end of a text.
    for (const std::string_view bad : {"\x80"sv, "\xC0\xAF"sv, "\xE0\x80\x80"sv, "\xED\xA0\x80"sv,
                                       "\xF4\x90\x80\x80"sv, "\xE2\x82"sv, "\xFF"sv}) {
        EXPECT_EQ(first_not_utf8("12345678ü" + std::string(bad)), 10);
    }
}

TEST(Texts, HaveControlsWhereATerminalObeysThem) {
    EXPECT_FALSE(has_control("Ja, §5: ä \xC2\xA0"));
    for (const std::string_view bad : {"\n"sv, "\0"sv, "\x1B"sv, "\x7F"sv, "\xC2\x85"sv}) {
        EXPECT_TRUE(has_control(bad));
    }
}

}  // namespace
}  // namespace vorrat
