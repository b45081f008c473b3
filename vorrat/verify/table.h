#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/verify/csv.h"

namespace vorrat::verify {

struct Problem;

/// Sums and products of a few numbers of this size stay finite.
constexpr double number_max = 1e100;

constexpr std::size_t at(std::integral auto position) { return static_cast<std::size_t>(position); }

/// All files of a folder, by name.
using Files = std::map<std::string, std::string, std::less<>>;

/// What is named in a plan. The first ones have names of their own in every plan.
enum class Kind {
    item,
    place,
    community,
    activity,
    area,
    tier,
    stage,
    role,
    cause,
    mode,
    resource,
    indicator,
    cap,
    lane,  ///< from>to>mode
    none
};

/// Names in the order in which they came; positions are whole numbers, -1 means none.
class Names {
public:
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

/// Rows of one CSV file of docs/formats/plan.md, in their order; further columns may follow. A row
/// that `next` gave has in every cell what the format says; what is wrong becomes the error of the
/// problem, and then there are no more rows.
class Table {
public:
    Table(Problem& problem, std::string_view file);

    bool next();
    std::string_view text(std::size_t column) const { return rows_->fields()[column]; }
    bool empty(std::size_t column) const { return text(column).empty(); }
    /// Cells that are empty: 0, -1, no date.
    double number(std::size_t column) const { return cells_[column].number; }
    int whole(std::size_t column) const { return static_cast<int>(number(column)); }
    int id(std::size_t column) const { return cells_[column].id; }
    Date date(std::size_t column) const { return cells_[column].date; }
    std::optional<double> number_if_any(std::size_t column) const;
    std::optional<Date> date_if_any(std::size_t column) const;
    /// Of a column behind those of the format.
    double further_number(std::size_t column);

    /// Reports what the caller found wrong in the row.
    void fail(std::size_t column, std::string_view want);
    /// `file:line`.
    std::string place() const;
    std::size_t line() const { return rows_->line(); }
    const std::vector<std::string>& header() const { return header_; }

private:
    struct Field {
        std::size_t type = 0;  // a position in the cell types
        char mark = ' ';       // `?`, `+` or `!` of the format
    };
    struct Cell {
        double number = 0;
        int id = -1;
        Date date{};
    };

    Cell read(std::size_t column, Field field);

    Problem& problem_;
    std::string file_;
    std::vector<Field> fields_;
    std::vector<Cell> cells_;
    std::vector<std::string> header_;
    std::optional<CsvRows> rows_;  // none: the table cannot be read
};

}  // namespace vorrat::verify
