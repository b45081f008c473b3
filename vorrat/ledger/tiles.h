#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vorrat/ledger/merkle.h"

namespace vorrat::ledger {

// Tiles: docs/formats/ledger.md, section 4 (C2SP tlog-tiles).

constexpr std::uint64_t tile_width_max = 256;

/// Tile `index` of a level, or of the entries, as it stands in a log of some size.
struct Tile {
    std::uint64_t index = 0;
    std::uint64_t width = tile_width_max;  ///< 1 to 256

    bool operator==(const Tile&) const = default;
};

constexpr unsigned levels_per_tile = 8;
/// Nodes that the tiles of a level hold in a log of that size.
std::uint64_t nodes_at(unsigned level, std::uint64_t size);
/// Tile `index` of so many nodes.
Tile tile_at(std::uint64_t index, std::uint64_t nodes);

/// `tile/0/x001/x234/067.p/5`
std::string tile_path(unsigned level, Tile tile);
/// `tile/entries/x001/x234/067`
std::string entries_path(Tile tile);
/// All tiles of a level in a log of that size; those of the entries are as those of level 0.
std::vector<Tile> tiles_of(unsigned level, std::uint64_t size);

/// The entries of a bundle, two bytes length, big-endian, before each, as views into it.
/// errors: bad_input, with the byte: cut, an empty entry, another number of entries
Result<std::vector<std::string_view>> parse_entries(std::string_view bundle, std::uint64_t count,
                                                    std::string_view file);
}  // namespace vorrat::ledger
