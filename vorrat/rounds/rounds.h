#pragma once

#include "vorrat/rounds/agenda.h"
#include "vorrat/rounds/facilitator.h"
#include "vorrat/rounds/files.h"
#include "vorrat/rounds/price_adjustment.h"
#include "vorrat/rounds/simulation.h"
#include "vorrat/rounds/words.h"

/// Councils' wishes and what is possible, round after round: docs/math/rounds.md.
