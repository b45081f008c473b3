#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "vorrat/base/parallel.h"
#include "vorrat/ingest/need_piece.h"
#include "vorrat/ingest/needs.h"

namespace vorrat::ingest {
namespace {

constexpr std::size_t sampled_rows = 1000;
constexpr std::uint32_t unknown_position = std::numeric_limits<std::uint32_t>::max();

using FirstText = std::optional<std::pair<std::size_t, std::string>>;

/// Per column: line and text of the first cell among the first rows that is not a number.
std::vector<FirstText> first_texts(const NeedFile& file) {
    const Decimals decimals = file.separator == ';' ? Decimals::point_or_comma : Decimals::point;
    std::vector<FirstText> first(file.header.size());
    CsvReader reader(std::string_view(file.file.text).substr(file.rows_begin), file.file.name,
                     file.separator, file.header.size(), file.rows_line);
    for (std::size_t row = 0; row < sampled_rows; ++row) {
        const CsvStep step = reader.next();
        if (step == CsvStep::end) {
            break;
        }
        for (std::size_t k = 0; step == CsvStep::row && k < first.size(); ++k) {
            const std::string_view cell = trimmed(reader.fields()[k]);
            if (first[k] || cell.empty()) {
                continue;
            }
            if (parse_number(cell, decimals).fault == NumberFault::not_a_number) {
                first[k] = {reader.line(), std::string(cell)};
            }
        }
    }
    return first;
}

/// Columns beyond the known ones: numbers are regressors, text is told and left out.
void find_regressors(Intake& intake, NeedFile& file, const NeedWords& words,
                     std::vector<std::string>& names) {
    const std::vector<FirstText> texts = first_texts(file);
    for (std::size_t k = 0; k < file.header.size(); ++k) {
        const std::string& name = file.header[k];
        const bool known = k == file.date || k == file.item || k == file.place ||
                           k == file.quantity || k == file.available || name == "finding" ||
                           std::ranges::find(words.ignored, name) != words.ignored.end();
        if (known) {
            continue;
        }
        if (const FirstText& text = texts[k]) {
            intake.reading.findings.add(
                {Severity::warning, file.file.name, text->first, 0, name, "",
                 fmt::format("{} is not a number, so the column is no regressor and was left out",
                             shown(text->second))});
            continue;
        }
        file.regressors.push_back(k);
        names.push_back(name);
    }
}

/// Finds the columns; nothing when required ones are missing, which is a finding.
std::optional<NeedFile> open_needs(Intake& intake, TextFile text, const NeedWords& words) {
    auto reader = CsvReader::open(text.text, text.name);
    if (!reader) {
        intake.no_header(text.name, reader.error());
        return std::nullopt;
    }
    NeedFile file;
    file.clock = words.clock;
    for (const std::string& name : reader->header()) {
        file.header.emplace_back(trimmed(name));
    }
    file.raw_header = reader->raw();
    file.separator = reader->separator();
    file.rows_begin = reader->next_offset();
    file.rows_line = reader->next_line();
    file.file.name = text.name;
    bool complete = true;
    const auto find = [&](std::string_view name, bool required) {
        const std::size_t column = column_of(file.header, name);
        if (column == no_column && required) {
            complete = false;
            intake.reading.findings.add({Severity::error, text.name, 1, 0, std::string(name),
                                         "this column", "none in the header"});
        }
        return column;
    };
    file.date = find(words.date, true);
    file.item = find(words.item, true);
    file.quantity = find(words.quantity, true);
    file.place = words.place.empty() ? no_column : find(words.place, true);
    file.available = find(words.available, false);
    for (std::size_t k = 0; k < file.header.size(); ++k) {
        if (column_of(file.header, file.header[k]) == k) {
            continue;
        }
        complete = false;
        intake.error(text.name, "each column once", shown(file.header[k]) + " twice");
    }
    if (!complete) {
        return std::nullopt;
    }
    file.file = std::move(text);
    return file;
}

/// The pieces' rows behind one another, names as positions in the world, unknown ones dropped.
void join(Intake& intake, NeedRows& needs, std::size_t file_index, std::vector<NeedPiece> pieces,
          const NeedLookups& lookups) {
    const NeedFile& file = needs.files[file_index];
    RowRefusals refusals(intake, needs);
    const auto positions = [](const Names& names, const Lookup& lookup) {
        std::vector<std::uint32_t> found;
        for (const std::string& name : names.all()) {
            found.push_back(lookup(name).value_or(unknown_position));
        }
        return found;
    };
    std::size_t rows_met = 0;
    std::optional<std::size_t> comma_line;
    std::optional<std::size_t> point_line;
    for (NeedPiece& piece : pieces) {
        rows_met += piece.rows_met;
        if (!comma_line) {
            comma_line = piece.comma_line;
        }
        if (!point_line) {
            point_line = piece.point_line;
        }
        const auto items = positions(piece.items, lookups.item);
        const auto places = positions(piece.places, lookups.place);
        intake.reading.findings.add_all(std::move(piece.findings));
        for (SkippedRow& row : piece.skipped) {
            intake.skip(table_of(file.file.name), file.raw_header, file.separator, std::move(row));
        }
        for (NeedRow& row : piece.rows) {
            row.file = static_cast<std::uint8_t>(file_index);
            row.item = items[row.item];
            row.place = file.place == no_column ? 0 : places[row.place];
            if (row.item == unknown_position) {
                refusals.drop(row, &NeedFile::item, "a known item");
            } else if (row.place == unknown_position) {
                refusals.drop(row, &NeedFile::place, "a known place");
            }
        }
        needs.rows.insert(needs.rows.end(), piece.rows.begin(), piece.rows.end());
        needs.regressors.insert(needs.regressors.end(), piece.regressors.begin(),
                                piece.regressors.end());
        piece = {};
    }
    refusals.finish(intake);
    intake.count_rows(file.file.name, rows_met);
    check_decimals(intake, file.file.name, comma_line, point_line);
}

}  // namespace

void RowRefusals::drop(NeedRow& row, std::size_t NeedFile::*column, std::string expected,
                       std::string found) {
    const NeedFile& file = needs_->files[row.file];
    CsvReader reader(std::string_view(file.file.text).substr(row.offset), file.file.name,
                     file.separator, file.header.size(), row.line);
    check(reader.next() == CsvStep::row, "a row that was read can be read again");
    const std::size_t k = file.*column;
    const CsvPosition at = reader.position(k);
    if (found.empty()) {
        found = shown(trimmed(reader.fields()[k]));
    }
    Finding finding{intake_->bad_row(), file.file.name,      at.line,         at.column,
                    file.header[k],     std::move(expected), std::move(found)};
    row.dropped = true;
    if (intake_->settings.bad_rows == BadRows::skip) {
        skipped_[row.file].push_back({row.line, std::string(reader.raw()), to_string(finding)});
    }
    findings_.add(std::move(finding));
}

void RowRefusals::finish(Intake& intake) {
    intake.reading.findings.add_all(std::move(findings_));
    for (std::size_t f = 0; f < skipped_.size(); ++f) {
        const NeedFile& file = needs_->files[f];
        for (SkippedRow& row : skipped_[f]) {
            intake.skip(table_of(file.file.name), file.raw_header, file.separator, std::move(row));
        }
    }
}

NeedRows read_need_rows(Intake& intake, std::vector<TextFile> files, const NeedWords& words,
                        const NeedLookups& lookups) {
    NeedRows needs;
    for (TextFile& text : files) {
        auto file = open_needs(intake, std::move(text), words);
        if (!file) {
            continue;
        }
        std::vector<std::string> names;
        find_regressors(intake, *file, words, names);
        if (needs.files.empty()) {
            needs.regressor_names = names;
        }
        if (needs.regressor_names != names) {
            intake.error(file->file.name,
                         fmt::format("the regressors {}", fmt::join(needs.regressor_names, ", ")),
                         fmt::format("{}", fmt::join(names, ", ")));
            continue;
        }
        needs.has_available = needs.has_available || file->available != no_column;
        needs.files.push_back(*std::move(file));
    }
    for (std::size_t f = 0; f < needs.files.size(); ++f) {
        std::vector<NeedPiece> pieces = cut_into_pieces(needs.files[f]);
        parallel_blocks(pieces.size(), 1, intake.settings.threads,
                        [&](std::size_t first, std::size_t last) {
                            for (std::size_t k = first; k < last; ++k) {
                                read_piece(needs.files[f], pieces[k], intake.settings.bad_rows);
                            }
                        });
        join(intake, needs, f, std::move(pieces), lookups);
    }
    return needs;
}

}  // namespace vorrat::ingest
