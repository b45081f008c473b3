#pragma once

#include <chrono>

namespace vorrat {

/// Seconds of wall clock since it was made. For limits and reports; no answer depends on it.
class Stopwatch {
public:
    double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace vorrat
