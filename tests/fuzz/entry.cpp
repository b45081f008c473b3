// An entry of the ledger, or the lines of a log: a canonical value is written as it was read, and
// the book takes whatever comes.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "vorrat/record/record.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace record = vorrat::record;
    std::string_view rest(reinterpret_cast<const char*>(data), size);  // NOLINT
    record::Book book("example.org/vorrat");
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        const auto value = record::parse_canonical(line);
        if (value && record::canonical(*value) != line) {
            std::abort();
        }
        if (const auto entry = record::parse_entry(line); entry && !value) {
            std::abort();
        }
        const std::uint64_t before = book.now().size();
        for (const record::Finding& finding : book.add(line)) {
            if (finding.what.empty()) {
                std::abort();
            }
        }
        if (book.now().size() != before + 1) {
            std::abort();
        }
    }
    return 0;
}
