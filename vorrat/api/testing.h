#pragma once

#include <filesystem>
#include <utility>

#include "vorrat/api/api.h"

namespace vorrat::api::testing {

/// A workspace served with a clock of the test's, and passwords that cost nothing.
inline Workplace served(std::filesystem::path workspace, access::Clock clock) {
    return {.workspace = std::move(workspace),
            .clock = std::move(clock),
            .entropy = access::system_entropy(),
            .password_cost = {.passes = 1, .memory_bytes = 8192}};
}

}  // namespace vorrat::api::testing
