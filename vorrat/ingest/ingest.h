#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/parallel.h"
#include "vorrat/base/progress.h"
#include "vorrat/base/result.h"
#include "vorrat/ingest/finding.h"
#include "vorrat/model/need.h"
#include "vorrat/model/world.h"

/// Files to a checked world: the only place that trusts nothing. Formats: docs/formats/.
namespace vorrat::ingest {

/// What becomes of a row that cannot be read. refuse: an error, the world is not sound.
/// skip: a warning, the row goes to Reading::skipped and the world is sound without it.
enum class BadRows { refuse, skip };

struct Settings {
    Threads threads = {};
    BadRows bad_rows = BadRows::refuse;
    /// of a bare file in the long format; none: found from its dates
    std::optional<Frequency> frequency = {};
    Progress progress = {};
    /// files of a workspace that stand in place of those on disk, or beside them
    std::map<std::string, std::string> instead = {};
    /// a world read before from the same needs: of a workspace that has tables of items and places,
    /// the same as then, the history is taken from it and the needs are not read; null: none
    const World* same_needs = nullptr;
    /// a file that is larger, or becomes larger when unpacked, is refused
    std::size_t file_bytes_max = std::size_t{4} << 30U;
};

struct SkippedRow {
    std::size_t line = 0;
    std::string raw;      ///< as it stands in the file, without its line end
    std::string finding;  ///< why, as `to_string` gives it
};

/// The rows of one file that were left out.
struct SkippedTable {
    std::string table;   ///< e.g. `needs`
    std::string header;  ///< as it stands in the file
    char separator = ',';
    std::vector<SkippedRow> rows;
};

/// What a folder of files says. The world keeps its invariants whatever was found; it holds the
/// sound rows only.
struct Reading {
    World world;
    Findings findings;
    std::vector<SkippedTable> skipped;
    /// long format only: per series of the history, its unique_id
    std::vector<std::string> names;
    /// long format only: series that the static attributes name and the history does not know
    std::vector<SeriesKey> announced;
    std::vector<std::string> announced_names;  ///< their unique_ids

    /// No errors: the world is what was meant.
    bool sound() const { return findings.errors == 0; }
};

/// The files of a folder as they lie on disk: name -> bytes.
using Files = std::map<std::string, std::string>;

/// Whether a file of that name in the folder of a workspace is read.
bool is_table_file(std::string_view name);

/// Reads a workspace, or one of the public layouts m5, vn2, online_retail, which it recognises by
/// their files (docs/formats/workspace.md). Each table may be `.csv`, `.csv.gz` or `.csv.zst`.
/// errors: failed, the folder or a file cannot be read or the work was stopped; everything else
///         is a finding
/// cost: linear in the bytes, plus n log n for needs out of date order
Result<Reading> read_workspace(const std::filesystem::path& folder, const Settings& settings = {});

/// The same of files in memory. errors: failed, stopped
Result<Reading> read_files(Files files, const Settings& settings = {});

/// Reads a need history in the long format `unique_id,ds,y` (docs/formats/long.md) and, if given, a
/// file of static attributes `unique_id,...`. The criteria are the defaults.
Result<Reading> read_long(const std::filesystem::path& history,
                          const std::filesystem::path& attributes = {},
                          const Settings& settings = {});

/// A text as UTF-8, from UTF-8 or Windows-1252.
/// errors: bad_input, UTF-16, a mixture of encodings, or no text
Result<std::string> as_utf8(std::string name, std::string bytes);

/// The bytes of a file, unpacked by the ending of its name (`.gz`, `.zst`).
/// errors: failed, it cannot be read; bad_input, broken or larger than `file_bytes_max`
Result<std::string> read_packed(const std::filesystem::path& file, const Settings& settings = {});

/// The same of a text in memory, without attributes.
Result<Reading> read_long_text(const std::string& name, std::string text,
                               const Settings& settings = {});

/// Writes per table `<table>.skipped.csv` into the folder: the header and rows as they stood and a
/// last column `finding`. Mended and renamed to `<table>.mended.csv` beside the table, it is read
/// after it. Returns the files written.
Result<std::vector<std::filesystem::path>> write_skipped(const Reading& reading,
                                                         const std::filesystem::path& folder);

}  // namespace vorrat::ingest
