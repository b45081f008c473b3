#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/ingest/intake.h"

namespace vorrat::ingest {

/// One row of a need history. `item` and `place` are positions in the world once `read_needs` has
/// returned.
struct NeedRow {
    std::int32_t day = 0;  ///< since 1970-01-01
    std::uint32_t item = 0;
    std::uint32_t place = 0;
    std::uint32_t line = 0;
    double quantity = 0;       ///< NaN: empty
    std::uint64_t offset = 0;  ///< of the row in its file's text
    std::uint8_t available = 1;
    std::uint8_t file = 0;
    bool dropped = false;    ///< a finding says why
    std::int16_t clock = 0;  ///< minutes after midnight, where the file's times are read
    std::int16_t zone = 0;   ///< minutes that its clock is ahead of UTC
};

/// What becomes of a time behind a date.
enum class Clock { dropped, read };

/// What the columns of a need history are called in a file, and what they mean.
struct NeedWords {
    std::string_view date = "date";
    std::string_view item = "item_id";
    std::string_view place = "place_id";  ///< empty: the file has none, every row is at place 0
    std::string_view quantity = "quantity";
    std::string_view available = "available";
    std::vector<std::string_view> ignored = {};  ///< columns somebody else reads
    Clock clock = Clock::dropped;
};

/// A need history as text, and where its columns are.
struct NeedFile {
    TextFile file;
    std::vector<std::string> header;  ///< trimmed
    std::string raw_header;
    char separator = ',';
    std::size_t rows_begin = 0;  ///< offset behind the header
    std::size_t rows_line = 2;   ///< its line
    std::size_t date = 0;
    std::size_t item = 0;
    std::size_t place = no_column;
    std::size_t quantity = 0;
    std::size_t available = no_column;
    std::vector<std::size_t> regressors;  ///< columns, as NeedRows::regressor_names
    Clock clock = Clock::dropped;
};

/// All rows of a need history, from one file or two (the second with mended rows).
struct NeedRows {
    std::vector<NeedFile> files;
    std::vector<std::string> regressor_names;
    bool has_available = false;
    std::vector<NeedRow> rows;
    std::vector<float> regressors;  ///< rows x names, row-major; NaN: empty
};

/// Turns a name in a file into a position in the world; nothing: the world does not know it.
using Lookup = std::function<std::optional<std::uint32_t>(std::string_view)>;

struct NeedLookups {
    Lookup item;
    Lookup place;
};

/// Reads the rows of the files; several threads share one file when no quote stands in it. Bad rows
/// and rows with unknown names are findings and are left out (`dropped` or absent).
/// cost: linear; 1 million rows per second and core or more (bench/ingest)
NeedRows read_need_rows(Intake& intake, std::vector<TextFile> files, const NeedWords& words,
                        const NeedLookups& lookups);

/// Findings about rows that were read before. One per thread; `finish` hands them to the intake.
class RowRefusals {
public:
    RowRefusals(const Intake& intake, const NeedRows& needs)
        : intake_(&intake), needs_(&needs), skipped_(needs.files.size()) {}

    /// Marks the row; the column is the file's. Empty `found`: what stands there.
    void drop(NeedRow& row, std::size_t NeedFile::*column, std::string expected,
              std::string found = {});
    void finish(Intake& intake);

private:
    const Intake* intake_;
    const NeedRows* needs_;
    Findings findings_;
    std::vector<std::vector<SkippedRow>> skipped_;  ///< per file
};

/// Which frequencies a history may have.
struct GridWish {
    enum class Frequencies { workspace, all };  ///< workspace: days, weeks or months
    Frequencies among = Frequencies::workspace;
    std::optional<Frequency> said{};  ///< by the user; none: found from the dates
};

/// What a date without a row means between the first and the last observation.
enum class Gap { zero, unknown };

/// Rows to series: finds the frequency, sorts, refuses dates that are absurd, off the grid or twice
/// there, fills gaps. With Gap::zero a series goes on to the last
/// date of the whole table, unless rows with an empty quantity say that nobody knows.
History form_history(Intake& intake, NeedRows& needs, Gap gap, const GridWish& wish = {});

/// More values (steps of all series, regressors counted) than this are refused.
constexpr std::size_t history_cells_max = std::size_t{1} << 29U;

}  // namespace vorrat::ingest
