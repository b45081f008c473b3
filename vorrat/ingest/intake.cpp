#include "vorrat/ingest/intake.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "vorrat/base/sha256.h"

namespace vorrat::ingest {
namespace {

constexpr std::size_t id_bytes_max = 200;
constexpr std::array<std::string_view, 3> packings{"", ".gz", ".zst"};

}  // namespace

std::optional<std::uint32_t> Names::find(std::string_view name) const {
    const auto found = positions_.find(name);
    if (found == positions_.end()) {
        return std::nullopt;
    }
    return found->second;
}

std::uint32_t Names::add(std::string_view name) {
    if (const auto known = find(name)) {
        return *known;
    }
    const auto position = static_cast<std::uint32_t>(names_.size());
    positions_.emplace(name, position);
    names_.emplace_back(name);
    return position;
}

void Intake::note(std::string file, std::string text) {
    reading.findings.add({Severity::note, std::move(file), 0, 0, "", "", std::move(text)});
}

void Intake::warn(std::string file, std::string text) {
    reading.findings.add({Severity::warning, std::move(file), 0, 0, "", "", std::move(text)});
}

void Intake::error(std::string file, std::string expected, std::string found) {
    reading.findings.add(
        {Severity::error, std::move(file), 0, 0, "", std::move(expected), std::move(found)});
}

void Intake::no_header(const std::string& file, const Error& why) {
    // `needs.csv:1:1: want a header row, ...`: the place goes where findings have theirs.
    const std::size_t words = why.message.find(": ", file.size());
    reading.findings.add({Severity::error, file, 1, 0, "", "", why.message.substr(words + 2)});
}

bool Intake::has(std::string_view stem) const {
    return std::any_of(packings.begin(), packings.end(), [&](std::string_view packing) {
        return files.contains(fmt::format("{}.csv{}", stem, packing));
    });
}

std::optional<TextFile> Intake::take(std::string_view stem, std::string_view ending) {
    std::string name;
    for (const std::string_view packing : packings) {
        const std::string candidate = fmt::format("{}{}{}", stem, ending, packing);
        if (!files.contains(candidate)) {
            continue;
        }
        if (!name.empty()) {
            error(candidate, "one file per table", name + " beside it");
        }
        if (name.empty()) {
            name = candidate;
        }
    }
    return name.empty() ? std::nullopt : take_file(name);
}

std::optional<TextFile> Intake::take_file(const std::string& name) {
    auto node = files.extract(name);
    if (node.empty()) {
        return std::nullopt;
    }
    std::string bytes = std::move(node.mapped());
    world().inputs.push_back({name, to_hex(sha256(bytes)), 0});
    auto text = unpack(name, std::move(bytes), settings.file_bytes_max);
    if (!text) {
        // The message begins with the file's name, as every finding does.
        reading.findings.add(
            {Severity::error, name, 0, 0, "", "", text.error().message.substr(name.size() + 2)});
        return std::nullopt;
    }
    return decode(name, *std::move(text), reading.findings);
}

void Intake::count_rows(std::string_view file, std::size_t rows) {
    for (InputFile& input : world().inputs) {
        if (input.name == file) {
            input.rows = rows;
        }
    }
}

Severity Intake::bad_row() const {
    return settings.bad_rows == BadRows::skip ? Severity::warning : Severity::error;
}

void Intake::skip(std::string_view table, std::string_view header, char separator, SkippedRow row) {
    if (settings.bad_rows != BadRows::skip) {
        return;
    }
    auto& tables = reading.skipped;
    auto found = std::find_if(tables.begin(), tables.end(), [&](const SkippedTable& t) {
        return t.table == table && t.header == header && t.separator == separator;
    });
    if (found == tables.end()) {
        found =
            tables.insert(tables.end(), {std::string(table), std::string(header), separator, {}});
    }
    found->rows.push_back(std::move(row));
}

std::string table_of(std::string_view file) { return std::string(file.substr(0, file.find('.'))); }

std::optional<std::string_view> id_fault(std::string_view id) {
    if (id.empty()) {
        return "an id";
    }
    if (id.size() > id_bytes_max) {
        return "an id of at most 200 bytes";
    }
    const bool control = std::any_of(id.begin(), id.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    });
    if (control) {
        return "an id without control characters";
    }
    return std::nullopt;
}

