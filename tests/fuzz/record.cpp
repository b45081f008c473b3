// A published record as one text: each file begins with a line `=== path`. Whatever the files hold,
// the checker answers: a verdict with words, or an error that says where.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

#include "vorrat/verify/verify.h"

namespace {

constexpr std::string_view mark = "=== ";

std::map<std::string, std::string, std::less<>> unpacked(std::string_view text) {
    std::map<std::string, std::string, std::less<>> files;
    while (text.starts_with(mark)) {
        const std::size_t line_end = std::min(text.find('\n'), text.size() - 1);
        const std::string name(text.substr(mark.size(), line_end - mark.size()));
        text.remove_prefix(line_end + 1);
        const std::size_t next = text.find("\n=== ");
        const std::size_t end = next == std::string_view::npos ? text.size() : next + 1;
        files[name] = text.substr(0, end);
        text.remove_prefix(end);
    }
    return files;
}

}  // namespace

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
