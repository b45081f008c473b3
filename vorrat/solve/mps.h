#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/result.h"
#include "vorrat/solve/program.h"

namespace vorrat::solve {

/// How names and numbers stand in a line: in the columns 2-3, 5-12, 15-22, 25-36, 40-47, 50-61, or
/// apart by blanks. automatic: apart by blanks, and where that cannot be read, in columns.
enum class MpsLayout { automatic, free, fixed };

/// What a file in the MPS format says; docs/formats/mps.md.
struct MpsFile {
    std::string name;
    LinearProgram program;
    double constant = 0;  ///< to be added to every objective and bound
    std::vector<std::string> row_names;
    std::vector<std::string> column_names;
    /// columns said to be whole numbers; the program leaves that out
    std::size_t whole_columns = 0;
    /// what was read in a way that other readers may not share, in words with file and line
    std::vector<std::string> notes;
};

/// Reads a linear program: NAME, OBJSENSE, ROWS, COLUMNS, RHS, RANGES, BOUNDS, ENDATA.
/// errors  bad_input naming file, line, column, what was expected and what was found
/// cost    O(bytes)
Result<MpsFile> read_mps(std::string_view text, std::string_view file,
                         MpsLayout layout = MpsLayout::automatic);

}  // namespace vorrat::solve
