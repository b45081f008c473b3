#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/keeper/proof.h"
#include "vorrat/ledger/ledger.h"

namespace vorrat::ledger {

constexpr std::size_t entry_bytes_max = 65'535;

/// Two bytes length, big-endian, and the entry; 1 to 65,535 bytes.
void append_entry(std::string& bundle, std::string_view entry);
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
