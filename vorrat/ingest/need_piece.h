#pragma once

#include "vorrat/ingest/needs.h"

namespace vorrat::ingest {

/// Some rows of a need history, read by one thread. NeedRow::item and place are positions in the
/// piece's own names until the pieces are joined.
struct NeedPiece {
    std::size_t begin = 0;  ///< offsets in the file's text
    std::size_t end = 0;
    std::size_t first_line = 0;
    std::size_t rows_met = 0;  ///< bad ones counted
    std::vector<NeedRow> rows;
    std::vector<float> regressors;  ///< rows x columns
    Names items;
    Names places;
    Findings findings;
    std::vector<SkippedRow> skipped;
    std::optional<std::size_t> comma_line;
    std::optional<std::size_t> point_line;
};

/// Cuts the rows of a file into pieces by size, at line ends; into one piece when a quote or a lone
/// carriage return might hide a line end.
std::vector<NeedPiece> cut_into_pieces(const NeedFile& file);

/// Reads the rows between `begin` and `end`.
void read_piece(const NeedFile& file, NeedPiece& piece, BadRows bad_rows);

}  // namespace vorrat::ingest
