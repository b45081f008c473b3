#include "vorrat/base/sha256.h"

#include <sodium.h>

namespace vorrat {

Sha256 sha256(std::string_view bytes) {
    Sha256 hash{};
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    crypto_hash_sha256(hash.data(), data, bytes.size());
    return hash;
}

std::string to_hex(const Sha256& hash) {
    std::string text(2 * hash.size() + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
    text.pop_back();  // the final zero of a C string
    return text;
}

}  // namespace vorrat
