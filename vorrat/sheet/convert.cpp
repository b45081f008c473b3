#include <algorithm>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "vorrat/base/text.h"
#include "vorrat/sheet/layout.h"

namespace vorrat::sheet {
namespace {

/// Where a row of the table takes a field from.
struct Source {
    const Field* field = nullptr;
    std::size_t column = 0;
    std::optional<std::size_t> header_row = {};  ///< above the measured column, of a cross table
    const std::string* constant = nullptr;
    bool filled = false;
};

/// A value, or the fault that keeps its row out; nothing of both: the row is left out on purpose.
struct Taken {
    std::optional<std::string> value = {};
    std::optional<Fault> fault = {};
};

Taken none() { return {}; }
Taken wrong(Fault fault) { return {.fault = fault}; }

Error unfit(std::string why) { return usage_error("mapping: " + std::move(why)); }

std::optional<Error> complaint(const Sheet& sheet, const Mapping& mapping, const Form& form) {
    if (mapping.first_header > mapping.first_row || mapping.first_row > sheet.rows.size()) {
        return unfit("want the header inside the sheet and before the rows");
    }
    if (mapping.columns.size() > sheet.columns ||
        mapping.across.size() > mapping.first_row - mapping.first_header) {
        return unfit("want no more columns and header rows than the sheet has");
    }
    std::set<std::string_view> seen;
    const auto known = [&](const std::string& name) { return form.find(name) != nullptr; };
    const bool crossed = std::ranges::any_of(mapping.across, [](auto& f) { return !f.empty(); });
    if (crossed && form.measured.empty()) {
        return unfit(fmt::format("{} cannot come from a cross table", form.name));
    }
    for (const auto* fields : {&mapping.columns, &mapping.across}) {
        for (const std::string& name : *fields) {
            const bool may_repeat = crossed && name == form.measured;
            if (!name.empty() && !known(name)) {
                return unfit(fmt::format("{} has no column {}", form.name, shown(name)));
            }
            if (!name.empty() && !seen.insert(name).second && !may_repeat) {
                return unfit(fmt::format("{} is there twice", name));
            }
        }
    }
    for (const auto& [name, value] : mapping.constants) {
        if (!known(name) || !seen.insert(name).second) {
            return unfit(fmt::format("{} cannot be the same for all rows", shown(name)));
        }
    }
    return std::nullopt;
}

class Converter {
public:
    Converter(const Sheet& sheet, const Mapping& mapping, const Form& form, const Known& known)
        : sheet_(sheet), mapping_(mapping), form_(form), known_(known) {
        for (const Mend& mend : mapping.mended) {
            mends_[mend.field][mend.from] = mend.to;
        }
        for (const Field& field : form.fields) {
            add_source(field);
        }
        above_.resize(sources_.size());
    }

    Converted convert() {
        for (const Source& source : sources_) {
            made_.header.emplace_back(source.field->name);
        }
        for (const Field& field : form_.fields) {
            const bool there = std::ranges::find(made_.header, field.name) != made_.header.end();
            if (field.required && !there) {
                made_.troubles.push_back(
                    {Fault::missing, std::string(field.name), "", 0, 0, rows_of_data()});
            }
        }
        if (made_.troubles.empty()) {
            for (std::size_t row = mapping_.first_row; row < sheet_.rows.size(); ++row) {
                take_row(row);
            }
            settle_twins();
        }
        std::ranges::stable_sort(made_.troubles, {}, &Trouble::row);
        return std::move(made_);
    }

private:
    std::size_t rows_of_data() const { return sheet_.rows.size() - mapping_.first_row; }

    void add_source(const Field& field) {
        const bool filled = std::ranges::find(mapping_.filled, field.name) != mapping_.filled.end();
        const auto across = std::ranges::find(mapping_.across, field.name);
        const auto constant = mapping_.constants.find(std::string(field.name));
        for (std::size_t c = 0; c < mapping_.columns.size(); ++c) {
            if (mapping_.columns[c] != field.name) {
                continue;
            }
            if (field.name == form_.measured) {
                measured_.push_back(c);
            }
            if (field.name != form_.measured || measured_.size() == 1) {
                sources_.push_back({.field = &field, .column = c, .filled = filled});
            }
        }
        if (across != mapping_.across.end()) {
            const auto row = static_cast<std::size_t>(across - mapping_.across.begin());
            sources_.push_back({.field = &field, .header_row = mapping_.first_header + row});
        }
        if (constant != mapping_.constants.end()) {
            sources_.push_back({.field = &field, .constant = &constant->second});
        }
    }

