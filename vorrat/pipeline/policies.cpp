#include "vorrat/pipeline/policies.h"

#include "vorrat/pipeline/pipeline.h"

namespace vorrat::pipeline {

placement::NamedPolicy vorrat_policy(Threads threads) {
    const auto decide =
        [threads](const placement::Seen& seen) -> Result<std::vector<placement::Order>> {
        const auto forecast = foresee_for_placement(seen.world, seen.today, {.threads = threads});
        if (!forecast) {
            return forecast.error();
        }
        const auto placed =
            placement::place(seen.world, *forecast, seen.today, {.threads = threads});
        if (!placed) {
            return placed.error();
        }
        return placement::orders_from(placed->shipments);
    };
    return {"vorrat", decide};
}

std::vector<placement::NamedPolicy> all_policies(Threads threads) {
    std::vector<placement::NamedPolicy> policies{vorrat_policy(threads)};
    for (placement::NamedPolicy& policy : placement::builtin_policies()) {
        policies.push_back(std::move(policy));
    }
    return policies;
}

}  // namespace vorrat::pipeline
