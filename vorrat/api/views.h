#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "vorrat/api/plan.h"

namespace vorrat::api {

/// Which part of a list is asked for.
struct Page {
    std::size_t cursor = 0;  ///< number of the first row that may be given
    std::size_t limit = 0;
};

struct NeedQuery {
    std::string search;  ///< every word must occur in names or ids, whatever the case
    std::string sort;    ///< name (default), coverage (lowest first), unmet, need (largest first)
    std::string tier;    ///< empty: all
    std::string place;   ///< id; empty: all
};

/// What the first view shows: places with coordinates, need and coverage; lanes with what moves on
/// them; communities; indicators against their caps; totals; the scarcest limits; what is made.
Json overview(const PublishedPlan& plan);

/// A page of the series with their totals.
Json needs(const PublishedPlan& plan, const NeedQuery& query, const Page& page);

/// One series: history, forecast, and per period what is needed and set aside. Nothing when the
/// plan has no such series.
std::optional<Json> need_of(const PublishedPlan& plan, std::string_view item,
                            std::string_view place);

/// The shipments with names, units and totals, in the order they were published.
Json shipments(const PublishedPlan& plan);

/// The limits with names and units, the highest valuation first.
Json limits(const PublishedPlan& plan);

/// What moves between two places over the whole plan, of one item or (empty) of all.
Json flows(const PublishedPlan& plan, std::string_view item);

/// The files of the folder with their hashes, and whether they match.
Json files(const PublishedPlan& plan);

}  // namespace vorrat::api
