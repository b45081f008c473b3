#pragma once

#include <cstddef>
#include <optional>

#include "vorrat/base/date.h"
#include "vorrat/sheet/sheet.h"

namespace vorrat::api {

/// Days that a sheet brings for some series of needs and not for all: for the others they count as
/// zero need, since a day without a row does (docs/formats/workspace.md).
struct Silence {
    Date known;              ///< the last day of the table before the sheet
    Date last;               ///< the last day with it
    std::size_t silent = 0;  ///< series without a row behind `known`
    std::size_t series = 0;  ///< all of them
};

/// merged   needs.csv with the rows of a sheet
/// returns  nothing where the sheet brings no later days, or brings them for all series
/// cost     linear in the table
std::optional<Silence> silence_of(const sheet::Merged& merged);

}  // namespace vorrat::api
