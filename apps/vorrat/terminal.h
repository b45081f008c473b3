#pragma once

#include <stop_token>

#include "vorrat/base/progress.h"

namespace vorrat {

/// A line on stderr that is written over as work goes on; silent where stderr is no terminal.
class ProgressLine {
public:
    explicit ProgressLine(bool wanted);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    Progress progress(std::stop_token stop) const;

private:
    bool shown_;
};

/// Ctrl-C and SIGTERM ask `source` to stop; a second one ends the program at once. Call it once,
/// before any other thread exists; the signals are then blocked in every thread but its own.
void stop_on_signals(const std::stop_source& source);

}  // namespace vorrat
