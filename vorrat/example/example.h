#pragma once

#include <cstdint>
#include <filesystem>

#include "vorrat/base/result.h"

/// Example workspaces: files as people would bring them, generated and honest about it.
namespace vorrat::example {

struct RegionSettings {
    std::uint64_t seed = 1;
};

/// Writes the example region into `folder`: 30 towns of Saxony as depots, 3 hubs, 4 plants, 3
/// sources, 66 items, 33 recipes, two years of daily needs up to 2026-10-31, criteria.toml and a
/// README.md that says what is fact and what is assumed. The same seed writes the same bytes.
///
/// errors  failed: the folder holds anything, or a file cannot be written
/// cost    about 850,000 rows of needs, 33 MB
Outcome write_region(const std::filesystem::path& folder, const RegionSettings& settings = {});

/// Writes the small example into `folder`: three depots, five items, one recipe; nothing random,
/// so that docs/guide/example-shop.md can work its plan out by hand.
///
/// errors  failed: the folder holds anything, or a file cannot be written
Outcome write_shop(const std::filesystem::path& folder);

}  // namespace vorrat::example
