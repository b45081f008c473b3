#include "vorrat/base/csv.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace vorrat {
namespace {

using Rows = std::vector<std::vector<std::string>>;

/// All rows, a bad row as its error in one field.
Rows rows_of(std::string_view text) {
    auto reader = CsvReader::open(text, "t.csv");
    if (!reader) {
        return {{reader.error().message}};
    }
    Rows rows{reader->header()};
    for (CsvStep step = reader->next(); step != CsvStep::end; step = reader->next()) {
        if (step == CsvStep::row) {
            rows.emplace_back(reader->fields().begin(), reader->fields().end());
        } else {
            rows.push_back({reader->error().message});
        }
    }
    return rows;
}

struct Case {
    const char* name;
    std::string text;
    Rows rows;
};

class CsvText : public testing::TestWithParam<Case> {};

TEST_P(CsvText, GivesTheseRows) { EXPECT_EQ(rows_of(GetParam().text), GetParam().rows); }

const Case cases[] = {
    {"Plain", "a,b\n1,2\n3,4\n", {{"a", "b"}, {"1", "2"}, {"3", "4"}}},
    {"NoLastLineEnd", "a,b\n1,2", {{"a", "b"}, {"1", "2"}}},
    {"CarriageReturns", "a,b\r\n1,2\r\n", {{"a", "b"}, {"1", "2"}}},
    {"OldMac", "a,b\r1,2\r", {{"a", "b"}, {"1", "2"}}},
    {"ByteOrderMark",
     "\xEF\xBB\xBF"
     "a,b\n1,2\n",
     {{"a", "b"}, {"1", "2"}}},
    {"Semicolon", "a;b\n1;2,5\n", {{"a", "b"}, {"1", "2,5"}}},
    {"SemicolonWins", "a;b,c;d\n1;2;3,5\n", {{"a", "b,c", "d"}, {"1", "2", "3,5"}}},
    {"Tab", "a\tb\n1\t2\n", {{"a", "b"}, {"1", "2"}}},
    {"QuotedSeparatorInHeader", "\"a;b;c\",d\n1,2\n", {{"a;b;c", "d"}, {"1", "2"}}},
    {"Quotes", "a,b\n\"x,y\",\"say \"\"hi\"\"\"\n", {{"a", "b"}, {"x,y", "say \"hi\""}}},
    {"TwoDoubled", "a,b\n\"\"\"\",\"\"\"\"\"\"\n", {{"a", "b"}, {"\"", "\"\""}}},
    {"LineBreakInQuotes",
     "a,b\n\"x\ny\",2\n3\n",
     {{"a", "b"}, {"x\ny", "2"}, {"t.csv:4:1: want 2 fields as in the header, got 1"}}},
    {"EmptyFields", "a,b\n,\n\"\",\n", {{"a", "b"}, {"", ""}, {"", ""}}},
    {"EmptyLines", "a,b\n\n1,2\n\r\n\n3,4\n\n", {{"a", "b"}, {"1", "2"}, {"3", "4"}}},
    {"HeaderOnly", "a,b\n", {{"a", "b"}}},
    {"Empty", "", {{"t.csv:1:1: want a header row, got an empty file"}}},
    {"OnlyMark", "\xEF\xBB\xBF\n", {{"t.csv:1:1: want a header row, got an empty file"}}},
    {"TooFew",
     "a,b\n1\n3,4\n",
     {{"a", "b"}, {"t.csv:2:1: want 2 fields as in the header, got 1"}, {"3", "4"}}},
    {"TooMany",
     "a,b\n1,2,3\n3,4\n",
     {{"a", "b"}, {"t.csv:2:5: want 2 fields as in the header, got 3"}, {"3", "4"}}},
    {"ColumnsInCharacters",
     "a,b\nü,2,3\n",
     {{"a", "b"}, {"t.csv:2:5: want 2 fields as in the header, got 3"}}},
    {"LineBreakInABadRow",
     "a,b\n\"x\ny\",2,3\n4,5\n",
     {{"a", "b"}, {"t.csv:3:6: want 2 fields as in the header, got 3"}, {"4", "5"}}},
    {"OpenQuote",
     "a,b\n1,\"2\n3,4\n",
     {{"a", "b"}, {"t.csv:2:3: want a closing quote, got the end of the file"}, {"3", "4"}}},
    {"TextBehindQuote",
     "a,b\n\"1\"x,2\n3,4\n",
     {{"a", "b"},
      {"t.csv:2:4: want a separator or the end of the row behind a closing quote, got \"x\""},
      {"3", "4"}}},
};

INSTANTIATE_TEST_SUITE_P(Csv, CsvText, testing::ValuesIn(cases),
                         [](const auto& about) { return std::string(about.param.name); });

TEST(Csv, NamesTheLineOfARowThatIsTooLongAndGoesOnBehindIt) {
    const std::string text = "a,b\n1,2\n" + std::string(10'000'000, 'x') + "\n3,4\n";

    const Rows rows = rows_of(text);

    const Rows expected{{"a", "b"},
                        {"1", "2"},
                        {"t.csv:3:1: want a row of at most 1048576 bytes, got 10000000"},
                        {"3", "4"}};
    EXPECT_EQ(rows, expected);
}

TEST(Csv, TellsWhereEachFieldBeginsAlsoBehindLineBreaksInQuotes) {
    const std::string text = "a,b,c\n\"x\ny\",2,3\n4,5,6\n";
    auto reader = CsvReader::open(text, "t.csv");
    ASSERT_TRUE(reader);

    reader->next();

    EXPECT_EQ(reader->position(0), (CsvPosition{2, 1}));
    EXPECT_EQ(reader->position(2), (CsvPosition{3, 6}));
    EXPECT_EQ(reader->raw(), "\"x\ny\",2,3");
    reader->next();
    EXPECT_EQ(reader->position(1), (CsvPosition{4, 3}));
}

TEST(Csv, ReadsAPieceWithoutHeaderWithTheLinesOfTheFile) {
    CsvReader reader("1;2\n3\n", "t.csv", ';', 2, 41);

    EXPECT_EQ(reader.next(), CsvStep::row);
    EXPECT_EQ(reader.line(), 41U);
    EXPECT_EQ(reader.next(), CsvStep::bad_row);
    EXPECT_EQ(reader.error().message, "t.csv:42:1: want 2 fields as in the header, got 1");
    EXPECT_EQ(reader.next(), CsvStep::end);
}

RC_GTEST_PROP(Csv, ReadsBackWhateverItsWriterQuoted, ()) {
    const auto text =
        *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab ,;\t\"\r\n\xC3\xBC")));
    const std::string file = "first,second\n" + csv_field(text) + ",end\n";

    const Rows rows = rows_of(file);

    RC_ASSERT(rows.size() == 2U);
    RC_ASSERT(rows[1] == (std::vector<std::string>{text, "end"}));
}

}  // namespace
}  // namespace vorrat
