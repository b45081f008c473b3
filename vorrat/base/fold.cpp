#include "vorrat/base/fold.h"

namespace vorrat {

std::string fold_case(std::string_view text) {
    std::string folded(text);
    for (std::size_t i = 0; i < folded.size(); ++i) {
        const char c = folded[i];
        if (c >= 'A' && c <= 'Z') {
            folded[i] = static_cast<char>(c - 'A' + 'a');
        }
        // U+00C0..U+00DE are the bytes C3 80..C3 9E; their small letters lie 0x20 further on.
        const bool after_c3 = i > 0 && static_cast<unsigned char>(folded[i - 1]) == 0xC3;
        const auto byte = static_cast<unsigned char>(c);
        if (after_c3 && byte >= 0x80 && byte <= 0x9E && byte != 0x97) {
            folded[i] = static_cast<char>(byte + 0x20);
        }
    }
    return folded;
}

}  // namespace vorrat
