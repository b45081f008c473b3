#pragma once

#include "vorrat/council/budgets.h"
#include "vorrat/council/change.h"
#include "vorrat/council/count.h"
#include "vorrat/council/decisions.h"
#include "vorrat/council/draw.h"
#include "vorrat/council/edit.h"
#include "vorrat/council/entry.h"
#include "vorrat/council/state.h"
#include "vorrat/council/words.h"

/// Who decides and how: councils, proposals, phases, ballots, decisions. docs/formats/councils.md.
