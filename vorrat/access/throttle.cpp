#include "vorrat/access/throttle.h"

#include <algorithm>
#include <cstring>

#include <sodium.h>

namespace vorrat::access {

std::size_t Throttle::slot_of(std::string_view key) const {
    static_assert(crypto_shorthash_BYTES == sizeof(std::uint64_t));
    std::array<unsigned char, crypto_shorthash_KEYBYTES> secret{};
    std::memcpy(secret.data(), &seed_, sizeof seed_);
    std::array<unsigned char, crypto_shorthash_BYTES> hash{};
    crypto_shorthash(hash.data(), reinterpret_cast<const unsigned char*>(key.data()), key.size(),
                     secret.data());
    std::uint64_t number = 0;
    std::memcpy(&number, hash.data(), sizeof number);
    return number % slots;
}

Seconds Throttle::wait(std::string_view key, Seconds now) const {
    const std::scoped_lock lock(mutex_);
    const Slot& slot = slots_[slot_of(key)];
    if (slot.failures < free || now - slot.last >= forgiven_after) {
        return 0;
    }
    const std::uint32_t doublings = std::min(slot.failures - free, 10U);
    const Seconds pause = std::min(Seconds{1} << doublings, wait_max);
    return std::max(Seconds{0}, slot.last + pause - now);
}

void Throttle::failed(std::string_view key, Seconds now) {
    const std::scoped_lock lock(mutex_);
    Slot& slot = slots_[slot_of(key)];
    const bool forgiven = now - slot.last >= forgiven_after;
    slot = {.failures = forgiven ? 1 : std::min(slot.failures + 1, 1'000'000U), .last = now};
}

void Throttle::succeeded(std::string_view key) {
    const std::scoped_lock lock(mutex_);
    slots_[slot_of(key)] = {};
}

}  // namespace vorrat::access
