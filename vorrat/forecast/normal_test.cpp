#include "vorrat/forecast/normal.h"

#include <cmath>

#include <gtest/gtest.h>

namespace vorrat::forecast {
namespace {

TEST(NormalQuantile, IsUndoneByTheDistributionFunction) {
    for (const double level : {1e-12, 1e-6, 0.005, 0.07, 0.25, 0.5, 0.9, 0.975, 1 - 1e-6}) {
        const double back = 0.5 * std::erfc(-normal_quantile(level) / std::sqrt(2.0));
        EXPECT_NEAR(back / level, 1, 1e-12) << level;
    }
}

TEST(NormalQuantile, HasTheKnownValue) {
    EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-14);
}

}  // namespace
}  // namespace vorrat::forecast