    const Cell& cell(std::size_t row, std::size_t column) const { return sheet_.rows[row][column]; }

    /// The header cell over a column; an empty one means the one to its left.
    const Cell& header_over(std::size_t row, std::size_t column) const {
        const std::size_t first = measured_.empty() ? column : measured_.front();
        while (column > first && cell(row, column).kind == CellKind::empty) {
            --column;
        }
        return cell(row, column);
    }

    bool is_crossed() const {
        return std::ranges::any_of(sources_, [](auto& s) { return s.header_row.has_value(); });
    }

    /// Takes down what fills the rows below; false where nothing that is mapped stands in the row.
    bool looks_used(std::size_t row) {
        bool used = false;
        for (std::size_t s = 0; s < sources_.size(); ++s) {
            const Source& source = sources_[s];
            if (source.header_row || source.constant != nullptr) {
                continue;
            }
            const bool empty = cell(row, source.column).kind == CellKind::empty;
            used = used || !empty;
            if (source.filled && !empty) {
                above_[s] = cell(row, source.column);
            }
        }
        for (const std::size_t column : measured_) {
            used = used || cell(row, column).kind != CellKind::empty;
        }
        return used;
    }

    void take_row(std::size_t row) {
        if (!looks_used(row)) {
            return;
        }
        if (!is_crossed()) {
            take(row, measured_.empty() ? 0 : measured_.front());
            return;
        }
        for (const std::size_t column : measured_) {
            if (cell(row, column).kind != CellKind::empty) {
                take(row, column);
            }
        }
    }

    /// One row of the table; `measured` is the column that its measured field comes from.
    void take(std::size_t row, std::size_t measured) {
        std::vector<std::string> values;
        for (std::size_t s = 0; s < sources_.size(); ++s) {
            const Source& source = sources_[s];
            const bool is_measured = source.field->name == form_.measured && !source.constant;
            const std::size_t column = is_measured || source.header_row ? measured : source.column;
            const Taken taken = read(source, s, source.header_row.value_or(row), column);
            if (taken.fault) {
                add_trouble(*taken.fault, *source.field, source.header_row.value_or(row), column,
                            shown_in(source, s, row, column));
                return;
            }
            if (!taken.value) {
                ++made_.left_out;
                return;
            }
            values.push_back(*taken.value);
        }
        made_.rows.push_back(std::move(values));
        made_.origin.push_back(row);
    }

    Cell cell_of(const Source& source, std::size_t s, std::size_t row, std::size_t column) const {
        if (source.constant != nullptr) {
            return {source.constant->empty() ? CellKind::empty : CellKind::text, *source.constant};
        }
        if (source.header_row) {
            return header_over(*source.header_row, column);
        }
        const Cell& own = cell(row, column);
        return source.filled && own.kind == CellKind::empty ? above_[s] : own;
    }

    std::string shown_in(const Source& source, std::size_t s, std::size_t row,
                         std::size_t column) const {
        return cell_of(source, s, row, column).text;
    }

    Taken read(const Source& source, std::size_t s, std::size_t row, std::size_t column) const {
        Cell found = cell_of(source, s, row, column);
        if (const auto of_field = mends_.find(std::string(source.field->name));
            of_field != mends_.end()) {
            const auto mend = of_field->second.find(found.text);
            if (mend != of_field->second.end()) {
                if (!mend->second) {
                    return none();
                }
                found = {mend->second->empty() ? CellKind::empty : CellKind::text, *mend->second};
            }
        }
        return value_of(*source.field, found);
    }

    Taken value_of(const Field& field, const Cell& found) const {
        if (found.kind == CellKind::empty) {
            // A need without a quantity says that nobody knows it.
            const bool may_be = !field.required || field.kind == FieldKind::number;
            return may_be ? Taken{.value = ""} : wrong(Fault::missing);
        }
        switch (field.kind) {
            case FieldKind::text:
                return {.value = found.text};
            case FieldKind::item:
                return named(known_.item, found.text, Fault::no_item);
            case FieldKind::place:
                return named(known_.place, found.text, Fault::no_place);
            case FieldKind::number: {
                auto number = found.kind == CellKind::number
                                  ? std::optional(found.text)
                                  : number_in(found.text, mapping_.decimals);
                return number ? Taken{.value = std::move(number)} : wrong(Fault::no_number);
            }
            case FieldKind::date: {
                auto day = found.kind == CellKind::date ? std::optional(found.text)
                                                        : day_in(found.text, mapping_.day_first);
                return day ? Taken{.value = std::move(day)} : wrong(Fault::no_date);
            }
        }
        impossible("a FieldKind outside its enum");
    }

