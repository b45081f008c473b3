#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/ledger/proof.h"

namespace vorrat::ledger {

// Tiles: docs/formats/ledger.md, section 4 (C2SP tlog-tiles).

constexpr std::uint64_t tile_width_max = 256;
constexpr std::size_t entry_bytes_max = 65'535;

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

/// Two bytes length, big-endian, and the entry; 1 to 65,535 bytes.
void append_entry(std::string& bundle, std::string_view entry);
/// The entries of a bundle as views into it.
/// errors: bad_input, with the byte: cut, an empty entry, another number of entries
Result<std::vector<std::string_view>> parse_entries(std::string_view bundle, std::uint64_t count,
                                                    std::string_view file);
/// The hashes of a tile. errors: bad_input: another length than 32 times the width
Result<std::vector<Hash>> parse_tile(std::string_view bytes, std::uint64_t width,
                                     std::string_view file);

using ReadFile = std::function<Result<std::string>(const std::string& path)>;
using WriteFile = std::function<Outcome(const std::string& path, std::string_view bytes)>;

/// Nodes of a log of that size from its tiles; keeps the last tile of each level.
/// cost: a node reads one tile and hashes it once, 254 hashes
Nodes nodes_of_tiles(ReadFile read, std::uint64_t size);

enum class Entries { written, left_out };

/// Cuts a log into tiles as it is read. The same log gives the same files.
class TileWriter {
public:
    explicit TileWriter(WriteFile write, Entries entries = Entries::written)
        : write_(std::move(write)), entries_(entries) {}

    Outcome add(std::string_view entry);
    /// A leaf of which the entry lies elsewhere; only where entries are left out.
    Outcome add_leaf(const Hash& leaf);
    /// Writes the tiles that are not full.
    Outcome finish();

private:
    struct Open {
        std::uint64_t index = 0;  ///< of the tile that is being filled
        std::vector<Hash> hashes;
    };
    Outcome add_hash(unsigned level, const Hash& hash);

    WriteFile write_;
    Entries entries_;
    std::vector<Open> levels_;
    std::string bundle_;
    Tile bundle_tile_{0, 0};
};

}  // namespace vorrat::ledger
