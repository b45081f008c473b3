// Any bytes as packed needs: gzip, zstd, and any encoding.

#include "world_claims.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vorrat::fuzz;  // NOLINT: a program of one file
    const std::string text(text_of(data, size));
    for (const auto* name : {"needs.csv.gz", "needs.csv.zst", "needs.csv"}) {
        claim_reading({{name, text}});
    }
    return 0;
}
