#pragma once

#include <cstddef>
#include <mutex>
#include <string_view>

#include "vorrat/base/progress.h"

namespace vorrat::forecast {

/// Tells the share of a stage that is done, from whichever thread finished a piece of it.
class Count {
public:
    Count(const Progress& progress, std::string_view stage, std::size_t all)
        : progress_(progress), stage_(stage), all_(all) {}
    void add(std::size_t pieces) {
        const std::scoped_lock lock(mutex_);
        done_ += pieces;
        progress_.tell(stage_, static_cast<double>(done_) / static_cast<double>(all_));
    }

private:
    const Progress& progress_;
    std::string_view stage_;
    std::size_t all_;
    std::size_t done_ = 0;
    std::mutex mutex_;
};

}  // namespace vorrat::forecast
