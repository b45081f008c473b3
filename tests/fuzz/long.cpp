// Any bytes as a history in the long format, with and without static attributes behind `===`.

#include "world_claims.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vorrat::fuzz;  // NOLINT: a program of one file
    const std::string text(text_of(data, size));
    auto files = cut_into_files(text);
    files.try_emplace("needs.csv", "unique_id,ds,y\na,2026-01-05,1\n");
    claim_reading(files);
    return 0;
}
