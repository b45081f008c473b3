#include "vorrat/base/csv.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace vorrat {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_line_end(char c) { return c == '\n' || c == '\r'; }

/// The end of the line that begins at `at`.
std::size_t line_end(std::string_view text, std::size_t at) {
    return std::min(text.find_first_of("\r\n", at), text.size());
}

char separator_of(std::string_view header) {
    constexpr std::array<char, 3> candidates{',', ';', '\t'};
    std::array<std::size_t, 3> count{};
    bool quoted = false;
    for (const char c : header) {
        if (c == '"') {
            quoted = !quoted;
        }
        for (std::size_t k = 0; k < candidates.size(); ++k) {
            if (!quoted && c == candidates[k]) {
                ++count[k];
            }
        }
    }
    const auto most = std::max_element(count.begin(), count.end());
    return candidates[static_cast<std::size_t>(most - count.begin())];
}

}  // namespace

Result<CsvReader> CsvReader::open(std::string_view text, std::string file) {
    CsvReader reader(text, std::move(file));
    if (text.starts_with(byte_order_mark)) {
        reader.at_ = byte_order_mark.size();
    }
    const std::size_t first = text.find_first_not_of("\r\n", reader.at_);
    if (first == std::string_view::npos) {
        return bad_input(fmt::format("{}:1:1: want a header row, got an empty file", reader.file_));
    }
    const std::size_t end = line_end(text, first);
    reader.separator_ = separator_of(text.substr(first, std::min(end - first, csv_row_bytes_max)));
    if (reader.next() != CsvStep::row) {
        return reader.error();
    }
    if (reader.fields_.size() > csv_columns_max) {
        return bad_input(fmt::format("{}:{}:1: want at most {} columns, got {}", reader.file_,
                                     reader.row_line_, csv_columns_max, reader.fields_.size()));
    }
    reader.header_.assign(reader.fields_.begin(), reader.fields_.end());
    reader.columns_ = reader.header_.size();
    return reader;
}

CsvReader::CsvReader(std::string_view rows, std::string file, char separator, std::size_t columns,
                     std::size_t first_line)
    : text_(rows),
      file_(std::move(file)),
      separator_(separator),
      columns_(columns),
      line_(first_line) {}

CsvStep CsvReader::bad(std::size_t at, std::string expected, std::string found) {
    problem_ = {position_at(at), std::move(expected), std::move(found)};
    // Go on behind the line on which the row began.
    at_ = line_end(text_, row_begin_);
    row_end_ = at_;
    line_ = row_line_;
    end_line();
    return CsvStep::bad_row;
}

void CsvReader::end_line() {
    if (at_ >= text_.size()) {
        return;
    }
    if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') {
        ++at_;
    }
    ++at_;
    ++line_;
}

bool CsvReader::read_quoted() {
    const std::size_t open = at_;
    const std::size_t stop = std::min(text_.size(), row_begin_ + csv_row_bytes_max);
    bool doubled = false;
    for (++at_; at_ < stop; ++at_) {
        const char c = text_[at_];
        if (c == '"') {
            if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') {
                break;
            }
            doubled = true;
            ++at_;
        } else if (c == '\n' || (c == '\r' && (at_ + 1 >= stop || text_[at_ + 1] != '\n'))) {
            ++line_breaks_inside_;
        }
    }
    if (at_ >= stop) {
        const bool long_row = stop < text_.size();
        bad(open, "a closing quote",
            long_row ? fmt::format("none within {} bytes", csv_row_bytes_max)
                     : std::string("the end of the file"));
        return false;
    }
    fields_.push_back(text_.substr(open + 1, at_ - open - 1));
    spans_.push_back({open, doubled});
    any_doubled_ = any_doubled_ || doubled;
    ++at_;
    if (at_ < text_.size() && text_[at_] != separator_ && !is_line_end(text_[at_])) {
        bad(at_, "a separator or the end of the row behind a closing quote",
            fmt::format("\"{}\"", text_[at_]));
        return false;
    }
    return true;
}

