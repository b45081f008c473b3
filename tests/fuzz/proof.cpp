// A receipt, or a path: index, size and hashes. A path that is accepted is the only one of its
// entry: with a bit changed it is not.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "vorrat/keeper/keeper.h"

namespace {

namespace ledger = vorrat::ledger;

void check_path(std::string_view bytes) {
    constexpr std::size_t head = 8;
    const std::size_t hash_bytes = ledger::Hash{}.size();
    if (bytes.size() < head + 2 * hash_bytes) {
        return;
    }
    std::uint32_t index = 0;
    std::uint32_t size = 0;
    std::memcpy(&index, bytes.data(), sizeof index);
    std::memcpy(&size, bytes.data() + sizeof index, sizeof size);
    std::vector<ledger::Hash> path;
    for (std::size_t at = head; at + hash_bytes <= bytes.size(); at += hash_bytes) {
        std::ranges::copy(bytes.substr(at, hash_bytes), path.emplace_back().begin());
    }
    const ledger::Hash leaf = path.back();
    path.pop_back();
    const ledger::Hash root = path.back();
    path.pop_back();
    const bool included = static_cast<bool>(ledger::check_inclusion(index, size, leaf, path, root));
    const bool consistent =
        static_cast<bool>(ledger::check_consistency({index, leaf}, {size, root}, path));
    if ((included && index >= size) || (consistent && (index == 0 || index > size))) {
        std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);  // NOLINT
    check_path(text);
    const ledger::Verifier log{"example.org/vorrat", ledger::KeyType::log, {}};
    if (const auto receipt = vorrat::record::parse_receipt(text, "receipt")) {
        (void)vorrat::record::check_receipt(*receipt, log);
        const auto again = vorrat::record::parse_receipt(to_text(*receipt, nullptr), "receipt");
        if (!again || again->entry != receipt->entry || again->path != receipt->path) {
            std::abort();
        }
    }
    (void)vorrat::record::parse_vote(text, "receipt");
    return 0;
}
