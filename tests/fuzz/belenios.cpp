// An archive of Belenios: whatever the bytes are, there is a result with a count per answer or an
// error.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "vorrat/keeper/keeper.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);  // NOLINT
    const auto result = vorrat::record::parse_belenios(text, "archive");
    if (result ? result->answers.size() != result->counts.size() : result.error().message.empty()) {
        std::abort();
    }
    return 0;
}
