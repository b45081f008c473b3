#include "vorrat/sheet/book.h"

#include <gtest/gtest.h>

#include "vorrat/sheet/testing.h"
#include "vorrat/sheet/xlsx.h"

namespace vorrat::sheet {
namespace {

using ::testing::Test;

std::vector<std::string> texts(const std::vector<Cell>& row) {
    std::vector<std::string> all;
    for (const Cell& cell : row) {
        all.push_back(cell.text);
    }
    return all;
}

std::string refusal(const std::string& bytes, const Limits& limits = {}) {
    const auto book = read_book("b.xlsx", bytes, limits);
    return book ? "was read" : book.error().message;
}

TEST(Book, ShowsAMergedCellInAllOfItsBlockAndADayAsADay) {
    const auto book = read_book("kw2.xlsx", messy_workbook());

    ASSERT_TRUE(book) << book.error().message;
    ASSERT_EQ(book->sheets.size(), 1U);
    const Sheet& sheet = book->sheets.front();
    EXPECT_EQ(sheet.name, "Bedarf");
    ASSERT_EQ(sheet.rows.size(), 7U);
    EXPECT_EQ(texts(sheet.rows[1]),
              (std::vector<std::string>{"Datum", "Ware", "Ausgabe", "Menge", "Menge"}));
    EXPECT_EQ(texts(sheet.rows[4]),
              (std::vector<std::string>{"2026-01-05", "Soap", "West", "1.200", "120"}));
    EXPECT_EQ(sheet.rows[4][0].kind, CellKind::date);
    EXPECT_EQ(sheet.rows[6][3], (Cell{CellKind::number, "1207.5"}));
}

TEST(Book, ReadsWhatItWroteAndNothingInItIsAFormula) {
    const Table table{.name = "a/b",
                      .header = {"day", "text", "number"},
                      .rows = {{{CellKind::date, "2026-11-23"},
                                {CellKind::text, "=cmd|' /C calc'!A0"},
                                {CellKind::number, "0.1"}},
                               {{}, {CellKind::text, "Äpfel"}, {CellKind::number, "-3"}}}};

    const auto bytes = as_xlsx(table);
    ASSERT_TRUE(bytes) << bytes.error().message;
    const auto book = read_book("b.xlsx", *bytes);

    ASSERT_TRUE(book) << book.error().message;
    const Sheet& sheet = book->sheets.front();
    EXPECT_EQ(sheet.name, "a-b");
    EXPECT_EQ(sheet.rows[1], table.rows[0]);
    EXPECT_EQ(sheet.rows[2], table.rows[1]);
    EXPECT_EQ(*as_xlsx(table), *bytes) << "same table, same bytes";
}

TEST(Book, FindsTheSeparatorBesideDecimalCommas) {
    const auto book = read_book("kw2.csv",
                                "Bedarf KW 2;;\r\nDatum;Ware;Menge\r\n05.01.2026;\"Bread; fresh\";"
                                "3,5\r\n;\"say \"\"so\"\"\";1,25\r\n");

    ASSERT_TRUE(book) << book.error().message;
    const auto& rows = book->sheets.front().rows;
    EXPECT_EQ(texts(rows[2]), (std::vector<std::string>{"05.01.2026", "Bread; fresh", "3,5"}));
    EXPECT_EQ(texts(rows[3]), (std::vector<std::string>{"", "say \"so\"", "1,25"}));
}

TEST(Book, TakesOffTheApostropheBeforeAFormula) {
    const auto book = read_book("a.csv", "a,b\n'=cmd,'quoted'\n'-x,'plain\n");

    ASSERT_TRUE(book) << book.error().message;
    EXPECT_EQ(texts(book->sheets.front().rows[1]), (std::vector<std::string>{"=cmd", "'quoted'"}));
    EXPECT_EQ(texts(book->sheets.front().rows[2]), (std::vector<std::string>{"-x", "'plain"}));
}

TEST(Book, ReadsWindows1252AndTabs) {
    const auto book = read_book("a.tsv", "Ort\tMenge\nK\xF6ln\t3\n");

    ASSERT_TRUE(book) << book.error().message;
    EXPECT_EQ(texts(book->sheets.front().rows[1]), (std::vector<std::string>{"Köln", "3"}));
}

TEST(Book, RefusesWhatIsNone) {
    EXPECT_NE(refusal("PK\x03\x04 and then nothing").find("broken ZIP"), std::string::npos);
    EXPECT_NE(refusal(zipped({{"a", "b"}})).find("without one"), std::string::npos);
    EXPECT_NE(refusal("\xD0\xCF\x11\xE0 old").find("older or encrypted"), std::string::npos);
    EXPECT_NE(refusal(std::string("a,b\n\0,1", 7)).find("no text"), std::string::npos);
    EXPECT_NE(refusal("a,\"b\n1,2").find("closing quote"), std::string::npos);
    EXPECT_NE(refusal(workbook_of("<worksheet><sheetData>", "<sst/>")).find("want XML"),
              std::string::npos);
}

TEST(Book, RefusesAPartThatUnpacksWithoutEnd) {
    const std::string bomb = workbook_of("<worksheet/>", "<sst>" + std::string(40'000'000, ' '));

    EXPECT_LT(bomb.size(), 100'000U);
    EXPECT_NE(refusal(bomb, {.unpacked_bytes_max = 8'000'000}).find("unpacks to more"),
              std::string::npos);
}

TEST(Book, RefusesEntitiesThatGrow) {
    std::string laughs = "<!DOCTYPE sst [<!ENTITY a \"ha\">";
    for (char c = 'b'; c < 'm'; ++c) {
        laughs += std::string("<!ENTITY ") + c + " \"";
        for (int k = 0; k < 10; ++k) {
            laughs += std::string("&") + static_cast<char>(c - 1) + ";";
        }
        laughs += "\">";
    }
    laughs += "]><sst><si><t>&l;</t></si></sst>";

    EXPECT_NE(refusal(workbook_of("<worksheet/>", laughs)).find("document type"),
              std::string::npos);
}

TEST(Book, RefusesOneLongTextInMillionsOfCells) {
    std::string cells;
    for (int k = 1; k <= 2'000; ++k) {
        cells += "<row r=\"" + std::to_string(k) + "\"><c t=\"s\"><v>0</v></c></row>";
    }
    const std::string bomb =
        workbook_of("<worksheet><sheetData>" + cells + "</sheetData></worksheet>",
                    "<sst><si><t>" + std::string(30'000, 'x') + "</t></si></sst>");

    EXPECT_NE(refusal(bomb, {.text_bytes_max = 10'000'000}).find("more than can be imported"),
              std::string::npos);
}

TEST(Book, RefusesBlocksAndCellsFarOut) {
    const auto sheet = [](const std::string& cell, const std::string& block) {
        return workbook_of("<worksheet><sheetData><row><c r=\"" + cell +
                               "\"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref=\"" +
                               block + "\"/></mergeCells></worksheet>",
                           "<sst/>");
    };

    EXPECT_NE(refusal(sheet("XFD1", "A1:A1")).find("1000 columns"), std::string::npos);
    EXPECT_NE(refusal(sheet("A9999999", "A1:A1")).find("1048576 rows"), std::string::npos);
    EXPECT_NE(refusal(sheet("ALL1048576", "A1:A1"), {.cells_max = 10'000}).find("cut it in parts"),
              std::string::npos);
    EXPECT_EQ(refusal(sheet("A1", "A1:XFD1048576")), "was read");
}

TEST(Book, ChargesForBlocksThatLieOverOneAnother) {
    std::string blocks;
    for (int k = 0; k < 1000; ++k) {
        blocks += "<mergeCell ref=\"A1:CV100\"/>";
    }
    const std::string stacked = workbook_of(
        "<worksheet><sheetData><row><c r=\"A1\"><v>1</v></c></row><row><c r=\"CV100\"><v>1</v></c>"
        "</row></sheetData><mergeCells>" +
            blocks + "</mergeCells></worksheet>",
        "<sst/>");

    EXPECT_NE(refusal(stacked, {.cells_max = 100'000}).find("cut it in parts"), std::string::npos);
}

TEST(Book, RefusesElementsInsideEachOtherWithoutEnd) {
    std::string deep;
    for (int k = 0; k < 100; ++k) {
        deep += "<a>";
    }

    EXPECT_NE(refusal(workbook_of(deep, "<sst/>")).find("deeper"), std::string::npos);
}

TEST(Xlsx, KnowsDaysByTheirFormat) {
    for (const char* const day : {"dd.mm.yyyy", "yyyy-mm-dd", "[$-407]d. mmm yy", "D/M/YY"}) {
        EXPECT_TRUE(is_date_format(day)) << day;
    }
    for (const char* const other :
         {"0.00", "h:mm", "General", "0.0 \"days\"", "[Red]0.0;-0.0", "#,##0\\d", "0_d"}) {
        EXPECT_FALSE(is_date_format(other)) << other;
    }
}

// 45658 is 1 January 2025 in both Excel and LibreOffice; 59 and 61 lie around the day that 1900 had
// in spreadsheets only.
TEST(Xlsx, CountsDaysAsSpreadsheetsDo) {
    EXPECT_EQ(date_of_serial(45658, false), "2025-01-01");
    EXPECT_EQ(date_of_serial(45658.75, false), "2025-01-01");
    EXPECT_EQ(date_of_serial(59, false), "1900-02-28");
    EXPECT_EQ(date_of_serial(60, false), std::nullopt);
    EXPECT_EQ(date_of_serial(61, false), "1900-03-01");
    EXPECT_EQ(date_of_serial(44196, true), "2025-01-01");
    EXPECT_EQ(date_of_serial(0, false), std::nullopt);
    EXPECT_EQ(date_of_serial(1e300, false), std::nullopt);
}

TEST(Xlsx, ReadsPositions) {
    EXPECT_EQ(cell_position("A1"), (std::pair<std::size_t, std::size_t>{0, 0}));
    EXPECT_EQ(cell_position("AB12"), (std::pair<std::size_t, std::size_t>{11, 27}));
    for (const char* const none : {"", "A", "1", "a1", "A0", "A-1", "ABCD1", "A1 "}) {
        EXPECT_EQ(cell_position(none), std::nullopt) << none;
    }
}

}  // namespace
}  // namespace vorrat::sheet
