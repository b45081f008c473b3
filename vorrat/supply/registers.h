#pragma once

#include <cstddef>
#include <cstring>

#include "vorrat/supply/programme.h"

// Registers are passed between inlined functions only.
#pragma GCC diagnostic ignored "-Wpsabi"

/// The kernel is compiled for AVX2 and for any processor, chosen when the program starts; both give
/// the same bytes (no fused multiply-add).
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
#define VORRAT_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define VORRAT_CLONES
#endif

namespace vorrat::supply {

/// `width` periods side by side.
using Floats = float __attribute__((vector_size(width * sizeof(float))));
using Doubles = double __attribute__((vector_size(width * sizeof(double))));
using Positions = int __attribute__((vector_size(width * sizeof(int))));

#define VORRAT_INLINE inline __attribute__((always_inline))

VORRAT_INLINE Floats load(const float* from) {
    Floats value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

VORRAT_INLINE void store(float* to, Floats value) { std::memcpy(to, &value, sizeof value); }

VORRAT_INLINE Floats shuffled(Floats a, Floats b, Positions from) {
#if defined(__clang__)
    Floats out;
    for (std::size_t k = 0; k < width; ++k) {
        out[k] = from[k] < int(width) ? a[from[k]] : b[from[k] - int(width)];
    }
    return out;
#else
    return __builtin_shuffle(a, b, from);
#endif
}

/// Lane t of the result is lane t + 1 of a, the last one the first of b.
VORRAT_INLINE Floats one_down(Floats a, Floats b) {
    return shuffled(a, b, Positions{1, 2, 3, 4, 5, 6, 7, 8});
}

/// Lane t of the result is lane t - 1 of b, the first one the last of a.
VORRAT_INLINE Floats one_up(Floats a, Floats b) {
    return shuffled(a, b, Positions{7, 8, 9, 10, 11, 12, 13, 14});
}

VORRAT_INLINE Floats least(Floats a, Floats b) { return a < b ? a : b; }
VORRAT_INLINE Floats largest(Floats a, Floats b) { return a > b ? a : b; }

VORRAT_INLINE void add_to(double* to, Floats value, double factor) {
    Doubles sum;
    std::memcpy(&sum, to, sizeof sum);
    sum += __builtin_convertvector(value, Doubles) * factor;
    std::memcpy(to, &sum, sizeof sum);
}

}  // namespace vorrat::supply
