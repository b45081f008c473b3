#include "vorrat/ingest/need_piece.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace vorrat::ingest {
namespace {

constexpr std::size_t piece_bytes = std::size_t{2} << 20U;
constexpr std::size_t date_characters = 10;

/// Minutes, as in NeedRow.
struct TimeOfDay {
    std::int16_t clock = 0;
    std::int16_t zone = 0;
};

/// The two digits at the beginning, taken off the text; nothing when they are none or beyond
/// `most`.
std::optional<int> take_two_digits(std::string_view& text, int most) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (text.size() < 2 || !is_digit(text[0]) || !is_digit(text[1])) {
        return std::nullopt;
    }
    const int value = 10 * (text[0] - '0') + (text[1] - '0');
    text.remove_prefix(2);
    return value <= most ? std::optional(value) : std::nullopt;
}

bool take(std::string_view& text, char c) {
    const bool there = !text.empty() && text.front() == c;
    text.remove_prefix(there ? 1 : 0);
    return there;
}

/// Minutes ahead of UTC: `Z`, `+02:00`, `+0200`, `-05`, or nothing behind the time.
std::optional<int> parse_zone(std::string_view text) {
    if (text.empty() || text == "Z") {
        return 0;
    }
    const int sign = take(text, '-') ? -1 : 1;
    if (sign > 0 && !take(text, '+')) {
        return std::nullopt;
    }
    const auto hours = take_two_digits(text, 14);
    take(text, ':');
    const auto minutes = text.empty() ? std::optional(0) : take_two_digits(text, 59);
    if (!hours || !minutes || !text.empty()) {
        return std::nullopt;
    }
    return sign * (60 * *hours + *minutes);
}

/// `13`, `13:00`, `13:00:00`, `13:00:00.000`, each with a zone or without. Seconds are dropped.
std::optional<TimeOfDay> parse_time(std::string_view text) {
    const auto hour = take_two_digits(text, 23);
    const auto minute = take(text, ':') ? take_two_digits(text, 59) : std::optional(0);
    const auto second = take(text, ':') ? take_two_digits(text, 60) : std::optional(0);
    if (!hour || !minute || !second) {
        return std::nullopt;
    }
    if (take(text, '.')) {
        text.remove_prefix(std::min(text.size(), text.find_first_not_of("0123456789")));
    }
    const auto zone = parse_zone(text);
    if (!zone) {
        return std::nullopt;
    }
    return TimeOfDay{static_cast<std::int16_t>(60 * *hour + *minute),
                     static_cast<std::int16_t>(*zone)};
}

class PieceReader {
public:
    PieceReader(const NeedFile& file, NeedPiece& piece, BadRows bad_rows)
        : file_(&file),
          piece_(&piece),
          bad_rows_(bad_rows),
          decimals_(file.separator == ';' ? Decimals::point_or_comma : Decimals::point),
          reader_(std::string_view(file.file.text).substr(piece.begin, piece.end - piece.begin),
                  file.file.name, file.separator, file.header.size(), piece.first_line) {}

    void read() {
        for (CsvStep step = reader_.next(); step != CsvStep::end; step = reader_.next()) {
            ++piece_->rows_met;
            first_finding_.clear();
            if (step == CsvStep::row) {
                read_row();
            } else {
                const CsvProblem& problem = reader_.problem();
                fail(problem.at, "", problem.expected, problem.found);
            }
            if (!first_finding_.empty() && bad_rows_ == BadRows::skip) {
                piece_->skipped.push_back(
                    {reader_.line(), std::string(reader_.raw()), first_finding_});
            }
        }
    }

private:
    void read_row() {
        NeedRow row;
        row.line = static_cast<std::uint32_t>(reader_.line());
        row.offset = piece_->begin + reader_.offset();
        read_date(row);
        row.item = position(file_->item, piece_->items, last_item_);
        if (file_->place != no_column) {
            row.place = position(file_->place, piece_->places, last_place_);
        }
        row.quantity = quantity();
        if (file_->available != no_column) {
            row.available = available();
        }
        const std::size_t before = piece_->regressors.size();
        for (const std::size_t column : file_->regressors) {
            piece_->regressors.push_back(regressor(column));
        }
        if (first_finding_.empty()) {
            piece_->rows.push_back(row);
        } else {
            piece_->regressors.resize(before);
        }
    }

    std::string_view cell(std::size_t column) const { return trimmed(reader_.fields()[column]); }

    void fail(CsvPosition at, std::string_view subject, std::string_view expected,
              std::string found) {
        const Severity severity = bad_rows_ == BadRows::skip ? Severity::warning : Severity::error;
        Finding finding{severity,        file_->file.name,     at.line,
                        at.column,       std::string(subject), std::string(expected),
                        std::move(found)};
        if (first_finding_.empty()) {
            first_finding_ = to_string(finding);
        }
        piece_->findings.add(std::move(finding));
    }

