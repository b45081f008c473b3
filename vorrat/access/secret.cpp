#include "vorrat/access/secret.h"

#include <sodium.h>

#include "vorrat/base/check.h"
#include "vorrat/base/sha256.h"

namespace vorrat::access {
namespace {

constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr int variant_in_hash = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
constexpr std::size_t hash_bytes = 32;

template <std::size_t size>
std::string base64(const std::array<std::uint8_t, size>& bytes, int how) {
    std::string text(sodium_base64_encoded_len(size, how), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), size, how);
    text.pop_back();  // the closing NUL
    return text;
}

}  // namespace

Entropy system_entropy() {
    check(sodium_init() >= 0, "libsodium starts");
    return [](std::span<std::uint8_t> bytes) { randombytes_buf(bytes.data(), bytes.size()); };
}

std::string new_secret(const Entropy& entropy) {
    std::array<std::uint8_t, 32> bytes{};
    entropy(bytes);
    return base64(bytes, variant);
}

std::string hash_of(std::string_view use, std::string_view secret) {
    return to_hex(sha256(std::string(use) + '\0' + std::string(secret)));
}

bool same_secret(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

Result<std::string> hash_password(const std::string& password, const PasswordCost& cost,
                                  const Entropy& entropy) {
    std::array<std::uint8_t, crypto_pwhash_SALTBYTES> salt{};
    entropy(salt);
    std::array<std::uint8_t, hash_bytes> hash{};
    if (crypto_pwhash(hash.data(), hash.size(), password.data(), password.size(), salt.data(),
                      cost.passes, cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return failed("a password cannot be hashed: no memory");
    }
    // The text form that libsodium's own check reads: version 19, memory in KiB, one lane.
    return "$argon2id$v=19$m=" + std::to_string(cost.memory_bytes / 1024) +
           ",t=" + std::to_string(cost.passes) + ",p=1$" + base64(salt, variant_in_hash) + "$" +
           base64(hash, variant_in_hash);
}

bool password_matches(const std::string& hash, const std::string& password) {
    if (hash.size() >= crypto_pwhash_STRBYTES) {
        return false;
    }
    std::array<char, crypto_pwhash_STRBYTES> padded{};
    hash.copy(padded.data(), hash.size());
    return crypto_pwhash_str_verify(padded.data(), password.data(), password.size()) == 0;
}

}  // namespace vorrat::access
