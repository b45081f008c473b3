#include "vorrat/sheet/layout.h"

#include <gtest/gtest.h>

#include "vorrat/sheet/testing.h"

namespace vorrat::sheet {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Book book_of(const std::string& name, const std::string& bytes) {
    auto book = read_book(name, bytes);
    EXPECT_TRUE(book) << book.error().message;
    return std::move(*book);
}

Converted convert(const Book& book, const Mapping& mapping) {
    auto made = converted(book.sheets[mapping.sheet], mapping, small_known());
    EXPECT_TRUE(made) << made.error().message;
    return std::move(*made);
}

TEST(Layout, GuessesAMessyWorkbookAndSaysWhatCannotBeTaken) {
    const Book book = book_of("kw2.xlsx", messy_workbook());

    const Mapping mapping = guessed(book, small_known());
    const Converted made = convert(book, mapping);

    EXPECT_EQ(mapping.table, "needs");
    EXPECT_EQ(mapping.first_header, 1U);
    EXPECT_EQ(mapping.first_row, 3U);
    EXPECT_EQ(mapping.columns,
              (std::vector<std::string>{"date", "item_id", "place_id", "quantity", ""}));
    EXPECT_EQ(mapping.decimals, Decimals::comma);
    EXPECT_EQ(made.rows, (Rows{{"2026-01-05", "bread", "east", "3.5"},
                               {"2026-01-05", "soap", "west", "1200"}}));
    EXPECT_EQ(made.origin, (std::vector<std::size_t>{3, 4}));
    ASSERT_EQ(made.troubles.size(), 2U);
    EXPECT_EQ(made.troubles[0], (Trouble{Fault::no_item, "item_id", "Bred", 5, 1, 1}));
    EXPECT_EQ(made.troubles[1], (Trouble{Fault::no_date, "date", "Summe", 6, 0, 1}));
}

TEST(Layout, TakesWhatWasMended) {
    const Book book = book_of("kw2.xlsx", messy_workbook());
    Mapping mapping = guessed(book, small_known());

    mapping.mended = {
        {"item_id", "Bred", "bread"}, {"quantity", "4 St.", "4"}, {"date", "Summe", std::nullopt}};
    const Converted made = convert(book, mapping);

    EXPECT_TRUE(made.troubles.empty());
    EXPECT_EQ(made.left_out, 1U);
    EXPECT_EQ(made.rows.back(), (std::vector<std::string>{"2026-01-06", "bread", "east", "4"}));
}

// Days over items, the days merged as a text file shows merged cells: only the first is written.
TEST(Layout, GuessesACrossTableOfTwoHeaderRows) {
    const Book book = book_of("kw2.csv",
                              ";05.01.2026;;06.01.2026;\n"
                              "Ort;Bread;Soap;Bread;Soap\n"
                              "East;3,5;2;4;\n"
                              "West;;1;0,5;7\n");

    const Mapping mapping = guessed(book, small_known());
    const Converted made = convert(book, mapping);

    EXPECT_EQ(mapping.across, (std::vector<std::string>{"date", "item_id"}));
    EXPECT_EQ(made.header, (std::vector<std::string>{"date", "item_id", "place_id", "quantity"}));
    EXPECT_EQ(made.rows, (Rows{{"2026-01-05", "bread", "east", "3.5"},
                               {"2026-01-05", "soap", "east", "2"},
                               {"2026-01-06", "bread", "east", "4"},
                               {"2026-01-05", "soap", "west", "1"},
                               {"2026-01-06", "bread", "west", "0.5"},
                               {"2026-01-06", "soap", "west", "7"}}));
    EXPECT_TRUE(made.troubles.empty());
}

TEST(Layout, TakesTheDaysOfTheUpperOfTwoRowsOfDays) {
    const Book book = book_of("kw2.csv",
                              ";05.01.2026;06.01.2026\n"
                              "Ort;05.01.2026;06.01.2026\n"
                              "East;3;2\n");

    const Mapping mapping = guessed(book.sheets.front(), 0, *form_named("needs"), small_known());
    const auto made = converted(book.sheets.front(), mapping, small_known());

    EXPECT_EQ(mapping.across, (std::vector<std::string>{"date", ""}));
    EXPECT_TRUE(made) << made.error().message;
}

TEST(Layout, FillsDownWhatIsWrittenOncePerBlock) {
    const Book book = book_of("a.csv",
                              "date,item,place,quantity\n"
                              "2026-01-05,bread,east,1\n,soap,east,2\n\n2026-01-06,bread,west,3\n");

    const Mapping mapping = guessed(book, small_known());
    const Converted made = convert(book, mapping);

    EXPECT_EQ(mapping.filled, (std::vector<std::string>{"date"}));
    EXPECT_EQ(made.rows[1], (std::vector<std::string>{"2026-01-05", "soap", "east", "2"}));
    EXPECT_EQ(made.rows.size(), 3U);
}

TEST(Layout, RefusesJoinsOrReplacesRowsOfOneKey) {
    const Book book = book_of(
        "a.csv", "date,item,place,quantity\n2026-01-05,bread,east,1\n2026-01-05,bread,east,2.5\n");
    Mapping mapping = guessed(book, small_known());

    EXPECT_EQ(convert(book, mapping).troubles.front().fault, Fault::twice);
    mapping.twice = Twice::sum;
    EXPECT_EQ(convert(book, mapping).rows.front().back(), "3.5");
    mapping.twice = Twice::last;
    EXPECT_EQ(convert(book, mapping).rows.front().back(), "2.5");
}

TEST(Layout, TakesOnePlaceForAllRows) {
    const Book book = book_of("a.csv", "Datum;Artikel;Menge\n05.01.2026;bread;1\n");
    Mapping mapping = guessed(book, small_known());

    EXPECT_EQ(convert(book, mapping).troubles.front(),
              (Trouble{Fault::missing, "place_id", "", 0, 0, 1}));
    mapping.constants["place_id"] = "east";
    EXPECT_EQ(convert(book, mapping).rows.front(),
              (std::vector<std::string>{"2026-01-05", "bread", "east", "1"}));
}

TEST(Layout, GuessesOtherTablesByTheirHeaders) {
    for (const auto& [text, table] :
         {std::pair{"Artikelnummer;Bezeichnung;Einheit\nb;Brot;Stück\n", "items"},
          std::pair{"place,name,kind,lat,lon\ne,East,depot,51.2,13.9\n", "places"},
          std::pair{"von;nach;Tage;km\neast;west;1;20\n", "lanes"},
          std::pair{"Ware;Lager;Bestand;MHD\nbread;east;3;24.12.2026\n", "stock"}}) {
        EXPECT_EQ(guessed(book_of("a.csv", text), small_known()).table, table) << text;
    }
}

TEST(Layout, RefusesAMappingThatDoesNotFit) {
    const Book book = book_of("a.csv", "date,item,place,quantity\n2026-01-05,bread,east,1\n");
    const auto refusal = [&](const std::function<void(Mapping&)>& change) {
        Mapping mapping = guessed(book, small_known());
        change(mapping);
        const auto made = converted(book.sheets.front(), mapping, small_known());
        return made ? "was taken" : made.error().message;
    };

    EXPECT_EQ(refusal([](Mapping&) {}), "was taken");
    for (const auto& change : std::vector<std::function<void(Mapping&)>>{
             [](Mapping& m) { m.table = "council"; },
             [](Mapping& m) { m.first_row = 99; },
             [](Mapping& m) { m.first_header = 2; },
             [](Mapping& m) { m.columns.resize(9); },
             [](Mapping& m) { m.across.assign(5, ""); },
             [](Mapping& m) { m.columns[0] = "quantity"; },
             [](Mapping& m) { m.columns[0] = "../x"; },
             [](Mapping& m) { m.constants["quantity"] = "1"; },
         }) {
        EXPECT_NE(refusal(change), "was taken");
    }
}

TEST(Cell, ReadsNumbersAsPeopleWriteThem) {
    const std::vector<std::tuple<std::string, Decimals, std::string>> sound{
        {"3,5", Decimals::comma, "3.5"},
        {"1.234,5", Decimals::comma, "1234.5"},
        {"1.200", Decimals::comma, "1200"},
        {"1.200", Decimals::point, "1.2"},
        {"1,234.5", Decimals::point, "1234.5"},
        {"12 345", Decimals::point, "12345"},
        {"1'000", Decimals::comma, "1000"},
        {"-0,25", Decimals::comma, "-0.25"},
        {"+7", Decimals::comma, "7"},
        {"1\xC2\xA0"
         "000",
         Decimals::comma, "1000"}};
    for (const auto& [text, decimals, number] : sound) {
        EXPECT_EQ(number_in(text, decimals), number) << text;
    }
    for (const char* const none :
         {"", "x", "4 St.", "1,2,3", "1.23.456,0", "--1", "nan", "inf", "1e999", "0x10", ",", ".",
          "12 5", "0.500", "-0.500", "1234.567", "1,2 3"}) {
        EXPECT_EQ(number_in(none, Decimals::comma), std::nullopt) << none;
    }
}

TEST(Cell, ReadsDaysAsPeopleWriteThem) {
    for (const char* const text : {"2026-01-05", "5.1.2026", "05.01.26", "Mo 05.01.2026",
                                   "Montag, 5.1.2026", "05/01/2026", "5-1-2026 12:30"}) {
        EXPECT_EQ(day_in(text, true), "2026-01-05") << text;
    }
    EXPECT_EQ(day_in("1/5/2026", false), "2026-01-05");
    EXPECT_EQ(day_in("5.1.2026", false), "2026-01-05") << "dots are written day first";
    for (const char* const none : {"", "31.02.2026", "5.1.", "12345", "1.2.3.4", "5.13.2026",
                                   "Summe", "5.1.202", "99999999999.1.2026"}) {
        EXPECT_EQ(day_in(none, true), std::nullopt) << none;
    }
}

}  // namespace
}  // namespace vorrat::sheet