bool CsvReader::read_field() {
    if (at_ < text_.size() && text_[at_] == '"') {
        return read_quoted();
    }
    const std::size_t begin = at_;
    const char* const data = text_.data();
    const std::size_t stop = std::min(text_.size(), row_begin_ + csv_row_bytes_max);
    while (at_ < stop) {
        const char c = data[at_];
        if (c == separator_ || is_line_end(c)) {
            break;
        }
        ++at_;
    }
    if (at_ == stop && stop < text_.size()) {
        const std::size_t end = line_end(text_, row_begin_);
        bad(row_begin_, fmt::format("a row of at most {} bytes", csv_row_bytes_max),
            fmt::format("{}", end - row_begin_));
        return false;
    }
    fields_.push_back(text_.substr(begin, at_ - begin));
    spans_.push_back({begin, false});
    return true;
}

CsvStep CsvReader::next() {
    while (at_ < text_.size() && is_line_end(text_[at_])) {
        end_line();
    }
    fields_.clear();
    spans_.clear();
    any_doubled_ = false;
    line_breaks_inside_ = 0;
    row_begin_ = at_;
    row_end_ = at_;
    row_line_ = line_;
    if (at_ >= text_.size()) {
        return CsvStep::end;
    }
    while (true) {
        if (!read_field()) {
            return CsvStep::bad_row;
        }
        if (at_ >= text_.size() || text_[at_] != separator_) {
            break;
        }
        ++at_;
    }
    row_end_ = at_;
    const bool wrong_count = columns_ != 0 && fields_.size() != columns_;
    if (wrong_count) {
        const bool too_many = fields_.size() > columns_;
        problem_ = {position_at(too_many ? spans_[columns_].begin : row_begin_),
                    fmt::format("{} fields as in the header", columns_),
                    fmt::format("{}", fields_.size())};
    }
    line_ += line_breaks_inside_;
    end_line();
    if (wrong_count) {
        return CsvStep::bad_row;
    }
    if (any_doubled_) {
        copy_doubled();
    }
    return CsvStep::row;
}

void CsvReader::copy_doubled() {
    copies_.clear();
    copies_.reserve(row_end_ - row_begin_);  // no reallocation below: the views stay valid
    for (std::size_t k = 0; k < fields_.size(); ++k) {
        if (!spans_[k].doubled) {
            continue;
        }
        const std::size_t begin = copies_.size();
        for (std::size_t i = 0; i < fields_[k].size(); ++i) {
            copies_.push_back(fields_[k][i]);
            if (fields_[k][i] == '"') {
                ++i;
            }
        }
        fields_[k] = std::string_view(copies_).substr(begin);
    }
}

CsvPosition CsvReader::position(std::size_t field) const {
    check(field < spans_.size(), "a position is asked of a field the row has");
    return position_at(spans_[field].begin);
}

CsvPosition CsvReader::position_at(std::size_t offset) const {
    CsvPosition at{row_line_, 1};
    for (std::size_t i = row_begin_; i < offset; ++i) {
        const char c = text_[i];
        const bool ends = c == '\n' || (c == '\r' && (i + 1 >= offset || text_[i + 1] != '\n'));
        if (ends) {
            ++at.line;
            at.column = 1;
        } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
            ++at.column;
        }
    }
    return at;
}

Error CsvReader::error() const {
    return bad_input(fmt::format("{}:{}:{}: want {}, got {}", file_, problem_.at.line,
                                 problem_.at.column, problem_.expected, problem_.found));
}

std::string csv_field(std::string_view text) {
    const bool blank_end = text.starts_with(' ') || text.ends_with(' ');
    if (!blank_end && text.find_first_of(",;\t\"\r\n") == std::string_view::npos) {
        return std::string(text);
    }
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') {
            quoted += '"';
        }
        quoted += c;
    }
    return quoted + '"';
}

}  // namespace vorrat
