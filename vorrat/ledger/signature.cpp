#include "vorrat/ledger/signature.h"

#include <algorithm>

#include <sodium.h>

#include "vorrat/base/sha256.h"

namespace vorrat::ledger {
namespace {

constexpr int base64_variant = sodium_base64_VARIANT_ORIGINAL;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

bool holds(std::string_view signature, std::string_view message, const PublicKey& key) {
    return signature.size() == crypto_sign_BYTES &&
           crypto_sign_verify_detached(bytes_of(signature), bytes_of(message), message.size(),
                                       key.data()) == 0;
}

std::string to_base64(std::string_view bytes) {
    std::string text(sodium_base64_encoded_len(bytes.size(), base64_variant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), base64_variant);
    text.pop_back();  // the final zero of a C string
    return text;
}

std::optional<std::string> from_base64(std::string_view text) {
    std::string bytes(text.size(), '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    const int outcome =
        sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                          text.size(), nullptr, &length, &end, base64_variant);
    bytes.resize(length);
    // Written again, for libsodium 1.0.18 takes some bytes above 0x7f for letters.
    if (outcome != 0 || end != text.data() + text.size() || to_base64(bytes) != text) {
        return std::nullopt;
    }
    return bytes;
}

std::optional<PublicKey> key_from_base64(std::string_view text) {
    const auto bytes = from_base64(text);
    PublicKey key{};
    if (!bytes || bytes->size() != key.size()) {
        return std::nullopt;
    }
    std::ranges::copy(*bytes, key.begin());
    return key;
}

std::optional<std::array<std::uint8_t, 32>> hash_from_hex(std::string_view text) {
    Sha256 hash{};
    sodium_hex2bin(hash.data(), hash.size(), text.data(), text.size(), nullptr, nullptr, nullptr);
    if (to_hex(hash) != text) {
        return std::nullopt;
    }
    return hash;
}

}  // namespace vorrat::ledger
