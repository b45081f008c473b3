// Any bytes as needs.csv of a small workspace.

#include "world_claims.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vorrat::fuzz;  // NOLINT: a program of one file
    const std::string text(text_of(data, size));
    auto files = small_folder();
    files["needs.csv"] = text;
    claim_reading(files);
    return 0;
}
