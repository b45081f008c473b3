#include "vorrat/access/throttle.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sodium.h>

namespace vorrat::access {

std::string network_of(const std::string& address) {
    in6_addr six{};
    if (inet_pton(AF_INET6, address.c_str(), &six) != 1 || IN6_IS_ADDR_V4MAPPED(&six)) {
        return address;
    }
    return {std::begin(six.s6_addr), std::begin(six.s6_addr) + 8};
}

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
    const std::uint32_t failures = slot.unforgiven(now);
    if (failures < free) {
        return 0;
    }
    const std::uint32_t doublings = std::min(failures - free, 10U);
    const Seconds pause = std::min(Seconds{1} << doublings, wait_max);
    return std::max(Seconds{0}, slot.last + pause - now);
}

void Throttle::failed(std::string_view key, Seconds now) {
    const std::scoped_lock lock(mutex_);
    Slot& slot = slots_[slot_of(key)];
    slot = {.failures = std::min(slot.unforgiven(now) + 1, 1'000'000U), .last = now};
}

std::uint32_t Throttle::forgive(std::string_view key, Seconds now) {
    const std::scoped_lock lock(mutex_);
    return std::exchange(slots_[slot_of(key)], {}).unforgiven(now);
}

void Throttle::take_back(std::string_view key, std::uint32_t failures) {
    const std::scoped_lock lock(mutex_);
    Slot& slot = slots_[slot_of(key)];
    slot.failures -= std::min(slot.failures, failures);
}

}  // namespace vorrat::access
