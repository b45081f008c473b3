#include "vorrat/verify/table.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "vorrat/base/text.h"

namespace vorrat::verify {
namespace {

std::optional<double> parse_number(std::string_view text) {
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

std::optional<double> parse_whole(std::string_view text) {
    int value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

}  // namespace

Names::Names(std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        add(name);
    }
}

int Names::add(std::string_view name) {
    const int known = find(name);
    if (known >= 0) {
        return known;
    }
    positions_.emplace(std::string(name), size());
    names_.emplace_back(name);
    return size() - 1;
}

int Names::find(std::string_view name) const {
    const auto found = positions_.find(name);
    return found == positions_.end() ? -1 : found->second;
}

Field text(std::string_view name) { return {.name = name}; }
Field known(std::string_view name, const Names& names, std::string want) {
    // Known names are only looked up.
    return {.name = name,
            .kind = Field::Kind::known,
            .names = const_cast<Names*>(&names),  // NOLINT
            .want = std::move(want)};
}
Field fresh(std::string_view name, Names& names) {
    return {name, Field::Kind::fresh, &names, "a name not used before"};
}
Field added(std::string_view name, Names& names) {
    return {.name = name, .kind = Field::Kind::added, .names = &names};
}
Field number(std::string_view name) {
    return {.name = name, .kind = Field::Kind::number, .want = "a number"};
}
Field amount(std::string_view name) {
    return {.name = name, .kind = Field::Kind::number, .want = "a number from 0 on", .least = 0};
}
Field whole(std::string_view name, int most, std::string want) {
    return {.name = name,
            .kind = Field::Kind::whole,
            .want = want.empty() ? fmt::format("a whole number from 0 to {}", most) : want,
            .least = 0,
            .most = static_cast<double>(most)};
}
Field date(std::string_view name) {
    return {.name = name, .kind = Field::Kind::date, .want = "a date such as 2026-11-23"};
}
Field if_any(Field field) {
    field.may_be_empty = true;
    return field;
}

Table::Table(Input& input, std::string_view file, std::vector<Field> fields)
    : input_(input), file_(file), fields_(std::move(fields)), cells_(fields_.size()) {
    const auto bytes = input.files.find(file);
    if (bytes == input.files.end()) {
        input.fail(fmt::format("{}: is missing", file));
        return;
    }
    CsvRows rows(bytes->second);
    if (first_not_utf8(bytes->second) || !rows.next()) {
        input.fail(fmt::format("{}:1: want UTF-8 text with a header, {}", file, rows.wrong()));
        return;
    }
    header_.assign(rows.fields().begin(), rows.fields().end());
    for (std::size_t k = 0; k < fields_.size(); ++k) {
        if (k >= header_.size() || header_[k] != fields_[k].name) {
            input.fail(
                fmt::format("{}:1: want column {} at position {}", file, fields_[k].name, k + 1));
            return;
        }
    }
    rows_ = std::move(rows);
}

bool Table::next() {
    if (input_.error || !rows_) {
        return false;
    }
    if (!rows_->next()) {
        if (!rows_->wrong().empty()) {
            input_.fail(fmt::format("{}: {}", place(), rows_->wrong()));
        }
        return false;
    }
    for (std::size_t k = 0; k < fields_.size(); ++k) {
        cells_[k] = read(k, fields_[k]);
    }
    return !input_.error;
}

Table::Cell Table::read(std::size_t column, const Field& field) {
    using Kind = Field::Kind;
    Cell cell;
    const std::string_view found = text(column);
    if (field.kind == Kind::text || (found.empty() && field.may_be_empty)) {
        return cell;
    }
    bool holds = true;
    if (field.kind == Kind::number || field.kind == Kind::whole) {
        const auto value = field.kind == Kind::whole ? parse_whole(found) : parse_number(found);
        cell.number = value.value_or(0);
        holds = value && *value >= field.least && *value <= field.most;
    } else if (field.kind == Kind::date) {
        const auto value = parse_date(found);
        cell.date = value.value_or(Date{});
        holds = value.has_value();
    } else {
        cell.id = field.names->find(found);
        if (field.kind == Kind::fresh) {
            holds = cell.id < 0 && !found.empty();
        }
        if (cell.id < 0 && field.kind != Kind::known) {
            cell.id = field.names->add(found);
        }
        holds = holds && cell.id >= 0;
    }
    if (!holds) {
        fail(column, field.want);
    }
    return cell;
}

std::optional<double> Table::number_if_any(std::size_t column) const {
    return empty(column) ? std::nullopt : std::optional(number(column));
}

std::optional<Date> Table::date_if_any(std::size_t column) const {
    return empty(column) ? std::nullopt : std::optional(date(column));
}

double Table::further_number(std::size_t column) {
    return read(column, verify::number(header()[column])).number;
}

void Table::fail(std::size_t column, std::string_view want) {
    input_.fail(fmt::format("{}: {}: want {}, found \"{}\"", place(), header()[column], want,
                            text(column)));
}

std::string Table::place() const { return fmt::format("{}:{}", file_, rows_->line()); }

}  // namespace vorrat::verify
