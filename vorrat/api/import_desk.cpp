#include "vorrat/api/import_desk.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "vorrat/api/table.h"
#include "vorrat/base/csv.h"
#include "vorrat/base/file.h"
#include "vorrat/base/fold.h"
#include "vorrat/base/sha256.h"
#include "vorrat/base/text.h"

namespace vorrat::api {
namespace {

namespace fs = std::filesystem;

/// So that nobody fills the disk with what is never applied.
constexpr std::size_t imports_max = 200;

Error in_conflict(std::string why) { return infeasible(std::move(why)); }

bool is_there(const fs::path& path) {
    std::error_code none;
    return fs::exists(path, none);
}

std::string digest(std::string_view text) { return to_hex(sha256(text)); }

Json json_of(const Import& import) {
    return {{"number", import.number},
            {"name", import.name},
            {"who", import.who},
            {"made", import.made},
            {"state", word_of(import.state)},
            {"mode", word_of(import.mode)},
            {"mapping", Json::parse(json_text(import.mapping))},
            {"applied", import.applied},
            {"before", import.before},
            {"after", import.after}};
}

Result<Import> import_of(const std::string& text, const fs::path& file) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("mapping")) {
        return failed(fmt::format("{}: is no import", file.string()));
    }
    auto mapping = mapping_of(json["mapping"].dump());
    if (!mapping) {
        return failed(fmt::format("{}: {}", file.string(), mapping.error().message));
    }
    const std::string state = json.value("state", "draft");
    return Import{.number = json.value("number", std::int64_t{0}),
                  .name = json.value("name", ""),
                  .who = json.value("who", ""),
                  .made = json.value("made", std::int64_t{0}),
                  .state = state == "applied"  ? ImportState::applied
                           : state == "undone" ? ImportState::undone
                                               : ImportState::draft,
                  .mapping = std::move(*mapping),
                  .mode = mode_named(json.value("mode", "add")).value_or(sheet::Mode::add),
                  .applied = json.value("applied", std::int64_t{0}),
                  .before = json.value("before", ""),
                  .after = json.value("after", "")};
}

/// Ids by id and by name in lower case; a name that two have is nobody's.
using Ids = std::unordered_map<std::string, std::string>;

Result<Ids> ids_of(const std::string& text, const std::string& file, std::string_view id_column) {
    auto reader = CsvReader::open(text, file);
    if (!reader) {
        return reader.error();
    }
    std::size_t id = reader->header().size();
    std::size_t name = id;
    for (std::size_t c = 0; c < reader->header().size(); ++c) {
        id = trimmed(reader->header()[c]) == id_column ? c : id;
        name = trimmed(reader->header()[c]) == "name" ? c : name;
    }
    Ids ids;
    Ids names;
    for (CsvStep step = reader->next(); step == CsvStep::row; step = reader->next()) {
        if (id == reader->header().size()) {
            break;
        }
        const std::string one(trimmed(reader->fields()[id]));
        ids[fold_case(one)] = one;
        if (name < reader->header().size()) {
            const auto [at, is_new] =
                names.try_emplace(fold_case(trimmed(reader->fields()[name])), one);
            at->second = is_new ? one : "";
        }
    }
    for (auto& [text_of_name, one] : names) {
        if (!one.empty()) {
            ids.try_emplace(text_of_name, std::move(one));
        }
    }
    return ids;
}

sheet::Lookup lookup_in(Ids ids) {
    return [ids = std::move(ids)](std::string_view text) -> std::optional<std::string> {
        const auto found = ids.find(fold_case(trimmed(text)));
        return found == ids.end() ? std::nullopt : std::optional(found->second);
    };
}

std::set<std::string> errors_of(const ingest::Reading& reading) {
    std::set<std::string> errors;
    for (const ingest::Finding& finding : reading.findings.kept) {
        if (finding.severity == ingest::Severity::error) {
            errors.insert(finding.file + finding.subject + finding.expected + finding.found);
        }
    }
    return errors;
}

}  // namespace

