#pragma once

#include <string>
#include <string_view>

namespace vorrat {

/// Lower case for ASCII and the Latin-1 letters of UTF-8, so that a search for `äpfel` finds
/// `Äpfel`.
std::string fold_case(std::string_view text);

}  // namespace vorrat
