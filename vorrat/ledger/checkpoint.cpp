#include "vorrat/ledger/checkpoint.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "vorrat/base/text.h"

namespace vorrat::ledger {
namespace {

constexpr std::size_t time_bytes = 8;

std::uint64_t from_big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char byte : bytes.substr(0, time_bytes)) {
        value = value << 8U | static_cast<unsigned char>(byte);
    }
    return value;
}

/// Decimal without leading zeros, below 2^63.
std::optional<std::uint64_t> parse_size(std::string_view text) {
    const auto size = number_in<std::int64_t>(text);
    const bool holds = size && *size >= 0 && std::to_string(*size) == text;
    return holds ? std::optional<std::uint64_t>(*size) : std::nullopt;
}

}  // namespace

std::string cosigned_message(std::uint64_t time, std::string_view text) {
    return fmt::format("cosignature/v1\ntime {}\n{}", time, text);
}

Result<Checkpoint> parse_checkpoint(const Note& note, std::string_view file) {
    const auto wrong = [&](int line, std::string_view want, std::string_view got) {
        return bad_input(fmt::format("{}:{}: want {}, got {}", file, line, want, shown(got)));
    };
    std::string_view rest = note.text;
    const std::string_view origin = take_until('\n', rest);
    const std::string_view size_text = take_until('\n', rest);
    const std::string_view root_text = take_until('\n', rest);
    if (origin.empty() || size_text.empty() || root_text.empty()) {
        return wrong(1, "origin, size and root", note.text);
    }
    if (rest.starts_with('\n') || rest.find("\n\n") != std::string_view::npos) {
        return wrong(4, "no empty line", rest);
    }
    const auto size = parse_size(size_text);
    if (!size) {
        return wrong(2, "a size without leading zeros, below 2^63", size_text);
    }
    const auto root = key_from_base64(root_text);
    if (!root) {
        return wrong(3, "base64 of 32 bytes", root_text);
    }
    return Checkpoint{std::string(origin), {*size, *root}};
}

Result<Checkpoint> open_checkpoint(std::string_view bytes, const Verifier& log,
                                   std::string_view file) {
    const auto note = parse_note(bytes, file);
    if (!note) {
        return note.error();
    }
    auto checkpoint = parse_checkpoint(*note, file);
    if (!checkpoint) {
        return checkpoint;
    }
    if (checkpoint->origin != log.name) {
        return bad_input(fmt::format("{}:1: want the origin {}, got {}", file, log.name,
                                     shown(checkpoint->origin)));
    }
    const auto is_signed = is_signed_by(*note, log);
    if (!is_signed) {
        return bad_input(fmt::format("{}: {}", file, is_signed.error().message));
    }
    if (!*is_signed) {
        return bad_input(fmt::format("{}: want a signature of {}, got none", file, log.text()));
    }
    return checkpoint;
}

Result<std::optional<std::int64_t>> cosigned_at(const Note& note, const Verifier& witness) {
    std::optional<std::int64_t> at;
    for (const NoteSignature& signature : note.signatures) {
        if (!signature.is_of(witness)) {
            continue;
        }
        const std::uint64_t time = from_big_endian(signature.blob);
        const std::string_view blob = signature.blob;
        const bool sound =
            witness.type == KeyType::witness && blob.size() > time_bytes &&
            time <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) &&
            holds(blob.substr(time_bytes), cosigned_message(time, note.text), witness.key);
        if (!sound) {
            return bad_input(fmt::format("the signature of {} does not hold", witness.name));
        }
        at = std::max(at.value_or(0), static_cast<std::int64_t>(time));
    }
    return at;
}

}  // namespace vorrat::ledger
