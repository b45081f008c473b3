#include "vorrat/ledger/note.h"

#include <algorithm>

#include <fmt/format.h>

#include "vorrat/base/sha256.h"
#include "vorrat/base/text.h"

namespace vorrat::ledger {
namespace {

constexpr std::size_t note_bytes_max = 1'000'000;
constexpr std::size_t signatures_max = 100;

KeyId key_id(std::string_view name, KeyType type, const PublicKey& key) {
    const std::string named = fmt::format("{}\n{}", name, static_cast<char>(type));
    const Sha256 hash = sha256(named + std::string(as_bytes(key)));
    KeyId id{};
    std::copy_n(hash.begin(), id.size(), id.begin());
    return id;
}

Result<NoteSignature> parse_signature(std::string_view line) {
    const auto wrong = bad_input("want \"\xe2\x80\x94 name base64\", got " + shown(line));
    if (!line.starts_with(dash)) {
        return wrong;
    }
    line.remove_prefix(dash.size());
    NoteSignature signature{.name = std::string(take_until(' ', line)), .id = {}, .blob = {}};
    const auto bytes = from_base64(line);
    if (!is_key_name(signature.name) || !bytes || bytes->size() <= signature.id.size()) {
        return wrong;
    }
    std::copy_n(bytes->begin(), signature.id.size(), signature.id.begin());
    signature.blob = bytes->substr(signature.id.size());
    return signature;
}

bool is_note_text(std::string_view text) {
    const auto steers = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; };
    return !first_not_utf8(text) && std::ranges::none_of(text, steers);
}

}  // namespace

std::string_view take_until(char mark, std::string_view& text) {
    const std::string_view part = text.substr(0, text.find(mark));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
}

std::string key_text(const Verifier& verifier, std::string_view bytes) {
    const std::string typed = static_cast<char>(verifier.type) + std::string(bytes);
    return fmt::format("{}+{:02x}+{}", verifier.name, fmt::join(verifier.id(), ""),
                       to_base64(typed));
}

std::optional<Verifier> split_key(std::string_view text) {
    Verifier parts{.name = std::string(take_until('+', text))};
    take_until('+', text);  // the id, which follows from the rest
    const auto typed = from_base64(text);
    if (!typed || typed->size() != parts.key.size() + 1 || !is_key_name(parts.name)) {
        return std::nullopt;
    }
    parts.type = static_cast<KeyType>(typed->front());
    std::copy(typed->begin() + 1, typed->end(), parts.key.begin());
    const bool is_known = parts.type == KeyType::log || parts.type == KeyType::witness;
    return is_known ? std::optional(parts) : std::nullopt;
}

KeyId Verifier::id() const { return key_id(name, type, key); }

std::string Verifier::text() const { return key_text(*this, as_bytes(key)); }

bool is_key_name(std::string_view name) {
    // All blanks of Unicode outside ASCII: NEL, NBSP, U+1680, U+2000 to U+200A, U+2028, U+2029,
    // U+202F, U+205F, U+3000.
    constexpr std::array<std::string_view, 19> blanks{
        "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81",
        "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86",
        "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8",
        "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};
    const auto is_in = [&](std::string_view blank) { return name.find(blank) != name.npos; };
    return !name.empty() && !first_not_utf8(name) && !has_control(name) &&
           name.find_first_of(" +") == name.npos && std::ranges::none_of(blanks, is_in);
}

Result<Verifier> parse_verifier(std::string_view text) {
    const auto verifier = split_key(text);
    if (verifier && verifier->text() == text) {
        return *verifier;
    }
    return bad_input("verifier key: want name+id+base64 with the id of name and key, got " +
                     shown(text));
}

Result<Note> parse_note(std::string_view bytes, std::string_view file) {
    const auto wrong = [&](std::string_view what) {
        return bad_input(fmt::format("{}: {}", file, what));
    };
    if (bytes.size() > note_bytes_max) {
        return wrong("want at most 1,000,000 bytes");
    }
    if (!is_note_text(bytes)) {
        return wrong("want UTF-8 without control characters");
    }
    const std::size_t blank_line = bytes.rfind("\n\n");
    if (blank_line == std::string_view::npos || !bytes.ends_with('\n')) {
        return wrong("want a text, an empty line and signatures, each line ended");
    }
    Note note{std::string(bytes.substr(0, blank_line + 1)), {}};
    std::size_t number = static_cast<std::size_t>(std::ranges::count(note.text, '\n')) + 1;
    std::string_view rest = bytes.substr(blank_line + 2);
    while (!rest.empty()) {
        ++number;
        auto signature = parse_signature(take_until('\n', rest));
        if (!signature) {
            return bad_input(fmt::format("{}:{}: {}", file, number, signature.error().message));
        }
        note.signatures.push_back(std::move(*signature));
    }
    if (note.signatures.empty() || note.signatures.size() > signatures_max) {
        return wrong("want 1 to 100 signatures");
    }
    return note;
}

Result<bool> is_signed_by(const Note& note, const Verifier& verifier) {
    bool found = false;
    for (const NoteSignature& signature : note.signatures) {
        if (!signature.is_of(verifier)) {
            continue;
        }
        if (verifier.type != KeyType::log || !holds(signature.blob, note.text, verifier.key)) {
            return bad_input(fmt::format("the signature of {} does not hold", verifier.name));
        }
        found = true;
    }
    return found;
}

}  // namespace vorrat::ledger
