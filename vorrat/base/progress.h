#pragma once

#include <functional>
#include <stop_token>
#include <string_view>

namespace vorrat {

/// Where long work tells how far it is and learns that it should stop. Both are passed in: the
/// command line prints to a terminal, the server to an event stream, a test to nothing.
struct Progress {
    /// stage in words, and the share done in [0, 1]; may be empty
    std::function<void(std::string_view stage, double share)> report = {};
    std::stop_token stop = {};

    void tell(std::string_view stage, double share) const {
        if (report) {
            report(stage, share);
        }
    }
    bool stopped() const { return stop.stop_requested(); }
};

}  // namespace vorrat