std::string_view word_of(ImportState state) {
    switch (state) {
        case ImportState::draft:
            return "draft";
        case ImportState::applied:
            return "applied";
        case ImportState::undone:
            return "undone";
    }
    impossible("an ImportState outside its enum");
}

std::string_view word_of(sheet::Mode mode) {
    return mode == sheet::Mode::replace ? "replace" : "add";
}

std::optional<sheet::Mode> mode_named(std::string_view text) {
    if (text == "add" || text == "replace") {
        return text == "add" ? sheet::Mode::add : sheet::Mode::replace;
    }
    return std::nullopt;
}

fs::path ImportDesk::folder_of(std::int64_t number) const {
    return folder_ / std::to_string(number);
}

fs::path ImportDesk::table_file(const Import& import) const {
    return workspace_ / (import.mapping.table + ".csv");
}

Outcome ImportDesk::keep(const Import& import) const {
    return write_file(folder_of(import.number) / "import.json",
                      json_of(import).dump(-1, ' ', false, Json::error_handler_t::replace));
}

Result<Import> ImportDesk::add(const std::string& name, const std::string& bytes,
                               const std::string& who) {
    const auto book = sheet::read_book(name, bytes);
    if (!book) {
        return book.error();
    }
    if (std::ranges::all_of(book->sheets, [](auto& sheet) { return sheet.rows.empty(); })) {
        return bad_input(fmt::format("{}: want rows, got an empty sheet", name));
    }
    const auto names = known();
    if (!names) {
        return names.error();
    }
    const std::scoped_lock lock(*writing_);
    const auto all = list();
    if (!all) {
        return all.error();
    }
    if (all->size() >= imports_max) {
        return usage_error("there are as many imports as are kept; discard some drafts");
    }
    Import import{.number = all->empty() ? 1 : all->front().number + 1,
                  .name = name,
                  .who = who,
                  .made = clock_(),
                  .mapping = sheet::guessed(*book, *names)};
    std::error_code problem;
    fs::create_directories(folder_of(import.number), problem);
    if (problem) {
        return failed(folder_.string() + ": " + problem.message());
    }
    if (auto written = write_file(folder_of(import.number) / "file", bytes); !written) {
        return written.error();
    }
    const auto kept = keep(import);
    return kept ? Result(std::move(import)) : kept.error();
}

Result<std::vector<Import>> ImportDesk::list() const {
    std::vector<Import> all;
    std::error_code problem;
    if (!is_there(folder_)) {
        return all;
    }
    for (const auto& entry : fs::directory_iterator(folder_, problem)) {
        const fs::path file = entry.path() / "import.json";
        if (!is_there(file)) {
            continue;  // its folder was made, and then the program ended
        }
        const auto text = read_file(file);
        if (!text) {
            return text.error();
        }
        auto import = import_of(*text, file);
        if (!import) {
            return import.error();
        }
        all.push_back(std::move(*import));
    }
    std::ranges::sort(all, std::greater{}, &Import::number);
    return all;
}

Result<std::optional<Import>> ImportDesk::find(std::int64_t number) const {
    const fs::path file = folder_of(number) / "import.json";
    if (!is_there(file)) {
        return std::optional<Import>();
    }
    const auto text = read_file(file);
    if (!text) {
        return text.error();
    }
    auto import = import_of(*text, file);
    return import ? Result(std::optional(std::move(*import))) : import.error();
}

Result<Import> ImportDesk::existing(std::int64_t number) const {
    auto found = find(number);
    if (!found) {
        return found.error();
    }
    return *found ? Result(std::move(**found)) : bad_input("no import of that number");
}

Outcome ImportDesk::unchanged(const Import& seen) const {
    const auto now = existing(seen.number);
    if (!now) {
        return now.error();
    }
    const bool same = now->state == seen.state && now->mapping == seen.mapping &&
                      now->mode == seen.mode && now->made == seen.made;
    return same ? Outcome(Done{}) : in_conflict("it was changed since you saw it; look again");
}

