#pragma once

#include <optional>
#include <string>
#include <vector>

#include "vorrat/model/criteria.h"
#include "vorrat/model/plan.h"
#include "vorrat/model/world.h"

namespace vorrat::pipeline {

/// Criteria that differ from a world's by an epsilon constraint or two.
struct Variant {
    struct Changed {
        std::string key;  ///< dotted, as in docs/formats/criteria.md
        std::optional<double> before;
        double value = 0;
    };
    std::string id;  ///< a folder's name
    std::vector<Changed> changed;
    Criteria criteria;
};

/// The variants whose plans lie along the frontier from the plan of the world as it is,
/// docs/math/plan.md section 7; in a fixed order.
std::vector<Variant> frontier_variants(const World& world, const Plan& base);

}  // namespace vorrat::pipeline
