#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "vorrat/api/plan.h"

namespace vorrat::api {

/// The published plan that is served now. A plan itself never changes; another can take its place
/// while requests are answered from the former.
class PlanShelf {
public:
    explicit PlanShelf(std::shared_ptr<const PublishedPlan> plan) : plan_(std::move(plan)) {}

    /// Null: nothing is published yet.
    std::shared_ptr<const PublishedPlan> current() const {
        const std::scoped_lock lock(mutex_);
        return plan_;
    }
    void replace(std::shared_ptr<const PublishedPlan> plan) {
        const std::scoped_lock lock(mutex_);
        plan_ = std::move(plan);
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const PublishedPlan> plan_;
};

/// Reads a plan folder; errors and cost as `open_site`.
Result<std::shared_ptr<const PublishedPlan>> read_published_plan(
    const std::filesystem::path& folder);

}  // namespace vorrat::api
