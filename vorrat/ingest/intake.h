#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "vorrat/base/csv.h"
#include "vorrat/base/text.h"
#include "vorrat/ingest/ingest.h"
#include "vorrat/ingest/number.h"
#include "vorrat/ingest/text_file.h"

namespace vorrat::ingest {

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
        return std::hash<std::string_view>{}(text);
    }
};

/// Names of one kind of thing and their positions, in the order in which they were added.
class Names {
public:
    std::optional<std::uint32_t> find(std::string_view name) const;
    /// The position of the name, added when it is new.
    std::uint32_t add(std::string_view name);
    std::size_t size() const { return names_.size(); }
    const std::vector<std::string>& all() const { return names_; }

private:
    std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> positions_;
    std::vector<std::string> names_;
};

/// What is being read: the files, the world so far, and the names in it.
struct Intake {
    Files files;
    Settings settings;
    Reading reading;
    Names items;
    Names places;
    Names communities;
    Names areas;
    Names activities;
    Names resources;
    Names indicators;
    Names modes;  ///< of the lanes
    /// table and key -> where a sound row has it, for Table::unique
    std::unordered_map<std::string, std::string> keys;

    World& world() { return reading.world; }
    void note(std::string file, std::string text);
    void warn(std::string file, std::string text);
    void error(std::string file, std::string expected, std::string found);
    /// The finding for a text whose header could not be read (an error of CsvReader::open).
    void no_header(const std::string& file, const Error& why);

    /// The table's file (`needs.csv`, else `.gz`, else `.zst`), unpacked, hashed and decoded; its
    /// bytes leave `files`. Nothing when there is none or it cannot be read, which is a finding.
    std::optional<TextFile> take(std::string_view stem, std::string_view ending = ".csv");
    /// The same of a file by its whole name.
    std::optional<TextFile> take_file(const std::string& name);
    bool has(std::string_view stem) const;
    /// Number of rows of a file that was taken.
    void count_rows(std::string_view file, std::size_t rows);

    /// How severe a row is that cannot be read.
    Severity bad_row() const;
    void skip(std::string_view table, std::string_view header, char separator, SkippedRow row);
};

/// The table's part of a file name: `needs` of `needs.mended.csv.gz`.
std::string table_of(std::string_view file);

/// Why a name cannot be an id (`an id of at most 200 characters`), nothing when it can.
std::optional<std::string_view> id_fault(std::string_view id);

/// Position of the column in a header; header names are trimmed. npos: not there.
std::size_t column_of(std::span<const std::string> header, std::string_view name);
constexpr std::size_t no_column = std::numeric_limits<std::size_t>::max();

/// The bounds of a number in a table.
struct Range {
    double least = 0;
    double most = number_max;
    bool above_least = false;  ///< > least instead of >=
};
constexpr Range any_number{-number_max, number_max, false};
constexpr Range at_least_zero{0, number_max, false};
constexpr Range above_zero{0, number_max, true};

/// One table of a workspace, row by row. Reading a cell that is wrong makes a finding and marks the
/// row; `accept` tells at the row's end whether it may be used.
///
///     while (table.next()) {
///         Item item{.id = table.id("item_id"), ...};
///         if (table.accept()) { items.push_back(item); }
///     }
class Table {
public:
    struct Columns {
        std::vector<std::string_view> required;
        std::vector<std::string_view> optional;
    };

    /// Reads the header: missing columns are errors (then there is no table), unknown ones
    /// warnings.
    static std::optional<Table> open(Intake& intake, const TextFile& file, const Columns& columns);

    bool next();
    bool accept();

    /// Trimmed; empty when the cell is empty or the column is missing.
    std::string_view text(std::string_view column) const;
    /// Not empty, at most 200 bytes, no control characters.
    std::string id(std::string_view column);
    std::optional<double> number(std::string_view column, Range range = at_least_zero);
    double required_number(std::string_view column, Range range = at_least_zero);
    std::optional<int> whole_number(std::string_view column, int least, int most);
    std::optional<Date> date(std::string_view column);
    Date required_date(std::string_view column);
    /// The position of a name that must be known; 0 after a finding. `kind`: `an item of
    /// items.csv`.
    std::uint32_t known(std::string_view column, const Names& names, std::string_view kind);
    /// The same for a cell that may be empty.
    std::optional<std::uint32_t> known_or_empty(std::string_view column, const Names& names,
                                                std::string_view kind);
    /// The position of the cell in the words; nothing when it is empty or (a finding) not a word.
    std::optional<std::size_t> one_of(std::string_view column,
                                      std::span<const std::string_view> words);
    /// A finding when an earlier sound row of the table has the same values in these columns.
    void unique(std::initializer_list<std::string_view> columns);
    void fail(std::string_view column, std::string expected, std::string found);

    std::size_t line() const { return reader_.line(); }
    const std::string& file() const { return reader_.file(); }

private:
    Table(Intake& intake, CsvReader reader, std::string raw_header)
        : intake_(&intake), reader_(std::move(reader)), raw_header_(std::move(raw_header)) {}
    void add_finding(CsvPosition at, std::string_view subject, std::string expected,
                     std::string found);

    Intake* intake_;
    CsvReader reader_;
    std::string raw_header_;
    std::vector<std::string> header_ = {};
    std::string first_finding_ = {};  ///< of this row; empty: the row is sound
    std::size_t rows_ = 0;
    std::string key_ = {};                        ///< of this row
    std::optional<std::size_t> comma_line_ = {};  ///< of the first decimal comma
    std::optional<std::size_t> point_line_ = {};
};

/// `a decimal comma as in line 2` against `a decimal point`: one file uses one of them.
void check_decimals(Intake& intake, const std::string& file, std::optional<std::size_t> comma_line,
                    std::optional<std::size_t> point_line);

/// Calls `read` for the table's file and for its mended rows, if they are there.
template <class Read>
bool for_each_part(Intake& intake, std::string_view stem, const Read& read) {
    const auto file = intake.take(stem);
    if (file) {
        read(*file);
    }
    const auto mended = intake.take(std::string(stem) + ".mended");
    if (mended) {
        read(*mended);
    }
    return file || mended;
}

}  // namespace vorrat::ingest
