#include "vorrat/forecast/calibrate.h"

#include <cmath>

#include <gtest/gtest.h>

#include "vorrat/base/random.h"
#include "vorrat/forecast/normal.h"

namespace vorrat::forecast {
namespace {

/// Needs are normal with mean 100 and spread 10; foreseen as if the spread were `foreseen`.
Calibration after_normal_needs(double foreseen) {
    Random random(11);
    Calibration calibration;
    std::vector<double> quantiles;
    for (const double level : Calibration::asked()) {
        quantiles.push_back(100 + foreseen * normal_quantile(level));
    }
    for (int i = 0; i < 20'000; ++i) {
        calibration.add(quantiles, 100 + 10 * random.normal(), 1);
    }
    return calibration;
}

TEST(Calibration, LeavesAnHonestForecastAsItIs) {
    const std::vector<double> wanted{0.025, 0.25, 0.5, 0.75, 0.975};

    const auto asked = after_normal_needs(10).levels_for(wanted);

    for (std::size_t k = 0; k < wanted.size(); ++k) {
        EXPECT_NEAR(asked[k], wanted[k], 0.03) << wanted[k];
    }
}

TEST(Calibration, WidensAForecastThatIsHalfAsWideAsNeed) {
    const std::vector<double> wanted{0.165, 0.25, 0.75, 0.835};

    const auto asked = after_normal_needs(5).levels_for(wanted);

    for (std::size_t k = 0; k < wanted.size(); ++k) {
        EXPECT_NEAR(5 * normal_quantile(asked[k]), 10 * normal_quantile(wanted[k]), 1) << wanted[k];
    }
}

TEST(Calibration, LevelsRiseAndStayInsideZeroAndOne) {
    const std::vector<double> wanted{1e-6, 0.005, 0.006, 0.3, 0.31, 0.5, 0.999, 0.999999};

    const auto asked = after_normal_needs(30).levels_for(wanted);

    for (std::size_t k = 0; k < wanted.size(); ++k) {
        EXPECT_GT(asked[k], k == 0 ? 0 : asked[k - 1]);
        EXPECT_LT(asked[k], 1);
    }
}

TEST(Calibration, ThatSawNothingChangesNothing) {
    const std::vector<double> wanted{0.1, 0.5, 0.9};

    EXPECT_EQ(Calibration().levels_for(wanted), wanted);
}

}  // namespace
}  // namespace vorrat::forecast