Outcome ImportDesk::set(const Import& import, const sheet::Mapping& mapping, sheet::Mode mode) {
    if (import.state == ImportState::applied) {
        return in_conflict("it is applied; undo it first");
    }
    const auto pages = book(import);
    if (!pages) {
        return pages.error();
    }
    if (mapping.sheet >= pages->sheets.size()) {
        return usage_error("mapping: sheet: there is none of that number");
    }
    if (const auto fits = sheet::converted(pages->sheets[mapping.sheet], mapping, {}); !fits) {
        return fits.error();
    }
    const std::scoped_lock lock(*writing_);
    if (auto done = unchanged(import); !done) {
        return done;
    }
    Import next = import;
    next.mapping = mapping;
    next.mode = mode;
    return keep(next);
}

Result<sheet::Mapping> ImportDesk::proposed(const Import& import, std::size_t sheet,
                                            const std::string& table) const {
    const auto pages = book(import);
    if (!pages) {
        return pages.error();
    }
    const auto names = known();
    if (!names) {
        return names.error();
    }
    const sheet::Form* form = sheet::form_named(table);
    if (form == nullptr || sheet >= pages->sheets.size()) {
        return usage_error("want a table that can be imported and a sheet that is there");
    }
    return sheet::guessed(pages->sheets[sheet], sheet, *form, *names);
}

Outcome ImportDesk::discard(const Import& import) {
    if (import.state == ImportState::applied) {
        return in_conflict("it is applied; undo it first");
    }
    const std::scoped_lock lock(*writing_);
    if (auto done = unchanged(import); !done) {
        return done;
    }
    std::error_code problem;
    fs::remove_all(folder_of(import.number), problem);
    return problem ? Outcome(failed(problem.message())) : Outcome(Done{});
}

Result<sheet::Book> ImportDesk::book(const Import& import) const {
    const auto bytes = read_file(folder_of(import.number) / "file");
    return bytes ? sheet::read_book(import.name, *bytes) : bytes.error();
}

Result<sheet::Known> ImportDesk::known() const {
    sheet::Known known;
    for (const auto& [table, column, lookup] : {std::tuple{"items", "item_id", &known.item},
                                                std::tuple{"places", "place_id", &known.place}}) {
        for (const char* packing : {".csv", ".csv.gz", ".csv.zst"}) {
            const fs::path file = workspace_ / (std::string(table) + packing);
            if (!is_there(file)) {
                continue;
            }
            const auto text = ingest::read_packed(file);
            if (!text) {
                return text.error();
            }
            const auto decoded = ingest::as_utf8(file.filename().string(), *text);
            if (!decoded) {
                return decoded.error();
            }
            auto ids = ids_of(*decoded, file.filename().string(), column);
            if (!ids) {
                return ids.error();
            }
            *lookup = lookup_in(std::move(*ids));
            break;
        }
    }
    return known;
}

Result<std::string> ImportDesk::table_text(const Import& import) const {
    const std::string& table = import.mapping.table;
    for (const char* other : {".csv.gz", ".csv.zst", ".mended.csv"}) {
        if (is_there(workspace_ / (table + other))) {
            return bad_input(fmt::format(
                "{}{}: want {}.csv alone, unpacked and mended, for rows have to be written into it",
                table, other, table));
        }
    }
    return is_there(table_file(import)) ? read_file(table_file(import)) : Result(std::string());
}

Result<Trial> ImportDesk::trial(const Import& import) const {
    const auto pages = book(import);
    if (!pages) {
        return pages.error();
    }
    const auto names = known();
    if (!names) {
        return names.error();
    }
    auto made = sheet::converted(pages->sheets.at(import.mapping.sheet), import.mapping, *names);
    if (!made) {
        return made.error();
    }
    if (!made->troubles.empty() || made->rows.empty()) {
        return Trial{.converted = std::move(*made), .merged = {}, .findings = {}};
    }
    return merged_trial(import, std::move(*made));
}

