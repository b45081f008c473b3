#include "vorrat/publish/measures.h"

#include <array>
#include <cctype>
#include <utility>

namespace vorrat::publish {
namespace {

struct Word {
    std::string_view id;
    std::string_view english;
    std::string_view german;
};

constexpr auto names = std::to_array<Word>({
    {"co2e_kg", "greenhouse gases (CO2e)", "Treibhausgase (CO2e)"},
    {"labour_hours", "working hours", "Arbeitsstunden"},
    {"land_m2", "land", "Fläche"},
    {"water_l", "water", "Wasser"},
    {"water_litres", "water", "Wasser"},
    {"transport_tkm", "transport", "Transport"},
    {"waste_kg", "waste", "Verlust"},
});

constexpr auto units = std::to_array<Word>({
    {"kg", "kg", "kg"},
    {"hours", "h", "h"},
    {"m2", "m²", "m²"},
    {"l", "l", "l"},
    {"litres", "l", "l"},
    {"tkm", "tonne-kilometres", "Tonnenkilometer"},
});

}  // namespace

Text measure_name(std::string_view id) {
    for (const Word& word : names) {
        if (word.id == id) {
            return {std::string(word.english), std::string(word.german)};
        }
    }
    return id;
}

Text measure_unit(std::string_view id) {
    const std::string_view end = id.substr(id.rfind('_') + 1);
    for (const Word& word : units) {
        if (word.id == end && end.size() < id.size()) {
            return {std::string(word.english), std::string(word.german)};
        }
    }
    return "";
}

Text measured(double value, std::string_view id) {
    if (id.ends_with("_kg")) {
        return mass(value);
    }
    const Text unit = measure_unit(id);
    return unit.english.empty() ? short_number(value)
                                : say("{} {}", "{} {}", short_number(value), unit);
}

Text capitalised(Text text) {
    for (std::string* side : {&text.english, &text.german}) {
        if (!side->empty()) {
            side->front() =
                static_cast<char>(std::toupper(static_cast<unsigned char>(side->front())));
        }
    }
    return text;
}

}  // namespace vorrat::publish
