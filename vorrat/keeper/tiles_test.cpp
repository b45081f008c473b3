#include <map>

#include <gtest/gtest.h>

#include "vorrat/keeper/testing.h"
#include "vorrat/keeper/tile_writer.h"

namespace vorrat::ledger {
namespace {

using TileFiles = std::map<std::string, std::string>;

TileFiles tiles_of_log(std::uint64_t size) {
    TileFiles files;
    TileWriter writer([&](const std::string& path, std::string_view bytes) {
        files[path] = bytes;
        return Outcome(Done{});
    });
    for (std::uint64_t k = 0; k < size; ++k) {
        check(static_cast<bool>(writer.add(std::to_string(k))), "the test's tile is written");
    }
    check(static_cast<bool>(writer.finish()), "the test's tiles are written");
    return files;
}

ReadFile reader(const TileFiles& files) {
    return [&files](const std::string& path) -> Result<std::string> {
        const auto file = files.find(path);
        return file == files.end() ? Result<std::string>(failed(path + ": is missing"))
                                   : Result<std::string>(file->second);
    };
}

TEST(TilePath, IsThatOfTheStandard) {
    EXPECT_EQ(tile_path(0, {0}), "tile/0/000");
    EXPECT_EQ(tile_path(1, {1234067}), "tile/1/x001/x234/067");
    EXPECT_EQ(tile_path(0, {273, 112}), "tile/0/273.p/112");
    EXPECT_EQ(entries_path({1000, 5}), "tile/entries/x001/000.p/5");
}

// C2SP tlog-tiles: a log of 70,000 entries has 273 full and one partial tile of level 0, one full
// and one partial of level 1 (273 nodes) and one partial of level 2.
TEST(Tiles, OfSeventyThousandEntriesAreThoseOfTheStandard) {
    const TileFiles files = tiles_of_log(70'000);

    EXPECT_EQ(files.at("tile/0/000").size(), 8192U);
    EXPECT_EQ(files.at("tile/0/273.p/112").size(), 112U * 32);
    EXPECT_EQ(files.at("tile/1/000").size(), 8192U);
    EXPECT_EQ(files.at("tile/1/001.p/17").size(), 17U * 32);
    EXPECT_EQ(files.at("tile/2/000.p/1").size(), 32U);
    EXPECT_EQ(files.size(), 274U * 2 + 2 + 1);
}

TEST(Tiles, ProveTheSameAsTheLeaves) {
    for (const std::uint64_t size : {1U, 2U, 255U, 256U, 257U, 1000U, 65'536U, 65'537U, 70'000U}) {
        const TileFiles files = tiles_of_log(size);
        std::vector<Hash> leaves;
        for (std::uint64_t k = 0; k < size; ++k) {
            leaves.push_back(leaf_hash(std::to_string(k)));
        }
        const Nodes from_tiles = nodes_of_tiles(reader(files), size);
        const Nodes from_leaves = nodes_of(leaves);

        EXPECT_EQ(*root_of(from_tiles, size), *root_of(from_leaves, size));
        for (std::uint64_t index = 0; index < size; index += 1 + size / 50) {
            EXPECT_EQ(*inclusion_path(from_tiles, index, size),
                      *inclusion_path(from_leaves, index, size));
            EXPECT_EQ(*consistency_path(from_tiles, index + 1, size),
                      *consistency_path(from_leaves, index + 1, size));
        }
    }
}

TEST(Tiles, OfASmallerLogStayWhenItGrows) {
    const TileFiles before = tiles_of_log(600);
    const TileFiles after = tiles_of_log(1000);

    for (const auto& [path, bytes] : before) {
        if (path.find(".p/") == std::string::npos) {
            EXPECT_EQ(after.at(path), bytes) << path;
        }
    }
}

TEST(Entries, AreRefusedWhenCutAtAnyByte) {
    std::string bundle;
    append_entry(bundle, "first");
    append_entry(bundle, std::string(300, 'x'));
    ASSERT_TRUE(parse_entries(bundle, 2, "bundle"));

    for (std::size_t cut = 0; cut < bundle.size(); ++cut) {
        EXPECT_FALSE(parse_entries(std::string_view(bundle).substr(0, cut), 2, "bundle")) << cut;
    }
    EXPECT_FALSE(parse_entries(bundle, 3, "bundle"));
    EXPECT_FALSE(parse_entries(std::string_view("\0\0", 2), 1, "bundle"));
}

TEST(Tile, WantsItsWidth) {
    EXPECT_TRUE(parse_tile(std::string(64, 'x'), 2, "tile"));
    EXPECT_FALSE(parse_tile(std::string(63, 'x'), 2, "tile"));
    EXPECT_FALSE(parse_tile(std::string(64, 'x'), 1, "tile"));
}

}  // namespace
}  // namespace vorrat::ledger
