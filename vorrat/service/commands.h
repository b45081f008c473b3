#pragma once

#include <iosfwd>
#include <string_view>

#include "vorrat/base/date.h"
#include "vorrat/base/progress.h"
#include "vorrat/base/result.h"
#include "vorrat/service/settings.h"

namespace vorrat::service {

std::string_view version();

/// The day of the clock, UTC.
Date clock_day();

struct Streams {
    std::ostream& out;  ///< results
    Progress progress{};
    std::istream* in = nullptr;       ///< what `policy` reads
    std::ostream* remarks = nullptr;  ///< what people must know and a table on `out` cannot hold
};

/// Runs a command of the table except `serve`, which needs sockets. Returns the exit code of a
/// command that did its work but has bad news (findings, an unsound plan).
Result<int> run_command(const Command& command, const Values& values, const Streams& streams);

}  // namespace vorrat::service
