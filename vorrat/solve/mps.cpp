#include "vorrat/solve/mps.h"

#include <cmath>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "vorrat/base/text.h"
#include "vorrat/solve/mps_fields.h"

namespace vorrat::solve {
namespace {

enum class Section { none, sense, rows, columns, right, ranges, bounds, end };

constexpr std::uint32_t no_index = ~std::uint32_t{0};
/// Row of the objective, and of further free rows, which are left out.
constexpr std::uint32_t objective_row = no_index - 1;
constexpr std::uint32_t left_out_row = no_index - 2;
/// Larger numbers count as infinite, as every reader of the format does.
constexpr double infinite_from = 1e30;

class Reader {
public:
    Reader(std::string_view text, std::string_view file, MpsLayout layout)
        : text_(text), file_name_(file), layout_(layout) {}

    Result<MpsFile> read();

private:
    using Step = std::optional<Error>;
    using Names = std::unordered_map<std::string_view, std::uint32_t>;
    struct Given {
        std::uint32_t row = 0;
        double value = 0;
    };

    Error fault(std::size_t column, std::string_view expected, std::string_view found) const;
    Step header(std::string_view line);
    Step data(std::string_view line);
    Step sense(std::string_view word, std::size_t column);
    Step row(const Fields& fields);
    Step column(const Fields& fields);
    Step marker(const Fields& fields);
    Step entry(const Field& row, const Field& number);
    Step pairs(const Fields& fields);
    Step right_or_range(const Field& row, const Field& number);
    Step bound(const Fields& fields);
    Step apply_bound(std::string_view kind, std::uint32_t column, double value, const Field& at);
    Result<double> number(const Field& field) const;
    Result<Given> given(const Field& row, const Field& field) const;
    void apply_ranges();
    void note(std::string text);
    std::string_view next_line();

