#include "vorrat/http/route.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "vorrat/http/page.h"

namespace vorrat::http {
namespace {

bool begins_with(std::string_view text, std::string_view start) {
    return text.substr(0, start.size()) == start;
}

}  // namespace

std::string_view path_of(std::string_view target) {
    return target.substr(0, target.find_first_of("?#"));
}

const PageFile* find_page_file(std::string_view path) {
    const std::string_view wanted = path == "/" ? "/index.html" : path;
    const auto files = page_files();
    const auto found = std::find_if(files.begin(), files.end(),
                                    [&](const PageFile& file) { return file.path == wanted; });
    return found == files.end() ? nullptr : &*found;
}

bool is_for_handler(const api::Request& head) { return begins_with(path_of(head.target), "/api/"); }

Answer page_answer(const Asked& asked) {
    if (asked.request.method != "GET" && asked.request.method != "HEAD") {
        api::Reply reply = problem(405, "Method Not Allowed");
        reply.headers.emplace_back("Allow", "GET, HEAD");
        return {std::move(reply)};
    }
    const PageFile* file = find_page_file(path_of(asked.request.target));
    if (file == nullptr) {
        return {problem(404, "Not Found")};
    }
    // The names under /assets/ hold a hash of their content and never change their meaning.
    const bool for_ever = begins_with(file->path, "/assets/");
    const bool zipped = asked.takes_gzip && !file->gzip.empty();
    Answer answer;
    auto& headers = answer.reply.headers;
    headers.emplace_back("ETag", file->etag);
    headers.emplace_back("Cache-Control",
                         for_ever ? "public, max-age=31536000, immutable" : "no-cache");
    headers.emplace_back("Vary", "Accept-Encoding");
    if (api::names_etag(asked.request.if_none_match, file->etag)) {
        answer.reply.status = 304;
        return answer;
    }
    answer.reply.content_type = file->content_type;
    answer.page_bytes = zipped ? file->gzip : file->bytes;
    if (zipped) {
        headers.emplace_back("Content-Encoding", "gzip");
    }
    return answer;
}

const std::vector<std::pair<std::string_view, std::string_view>>& security_headers() {
    static const std::vector<std::pair<std::string_view, std::string_view>> headers = {
        {"Content-Security-Policy",
         "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
         "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"}};
    return headers;
}

api::Reply problem(int status, std::string_view title) {
    return {
        .status = status,
        .content_type = "application/problem+json",
        .body = fmt::format(R"({{"type":"about:blank","title":"{}","status":{}}})", title, status)};
}

bool accepts_gzip(std::string_view accept_encoding) {
    bool accepted = false;
    while (!accept_encoding.empty()) {
        const auto comma = std::min(accept_encoding.find(','), accept_encoding.size());
        std::string coding(accept_encoding.substr(0, comma));
        accept_encoding.remove_prefix(std::min(comma + 1, accept_encoding.size()));
        std::erase_if(coding, [](char c) { return c == ' ' || c == '\t'; });
        const auto name = coding.substr(0, coding.find(';'));
        if (name != "gzip" && name != "*") {
            continue;
        }
        const auto weight = coding.find(";q=0");
        const bool refused = weight != std::string::npos &&
                             coding.find_first_of("123456789", weight) == std::string::npos;
        accepted = !refused;
        if (name == "gzip") {
            return accepted;
        }
    }
    return accepted;
}

}  // namespace vorrat::http
