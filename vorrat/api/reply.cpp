#include "vorrat/api/reply.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "vorrat/base/sha256.h"

namespace vorrat::api {

constexpr std::size_t default_limit = 1'000;

Reply problem(int status, std::string_view title, std::string detail) {
    const Json body = {
        {"type", "about:blank"}, {"title", title}, {"status", status}, {"detail", detail}};
    // Text that is not UTF-8 may have come in with the request; it is replaced, not thrown at us.
    return {.status = status,
            .content_type = "application/problem+json",
            .body = body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

Reply not_found(std::string detail) { return problem(404, "Not Found", std::move(detail)); }
Reply bad_request(std::string detail) { return problem(400, "Bad Request", std::move(detail)); }

Reply unavailable(const Error& error) { return problem(503, "Service Unavailable", error.message); }

Reply json_reply(const Json& body) {
    return {.content_type = "application/json",
            .body = body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

Reply bytes_reply(std::string bytes, std::string_view name) {
    return {.content_type = "application/octet-stream",
            .body = std::move(bytes),
            .headers = {{"Content-Disposition", fmt::format("attachment; filename=\"{}\"", name)}}};
}

std::string etag_of(std::string_view bytes) {
    return '"' + to_hex(sha256(bytes)).substr(0, 32) + '"';
}

std::optional<std::size_t> whole_number(std::string_view text, std::size_t largest) {
    std::size_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size() || value > largest) {
        return std::nullopt;
    }
    return value;
}

std::optional<std::size_t> whole_number(const Target& target, const std::string& key,
                                        std::size_t otherwise, std::size_t largest) {
    const auto found = target.query.find(key);
    return found == target.query.end() ? otherwise : whole_number(found->second, largest);
}

std::string from_query(const Target& target, const std::string& key) {
    const auto found = target.query.find(key);
    return found == target.query.end() ? std::string() : found->second;
}

std::optional<Page> page_of(const Target& target, std::size_t limit_max) {
    const auto limit = whole_number(target, "limit", std::min(default_limit, limit_max), limit_max);
    const auto cursor = whole_number(target, "cursor", 0, SIZE_MAX / 2);
    if (!limit || !cursor || *limit == 0) {
        return std::nullopt;
    }
    return Page{.cursor = *cursor, .limit = *limit};
}

Reply bad_page(std::size_t limit_max) {
    return bad_request(
        fmt::format("want limit in 1..{} and cursor as a former answer gave it", limit_max));
}

Reply newest_first(Json rows, const Page& page) {
    const auto last = rows.empty() ? 0 : rows.back()["number"].get<std::int64_t>();
    const bool more = rows.size() == page.limit && last > 1;
    return json_reply(
        {{"rows", std::move(rows)}, {"next", more ? Json(std::to_string(last)) : Json(nullptr)}});
}

}  // namespace vorrat::api
