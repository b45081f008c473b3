#include "vorrat/sheet/form.h"

#include <algorithm>
#include <array>
#include <string>

#include "vorrat/base/fold.h"
#include "vorrat/base/text.h"

namespace vorrat::sheet {
namespace {

using enum FieldKind;

struct Words {
    std::string_view field;
    std::vector<std::string_view> words;
};

/// What people call the columns.
const std::vector<Words>& vocabulary() {
    static const std::vector<Words> all{
        {"date", {"date", "day", "week", "datum", "tag", "woche", "ds"}},
        {"item_id",
         {"item", "item id", "product", "article", "sku", "goods", "ware", "gut", "artikel",
          "produkt", "lebensmittel", "artikelnummer"}},
        {"place_id",
         {"place", "place id", "depot", "store", "shop", "site", "location", "ort", "ausgabe",
          "ausgabestelle", "standort", "filiale", "laden", "lager"}},
        {"quantity",
         {"quantity", "amount", "need", "demand", "sales", "qty", "units", "menge", "anzahl",
          "bedarf", "verbrauch", "bestand", "stock", "y"}},
        {"available", {"available", "in stock", "supply", "verfügbar", "vorrätig", "angebot"}},
        {"best_before", {"best before", "expiry", "use by", "mhd", "haltbar bis", "ablauf"}},
        {"name", {"name", "description", "bezeichnung", "benennung"}},
        {"unit", {"unit", "einheit"}},
        {"kg_per_unit", {"kg per unit", "kg", "weight", "gewicht", "kg je einheit"}},
        {"litres_per_unit", {"litres per unit", "litres", "volume", "liter", "volumen"}},
        {"shelf_life_days", {"shelf life days", "shelf life", "haltbarkeit"}},
        {"tier", {"tier", "stufe"}},
        {"pack_size", {"pack size", "pack", "packung", "gebinde"}},
        {"group", {"group", "category", "gruppe", "kategorie", "warengruppe"}},
        {"kind", {"kind", "type", "art", "typ"}},
        {"lat", {"lat", "latitude", "breite", "breitengrad"}},
        {"lon", {"lon", "lng", "longitude", "länge", "längengrad"}},
        {"community", {"community", "municipality", "gemeinde"}},
        {"population", {"population", "people", "einwohner", "personen"}},
        {"storage_litres", {"storage litres", "storage", "lagerraum"}},
        {"from_place", {"from place", "from", "origin", "von", "ab", "start"}},
        {"to_place", {"to place", "to", "destination", "nach", "ziel"}},
        {"to_area", {"to area", "area", "gebiet"}},
        {"mode", {"mode", "verkehrsmittel"}},
        {"lead_days", {"lead days", "lead time", "days", "laufzeit", "tage"}},
        {"km", {"km", "distance", "entfernung"}},
        {"capacity_kg", {"capacity kg", "capacity", "kapazität"}},
        {"minimum_kg", {"minimum kg", "minimum", "mindestmenge"}},
        {"arrives", {"arrives", "arrival", "ankunft"}},
        {"resource_id", {"resource", "resource id", "ressource"}}};
    return all;
}

/// Lower case, `_` as a blank, without what stands in brackets.
std::string plain(std::string_view header) {
    std::string text;
    int depth = 0;
    for (const char c : fold_case(header)) {
        depth += c == '(' || c == '[' ? 1 : 0;
        const bool end = c == ')' || c == ']';
        if (depth == 0 && !end) {
            const bool blank = c == '_' || c == '-' || c == '/' || c == ':' || c == '.';
            text += blank ? ' ' : c;
        }
        depth -= end && depth > 0 ? 1 : 0;
    }
    return std::string(trimmed(text));
}

bool has_word(std::string_view text, std::string_view word) {
    const auto ends = [&](std::size_t at) { return at == text.size() || text[at] == ' '; };
    for (std::size_t at = text.find(word); at != std::string_view::npos;
         at = text.find(word, at + 1)) {
        if ((at == 0 || text[at - 1] == ' ') && ends(at + word.size())) {
            return true;
        }
    }
    return false;
}

}  // namespace

const Field* Form::find(std::string_view field) const {
    const auto found = std::ranges::find(fields, field, &Field::name);
    return found == fields.end() ? nullptr : &*found;
}

std::span<const Form> forms() {
    static const std::vector<Form> all{{"needs",
                                        {{"date", date, true},
                                         {"item_id", item, true},
                                         {"place_id", place, true},
                                         {"quantity", number, true},
                                         {"available", number}},
                                        {"date", "item_id", "place_id"},
                                        "quantity"},
                                       {"stock",
                                        {{"item_id", item, true},
                                         {"place_id", place, true},
                                         {"quantity", number, true},
                                         {"best_before", date}},
                                        {"item_id", "place_id", "best_before"},
                                        "quantity"},
                                       {"items",
                                        {{"item_id", text, true},
                                         {"name"},
                                         {"unit"},
                                         {"kg_per_unit", number},
                                         {"litres_per_unit", number},
                                         {"shelf_life_days", number},
                                         {"tier"},
                                         {"pack_size", number},
                                         {"group"}},
                                        {"item_id"},
                                        ""},
                                       {"places",
                                        {{"place_id", text, true},
                                         {"name"},
                                         {"kind", text, true},
                                         {"lat", number},
                                         {"lon", number},
                                         {"community"},
                                         {"population", number},
                                         {"storage_litres", number}},
                                        {"place_id"},
                                        ""},
                                       {"lanes",
                                        {{"from_place", place, true},
                                         {"to_place", place, true},
                                         {"mode"},
                                         {"lead_days", number, true},
                                         {"km", number},
                                         {"capacity_kg", number},
                                         {"minimum_kg", number}},
                                        {"from_place", "to_place", "mode"},
                                        ""},
                                       {"supply",
                                        {{"item_id", item, true},
                                         {"place_id", place, true},
                                         {"available", number},
                                         {"date", date}},
                                        {"item_id", "place_id", "date"},
                                        "available"},
                                       {"transit",
                                        {{"item_id", item, true},
                                         {"from_place", place, true},
                                         {"to_place", place},
                                         {"to_area"},
                                         {"quantity", number, true},
                                         {"arrives", date, true}},
                                        {},
                                        ""},
                                       {"resources",
                                        {{"resource_id", text, true},
                                         {"place_id", place},
                                         {"unit", text, true},
                                         {"available", number, true},
                                         {"date", date}},
                                        {"resource_id", "place_id", "date"},
                                        "available"},
                                       {"need_overrides",
                                        {{"override_id", text, true},
                                         {"item_id", item, true},
                                         {"place_id", place, true},
                                         {"from", date, true},
                                         {"until", date, true},
                                         {"factor", number},
                                         {"quantity", number},
                                         {"reason", text, true},
                                         {"made", date, true},
                                         {"withdrawn", date}},
                                        {"override_id"},
                                        ""}};
    return all;
}

const Form* form_named(std::string_view name) {
    const auto found = std::ranges::find(forms(), name, &Form::name);
    return found == forms().end() ? nullptr : &*found;
}

int fit(std::string_view header, std::string_view field) {
    const std::string said = plain(header);
    if (said.empty()) {
        return 0;
    }
    if (said == plain(field)) {
        return 3;
    }
    const auto known = std::ranges::find(vocabulary(), field, &Words::field);
    int best = 0;
    for (const std::string_view word :
         known == vocabulary().end() ? std::vector<std::string_view>{} : known->words) {
        best = std::max(best, said == word ? 3 : has_word(said, word) ? 2 : 0);
    }
    return best;
}

}  // namespace vorrat::sheet
