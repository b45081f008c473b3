// Any bytes as criteria.toml of a small workspace.

#include "world_claims.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vorrat::fuzz;  // NOLINT: a program of one file
    const std::string text(text_of(data, size));
    auto files = small_folder();
    files["criteria.toml"] = text;
    claim_reading(files);
    return 0;
}
