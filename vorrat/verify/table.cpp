#include "vorrat/verify/table.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace vorrat::verify {
namespace {

constexpr int whole_max = 1'000'000;
constexpr double number_max = 1e100;  // sums and products of a few of these stay finite

}  // namespace

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

Table::Table(const Files& files, std::string_view file,
             std::initializer_list<std::string_view> columns)
    : file_(file) {
    const auto bytes = files.find(file);
    if (bytes == files.end()) {
        error_ = bad_input(fmt::format("{}: is missing", file));
        return;
    }
    auto reader = CsvReader::open(bytes->second, file_);
    if (!reader) {
        error_ = reader.error();
        return;
    }
    reader_ = std::move(*reader);
    std::size_t k = 0;
    for (const std::string_view column : columns) {
        if (k >= reader_->header().size() || reader_->header()[k] != column) {
            error_ =
                bad_input(fmt::format("{}:1: want column {} at position {}", file, column, k + 1));
            return;
        }
        ++k;
    }
}

bool Table::next() {
    if (error_) {
        return false;
    }
    const CsvStep step = reader_->next();
    if (step == CsvStep::bad_row) {
        error_ = reader_->error();
    }
    return step == CsvStep::row;
}

void Table::fail(std::size_t column, std::string_view want) {
    if (error_) {
        return;
    }
    error_ = bad_input(fmt::format("{}:{}: {}: want {}, found \"{}\"", file_, reader_->line(),
                                   reader_->header()[column], want, text(column)));
}

double Table::number(std::size_t column) {
    const std::string_view field = text(column);
    double value = 0;
    const auto [end, problem] = std::from_chars(field.data(), field.data() + field.size(), value);
    const bool whole_field = end == field.data() + field.size();
    if (problem != std::errc{} || !whole_field || !(std::abs(value) <= number_max)) {
        fail(column, "a number");
        return 0;
    }
    return value;
}

double Table::not_negative(std::size_t column) {
    const double value = number(column);
    if (value < 0) {
        fail(column, "a number from 0 on");
    }
    return value;
}

std::optional<double> Table::not_negative_if_any(std::size_t column) {
    if (empty(column)) {
        return std::nullopt;
    }
    return not_negative(column);
}

int Table::whole(std::size_t column) {
    const std::string_view field = text(column);
    int value = 0;
    const auto [end, problem] = std::from_chars(field.data(), field.data() + field.size(), value);
    const bool whole_field = end == field.data() + field.size();
    if (problem != std::errc{} || !whole_field || value < 0 || value > whole_max) {
        fail(column, "a whole number from 0 to 1000000");
        return 0;
    }
    return value;
}

std::optional<Date> Table::date_if_any(std::size_t column) {
    if (empty(column)) {
        return std::nullopt;
    }
    return date(column);
}

Date Table::date(std::size_t column) {
    const auto value = parse_date(text(column));
    if (!value) {
        fail(column, "a date such as 2026-11-23");
    }
    return value.value_or(Date{});
}

int Table::known(std::size_t column, const Names& names, std::string_view kind) {
    const int position = names.find(text(column));
    if (position < 0) {
        fail(column, fmt::format("{} of this plan", kind));
        return 0;
    }
    return position;
}

std::string Table::place() const { return fmt::format("{}:{}", file_, reader_->line()); }

}  // namespace vorrat::verify
