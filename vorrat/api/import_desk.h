#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/access/access.h"
#include "vorrat/base/result.h"
#include "vorrat/ingest/ingest.h"
#include "vorrat/sheet/sheet.h"

namespace vorrat::api {

enum class ImportState : std::uint8_t { draft, applied, undone };

/// A spreadsheet that was sent, and how it becomes a table: docs/formats/imports.md.
struct Import {
    std::int64_t number = 0;
    std::string name;
    std::string who;
    std::int64_t made = 0;  ///< seconds since 1970
    ImportState state = ImportState::draft;
    sheet::Mapping mapping;
    sheet::Mode mode = sheet::Mode::add;
    std::int64_t applied = 0;  ///< 0: never
    std::string before;        ///< SHA-256 of the table as it was; empty: there was none
    std::string after;         ///< of the table with the rows
};

/// What an import would make of its table.
struct Trial {
    sheet::Converted converted;
    sheet::Merged merged;  ///< empty while there are troubles
    std::vector<ingest::Finding> findings;
    bool sound = false;  ///< it can be applied: no trouble and no error that was not there before
};

/// Imports of a workspace, on disk. Any number of threads may ask at the same time.
class ImportDesk {
public:
    /// folder   where the imports are kept, a folder each
    /// writing  held while imports or tables of the workspace are written: shared by all who write
    ///          them
    ImportDesk(std::filesystem::path workspace, std::filesystem::path folder, access::Clock clock,
               std::shared_ptr<std::mutex> writing = std::make_shared<std::mutex>())
        : workspace_(std::move(workspace)),
          folder_(std::move(folder)),
          clock_(std::move(clock)),
          writing_(std::move(writing)) {}

    /// A new draft with the mapping that fits best.
    /// errors  bad_input: no spreadsheet; usage: too many drafts; failed: it cannot be kept
    Result<Import> add(const std::string& name, const std::string& bytes, const std::string& who);

    /// Newest first.
    Result<std::vector<Import>> list() const;
    /// Nothing where there is none of that number.
    Result<std::optional<Import>> find(std::int64_t number) const;

    /// Keeps another mapping of the import.
    /// errors  usage: one that does not fit; infeasible: it is applied
    Outcome set(const Import& import, const sheet::Mapping& mapping, sheet::Mode mode);
    /// The mapping that fits best of this sheet to this table.
    /// errors  usage: no such sheet or table
    Result<sheet::Mapping> proposed(const Import& import, std::size_t sheet,
                                    const std::string& table) const;
    /// Forgets a draft. errors  infeasible: it is applied
    Outcome discard(const Import& import);

    Result<sheet::Book> book(const Import& import) const;
    /// The ids and names of the workspace.
    Result<sheet::Known> known() const;

    /// errors  bad_input: a table that is packed, or none; those of ingest
    Result<Trial> trial(const Import& import) const;
    /// The import's table with its rows, to be read in place of the one on disk: name -> text.
    /// errors  infeasible: it is not sound
    Result<std::map<std::string, std::string>> in_place(const Import& import) const;

    /// Writes the table. errors  infeasible: not sound, applied before, or changed since
    Result<Import> apply(const Import& seen);
    /// Puts the table back. errors  infeasible: not applied, or the table was changed since
    Result<Import> undo(const Import& seen);

private:
    std::filesystem::path folder_of(std::int64_t number) const;
    std::filesystem::path table_file(const Import& import) const;
    Result<std::string> table_text(const Import& import) const;
    Result<Trial> merged_trial(const Import& import, sheet::Converted converted) const;
    Outcome keep(const Import& import) const;
    Result<Import> existing(std::int64_t number) const;
    /// errors  infeasible: somebody changed it since
    Outcome unchanged(const Import& seen) const;

    std::filesystem::path workspace_;
    std::filesystem::path folder_;
    access::Clock clock_;
    std::shared_ptr<std::mutex> writing_;
};

/// As docs/formats/imports.md has it.
std::string json_text(const sheet::Mapping& mapping);
/// errors  usage: what is wrong with it
Result<sheet::Mapping> mapping_of(std::string_view json_text);

std::string_view word_of(ImportState state);
std::string_view word_of(sheet::Mode mode);
std::optional<sheet::Mode> mode_named(std::string_view text);

}  // namespace vorrat::api
