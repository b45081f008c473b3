#include "vorrat/keeper/tile_writer.h"

#include <memory>
#include <optional>

#include <fmt/format.h>

#include "vorrat/base/check.h"

namespace vorrat::ledger {
namespace {

std::vector<Hash> joined(const std::vector<Hash>& below) {
    std::vector<Hash> level(below.size() / 2);
    for (std::size_t i = 0; i < level.size(); ++i) {
        level[i] = node_hash(below[2 * i], below[2 * i + 1]);
    }
    return level;
}

/// A tile and the whole nodes above its hashes, up to the level below the next tile's.
struct TileTree {
    std::uint64_t index = 0;
    std::vector<std::vector<Hash>> levels;  // 8

    TileTree(std::uint64_t tile_index, std::vector<Hash> hashes) : index(tile_index) {
        levels.push_back(std::move(hashes));
        while (levels.size() < levels_per_tile) {
            levels.push_back(joined(levels.back()));
        }
    }
};

class TileNodes {
public:
    TileNodes(ReadFile read, std::uint64_t size) : read_(std::move(read)), size_(size) {}

    Result<Hash> operator()(unsigned level, std::uint64_t index) {
        if (level >= 64 || index >= size_ >> level) {
            return usage_error(fmt::format("node ({}, {}): lies outside the log", level, index));
        }
        const unsigned tile_level = level / levels_per_tile;
        const unsigned above = level % levels_per_tile;
        const std::uint64_t tile_index = (index << above) / tile_width_max;
        if (auto loaded = load(tile_level, tile_index); !loaded) {
            return loaded.error();
        }
        const std::uint64_t first = (tile_index * tile_width_max) >> above;
        return kept_[tile_level]->levels[above][index - first];
    }

private:
    Outcome load(unsigned level, std::uint64_t index) {
        kept_.resize(std::max<std::size_t>(kept_.size(), level + 1));
        if (kept_[level] && kept_[level]->index == index) {
            return Done{};
        }
        const Tile tile = tile_at(index, nodes_at(level, size_));
        const std::string path = tile_path(level, tile);
        const auto bytes = read_(path);
        if (!bytes) {
            return bytes.error();
        }
        auto hashes = parse_tile(*bytes, tile.width, path);
        if (!hashes) {
            return hashes.error();
        }
        kept_[level].emplace(index, std::move(*hashes));
        return Done{};
    }

    ReadFile read_;
    std::uint64_t size_;
    std::vector<std::optional<TileTree>> kept_;
};

}  // namespace

Result<std::vector<Hash>> parse_tile(std::string_view bytes, std::uint64_t width,
                                     std::string_view file) {
    const std::size_t hash_bytes = Hash{}.size();
    if (bytes.size() != width * hash_bytes) {
        return bad_input(
            fmt::format("{}: want {} hashes of 32 bytes, got {} bytes", file, width, bytes.size()));
    }
    std::vector<Hash> hashes(width);
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        std::ranges::copy(bytes.substr(i * hash_bytes, hash_bytes), hashes[i].begin());
    }
    return hashes;
}

void append_entry(std::string& bundle, std::string_view entry) {
    check(!entry.empty(), "an entry has a byte");
    check(entry.size() <= entry_bytes_max, "an entry has at most 65,535 bytes");
    bundle += static_cast<char>(entry.size() >> 8U);
    bundle += static_cast<char>(entry.size() & 0xffU);
    bundle += entry;
}

Nodes nodes_of_tiles(ReadFile read, std::uint64_t size) {
    auto nodes = std::make_shared<TileNodes>(std::move(read), size);
    return [nodes](unsigned level, std::uint64_t index) { return (*nodes)(level, index); };
}

Outcome TileWriter::add(std::string_view entry) {
    if (entries_ == Entries::written) {
        append_entry(bundle_, entry);
        if (++bundle_tile_.width == tile_width_max) {
            if (auto written = write_(entries_path(bundle_tile_), bundle_); !written) {
                return written;
            }
            bundle_.clear();
            bundle_tile_ = {bundle_tile_.index + 1, 0};
        }
    }
    return add_hash(0, leaf_hash(entry));
}

Outcome TileWriter::add_leaf(const Hash& leaf) {
    check(entries_ == Entries::left_out, "a leaf without entry in tiles without entries");
    return add_hash(0, leaf);
}

Outcome TileWriter::add_hash(unsigned level, const Hash& hash) {
    levels_.resize(std::max<std::size_t>(levels_.size(), level + 1));
    levels_[level].hashes.push_back(hash);
    if (levels_[level].hashes.size() < tile_width_max) {
        return Done{};
    }
    std::vector<Hash> nodes = std::move(levels_[level].hashes);
    const std::uint64_t index = levels_[level].index;
    levels_[level] = {index + 1, {}};
    std::string bytes;
    for (const Hash& node : nodes) {
        bytes += std::string_view(reinterpret_cast<const char*>(node.data()), node.size());
    }
    if (auto written = write_(tile_path(level, {index}), bytes); !written) {
        return written;
    }
    while (nodes.size() > 1) {
        nodes = joined(nodes);
    }
    return add_hash(level + 1, nodes.front());
}

Outcome TileWriter::finish() {
    for (unsigned level = 0; level < levels_.size(); ++level) {
        const Open& open = levels_[level];
        std::string bytes;
        for (const Hash& node : open.hashes) {
            bytes += std::string_view(reinterpret_cast<const char*>(node.data()), node.size());
        }
        if (bytes.empty()) {
            continue;
        }
        const Tile tile{open.index, open.hashes.size()};
        if (auto written = write_(tile_path(level, tile), bytes); !written) {
            return written;
        }
    }
    return bundle_.empty() ? Outcome(Done{}) : write_(entries_path(bundle_tile_), bundle_);
}

}  // namespace vorrat::ledger
