#pragma once

#include <concepts>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/base/result.h"
#include "vorrat/verify/csv.h"

namespace vorrat::verify {

constexpr std::size_t at(std::integral auto position) { return static_cast<std::size_t>(position); }

/// All files of a folder, by name.
using Files = std::map<std::string, std::string, std::less<>>;

/// Names in the order in which they came; positions are whole numbers, -1 means none.
class Names {
public:
    Names() = default;
    Names(std::initializer_list<std::string_view> names);

    /// The position of the name, new or known.
    int add(std::string_view name);
    int find(std::string_view name) const;
    const std::string& name(int position) const { return names_[at(position)]; }
    int size() const { return static_cast<int>(names_.size()); }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };
    std::unordered_map<std::string, int, Hash, std::equal_to<>> positions_;
    std::vector<std::string> names_;
};

/// What is read, and the first thing found wrong with it; after that nothing more is read.
struct Input {
    const Files& files;
    std::optional<Error> error = std::nullopt;

    void fail(std::string message) {
        if (!error) {
            error = bad_input(std::move(message));
        }
    }
};

/// A column of a published table and what its cells must be.
struct Field {
    enum class Kind { text, known, fresh, added, number, whole, date };

    std::string_view name;
    Kind kind = Kind::text;
    Names* names = nullptr;  ///< of known (must be there), fresh (must not) and added cells
    std::string want = {};   ///< what a cell must be, for messages
    double least = -1e100;   ///< of numbers; sums and products of a few of these stay finite
    double most = 1e100;
    bool may_be_empty = false;
};

Field text(std::string_view name);
Field known(std::string_view name, const Names& names, std::string want);
Field fresh(std::string_view name, Names& names);
Field added(std::string_view name, Names& names);
Field number(std::string_view name);
Field amount(std::string_view name);  ///< from 0 on
Field whole(std::string_view name, int most = 1'000'000, std::string want = {});
Field date(std::string_view name);
Field if_any(Field field);

/// Rows of one CSV file with these columns, in their order; further columns may follow. A row that
/// `next` gave has in every cell what its field says.
class Table {
public:
    Table(Input& input, std::string_view file, std::vector<Field> fields);

    bool next();
    std::string_view text(std::size_t column) const { return rows_->fields()[column]; }
    bool empty(std::size_t column) const { return text(column).empty(); }
    /// Cells that are empty: 0, -1, no date.
    double number(std::size_t column) const { return cells_[column].number; }
    int id(std::size_t column) const { return cells_[column].id; }
    int whole(std::size_t column) const { return static_cast<int>(number(column)); }
    Date date(std::size_t column) const { return cells_[column].date; }
    std::optional<double> number_if_any(std::size_t column) const;
    std::optional<Date> date_if_any(std::size_t column) const;
    /// Of a column behind those with a field.
    double further_number(std::size_t column);

    /// Reports what the caller found wrong in the row.
    void fail(std::size_t column, std::string_view want);
    /// `file:line`.
    std::string place() const;
    std::size_t line() const { return rows_->line(); }
    const std::vector<std::string>& header() const { return header_; }

private:
    struct Cell {
        double number = 0;
        int id = -1;
        Date date{};
    };
    Cell read(std::size_t column, const Field& field);

    Input& input_;
    std::string file_;
    std::vector<Field> fields_;
    std::vector<Cell> cells_;
    std::vector<std::string> header_;
    std::optional<CsvRows> rows_;  // none: the table cannot be read
};

}  // namespace vorrat::verify
