#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "vorrat/base/check.h"
#include "vorrat/ingest/ingest.h"

/// What must hold of every Reading, whatever the files were: the invariants of World.
namespace vorrat::fuzz {

inline void claim_quantity(double quantity) {
    check(std::isfinite(quantity), "a quantity is finite");
    check(quantity >= 0, "a quantity is at least 0");
}

inline void claim_history(const World& world) {
    const Series* before = nullptr;
    for (const Series& series : world.history.series) {
        check(series.item.index() < world.items.size(), "a series has an item");
        check(series.place.index() < world.places.size(), "a series has a place");
        check(!series.quantity.empty(), "a series has a step");
        check(!std::isnan(series.quantity.back()) || !series.available.empty() ||
                  series.quantity.size() > 1,
              "a series ends with an observation");
        for (const double quantity : series.quantity) {
            if (!std::isnan(quantity)) {
                claim_quantity(quantity);
            }
        }
        check(series.available.empty() || series.available.size() == series.quantity.size(),
              "flags are as many as steps");
        check(series.regressors.size() == world.history.regressors.size(),
              "a series has every regressor");
        for (const auto& values : series.regressors) {
            check(values.size() >= series.quantity.size(), "a regressor covers the history");
        }
        if (before != nullptr) {
            const bool rises = before->item < series.item ||
                               (before->item == series.item && before->place < series.place);
            check(rises, "series rise by item, then place");
        }
        before = &series;
    }
}

inline void claim_network(const World& world) {
    for (const Lane& lane : world.lanes) {
        check(lane.from.index() < world.places.size(), "a lane begins at a place");
        check(lane.to.index() < world.places.size(), "a lane ends at a place");
        check(lane.lead_days >= 0, "a lane takes no negative time");
    }
    for (const Place& place : world.places) {
        if (place.kind != PlaceKind::depot) {
            continue;
        }
        check(place.community.index() < world.communities.size(), "a depot has a community");
    }
    for (const Activity& activity : world.activities) {
        for (const ItemQuantity& input : activity.inputs) {
            check(input.item.index() < world.items.size(), "an input is an item");
            claim_quantity(input.per_run);
        }
        for (const ItemQuantity& output : activity.outputs) {
            claim_quantity(output.per_run);
        }
    }
    for (const Impact& impact : world.impacts) {
        check(impact.indicator.index() < world.indicators.size(), "an impact has an indicator");
        check(std::isfinite(impact.quantity), "an impact is finite");
    }
    for (const StockLot& lot : world.stock) {
        claim_quantity(lot.quantity);
    }
    for (const Transit& transit : world.transit) {
        check(transit.to_place.has_value() != transit.to_area.has_value(),
              "goods go to a place or to an area");
        claim_quantity(transit.quantity);
    }
}

inline void claim_criteria(const Criteria& criteria) {
    check(criteria.period_days >= 1, "a period has a day");
    check(criteria.horizon_days >= criteria.period_days, "a horizon holds a period");
    for (const Cap& cap : criteria.caps) {
        claim_quantity(cap.total);
    }
    for (const Reserve& reserve : criteria.reserve) {
        check(!(reserve.coverage && reserve.days), "a reserve is coverage or days");
    }
}

/// Reads the files both ways and claims what must hold.
inline void claim_reading(const ingest::Files& files) {
    for (const auto bad_rows : {ingest::BadRows::refuse, ingest::BadRows::skip}) {
        const ingest::Settings settings{.threads = {},
                                        .bad_rows = bad_rows,
                                        .progress = {},
                                        .file_bytes_max = std::size_t{16} << 20U};
        const auto reading = ingest::read_files(files, settings);
        check(static_cast<bool>(reading), "files in memory are read");
        claim_history(reading->world);
        claim_network(reading->world);
        claim_criteria(reading->world.criteria);
        for (const auto& finding : reading->findings.kept) {
            check(!to_string(finding).empty(), "a finding has words");
        }
    }
}

/// `=== name` lines cut the text into files: one input holds a folder.
inline ingest::Files cut_into_files(std::string_view text) {
    ingest::Files files;
    std::string name = "needs.csv";
    while (!text.empty()) {
        const std::size_t end = text.find("=== ");
        files[name] += text.substr(0, end);
        if (end == std::string_view::npos) {
            break;
        }
        text.remove_prefix(end + 4);
        const std::size_t line = text.find('\n');
        name = std::string(text.substr(0, line));
        text.remove_prefix(line == std::string_view::npos ? text.size() : line + 1);
    }
    return files;
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// Two items, a source, a depot; what needs and criteria can refer to.
inline ingest::Files small_folder() {
    return {{"items.csv", "item_id\nbread\nsoap\n"},
            {"places.csv", "place_id,kind\nmill,source\neast,depot\n"},
            {"lanes.csv", "from_place,to_place,lead_days\nmill,east,1\n"},
            {"resources.csv", "resource_id,unit,available\nlabour_hours,h,40\n"},
            {"activities.csv", "activity_id,place_id\nbake,mill\n"},
            {"impacts.csv", "kind,id,indicator,quantity\nitem,bread,co2e_kg,1\n"},
            {"needs.csv", "date,item_id,place_id,quantity\n2026-01-05,bread,east,1\n"}};
}

}  // namespace vorrat::fuzz