std::size_t column_of(std::span<const std::string> header, std::string_view name) {
    for (std::size_t k = 0; k < header.size(); ++k) {
        if (trimmed(header[k]) == name) {
            return k;
        }
    }
    return no_column;
}

void check_decimals(Intake& intake, const std::string& file, std::optional<std::size_t> comma_line,
                    std::optional<std::size_t> point_line) {
    if (!comma_line || !point_line) {
        return;
    }
    const bool comma_first = *comma_line <= *point_line;
    intake.reading.findings.add({Severity::error, file, std::max(*comma_line, *point_line), 0, "",
                                 comma_first
                                     ? fmt::format("a decimal comma as in line {}", *comma_line)
                                     : fmt::format("a decimal point as in line {}", *point_line),
                                 comma_first ? "a decimal point" : "a decimal comma"});
}

std::optional<Table> Table::open(Intake& intake, const TextFile& file, const Columns& columns) {
    auto reader = CsvReader::open(file.text, file.name);
    if (!reader) {
        intake.no_header(file.name, reader.error());
        return std::nullopt;
    }
    std::string raw_header(reader->raw());
    Table table(intake, *std::move(reader), std::move(raw_header));
    for (const std::string& name : table.reader_.header()) {
        table.header_.emplace_back(trimmed(name));
    }
    bool complete = true;
    for (const std::string_view name : columns.required) {
        if (column_of(table.header_, name) != no_column) {
            continue;
        }
        complete = false;
        table.intake_->reading.findings.add({Severity::error, file.name, 1, 0, std::string(name),
                                             "this column", "none in the header"});
    }
    for (std::size_t k = 0; k < table.header_.size(); ++k) {
        const std::string& name = table.header_[k];
        const auto is_name = [&](std::string_view known) { return known == name; };
        const bool known = name == "finding" || std::ranges::any_of(columns.required, is_name) ||
                           std::ranges::any_of(columns.optional, is_name);
        if (column_of(table.header_, name) < k) {
            complete = false;
            intake.error(file.name, "each column once", shown(name) + " twice");
        } else if (!known) {
            intake.warn(file.name,
                        fmt::format("column {} is not known here and was left out", shown(name)));
        }
    }
    if (!complete) {
        return std::nullopt;
    }
    return table;
}

bool Table::next() {
    while (true) {
        first_finding_.clear();
        key_.clear();
        const CsvStep step = reader_.next();
        if (step == CsvStep::end) {
            intake_->count_rows(file(), rows_);
            check_decimals(*intake_, file(), comma_line_, point_line_);
            if (rows_ == 0) {
                intake_->note(file(), "has a header and no rows");
            }
            return false;
        }
        ++rows_;
        if (step == CsvStep::row) {
            return true;
        }
        const CsvProblem& problem = reader_.problem();
        add_finding(problem.at, "", problem.expected, problem.found);
        accept();
    }
}

bool Table::accept() {
    if (first_finding_.empty()) {
        if (!key_.empty()) {
            intake_->keys.emplace(key_, fmt::format("{}:{}", file(), line()));
        }
        return true;
    }
    intake_->skip(table_of(file()), raw_header_, reader_.separator(),
                  {line(), std::string(reader_.raw()), first_finding_});
    return false;
}

void Table::add_finding(CsvPosition at, std::string_view subject, std::string expected,
                        std::string found) {
    Finding finding{intake_->bad_row(),  file(),          at.line, at.column, std::string(subject),
                    std::move(expected), std::move(found)};
    if (first_finding_.empty()) {
        first_finding_ = to_string(finding);
    }
    intake_->reading.findings.add(std::move(finding));
}

void Table::fail(std::string_view column, std::string expected, std::string found) {
    const std::size_t k = column_of(header_, column);
    const CsvPosition at = k == no_column ? CsvPosition{line(), 0} : reader_.position(k);
    add_finding(at, column, std::move(expected), std::move(found));
}

