#pragma once

#include "vorrat/decide/election.h"

namespace vorrat::decide {

/// One reader per format; see read_election and docs/formats/ballots.md.
Result<Election> read_pabulib(std::string_view text, std::string_view file);

/// complete: every ballot ranks every option; ties: options may share a rank.
struct RankedFormat {
    bool complete = false;
    bool ties = false;
};
Result<Election> read_preflib(std::string_view text, std::string_view file, RankedFormat format);

Result<Election> read_abcvoting(std::string_view text, std::string_view file);

}  // namespace vorrat::decide
