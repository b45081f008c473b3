#pragma once

#include "vorrat/reserve/discrete.h"
#include "vorrat/reserve/guaranteed.h"
#include "vorrat/reserve/lots.h"
#include "vorrat/reserve/near_myopic.h"
#include "vorrat/reserve/newsvendor.h"
#include "vorrat/reserve/normal.h"
#include "vorrat/reserve/reorder.h"
#include "vorrat/reserve/series.h"

/// The door of the room: inventory problems whose optimum is known, solved exactly.
/// docs/math/reserve.md
namespace vorrat::reserve {}