std::string_view Table::text(std::string_view column) const {
    const std::size_t k = column_of(header_, column);
    return k == no_column ? std::string_view{} : trimmed(reader_.fields()[k]);
}

std::string Table::id(std::string_view column) {
    const std::string_view id = text(column);
    if (const auto fault = id_fault(id)) {
        fail(column, std::string(*fault), shown(id));
    }
    return std::string(id);
}

std::optional<double> Table::number(std::string_view column, Range range) {
    const std::string_view cell = text(column);
    if (cell.empty()) {
        return std::nullopt;
    }
    const Number number =
        parse_number(cell, reader_.separator() == ';' ? Decimals::point_or_comma : Decimals::point);
    if (number.fault != NumberFault::none) {
        fail(column, std::string(expected(number.fault)), shown(cell));
        return std::nullopt;
    }
    if (number.comma && !comma_line_) {
        comma_line_ = line();
    }
    if (number.point && !point_line_) {
        point_line_ = line();
    }
    const bool low = range.above_least ? number.value <= range.least : number.value < range.least;
    if (low) {
        fail(column,
             fmt::format("{} {}", range.above_least ? "more than" : "at least", range.least),
             shown(cell));
        return std::nullopt;
    }
    if (number.value > range.most) {
        fail(column, fmt::format("at most {}", range.most), shown(cell));
        return std::nullopt;
    }
    return number.value;
}

double Table::required_number(std::string_view column, Range range) {
    if (text(column).empty()) {
        fail(column, "a number", "\"\"");
        return 0;
    }
    return number(column, range).value_or(0);
}

std::optional<int> Table::whole_number(std::string_view column, int least, int most) {
    const auto value =
        number(column, {static_cast<double>(least), static_cast<double>(most), false});
    if (!value) {
        return std::nullopt;
    }
    const int whole = static_cast<int>(*value);
    if (static_cast<double>(whole) != *value) {
        fail(column, "a whole number", shown(text(column)));
        return std::nullopt;
    }
    return whole;
}

std::optional<Date> Table::date(std::string_view column) {
    const std::string_view cell = text(column);
    if (cell.empty()) {
        return std::nullopt;
    }
    const auto date = parse_date(cell);
    if (!date) {
        fail(column, "a date from 1900 to 2200 as 2026-11-23", shown(cell));
    }
    return date;
}

Date Table::required_date(std::string_view column) {
    if (text(column).empty()) {
        fail(column, "a date from 1900 to 2200 as 2026-11-23", "\"\"");
    }
    return date(column).value_or(Date{});
}

std::uint32_t Table::known(std::string_view column, const Names& names, std::string_view kind) {
    const std::string_view name = text(column);
    const auto position = names.find(name);
    if (!position) {
        fail(column, std::string(kind), shown(name));
    }
    return position.value_or(0);
}

std::optional<std::uint32_t> Table::known_or_empty(std::string_view column, const Names& names,
                                                   std::string_view kind) {
    if (text(column).empty()) {
        return std::nullopt;
    }
    return known(column, names, kind);
}

std::optional<std::size_t> Table::one_of(std::string_view column,
                                         std::span<const std::string_view> words) {
    const std::string_view cell = text(column);
    if (cell.empty()) {
        return std::nullopt;
    }
    const auto found = std::find(words.begin(), words.end(), cell);
    if (found != words.end()) {
        return static_cast<std::size_t>(found - words.begin());
    }
    fail(column, fmt::format("one of {}", fmt::join(words, ", ")), shown(cell));
    return std::nullopt;
}

void Table::unique(std::initializer_list<std::string_view> columns) {
    std::string key = table_of(file()) + '\x1F';
    for (const std::string_view column : columns) {
        key += text(column);
        key += '\x1F';  // no id holds a control character
    }
    const auto earlier = intake_->keys.find(key);
    if (earlier != intake_->keys.end()) {
        fail(*columns.begin(), fmt::format("each {} once", fmt::join(columns, ", ")),
             fmt::format("{} again after {}", shown(text(*columns.begin())), earlier->second));
    }
    key_ = std::move(key);
}

}  // namespace vorrat::ingest
