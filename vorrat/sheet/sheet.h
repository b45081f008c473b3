#pragma once

#include "vorrat/sheet/book.h"
#include "vorrat/sheet/layout.h"
#include "vorrat/sheet/merge.h"

/// Spreadsheets as people keep them: read to grids of cells, brought into the form of a table of a
/// workspace, and written for people to go on with. docs/formats/imports.md
