#include "vorrat/api/workbook.h"

#include <string>

#include <gtest/gtest.h>

namespace vorrat::api {
namespace {

TEST(Workbook, GivesNoTextThatASpreadsheetComputes) {
    for (const char* text :
         {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"}) {
        EXPECT_EQ(harmless(text), "'" + std::string(text));
    }
    for (const char* text : {"", "bread", "1=1", "a-b", "'=1"}) {
        EXPECT_EQ(harmless(text), text);
    }
}

TEST(Workbook, WritesNoFormulaIntoCellsOrHeaderOfACsv) {
    const sheet::Table table{
        .name = "needs",
        .header = {"item_id", "=HYPERLINK(1)"},
        .rows = {{text_cell("@bread"), cell_of("-3.5")}, {text_cell("=a,\"b\""), text_cell("")}}};

    EXPECT_EQ(csv_of(table), "item_id,'=HYPERLINK(1)\n'@bread,-3.5\n\"'=a,\"\"b\"\"\",\n");
}

}  // namespace
}  // namespace vorrat::api