    std::string_view text_;
    std::string_view file_name_;
    MpsLayout layout_;
    std::size_t at_ = 0;
    std::size_t line_number_ = 0;
    Section section_ = Section::none;
    bool whole_ = false;
    bool seen_objective_ = false;
    MpsFile out_;
    Names rows_;
    Names columns_;
    std::vector<char> row_kinds_;
    std::vector<double> right_;  ///< NaN: none
    double right_of_objective_ = std::nan("");
    std::vector<double> ranges_;  ///< NaN: none
    std::vector<double> lower_;
    std::vector<double> upper_;
    std::vector<char> lower_given_;
    std::vector<double> cost_;
    std::vector<Triplet> entries_;
    std::vector<std::uint32_t> last_column_;  ///< per row: the last column with an entry in it
    std::uint32_t current_ = no_index;
    std::string_view current_name_;
    std::uint32_t cost_given_in_ = no_index;
};

Error Reader::fault(std::size_t column, std::string_view expected, std::string_view found) const {
    return bad_input(fmt::format("{}:{}:{}: want {}, found {}", file_name_, line_number_, column,
                                 expected, found));
}

void Reader::note(std::string text) {
    constexpr std::size_t notes_max = 20;
    if (out_.notes.size() < notes_max) {
        out_.notes.push_back(fmt::format("{}:{}: {}", file_name_, line_number_, text));
    }
}

std::string_view Reader::next_line() {
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    std::string_view line = text_.substr(at_, end - at_);
    at_ = end + 1;
    ++line_number_;
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

Result<double> Reader::number(const Field& field) const {
    double value = 0;
    const std::errc problem = parse_number(field.text, value);
    if (problem == std::errc::result_out_of_range) {
        return fault(field.column, "a number that a double can hold", quoted(field.text));
    }
    if (problem != std::errc()) {
        return fault(field.column, "a number", quoted(field.text));
    }
    return value;
}

/// What a pair of row and number says. A row that is left out is checked all the same.
Result<Reader::Given> Reader::given(const Field& row, const Field& field) const {
    const auto found = rows_.find(row.text);
    if (found == rows_.end()) {
        return fault(row.column, "a row of ROWS", quoted(row.text));
    }
    const auto value = number(field);
    if (!value) {
        return value.error();
    }
    if (!std::isfinite(*value)) {
        return fault(field.column, "a finite number", quoted(field.text));
    }
    return Given{found->second, *value};
}

Reader::Step Reader::sense(std::string_view word, std::size_t column) {
    if (word == "MAX" || word == "MAXIMIZE" || word == "MAXIMISE") {
        out_.program.sense = Sense::maximise;
        return {};
    }
    if (word == "MIN" || word == "MINIMIZE" || word == "MINIMISE") {
        out_.program.sense = Sense::minimise;
        return {};
    }
    return fault(column, "MIN or MAX", quoted(word));
}

Reader::Step Reader::header(std::string_view line) {
    const Fields fields = split_at_blanks(line);
    const std::string_view word = fields.front().text;
    if (word == "NAME") {
        out_.name = std::string(trimmed(line.substr(word.size())));
        return {};
    }
    if (word == "OBJSENSE") {
        section_ = Section::sense;
        return fields.size() > 1 ? sense(fields[1].text, fields[1].column) : Step();
    }
    constexpr std::pair<std::string_view, Section> sections[] = {
        {"ROWS", Section::rows},     {"COLUMNS", Section::columns}, {"RHS", Section::right},
        {"RANGES", Section::ranges}, {"BOUNDS", Section::bounds},   {"ENDATA", Section::end}};
    for (const auto& [name, section] : sections) {
        if (name == word) {
            section_ = section;
            return {};
        }
    }
    return fault(1, "NAME, OBJSENSE, ROWS, COLUMNS, RHS, RANGES, BOUNDS or ENDATA", quoted(word));
}

Reader::Step Reader::row(const Fields& fields) {
    if (fields.size() != 2) {
        return fault(1, "a kind (N, E, L, G) and a name", fmt::format("{} fields", fields.size()));
    }
    const std::string_view kind = fields[0].text;
    if (kind != "N" && kind != "E" && kind != "L" && kind != "G") {
        return fault(fields[0].column, "N, E, L or G", quoted(kind));
    }
    std::uint32_t position = static_cast<std::uint32_t>(row_kinds_.size());
    if (kind == "N") {
        position = seen_objective_ ? left_out_row : objective_row;
        seen_objective_ = true;
    }
    if (!rows_.emplace(fields[1].text, position).second) {
        return fault(fields[1].column, "a new row", quoted(fields[1].text) + " again");
    }
    if (kind != "N") {
        row_kinds_.push_back(kind.front());
        right_.push_back(std::nan(""));
        ranges_.push_back(std::nan(""));
        last_column_.push_back(no_index);
        out_.row_names.emplace_back(fields[1].text);
    }
    return {};
}

Reader::Step Reader::marker(const Fields& fields) {
    const std::string_view kind = fields.back().text;
    if (kind == "'INTORG'" || kind == "INTORG") {
        whole_ = true;
        return {};
    }
    if (kind == "'INTEND'" || kind == "INTEND") {
        whole_ = false;
        return {};
    }
    return fault(fields.back().column, "'INTORG' or 'INTEND'", quoted(kind));
}

Reader::Step Reader::column(const Fields& fields) {
    if (fields.size() >= 3 && (fields[1].text == "'MARKER'" || fields[1].text == "MARKER")) {
        return marker(fields);
    }
    if (fields.size() != 3 && fields.size() != 5) {
        return fault(1, "a column and one or two pairs of row and number",
                     fmt::format("{} fields", fields.size()));
    }
    if (current_ == no_index || current_name_ != fields[0].text) {
        current_ = static_cast<std::uint32_t>(cost_.size());
        current_name_ = fields[0].text;
        if (!columns_.emplace(current_name_, current_).second) {
            return fault(fields[0].column, "the lines of a column one after another",
                         quoted(current_name_) + " again");
        }
        out_.column_names.emplace_back(current_name_);
        out_.whole_columns += whole_ ? 1 : 0;
        cost_.push_back(0);
        lower_.push_back(0);
        upper_.push_back(infinity);
        lower_given_.push_back(0);
    }
    return pairs(fields);
}

/// The pairs of row and number at the end of a line; the field before them may be missing.
Reader::Step Reader::pairs(const Fields& fields) {
    for (std::size_t k = fields.size() % 2; k + 1 < fields.size(); k += 2) {
        Step step = section_ == Section::columns ? entry(fields[k], fields[k + 1])
                                                 : right_or_range(fields[k], fields[k + 1]);
        if (step) {
            return step;
        }
    }
    return {};
}

Reader::Step Reader::entry(const Field& row, const Field& field) {
    const auto pair = given(row, field);
    if (!pair) {
        return pair.error();
    }
    const auto [i, value] = *pair;
    if (i == left_out_row) {
        return {};
    }
    std::uint32_t& last = i == objective_row ? cost_given_in_ : last_column_[i];
    if (last == current_) {
        return fault(row.column, "one number per column and row", quoted(row.text) + " again");
    }
    last = current_;
    if (i == objective_row) {
        cost_[current_] = value;
    } else if (value != 0) {
        entries_.push_back({i, current_, value});
    }
    return {};
}

Reader::Step Reader::right_or_range(const Field& row, const Field& field) {
    const auto pair = given(row, field);
    if (!pair) {
        return pair.error();
    }
    const auto [i, value] = *pair;
    if (i == left_out_row) {
        return {};
    }
    if (section_ == Section::ranges) {
        if (i == objective_row) {
            return fault(row.column, "a row with a limit", quoted(row.text));
        }
    }
    double& kept = section_ == Section::ranges ? ranges_[i]
                   : i == objective_row        ? right_of_objective_
                                               : right_[i];
    if (!std::isnan(kept)) {
        return fault(row.column, "one number per row", quoted(row.text) + " again");
    }
    kept = value;
    return {};
}

Reader::Step Reader::bound(const Fields& fields) {
    const std::string_view kind = fields[0].text;
    const bool alone = kind == "FR" || kind == "MI" || kind == "PL" || kind == "BV";
    const bool valued =
        kind == "UP" || kind == "LO" || kind == "FX" || kind == "UI" || kind == "LI";
    if (!alone && !valued) {
        return fault(fields[0].column, "UP, LO, FX, FR, MI, PL, BV, UI or LI", quoted(kind));
    }
    // kind [set] column [number]: the set may be missing, and a lone kind may carry a number.
    const bool without_set = fields.size() == (alone ? 2U : 3U) ||
                             (alone && fields.size() == 3 && !columns_.contains(fields[2].text));
    const std::size_t name = without_set ? 1 : 2;
    if (fields.size() > 4 || fields.size() <= name + (alone ? 0 : 1)) {
        return fault(1, "a kind, a column and, but for FR, MI, PL, BV, a number",
                     fmt::format("{} fields", fields.size()));
    }
    const auto found = columns_.find(fields[name].text);
    if (found == columns_.end()) {
        return fault(fields[name].column, "a column of COLUMNS", quoted(fields[name].text));
    }
    double value = 0;
    if (valued) {
        const auto read = number(fields[name + 1]);
        if (!read) {
            return read.error();
        }
        value = *read;
    }
    return apply_bound(kind, found->second, value, fields[name]);
}

Reader::Step Reader::apply_bound(std::string_view kind, std::uint32_t j, double value,
                                 const Field& at) {
    const double bound = std::abs(value) >= infinite_from ? std::copysign(infinity, value) : value;
    if (kind == "UP" || kind == "UI") {
        if (bound < 0 && lower_given_[j] == 0) {
            lower_[j] = -infinity;
            note(fmt::format("the upper bound of {} is negative: without a lower bound it has none",
                             quoted(at.text)));
        }
        upper_[j] = bound;
    } else if (kind == "LO" || kind == "LI") {
        lower_[j] = bound;
        lower_given_[j] = 1;
    } else if (kind == "FX") {
        if (!std::isfinite(bound)) {
            return fault(at.column, "a finite number for a fixed column", fmt::format("{}", bound));
        }
        lower_[j] = upper_[j] = bound;
        lower_given_[j] = 1;
    } else if (kind == "FR") {
        lower_[j] = -infinity;
        upper_[j] = infinity;
        lower_given_[j] = 1;
    } else if (kind == "MI") {
        lower_[j] = -infinity;
        lower_given_[j] = 1;
    } else if (kind == "PL") {
        upper_[j] = infinity;
    } else {
        lower_[j] = 0;
        upper_[j] = 1;
        lower_given_[j] = 1;
        ++out_.whole_columns;
    }
    return {};
}

Reader::Step Reader::data(std::string_view line) {
    const Fields fields =
        layout_ == MpsLayout::fixed ? split_at_columns(line) : split_at_blanks(line);
    if (fields.empty()) {
        return {};
    }
    switch (section_) {
        case Section::sense:
            return sense(fields[0].text, fields[0].column);
        case Section::rows:
            return row(fields);
        case Section::columns:
            return column(fields);
        case Section::right:
        case Section::ranges:
            return pairs(fields);
        case Section::bounds:
            return bound(fields);
        case Section::none:
        case Section::end:
            break;
    }
    return fault(1, "a section such as ROWS", quoted(fields[0].text));
}

void Reader::apply_ranges() {
    for (std::size_t i = 0; i < row_kinds_.size(); ++i) {
        const double right = std::isnan(right_[i]) ? 0 : right_[i];
        const double range = ranges_[i];
        double lower = row_kinds_[i] == 'L' ? -infinity : right;
        double upper = row_kinds_[i] == 'G' ? infinity : right;
        if (!std::isnan(range)) {
            const double width = std::abs(range);
            const bool up = row_kinds_[i] == 'G' || (row_kinds_[i] == 'E' && range >= 0);
            const bool down = row_kinds_[i] == 'L' || (row_kinds_[i] == 'E' && range < 0);
            upper = up ? right + width : upper;
            lower = down ? right - width : lower;
        }
        out_.program.row_lower.push_back(lower);
        out_.program.row_upper.push_back(upper);
    }
}

Result<MpsFile> Reader::read() {
    while (at_ < text_.size() && section_ != Section::end) {
        const std::string_view line = next_line();
        if (trimmed(line).empty() || line.front() == '*') {
            continue;
        }
        Step step = blank(line.front()) ? data(line) : header(line);
        if (step) {
            return *step;
        }
    }
    if (section_ != Section::end) {
        ++line_number_;
        return fault(1, "ENDATA", "the end of the file");
    }
    if (!seen_objective_) {
        return fault(1, "an objective (a row of kind N) in ROWS", "none");
    }
    apply_ranges();
    out_.constant = std::isnan(right_of_objective_) ? 0 : -right_of_objective_;
    out_.program.cost = std::move(cost_);
    out_.program.column_lower = std::move(lower_);
    out_.program.column_upper = std::move(upper_);
    out_.program.matrix = matrix_from(row_kinds_.size(), out_.program.cost.size(), entries_);
    return std::move(out_);
}

}  // namespace

Result<MpsFile> read_mps(std::string_view text, std::string_view file, MpsLayout layout) {
    if (layout != MpsLayout::automatic) {
        return Reader(text, file, layout).read();
    }
    auto free = Reader(text, file, MpsLayout::free).read();
    if (free) {
        return free;
    }
    // Names with blanks make the free reading fail; if the other fails too, say why the first did.
    auto fixed = Reader(text, file, MpsLayout::fixed).read();
    return fixed ? std::move(fixed) : std::move(free);
}

}  // namespace vorrat::solve
