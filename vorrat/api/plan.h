#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "vorrat/api/table.h"

namespace vorrat::api {

/// A file of the folder as SHA256SUMS lists it.
struct PublishedFile {
    std::string name;
    std::string sha256;  ///< as listed
    std::uintmax_t bytes = 0;
    bool matches = false;  ///< the bytes on disk have the listed hash
};

/// The need of one item at one place over the whole plan.
struct NeedSummary {
    std::string item;
    std::string place;
    std::string folded;            ///< names and ids in lower case, for the search
    double expected = 0;           ///< units of the item
    double met = 0;                ///< expected to be met, units
    double out_of_stock_days = 0;  ///< steps of the published history with available = 0
};

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
        return std::hash<std::string_view>{}(text);
    }
};

template <class T>
using ByText = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

/// A published plan as the API serves it. Never changed after it was read.
struct PublishedPlan {
    std::filesystem::path folder;
    std::string plan_text;  ///< plan.json, byte for byte
    Json plan;
    std::map<std::string, Table, std::less<>> tables;
    std::vector<PublishedFile> files;  ///< in the order of SHA256SUMS

    ByText<std::size_t> item_row;                ///< id -> row of items.csv
    ByText<std::size_t> place_row;               ///< id -> row of places.csv
    std::vector<NeedSummary> needs;              ///< by item name, then place name
    ByText<std::vector<std::size_t>> need_rows;  ///< "item/place" -> rows of need.csv
    ByText<std::vector<std::size_t>> forecast_rows;
    ByText<std::vector<std::size_t>> history_rows;

    std::string overview;       ///< the answer to /api/v1/overview
    std::string overview_etag;  ///< quoted, of its bytes
    std::string plan_etag;      ///< of plan_text

    const Table& table(std::string_view name) const;  ///< an empty table when there is none

    /// The name people know it by; the id where there is no name.
    std::string item_name(std::string_view id) const;
    std::string place_name(std::string_view id) const;
    /// id, name, unit, tier, group, kg_per_unit of an item; id, name, kind of a place.
    Json item_json(std::string_view id) const;
    Json place_json(std::string_view id) const;
    double item_kg(std::string_view id) const;
};

/// The key of ByText maps of series.
std::string series_key(std::string_view item, std::string_view place);

}  // namespace vorrat::api
