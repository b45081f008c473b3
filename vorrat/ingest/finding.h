#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace vorrat::ingest {

/// note: said so that nothing happens silently; warning: probably a mistake, yet a world can be
/// made; error: what was read is not what was meant.
enum class Severity { note, warning, error };

/// `note`, `warning`, `error`.
std::string to_string(Severity severity);

/// What was noticed about one place of one file.
struct Finding {
    Severity severity = Severity::error;
    std::string file;        ///< as it lies in the workspace, e.g. `needs.csv.gz`
    std::size_t line = 0;    ///< from 1; 0: the file as a whole
    std::size_t column = 0;  ///< in characters, from 1; 0: the row as a whole
    std::string subject;     ///< the column or key it is about; may be empty
    std::string expected;    ///< empty: `found` is a statement
    std::string found;

    bool operator==(const Finding&) const = default;
};

/// `needs.csv:41:7: quantity: want a number, got "x"`, or `needs.csv: read as Windows-1252`.
std::string to_string(const Finding& finding);

/// So many findings of each severity are kept; the others are only counted.
constexpr std::size_t findings_kept_max = 1000;

/// Findings in the order in which they were made.
struct Findings {
    std::vector<Finding> kept;
    std::size_t notes = 0;  ///< all of them, kept or not; so are the next two
    std::size_t warnings = 0;
    std::size_t errors = 0;

    void add(Finding finding);
    /// Appends what another part of the work found.
    void add_all(Findings others);
};

}  // namespace vorrat::ingest
