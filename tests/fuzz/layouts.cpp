// Any bytes as the files of the public layouts, `=== name` before each.

#include "world_claims.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vorrat::fuzz;  // NOLINT: a program of one file
    const std::string text(text_of(data, size));
    claim_reading(cut_into_files(text));
    return 0;
}
