#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "vorrat/forecast/forecast.h"
#include "vorrat/ingest/ingest.h"
#include "vorrat/publish/publish.h"

namespace vorrat::service {

/// The forecast of one series and how it came about.
struct Explained {
    NeedForecast need;  ///< of that series alone
    forecast::Explanation told;
};

/// Position in the history of the series of that unique_id; nothing when there is none.
std::optional<std::size_t> series_named(const ingest::Reading& reading, std::string_view name);

/// series    position in the history of the reading
/// settings  with an origin; the levels are those that a story draws, and the season that all
///           series share is found here
/// errors    those of forecast::forecast and forecast::explain
Result<Explained> explain_series(const ingest::Reading& reading, std::size_t series,
                                 forecast::Settings settings);

/// For publish::series_text and series_page; refers to all that is given.
publish::SeriesStory story_of(const Explained& explained, const ingest::Reading& reading,
                              std::size_t series);

}  // namespace vorrat::service
