#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vorrat::council {

/// The ticket of a person: SHA-256 of `seed:draw:person` in hexadecimal digits.
std::string ticket(std::string_view seed, std::string_view draw, std::string_view person);

/// The people with the smallest tickets, smallest first; all of them where there are fewer than
/// seats. source: docs/formats/councils.md, "A draw anybody can repeat"
std::vector<std::string> drawn(std::vector<std::string> people, std::size_t seats,
                               std::string_view seed, std::string_view draw);

}  // namespace vorrat::council
