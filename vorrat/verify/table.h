#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "vorrat/base/csv.h"
#include "vorrat/base/date.h"
#include "vorrat/base/result.h"

namespace vorrat::verify {

/// All files of a folder, by name.
using Files = std::map<std::string, std::string, std::less<>>;

/// Positions of names in a table.
class Names {
public:
    /// The position of the name, new or known.
    int add(std::string_view name);
    /// -1 when there is none.
    int find(std::string_view name) const;
    const std::string& name(int position) const {
        return names_[static_cast<std::size_t>(position)];
    }
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

/// Rows of one CSV file with the columns we know, in their order; further columns may follow. The
/// first problem ends the reading: `next` is false, and `error` says what was wrong.
class Table {
public:
    Table(const Files& files, std::string_view file,
          std::initializer_list<std::string_view> columns);

    bool next();
    std::string_view text(std::size_t column) const { return reader_->fields()[column]; }
    bool empty(std::size_t column) const { return text(column).empty(); }
    /// Finite; 0 after an error.
    double number(std::size_t column);
    double not_negative(std::size_t column);
    std::optional<double> not_negative_if_any(std::size_t column);
    /// In 0 .. 1,000,000.
    int whole(std::size_t column);
    std::optional<Date> date_if_any(std::size_t column);
    Date date(std::size_t column);
    /// The position of the name in a table read before.
    int known(std::size_t column, const Names& names, std::string_view kind);
    /// Reports what the caller found wrong in the row.
    void fail(std::size_t column, std::string_view want);

    /// `file:line`.
    std::string place() const;
    std::size_t line() const { return reader_->line(); }
    const std::optional<Error>& error() const { return error_; }
    std::span<const std::string> header() const { return reader_->header(); }

private:
    std::string file_;
    std::optional<CsvReader> reader_;
    std::optional<Error> error_;
};

}  // namespace vorrat::verify
