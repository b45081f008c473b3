// A bundle of entries, a tile of hashes, a batch of the working file: what is read is written the
// same.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "vorrat/keeper/batch.h"
#include "vorrat/keeper/keeper.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace ledger = vorrat::ledger;
    if (size == 0) {
        return 0;
    }
    const std::uint64_t width = data[0] + 1;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);  // NOLINT
    if (const auto entries = ledger::parse_entries(text, width, "bundle")) {
        std::string again;
        for (const std::string_view entry : *entries) {
            ledger::append_entry(again, entry);
        }
        if (again != text || entries->size() != width) {
            std::abort();
        }
    }
    if (const auto tile = ledger::parse_tile(text, width, "tile"); tile && tile->size() != width) {
        std::abort();
    }
    if (const auto batch = ledger::parse_batch(text)) {
        const std::vector<std::string> entries(batch->entries.begin(), batch->entries.end());
        if (ledger::batch_bytes(batch->first, entries, batch->root) !=
            text.substr(0, batch->bytes)) {
            std::abort();
        }
    }
    return 0;
}