Result<Trial> ImportDesk::merged_trial(const Import& import, sheet::Converted converted) const {
    Trial trial{.converted = std::move(converted), .merged = {}, .findings = {}};
    const std::string file = import.mapping.table + ".csv";
    const auto current = table_text(import);
    if (!current) {
        return current.error();
    }
    // Tables may be Windows-1252; with the rows of the sheet they become UTF-8.
    const auto decoded = ingest::as_utf8(file, *current);
    if (!decoded) {
        return decoded.error();
    }
    auto merged = sheet::merged(*decoded, file, *sheet::form_named(import.mapping.table),
                                trial.converted, import.mode);
    if (!merged) {
        return merged.error();
    }
    trial.merged = std::move(*merged);
    const auto reading =
        ingest::read_workspace(workspace_, {.instead = {{file, trial.merged.text}}});
    if (!reading) {
        return reading.error();
    }
    trial.sound = reading->sound();
    std::set<std::string> former;
    if (!trial.sound) {
        const auto now = ingest::read_workspace(workspace_);
        if (!now) {
            return now.error();
        }
        former = errors_of(*now);
        const auto errors = errors_of(*reading);
        // Beyond those that are kept, and where one is there twice, only their number tells.
        trial.sound = std::ranges::includes(former, errors) &&
                      reading->findings.errors <= now->findings.errors;
    }
    for (const ingest::Finding& finding : reading->findings.kept) {
        if (finding.file == file || finding.severity == ingest::Severity::error) {
            trial.findings.push_back(finding);
        }
    }
    return trial;
}

Result<std::map<std::string, std::string>> ImportDesk::in_place(const Import& import) const {
    auto tried = trial(import);
    if (!tried) {
        return tried.error();
    }
    if (!tried->sound) {
        return in_conflict("the import has cells that cannot be taken, or errors");
    }
    return std::map<std::string, std::string>{
        {import.mapping.table + ".csv", std::move(tried->merged.text)}};
}

Result<Import> ImportDesk::apply(const Import& seen) {
    const std::scoped_lock lock(*writing_);
    auto import = existing(seen.number);
    if (!import) {
        return import;
    }
    if (auto same = unchanged(seen); !same) {
        return same.error();
    }
    if (import->state == ImportState::applied) {
        return in_conflict("it is applied already");
    }
    const bool there = is_there(table_file(*import));
    const auto current = table_text(*import);
    if (!current) {
        return current.error();
    }
    auto files = in_place(*import);
    if (!files) {
        return files.error();
    }
    const std::string& text = files->begin()->second;
    // Trying takes its time, and others may write the table meanwhile.
    const auto still = table_text(*import);
    if (!still) {
        return still.error();
    }
    if (*still != *current) {
        return in_conflict(import->mapping.table + ".csv was changed meanwhile; look again");
    }
    if (auto kept = write_file(folder_of(seen.number) / "before.csv", *current); !kept) {
        return kept.error();
    }
    const Import draft = *import;
    import->state = ImportState::applied;
    import->applied = clock_();
    import->before = there ? digest(*current) : "";
    import->after = digest(text);
    // First what undoing needs, then the table: should the program end between, undoing finds the
    // table as it was.
    if (auto kept = keep(*import); !kept) {
        return kept.error();
    }
    if (auto written = write_file(table_file(*import), text); !written) {
        const auto back = keep(draft);
        return back ? written.error() : back.error();
    }
    return import;
}

Result<Import> ImportDesk::undo(const Import& seen) {
    const std::scoped_lock lock(*writing_);
    auto import = existing(seen.number);
    if (!import) {
        return import;
    }
    if (import->state != ImportState::applied) {
        return in_conflict("it is not applied");
    }
    const auto current = table_text(*import);
    if (!current) {
        return current.error();
    }
    const std::string now = is_there(table_file(*import)) ? digest(*current) : "";
    if (now != import->after && now != import->before) {
        return in_conflict(import->mapping.table + ".csv was changed since; undo that first");
    }
    std::error_code problem;
    if (import->before.empty()) {
        fs::remove(table_file(*import), problem);
        if (problem) {
            return failed(table_file(*import).string() + ": " + problem.message());
        }
    } else {
        const auto before = read_file(folder_of(seen.number) / "before.csv");
        if (!before) {
            return before.error();
        }
        if (auto written = write_file(table_file(*import), *before); !written) {
            return written.error();
        }
    }
    import->state = ImportState::undone;
    const auto kept = keep(*import);
    return kept ? import : kept.error();
}

}  // namespace vorrat::api
