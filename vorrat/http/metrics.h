#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace vorrat::http {

/// Counts what was answered, for a program that watches the server. Nothing in it says who asked.
class Metrics {
public:
    /// upper bounds of the histogram of latencies, seconds
    static constexpr std::array<double, 11> bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                   0.1,   0.25,   0.5,   1.0,  5.0};

    /// subject  what was asked for, of a small fixed set of words
    /// took     from the head of the request to its answer, sending not counted
    void count(std::string_view subject, int status, std::chrono::nanoseconds took);

    /// In the text format of Prometheus, version 0.0.4.
    std::string text() const;

private:
    struct Subject {
        std::map<int, std::uint64_t> by_status{};
        std::array<std::uint64_t, bounds.size() + 1> by_latency{};  // the last: longer than all
        std::chrono::nanoseconds sum{0};
    };
    mutable std::mutex mutex_{};
    std::map<std::string, Subject, std::less<>> subjects_{};
};

/// A single figure in the same format.
std::string gauge(std::string_view name, std::string_view help, double value);

/// Memory and processor time of this program, in the same format.
std::string process_figures();

}  // namespace vorrat::http