    void fail(std::size_t column, std::string_view expected) {
        fail(reader_.position(column), file_->header[column], expected, shown(cell(column)));
    }

    void read_date(NeedRow& row) {
        const std::string_view text = cell(file_->date);
        if (text != last_date_) {
            const auto date = parse_date(text);
            if (!date) {
                fail(file_->date, "a date from 1900 to 2200 as 2026-11-23");
                return;
            }
            const bool timed = file_->clock == Clock::read && text.size() > date_characters;
            const auto time = timed ? parse_time(text.substr(date_characters + 1)) : TimeOfDay{};
            if (!time) {
                fail(file_->date, "a time behind the date as 13:00, with Z or +02:00 if known");
                return;
            }
            last_date_ = text;  // stays valid: a date has no doubled quotes, so it is no copy
            last_day_ = static_cast<std::int32_t>(date->time_since_epoch().count());
            last_time_ = *time;
        }
        row.day = last_day_;
        row.clock = last_time_.clock;
        row.zone = last_time_.zone;
    }

    /// The position of the cell's name; `last` remembers the one of the row before.
    std::uint32_t position(std::size_t column, Names& names, std::uint32_t& last) {
        const std::string_view name = cell(column);
        if (last < names.size() && names.all()[last] == name) {
            return last;
        }
        if (const auto known = names.find(name)) {
            last = *known;
        } else if (const auto fault = id_fault(name)) {
            fail(column, *fault);
        } else {
            last = names.add(name);
        }
        return last;
    }

    std::optional<double> number(std::size_t column) {
        const Number number = parse_number(cell(column), decimals_);
        if (number.fault != NumberFault::none) {
            fail(column, expected(number.fault));
            return std::nullopt;
        }
        if (number.comma && !piece_->comma_line) {
            piece_->comma_line = reader_.line();
        }
        if (number.point && !piece_->point_line) {
            piece_->point_line = reader_.line();
        }
        return number.value;
    }

    double quantity() {
        if (cell(file_->quantity).empty()) {
            return std::numeric_limits<double>::quiet_NaN();
        }
        const auto value = number(file_->quantity);
        if (value && *value < 0) {
            fail(file_->quantity, "at least 0");
        }
        return value.value_or(0);
    }

    std::uint8_t available() {
        const std::string_view text = cell(file_->available);
        if (text.empty() || text == "1" || text == "true" || text == "True") {
            return 1;
        }
        if (text == "0" || text == "false" || text == "False") {
            return 0;
        }
        fail(file_->available, "1 (available) or 0 (out of stock)");
        return 1;
    }

    float regressor(std::size_t column) {
        const auto value = cell(column).empty() ? std::nullopt : number(column);
        return value ? static_cast<float>(*value) : std::numeric_limits<float>::quiet_NaN();
    }

    const NeedFile* file_;
    NeedPiece* piece_;
    BadRows bad_rows_;
    Decimals decimals_;
    CsvReader reader_;
    std::string first_finding_;  // of this row; empty: the row is sound
    std::string_view last_date_;
    std::int32_t last_day_ = 0;
    TimeOfDay last_time_;
    std::uint32_t last_item_ = 0;
    std::uint32_t last_place_ = 0;
};

bool line_ends_are_plain(std::string_view text) {
    if (text.find('"') != std::string_view::npos) {
        return false;
    }
    for (std::size_t at = text.find('\r'); at != std::string_view::npos;
         at = text.find('\r', at + 1)) {
        if (at + 1 >= text.size() || text[at + 1] != '\n') {
            return false;
        }
    }
    return true;
}

}  // namespace

std::vector<NeedPiece> cut_into_pieces(const NeedFile& file) {
    const std::string_view text = file.file.text;
    const bool plain = line_ends_are_plain(text.substr(file.rows_begin));
    std::vector<NeedPiece> pieces;
    std::size_t line = file.rows_line;
    for (std::size_t at = file.rows_begin; at < text.size();) {
        NeedPiece piece;
        piece.begin = at;
        piece.first_line = line;
        const std::size_t cut = plain ? text.find('\n', at + piece_bytes) : std::string_view::npos;
        piece.end = cut == std::string_view::npos ? text.size() : cut + 1;
        line += static_cast<std::size_t>(
            std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                       text.begin() + static_cast<std::ptrdiff_t>(piece.end), '\n'));
        at = piece.end;
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

void read_piece(const NeedFile& file, NeedPiece& piece, BadRows bad_rows) {
    PieceReader(file, piece, bad_rows).read();
}

}  // namespace vorrat::ingest
