#pragma once

#include <span>
#include <string>

#include "vorrat/placement/placement.h"

/// A replay from several start dates, as table, JSON, CSV and picture.
namespace vorrat::service {

struct Played {
    Date from;
    placement::Comparison comparison;
};

/// For people: means over the starts, and the spread of the costs.
std::string replay_table(const World& world, std::span<const Played> starts);
std::string replay_json(const World& world, std::span<const Played> starts);
/// A row per start and policy, `clairvoyant` with the bound on costs alone.
std::string replay_csv(std::span<const Played> starts);
/// A row per start, policy and community.
std::string replay_communities_csv(const World& world, std::span<const Played> starts);
/// SVG: mean cost per policy, split in holding and shortage, with the least and the most of a start
/// and the clairvoyant bound.
std::string replay_picture(std::span<const Played> starts);

}  // namespace vorrat::service
