#include "vorrat/publish/text.h"

#include <cmath>

#include <gtest/gtest.h>

#include "vorrat/publish/measures.h"

namespace vorrat::publish {
namespace {

struct Case {
    Text told;
    const char* english;
    const char* german;
};

TEST(Text, WritesNumbersAsEachLanguageDoes) {
    const Case cases[] = {
        {number(1234567.5, 1), "1,234,567.5", "1.234.567,5"},
        {number(-1234), "-1,234", "-1.234"},
        {number(-0.2), "0", "0"},
        {number(std::nan("")), "not known", "unbekannt"},
        {short_number(1234.5), "1,234", "1.234"},
        {short_number(12.34), "12.3", "12,3"},
        {short_number(1.5), "1.5", "1,5"},
        {short_number(2), "2", "2"},
        {short_number(0.00123), "0.0012", "0,0012"},
        {short_number(0), "0", "0"},
        {percent(0.931), "93%", "93 %"},
        {percent(0.9996, 1), "99.9%", "99,9 %"},
        {percent(1), "100%", "100 %"},
        {mass(25000), "25 t", "25 t"},
        {mass(950), "950 kg", "950 kg"},
    };
    for (const Case& c : cases) {
        EXPECT_EQ(c.told.english, c.english);
        EXPECT_EQ(c.told.german, c.german);
    }
}

TEST(Text, WritesUnitsAsEachLanguageDoes) {
    EXPECT_EQ(with_unit(84, "piece").english, "84 pcs");
    EXPECT_EQ(with_unit(84, "piece").german, "84 Stück");
    EXPECT_EQ(with_unit(1.5, "litre").german, "1,5 l");
    EXPECT_EQ(with_unit(2, "crate").german, "2 crate") << "a unit we have no word for stays";
    EXPECT_EQ(with_unit(2, "").english, "2");
}

TEST(Measures, AreNamedAndCountedInTheReadersWords) {
    EXPECT_EQ(measure_name("co2e_kg").german, "Treibhausgase (CO2e)");
    EXPECT_EQ(measured(2700000, "co2e_kg").english, "2,700 t");
    EXPECT_EQ(measured(48, "labour_hours").german, "48 h");
    EXPECT_EQ(capitalised(measure_name("waste_kg")).english, "Waste");
    EXPECT_EQ(measure_name("own_measure").english, "own_measure") << "no name of its own";
    EXPECT_EQ(measured(3, "own_measure").english, "3") << "no unit at its end";
}

TEST(Text, WritesDatesAsEachLanguageDoes) {
    const Date day{std::chrono::year{2026} / 3 / 7};

    EXPECT_EQ(long_date(day).english, "7 March 2026");
    EXPECT_EQ(long_date(day).german, "7. März 2026");
    EXPECT_EQ(short_date(day).english, "7 Mar");
    EXPECT_EQ(short_date(day).german, "7.3.");
}

TEST(Text, FillsBothSentencesWithPartsInTheirLanguage) {
    const Text text = say("{} to {}", "{} nach {}", number(1.5, 1), "{Nord}");

    EXPECT_EQ(text.english, "1.5 to {Nord}");
    EXPECT_EQ(text.german, "1,5 nach {Nord}");
}

}  // namespace
}  // namespace vorrat::publish
