#pragma once

#include "vorrat/ingest/intake.h"

namespace vorrat::ingest {

/// The public data sets that are read as they are published (docs/formats/workspace.md).
enum class Layout { workspace, m5, vn2, online_retail };

/// Recognises a layout by its files and, where two share a name, by the header.
Layout layout_of(const Files& files);

void read_m5(Intake& intake);
void read_vn2(Intake& intake);
void read_online_retail(Intake& intake);

}  // namespace vorrat::ingest