    static Taken named(const Lookup& lookup, const std::string& text, Fault fault) {
        if (!lookup) {
            return {.value = text};
        }
        auto id = lookup(text);
        return id ? Taken{.value = std::move(id)} : wrong(fault);
    }

    void add_trouble(Fault fault, const Field& field, std::size_t row, std::size_t column,
                     const std::string& found) {
        const auto key = fmt::format("{}\n{}\n{}", static_cast<int>(fault), field.name, found);
        const auto [at, is_new] = troubles_at_.try_emplace(key, made_.troubles.size());
        if (!is_new) {
            ++made_.troubles[at->second].rows;
            return;
        }
        made_.troubles.push_back({fault, std::string(field.name), found, row, column, 1});
    }

    /// Rows with the same key become one, or a trouble.
    void settle_twins() {
        std::vector<std::size_t> key;
        for (std::size_t f = 0; f < made_.header.size(); ++f) {
            if (std::ranges::find(form_.key, made_.header[f]) != form_.key.end()) {
                key.push_back(f);
            }
        }
        if (form_.key.empty()) {
            return;
        }
        std::unordered_map<std::string, std::size_t> first;
        std::size_t kept = 0;
        for (std::size_t k = 0; k < made_.rows.size(); ++k) {
            std::string name;
            for (const std::size_t f : key) {
                name += (name.empty() ? "" : ", ") + made_.rows[k][f];
            }
            const auto [at, is_new] = first.try_emplace(name, kept);
            if (is_new) {
                std::swap(made_.rows[kept], made_.rows[k]);
                made_.origin[kept++] = made_.origin[k];
            } else if (mapping_.twice == Twice::refuse) {
                add_trouble(Fault::twice, *form_.find(form_.key.front()), made_.origin[k], 0, name);
            } else {
                join(made_.rows[at->second], made_.rows[k]);
            }
        }
        made_.rows.resize(kept);
        made_.origin.resize(kept);
    }

    void join(std::vector<std::string>& earlier, const std::vector<std::string>& later) const {
        for (std::size_t f = 0; f < earlier.size(); ++f) {
            const bool sums = mapping_.twice == Twice::sum && made_.header[f] == form_.measured &&
                              !earlier[f].empty() && !later[f].empty();
            earlier[f] =
                sums ? fmt::format("{}", vorrat::number_in<double>(earlier[f]).value_or(0) +
                                             vorrat::number_in<double>(later[f]).value_or(0))
                     : later[f];
        }
    }

    const Sheet& sheet_;
    const Mapping& mapping_;
    const Form& form_;
    const Known& known_;
    std::map<std::string, std::unordered_map<std::string, std::optional<std::string>>> mends_{};
    std::vector<Source> sources_{};
    std::vector<std::size_t> measured_{};  ///< columns of the measured field
    std::vector<Cell> above_{};            ///< per source, what fills the rows below
    std::unordered_map<std::string, std::size_t> troubles_at_{};
    Converted made_{};
};

}  // namespace

std::string_view to_string(Fault fault) {
    switch (fault) {
        case Fault::missing:
            return "missing";
        case Fault::no_number:
            return "no_number";
        case Fault::no_date:
            return "no_date";
        case Fault::no_item:
            return "no_item";
        case Fault::no_place:
            return "no_place";
        case Fault::twice:
            return "twice";
    }
    impossible("a Fault outside its enum");
}

Result<Converted> converted(const Sheet& sheet, const Mapping& mapping, const Known& known) {
    const Form* form = form_named(mapping.table);
    if (form == nullptr) {
        return unfit(
            fmt::format("want a table that can be imported, got {}", shown(mapping.table)));
    }
    if (auto why = complaint(sheet, mapping, *form)) {
        return *why;
    }
    return Converter(sheet, mapping, *form, known).convert();
}

}  // namespace vorrat::sheet
