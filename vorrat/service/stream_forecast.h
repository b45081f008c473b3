#pragma once

#include <filesystem>

#include "vorrat/forecast/forecast.h"
#include "vorrat/service/commands.h"

namespace vorrat::service {

/// A forecast of a file in the long format that is too large for memory.
struct Stream {
    std::filesystem::path input;
    std::filesystem::path out;
    std::optional<Frequency> frequency{};  ///< none: that of the file's first piece
    std::optional<Date> as_of{};  ///< none: after the last row with a y (of hours, midnight)
    std::size_t piece_bytes = std::size_t{32} << 20U;
};

/// Reads the file twice, in pieces of whole series: first for the last date, then to forecast piece
/// by piece. `out` appears when all of it is written. Memory: that of one piece, about 12 times its
/// bytes, and 8 bytes per series.
///
/// settings  origin and intervals are not looked at
/// returns   number of series
/// errors    bad_input: the rows of a series do not stand together, a quote in the file, a packed
///           file; those of ingest and forecast, with the line at which the piece begins
Result<std::size_t> stream_forecast(const Stream& stream, const forecast::Settings& settings);

}  // namespace vorrat::service
