#include "vorrat/ledger/tiles.h"

#include <algorithm>

#include <fmt/format.h>

namespace vorrat::ledger {
namespace {

constexpr std::size_t length_bytes = 2;

std::string number_and_width(Tile tile) {
    std::string text = fmt::format("{:03}", tile.index % 1000);
    for (std::uint64_t rest = tile.index / 1000; rest > 0; rest /= 1000) {
        text = fmt::format("x{:03}/{}", rest % 1000, text);
    }
    return tile.width == tile_width_max ? text : fmt::format("{}.p/{}", text, tile.width);
}

}  // namespace

std::uint64_t nodes_at(unsigned level, std::uint64_t size) {
    const unsigned shift = level * levels_per_tile;
    return shift < 64 ? size >> shift : 0;
}

Tile tile_at(std::uint64_t index, std::uint64_t nodes) {
    return {index, std::min(tile_width_max, nodes - index * tile_width_max)};
}

std::string tile_path(unsigned level, Tile tile) {
    return fmt::format("tile/{}/{}", level, number_and_width(tile));
}

std::string entries_path(Tile tile) { return "tile/entries/" + number_and_width(tile); }

std::vector<Tile> tiles_of(unsigned level, std::uint64_t size) {
    const std::uint64_t nodes = nodes_at(level, size);
    std::vector<Tile> tiles;
    for (std::uint64_t index = 0; index * tile_width_max < nodes; ++index) {
        tiles.push_back(tile_at(index, nodes));
    }
    return tiles;
}

Result<std::vector<std::string_view>> parse_entries(std::string_view bundle, std::uint64_t count,
                                                    std::string_view file) {
    std::vector<std::string_view> entries;
    std::size_t at = 0;
    const auto wrong = [&](std::string_view want) {
        return bad_input(fmt::format("{}: byte {}: want {}", file, at, want));
    };
    while (at < bundle.size()) {
        if (bundle.size() - at < length_bytes) {
            return wrong("two bytes length, the file is cut");
        }
        const std::size_t length = static_cast<std::size_t>(static_cast<unsigned char>(bundle[at]))
                                       << 8U |
                                   static_cast<unsigned char>(bundle[at + 1]);
        if (length == 0) {
            return wrong("an entry that is not empty");
        }
        if (bundle.size() - at - length_bytes < length) {
            return wrong(fmt::format("{} bytes of entry, the file is cut", length));
        }
        entries.push_back(bundle.substr(at + length_bytes, length));
        at += length_bytes + length;
    }
    if (entries.size() != count) {
        return wrong(fmt::format("{} entries, got {}", count, entries.size()));
    }
    return entries;
}

}  // namespace vorrat::ledger
