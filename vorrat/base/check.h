#pragma once

#include <string_view>

namespace vorrat {

/// Prints the claim and stops the program; for what only our own mistake can cause.
[[noreturn]] void impossible(std::string_view what, const char* file = __builtin_FILE(),
                             int line = __builtin_LINE());

/// Stops the program when a claim about our own code does not hold. Stays on in release builds;
/// no input may be able to trigger it.
inline void check(bool claim, std::string_view in_words, const char* file = __builtin_FILE(),
                  int line = __builtin_LINE()) {
    if (!claim) {
        impossible(in_words, file, line);
    }
}

}  // namespace vorrat
