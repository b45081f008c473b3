#pragma once

#include "vorrat/council/change.h"
#include "vorrat/council/decisions.h"
#include "vorrat/council/entry.h"

/// Who decides and how: councils, proposals, phases, ballots, decisions. docs/formats/councils.md.
