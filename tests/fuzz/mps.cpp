// Any bytes as an MPS file, in each layout: a program whose parts fit together, or an error that
// names file, line and column.

#include <cmath>
#include <cstdint>
#include <string_view>

#include "vorrat/base/check.h"
#include "vorrat/solve/solve.h"

using vorrat::check;
using vorrat::solve::MpsFile;
using vorrat::solve::MpsLayout;

namespace {

void claims(const MpsFile& file) {
    const auto& program = file.program;
    check(program.cost.size() == program.columns(), "a cost per column");
    check(program.column_upper.size() == program.columns(), "bounds per column");
    check(program.row_upper.size() == program.rows(), "bounds per row");
    check(file.row_names.size() == program.rows(), "a name per row");
    check(file.column_names.size() == program.columns(), "a name per column");
    check(program.matrix.rows == program.rows(), "the matrix has the rows");
    check(program.matrix.columns() == program.columns(), "the matrix has the columns");
    check(std::isfinite(file.constant), "the constant is a number");
    for (const double cost : program.cost) {
        check(std::isfinite(cost), "a cost is a number");
    }
    for (const double value : program.matrix.value) {
        check(std::isfinite(value) && value != 0, "an entry is a number and not 0");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const MpsLayout layout : {MpsLayout::automatic, MpsLayout::free, MpsLayout::fixed}) {
        const auto file = vorrat::solve::read_mps(text, "f.mps", layout);
        if (file) {
            claims(*file);
        } else {
            check(file.error().message.starts_with("f.mps:"), "an error names its place");
        }
    }
    return 0;
}
