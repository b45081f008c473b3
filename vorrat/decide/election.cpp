#include "vorrat/decide/election.h"

#include <fmt/format.h>

#include "vorrat/decide/readers.h"

namespace vorrat::decide {

Result<Election> read_election(std::string_view text, std::string_view file) {
    if (file.ends_with(".pb")) {
        return read_pabulib(text, file);
    }
    if (file.ends_with(".soc")) {
        return read_preflib(text, file, {.complete = true, .ties = false});
    }
    if (file.ends_with(".soi")) {
        return read_preflib(text, file, {.complete = false, .ties = false});
    }
    if (file.ends_with(".toc")) {
        return read_preflib(text, file, {.complete = true, .ties = true});
    }
    if (file.ends_with(".toi")) {
        return read_preflib(text, file, {.complete = false, .ties = true});
    }
    if (file.ends_with(".yaml") || file.ends_with(".yml")) {
        return read_abcvoting(text, file);
    }
    return bad_input(
        fmt::format("{}:1:1: file name: want an ending of .pb, .soc, .soi, .toc, .toi or .yaml, "
                    "got none of them",
                    file));
}

}  // namespace vorrat::decide
