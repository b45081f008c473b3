#include <fstream>
#include <vector>

#include <fmt/format.h>
#include <sodium.h>

#include "vorrat/base/sha256.h"

namespace vorrat {

Result<Sha256> sha256_of_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        return failed(fmt::format("{}: cannot be opened", path.string()));
    }
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    std::vector<char> piece(std::size_t{1} << 16U);
    while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
        const auto* data = reinterpret_cast<const unsigned char*>(piece.data());
        crypto_hash_sha256_update(&state, data, static_cast<unsigned long long>(in.gcount()));
    }
    if (in.bad()) {
        return failed(fmt::format("{}: cannot be read", path.string()));
    }
    Sha256 hash{};
    crypto_hash_sha256_final(&state, hash.data());
    return hash;
}

}  // namespace vorrat
