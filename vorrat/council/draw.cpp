#include "vorrat/council/draw.h"

#include <algorithm>

#include <fmt/format.h>

#include "vorrat/base/sha256.h"

namespace vorrat::council {

std::string ticket(std::string_view seed, std::string_view draw, std::string_view person) {
    return to_hex(sha256(fmt::format("{}:{}:{}", seed, draw, person)));
}

std::vector<std::string> drawn(std::vector<std::string> people, std::size_t seats,
                               std::string_view seed, std::string_view draw) {
    std::ranges::sort(people, {}, [&](const std::string& person) {
        return std::pair(ticket(seed, draw, person), person);
    });
    people.resize(std::min(seats, people.size()));
    return people;
}

}  // namespace vorrat::council
