#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace vorrat {

/// A calendar day. `Date + days{7}` and differences work as in std::chrono.
using Date = std::chrono::sys_days;
using std::chrono::days;

/// Reads `2026-11-23`; also a date followed by `T` or a blank and a time, which is dropped.
/// Nothing for anything else, for days no month has, and for years outside 1900..2200.
std::optional<Date> parse_date(std::string_view text);

/// `2026-11-23`.
std::string to_string(Date date);

/// 0 Monday ... 6 Sunday.
int weekday(Date date);

}  // namespace vorrat
