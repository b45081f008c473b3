#include "vorrat/store/columns.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace vorrat::store {
namespace {

/// `one of a, b, c`. Not by fmt::join, about which g++ 12 warns falsely at -O3.
std::string one_of(std::span<const std::string_view> names) {
    std::string list;
    for (const std::string_view name : names) {
        list.append(list.empty() ? "one of " : ", ").append(name);
    }
    return list;
}

}  // namespace

void Binder::refuse(std::string_view column, std::string_view why) {
    if (problem_.empty()) {
        problem_ = fmt::format("column {}: {}", column, why);
    }
    ++next_;
}

void Binder::operator()(std::string_view, const std::string& text) {
    // The row outlives the statement's step, so SQLite needs no copy.
    sqlite3_bind_text(statement_, next_++, text.data(), static_cast<int>(text.size()), nullptr);
}

void Binder::operator()(std::string_view column, double number) {
    if (!std::isfinite(number)) {
        return refuse(column, fmt::to_string(number) + " is not finite");
    }
    if (lower_ == Lower::zero && number < 0) {
        return refuse(column, fmt::to_string(number) + " is negative");
    }
    if (lower_ == Lower::above_zero && number <= 0) {
        return refuse(column, fmt::to_string(number) + " is not above 0");
    }
    sqlite3_bind_double(statement_, next_++, number);
}

void Binder::operator()(std::string_view column, Date date) {
    const std::string text = to_string(date);
    // What could not be read back is not written.
    if (parse_date(text) != date) {
        return refuse(column, fmt::format("the date {} lies outside 1900..2200", text));
    }
    const int size = static_cast<int>(text.size());
    sqlite3_bind_text(statement_, next_++, text.data(), size,
                      SQLITE_TRANSIENT);  // NOLINT: a C cast
}

std::int64_t Fetcher::key() {
    return integer("key", std::numeric_limits<std::int64_t>::min(),
                   std::numeric_limits<std::int64_t>::max());
}

std::string_view Fetcher::bytes(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return data == nullptr ? std::string_view{} : std::string_view{data, size};
}

void Fetcher::refuse(int column, std::string_view name, std::string_view want) {
    if (!problem_.empty()) {
        return;
    }
    const bool none = sqlite3_column_type(statement_, column) == SQLITE_NULL;
    const auto* text = static_cast<const void*>(sqlite3_column_text(statement_, column));
    const std::string found =
        none || text == nullptr ? "nothing" : fmt::format("\"{}\"", bytes(column).substr(0, 40));
    problem_ = fmt::format("column {}: want {}, found {}", name, want, found);
}

bool Fetcher::has(int type, std::string_view column, std::string_view want) {
    if (sqlite3_column_type(statement_, next_) == type) {
        return true;
    }
    refuse(next_, column, want);
    return false;
}

std::int64_t Fetcher::integer(std::string_view column, std::int64_t least, std::int64_t most) {
    std::int64_t number = 0;
    if (has(SQLITE_INTEGER, column, "a whole number")) {
        number = sqlite3_column_int64(statement_, next_);
        if (lower_ == Lower::zero) {
            least = std::max<std::int64_t>(least, 0);
        }
        if (number < least || number > most) {
            refuse(next_, column, fmt::format("a number in [{}, {}]", least, most));
            number = 0;
        }
    }
    ++next_;
    return number;
}

std::uint32_t Fetcher::position(std::string_view column, std::size_t rows) {
    std::int64_t number = 0;
    if (has(SQLITE_INTEGER, column, "a position")) {
        number = sqlite3_column_int64(statement_, next_);
        if (number < 0 || std::cmp_greater_equal(number, rows)) {
            refuse(next_, column, fmt::format("the position of one of {} rows", rows));
            number = 0;
        }
    }
    ++next_;
    return static_cast<std::uint32_t>(number);
}

std::size_t Fetcher::choice(std::string_view column, std::span<const std::string_view> names) {
    const auto found = std::ranges::find(names, bytes(next_));
    const bool known = found != names.end();
    if (!known) {
        refuse(next_, column, one_of(names));
    }
    ++next_;
    return known ? static_cast<std::size_t>(found - names.begin()) : 0;
}

void Fetcher::operator()(std::string_view column, std::string& text) {
    if (has(SQLITE_TEXT, column, "a text")) {
        text = bytes(next_);
    }
    ++next_;
}

void Fetcher::operator()(std::string_view column, double& number) {
    if (has(SQLITE_FLOAT, column, "a number")) {
        number = sqlite3_column_double(statement_, next_);
        if (!std::isfinite(number)) {
            refuse(next_, column, "a finite number");
        }
        if (lower_ == Lower::zero && number < 0) {
            refuse(next_, column, "a number >= 0");
        }
        if (lower_ == Lower::above_zero && number <= 0) {
            refuse(next_, column, "a number > 0");
        }
    }
    ++next_;
}

void Fetcher::operator()(std::string_view column, Date& date) {
    const auto parsed = parse_date(bytes(next_));
    if (!parsed) {
        refuse(next_, column, "a date like 2026-11-23");
    }
    date = parsed.value_or(Date{});
    ++next_;
}

}  // namespace vorrat::store
