#include "vorrat/ingest/text_file.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include "vorrat/base/file.h"
#include "vorrat/base/text.h"
#include "vorrat/ingest/ingest.h"

namespace vorrat::ingest {
namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 18U;
constexpr std::size_t bomb_bytes = std::size_t{64} << 20U;
constexpr std::size_t bomb_ratio = 500;

std::optional<Error> too_large(std::string_view name, std::size_t packed, std::size_t unpacked,
                               std::size_t bytes_max) {
    if (unpacked > bytes_max) {
        return bad_input(fmt::format("{}: want at most {} bytes, got more", name, bytes_max));
    }
    if (unpacked > bomb_bytes && unpacked / bomb_ratio > packed) {
        return bad_input(
            fmt::format("{}: want a table, got {} bytes that unpack to more than {} times as many",
                        name, packed, bomb_ratio));
    }
    return std::nullopt;
}

Error broken(std::string_view name, std::string_view format) {
    return bad_input(
        fmt::format("{}: want a whole {} file, got a broken or cut one", name, format));
}

Result<std::string> unpack_gzip(std::string_view name, std::string_view bytes,
                                std::size_t bytes_max) {
    z_stream stream{};
    if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK) {
        return failed("zlib does not start");
    }
    const std::unique_ptr<z_stream, int (*)(z_stream*)> closes(&stream, inflateEnd);
    std::string text;
    std::vector<char> piece(piece_bytes);
    std::size_t taken = 0;
    bool ended = false;
    while (!ended || taken < bytes.size() || stream.avail_in > 0) {
        if (stream.avail_in == 0) {
            if (taken == bytes.size()) {
                return broken(name, "gzip");
            }
            const std::size_t size = std::min<std::size_t>(bytes.size() - taken, 1U << 30U);
            // zlib's interface is not const-correct; it does not write to its input.
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + taken));
            stream.avail_in = static_cast<uInt>(size);
            taken += size;
        }
        if (ended) {
            inflateReset(&stream);
        }
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        const int status = inflate(&stream, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END) {
            return broken(name, "gzip");
        }
        text.append(piece.data(), piece.size() - stream.avail_out);
        if (auto error = too_large(name, bytes.size(), text.size(), bytes_max)) {
            return *error;
        }
        ended = status == Z_STREAM_END;
    }
    return text;
}

Result<std::string> unpack_zstd(std::string_view name, std::string_view bytes,
                                std::size_t bytes_max) {
    const std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(),
                                                                               ZSTD_freeDStream);
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    std::string text;
    std::vector<char> piece(piece_bytes);
    std::size_t missing = 1;
    bool full = false;
    while (in.pos < in.size || full) {
        ZSTD_outBuffer out{piece.data(), piece.size(), 0};
        missing = ZSTD_decompressStream(stream.get(), &out, &in);
        if (ZSTD_isError(missing) != 0) {
            return broken(name, "zstd");
        }
        text.append(piece.data(), out.pos);
        full = out.pos == out.size;
        if (auto error = too_large(name, bytes.size(), text.size(), bytes_max)) {
            return *error;
        }
    }
    if (missing != 0) {
        return broken(name, "zstd");
    }
    return text;
}

/// Whether there is a character of more than one byte.
bool any_wide(std::string_view text) {
    std::size_t length = 0;
    for (std::size_t at = 0; at < text.size(); at += std::max<std::size_t>(length, 1)) {
        length = utf8_length(text, at);
        if (length > 1) {
            return true;
        }
    }
    return false;
}

/// Windows-1252 0x80..0x9F as Unicode; 0: not assigned. Source: Unicode's CP1252.TXT.
constexpr std::array<std::uint16_t, 32> cp1252{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void append_utf8(std::string& text, unsigned code) {
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xC0U | (code >> 6U));
        text += static_cast<char>(0x80U | (code & 0x3FU));
    } else {
        text += static_cast<char>(0xE0U | (code >> 12U));
        text += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
        text += static_cast<char>(0x80U | (code & 0x3FU));
    }
}

std::size_t line_of(std::string_view text, std::size_t offset) {
    return 1 + static_cast<std::size_t>(std::count(
                   text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

bool looks_like_utf16(std::string_view text) {
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        return true;
    }
    const std::string_view begin = text.substr(0, 64);
    const auto zeros = static_cast<std::size_t>(std::count(begin.begin(), begin.end(), '\0'));
    return begin.size() >= 4 && 5 * zeros >= 2 * begin.size();
}

}  // namespace

Result<std::string> unpack(std::string_view name, std::string bytes, std::size_t bytes_max) {
    if (name.ends_with(".gz")) {
        return unpack_gzip(name, bytes, bytes_max);
    }
    if (name.ends_with(".zst")) {
        return unpack_zstd(name, bytes, bytes_max);
    }
    if (auto error = too_large(name, bytes.size(), bytes.size(), bytes_max)) {
        return *error;
    }
    return bytes;
}

Result<std::string> read_packed(const std::filesystem::path& file, const Settings& settings) {
    auto bytes = read_file(file);
    if (!bytes) {
        return bytes.error();
    }
    return unpack(file.filename().string(), std::move(*bytes), settings.file_bytes_max);
}

std::optional<TextFile> decode(std::string name, std::string bytes, Findings& findings) {
    if (looks_like_utf16(bytes)) {
        findings.add({Severity::error, name, 0, 0, "", "UTF-8", "UTF-16: save it as UTF-8"});
        return std::nullopt;
    }
    const auto first_bad = first_not_utf8(bytes);
    if (!first_bad) {
        return TextFile{std::move(name), std::move(bytes)};
    }
    const std::size_t line = line_of(bytes, *first_bad);
    const unsigned first = static_cast<std::uint8_t>(bytes[*first_bad]);
    if (any_wide(bytes)) {
        findings.add({Severity::error, name, line, 0, "", "UTF-8 as in the rest of the file",
                      fmt::format("byte 0x{:02X}", first)});
        return std::nullopt;
    }
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 8);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const unsigned byte = static_cast<std::uint8_t>(bytes[i]);
        const unsigned code = byte >= 0x80 && byte < 0xA0 ? cp1252[byte - 0x80] : byte;
        if (code == 0 && byte != 0) {
            findings.add({Severity::error, name, line_of(bytes, i), 0, "", "UTF-8 or Windows-1252",
                          fmt::format("byte 0x{:02X}, which neither has here", byte)});
            return std::nullopt;
        }
        append_utf8(text, code);
    }
    findings.add(
        {Severity::note, name, line, 0, "", "",
         fmt::format("byte 0x{:02X} is not UTF-8: the file was read as Windows-1252 (CP1252) "
                     "and converted",
                     first)});
    return TextFile{std::move(name), std::move(text)};
}

Result<std::string> as_utf8(std::string name, std::string bytes) {
    Findings findings;
    auto decoded = decode(std::move(name), std::move(bytes), findings);
    return decoded ? Result(std::move(decoded->text)) : bad_input(to_string(findings.kept.front()));
}

}  // namespace vorrat::ingest
