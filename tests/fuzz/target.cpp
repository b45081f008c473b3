// Any bytes as the target of a request: segments that lead nowhere else, or nothing.

#include "vorrat/api/target.h"

#include <cstdint>
#include <string_view>

#include "vorrat/base/check.h"
#include "vorrat/base/fold.h"

using vorrat::check;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto target = vorrat::api::parse_target(text);
    if (target) {
        check(text.starts_with('/'), "a target begins with a slash");
        for (const std::string& segment : target->path) {
            check(segment != "." && segment != "..", "no segment leads elsewhere");
            check(segment.find('\0') == std::string::npos, "no segment ends early");
        }
    }
    const std::string folded = vorrat::fold_case(text);
    check(vorrat::fold_case(folded) == folded, "folding again changes nothing");
    return 0;
}
