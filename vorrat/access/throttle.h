#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace vorrat::access {

/// Seconds since 1970-01-01. Passed in, so that a test can let time pass.
using Seconds = std::int64_t;

/// What one guesser holds: an IPv4 address, or an IPv6 network of 64 bits, in which everybody has
/// as many addresses as they like. What is no address stays as it is.
std::string network_of(const std::string& address);

/// Counts failures per key in fixed memory: keys that share a slot slow each other down, and
/// nothing else. After `free` failures each further try waits twice as long, up to `wait_max`;
/// an hour without failure forgives.
class Throttle {
public:
    explicit Throttle(std::uint64_t seed) : seed_(seed) {}

    /// How many seconds this key has to wait; 0: it may try now.
    Seconds wait(std::string_view key, Seconds now) const;
    void failed(std::string_view key, Seconds now);
    /// Forgives all failures of a key. returns  how many
    std::uint32_t forgive(std::string_view key, Seconds now);
    /// Takes some failures of a key back.
    void take_back(std::string_view key, std::uint32_t failures);

private:
    static constexpr std::size_t slots = 4096;
    static constexpr std::uint32_t free = 5;
    static constexpr Seconds wait_max = 900;
    static constexpr Seconds forgiven_after = 3600;

    struct Slot {
        std::uint32_t failures = 0;
        Seconds last = 0;

        std::uint32_t unforgiven(Seconds now) const {
            return now - last >= forgiven_after ? 0 : failures;
        }
    };
    std::size_t slot_of(std::string_view key) const;

    std::uint64_t seed_;  // nobody can choose keys that meet in a slot
    mutable std::mutex mutex_{};
    std::array<Slot, slots> slots_{};
};

}  // namespace vorrat::access
