#include "vorrat/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace vorrat {

void impossible(std::string_view what, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: broken claim: %.*s\n", file, line, static_cast<int>(what.size()),
                 what.data());
    std::abort();
}

}  // namespace vorrat
