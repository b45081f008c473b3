#pragma once

#include <cstdint>
#include <string>

#include "vorrat/example/requirements.h"

/// The files of the example region, each as the text of the file.
namespace vorrat::example {

// region_goods.cpp: what there is and how it is made
std::string items_csv();
std::string activities_csv();
std::string activity_items_csv();
std::string activity_resources_csv();
std::string impacts_csv();

// region_limits.cpp: how much of it there is
std::string places_csv(const Requirements& full);
std::string lanes_csv(const Requirements& full);
std::string areas_csv();
std::string resources_csv(const Requirements& full);
std::string supply_csv(const Requirements& full);

// region_stock.cpp: what lies and rolls on the first day
std::string stock_csv(const Requirements& full);
std::string transit_csv(const Requirements& full);

// region_words.cpp: what people decided, and what is fact and what is not
std::string criteria_toml(const Requirements& full);
std::string decisions_csv(const Requirements& full);
std::string region_readme(std::uint64_t seed, std::size_t history_rows);

}  // namespace vorrat::example
