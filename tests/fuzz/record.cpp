// A published record as one text: each file begins with a line `=== path`. Whatever the files hold,
// the checker answers: a verdict with words, or an error that says where.

#include <cstdint>
#include <cstdlib>

#include "tests/fuzz/folder_text.h"

#include "vorrat/verify/verify.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto files = unpacked({reinterpret_cast<const char*>(data), size});  // NOLINT
    const auto checkpoint = files.find("checkpoint");
    vorrat::verify::Trust trust;
    trust.checkpoint = checkpoint == files.end() ? "" : checkpoint->second;
    const auto verdict = vorrat::verify::verify_record_files(files, trust);
    const bool speaks = verdict ? !in_words(*verdict).empty() && !as_json(*verdict).empty()
                                : !verdict.error().message.empty();
    if (!speaks) {
        std::abort();
    }
    return 0;
}
