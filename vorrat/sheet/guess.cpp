#include <algorithm>
#include <set>

#include "vorrat/sheet/layout.h"

namespace vorrat::sheet {
namespace {

constexpr std::size_t rows_looked_at = 200;
constexpr std::size_t header_rows_max = 3;

bool is_day(const Cell& cell) {
    return cell.kind == CellKind::date ||
           (cell.kind == CellKind::text && day_in(cell.text, true).has_value()) ||
           (cell.kind == CellKind::text && day_in(cell.text, false).has_value());
}

bool is_number(const Cell& cell) {
    return cell.kind == CellKind::number ||
           (cell.kind == CellKind::text && !is_day(cell) &&
            (number_in(cell.text, Decimals::comma) || number_in(cell.text, Decimals::point)));
}

std::size_t different_texts(const std::vector<Cell>& row) {
    std::set<std::string_view> texts;
    for (const Cell& cell : row) {
        if (cell.kind != CellKind::empty) {
            texts.insert(cell.text);
        }
    }
    return texts.size();
}

/// The header begins where a row has two different texts (a title has one), and ends before the
/// first row with a number; where no number follows soon, it is one row.
void find_header(const Sheet& sheet, Mapping& mapping) {
    const auto& rows = sheet.rows;
    std::size_t first = 0;
    while (first + 1 < rows.size() && different_texts(rows[first]) < 2) {
        ++first;
    }
    std::size_t end = std::min(first + 1, rows.size());
    while (end < rows.size() && end - first <= header_rows_max &&
           std::ranges::none_of(rows[end], is_number)) {
        ++end;
    }
    const bool found = end < rows.size() && end - first <= header_rows_max;
    mapping.first_header = std::min(first, rows.size());
    mapping.first_row = found ? end : std::min(first + 1, rows.size());
}

/// What of the rows in this column fits.
template <class Fits>
bool mostly(const Sheet& sheet, const Mapping& mapping, std::size_t column, const Fits& fits) {
    std::size_t there = 0;
    std::size_t fitting = 0;
    const std::size_t end = std::min(sheet.rows.size(), mapping.first_row + rows_looked_at);
    for (std::size_t row = mapping.first_row; row < end; ++row) {
        const Cell& cell = sheet.rows[row][column];
        if (cell.kind != CellKind::empty) {
            ++there;
            fitting += fits(cell) ? 1 : 0;
        }
    }
    return there > 0 && 10 * fitting >= 6 * there;
}

bool is_known(const Lookup& lookup, const Cell& cell) {
    return lookup && cell.kind != CellKind::empty && lookup(cell.text).has_value();
}

bool holds(const Sheet& sheet, const Mapping& mapping, std::size_t column, FieldKind kind,
           const Known& known) {
    switch (kind) {
        case FieldKind::text:
            return false;
        case FieldKind::item:
            return mostly(sheet, mapping, column, [&](auto& c) { return is_known(known.item, c); });
        case FieldKind::place:
            return mostly(sheet, mapping, column,
                          [&](auto& c) { return is_known(known.place, c); });
        case FieldKind::number:
            return mostly(sheet, mapping, column, is_number);
        case FieldKind::date:
            return mostly(sheet, mapping, column, is_day);
    }
    impossible("a FieldKind outside its enum");
}

/// Header rows whose cells are days, items or places: the values of a cross table stand below.
void find_across(const Sheet& sheet, const Form& form, const Known& known, Mapping& mapping) {
    mapping.across.assign(mapping.first_row - mapping.first_header, "");
    if (form.measured.empty()) {
        return;
    }
    const auto meets = [&](const Cell& cell, FieldKind kind) {
        return (kind == FieldKind::date && is_day(cell)) ||
               (kind == FieldKind::item && is_known(known.item, cell)) ||
               (kind == FieldKind::place && is_known(known.place, cell));
    };
    std::optional<std::size_t> first;
    for (std::size_t r = 0; r < mapping.across.size(); ++r) {
        const auto& row = sheet.rows[mapping.first_header + r];
        for (const Field& field : form.fields) {
            const auto count = std::ranges::count_if(
                row, [&](const Cell& cell) { return meets(cell, field.kind); });
            // Of two rows of days the upper one says the day: a field stands across once.
            const bool is_across =
                std::ranges::find(mapping.across, field.name) != mapping.across.end();
            if (count < 2 || !mapping.across[r].empty() || is_across) {
                continue;
            }
            mapping.across[r] = field.name;
            const auto begin = std::ranges::find_if(
                row, [&](const Cell& cell) { return meets(cell, field.kind); });
            const auto at = static_cast<std::size_t>(begin - row.begin());
            first = std::max(first.value_or(at), at);
        }
    }
    for (std::size_t c = first.value_or(sheet.columns); c < sheet.columns; ++c) {
        if (holds(sheet, mapping, c, FieldKind::number, known)) {
            mapping.columns[c] = form.measured;
        }
    }
}

int header_fit(const Sheet& sheet, const Mapping& mapping, std::size_t column,
               std::string_view field) {
    int best = 0;
    std::string joined;
    for (std::size_t row = mapping.first_header; row < mapping.first_row; ++row) {
        const std::string& text = sheet.rows[row][column].text;
        best = std::max(best, fit(text, field));
        joined += (joined.empty() ? "" : " ") + text;
    }
    return std::max(best, fit(joined, field));
}

bool is_mapped(const Mapping& mapping, std::string_view field) {
    return std::ranges::find(mapping.columns, field) != mapping.columns.end() ||
           std::ranges::find(mapping.across, field) != mapping.across.end();
}

/// Each field gets the free column whose header, and then whose cells fit it best. Returns how well
/// the headers fit.
int find_columns(const Sheet& sheet, const Form& form, const Known& known, Mapping& mapping) {
    constexpr int by_cells = 1;
    constexpr int required_missing = -4;
    int score = 0;
    for (const int wanted : {3, 2, by_cells}) {
        for (const Field& field : form.fields) {
            if (wanted == by_cells && !field.required) {
                continue;
            }
            for (std::size_t c = 0; c < sheet.columns && !is_mapped(mapping, field.name); ++c) {
                const bool fits = wanted == by_cells
                                      ? holds(sheet, mapping, c, field.kind, known)
                                      : header_fit(sheet, mapping, c, field.name) == wanted;
                if (mapping.columns[c].empty() && fits) {
                    mapping.columns[c] = field.name;
                    score += wanted == by_cells ? 0 : wanted;
                }
            }
        }
    }
    for (const Field& field : form.fields) {
        if (field.required) {
            score += is_mapped(mapping, field.name) ? 2 : required_missing;
        }
    }
    return score;
}

/// Days, items and places of which only the first of a block is written.
void find_filled(const Sheet& sheet, const Form& form, Mapping& mapping) {
    for (std::size_t c = 0; c < mapping.columns.size(); ++c) {
        const Field* field = form.find(mapping.columns[c]);
        if (field == nullptr || field->kind == FieldKind::text ||
            field->kind == FieldKind::number || mapping.first_row >= sheet.rows.size()) {
            continue;
        }
        const bool begins = sheet.rows[mapping.first_row][c].kind != CellKind::empty;
        const auto gap = [&](const auto& row) {
            return row[c].kind == CellKind::empty && different_texts(row) > 0;
        };
        const bool has_gap =
            std::any_of(sheet.rows.begin() + static_cast<std::ptrdiff_t>(mapping.first_row),
                        sheet.rows.end(), gap);
        if (field->required && begins && has_gap) {
            mapping.filled.emplace_back(field->name);
        }
    }
}

/// What the texts show that can be read in one way only.
void find_writing(const Sheet& sheet, Mapping& mapping) {
    std::size_t commas = 0;
    std::size_t points = 0;
    bool month_first = false;
    const std::size_t end = std::min(sheet.rows.size(), mapping.first_row + rows_looked_at);
    for (std::size_t row = mapping.first_header; row < end; ++row) {
        for (const Cell& cell : sheet.rows[row]) {
            if (cell.kind != CellKind::text) {
                continue;
            }
            const bool by_comma = number_in(cell.text, Decimals::comma).has_value();
            const bool by_point = number_in(cell.text, Decimals::point).has_value();
            commas += by_comma && !by_point ? 1 : 0;
            points += by_point && !by_comma ? 1 : 0;
            month_first = month_first || (day_in(cell.text, false) && !day_in(cell.text, true));
        }
    }
    mapping.decimals = commas > points ? Decimals::comma : Decimals::point;
    mapping.day_first = !month_first;
}

struct Guess {
    Mapping mapping;
    int score = 0;
};

Guess guess(const Sheet& sheet, std::size_t index, const Form& form, const Known& known) {
    Guess made;
    Mapping& mapping = made.mapping;
    mapping.table = form.name;
    mapping.sheet = index;
    mapping.columns.assign(sheet.columns, "");
    find_header(sheet, mapping);
    find_across(sheet, form, known, mapping);
    made.score = find_columns(sheet, form, known, mapping);
    find_filled(sheet, form, mapping);
    find_writing(sheet, mapping);
    return made;
}

}  // namespace

Mapping guessed(const Sheet& sheet, std::size_t index, const Form& form, const Known& known) {
    return guess(sheet, index, form, known).mapping;
}

Mapping guessed(const Book& book, const Known& known) {
    std::optional<Guess> best;
    for (std::size_t s = 0; s < book.sheets.size(); ++s) {
        for (const Form& form : forms()) {
            Guess next = guess(book.sheets[s], s, form, known);
            if (!best || next.score > best->score) {
                best = std::move(next);
            }
        }
    }
    return best ? std::move(best->mapping) : Mapping{};
}

}  // namespace vorrat::sheet
