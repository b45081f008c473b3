#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

#include "vorrat/access/access.h"
#include "vorrat/base/result.h"

namespace vorrat::api {

/// That somebody released the shipments of a published plan.
struct Approval {
    std::string sha256;  ///< of its shipments.csv
    std::string by;
    std::int64_t at = 0;  ///< seconds since 1970
};

/// Approvals of a workspace, on disk, none of which is ever changed. Any number of threads may ask
/// at the same time.
class Approvals {
public:
    Approvals(std::filesystem::path file, access::Clock clock)
        : file_(std::move(file)), clock_(std::move(clock)) {}

    /// Nothing where nobody released these shipments yet. errors  failed: it cannot be read
    Result<std::optional<Approval>> of(const std::string& sha256) const;
    /// The approval that stands: an earlier one stays. errors  failed: it cannot be kept
    Result<Approval> approve(const std::string& sha256, const std::string& by);

private:
    std::filesystem::path file_;
    access::Clock clock_;
    mutable std::mutex mutex_;
};

}  // namespace vorrat::api
