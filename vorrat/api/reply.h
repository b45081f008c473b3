#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "vorrat/api/api.h"
#include "vorrat/api/table.h"
#include "vorrat/api/target.h"
#include "vorrat/api/views.h"

namespace vorrat::api {

/// Problem details, RFC 9457.
Reply problem(int status, std::string_view title, std::string detail);
Reply not_found(std::string detail);
Reply bad_request(std::string detail);
/// For what is not the fault of whoever asks, and may pass.
Reply unavailable(const Error& error);

Reply json_reply(const Json& body);
/// A published file, to be kept under that name.
Reply bytes_reply(std::string bytes, std::string_view name);

/// The entity tag of these bytes, quoted.
std::string etag_of(std::string_view bytes);

/// The value of a parameter; empty where it is not given.
std::string from_query(const Target& target, const std::string& key);
/// A whole number from 0 on; nothing when the text is something else.
std::optional<std::size_t> whole_number(std::string_view text, std::size_t largest = SIZE_MAX / 2);
/// A whole number from the query, at most `largest`; nothing when it is something else.
std::optional<std::size_t> whole_number(const Target& target, const std::string& key,
                                        std::size_t otherwise, std::size_t largest);

constexpr std::size_t page_limit_max = 10'000;
/// Nothing where limit or cursor cannot be read; `bad_page` says so.
std::optional<Page> page_of(const Target& target, std::size_t limit_max = page_limit_max);
Reply bad_page(std::size_t limit_max = page_limit_max);
/// A page of rows that have a `number`, 1 for the oldest, and come newest first.
Reply newest_first(Json rows, const Page& page);

}  // namespace vorrat::api
