#pragma once

#include "vorrat/ingest/intake.h"

namespace vorrat::ingest {

/// Reads criteria.toml over the criteria the world has so far; its absence is a note. Indicators,
/// resources and activities must be known by then. Keys: docs/formats/criteria.md.
void read_criteria(Intake& intake);

}  // namespace vorrat::ingest
