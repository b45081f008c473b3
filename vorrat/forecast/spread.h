#pragma once

#include <span>
#include <vector>

#include "vorrat/forecast/expected.h"
#include "vorrat/forecast/models.h"
#include "vorrat/forecast/sample.h"
#include "vorrat/model/need.h"

namespace vorrat::forecast {

/// The distribution of need over windows of the horizon. docs/math/forecast.md section 5.
class Spread {
public:
    /// past      of a series with a scale; must outlive the spread
    explicit Spread(const Expected& past);

    /// Fills `sample` with what may be needed in a window, in scales.
    Grounds fill(Interval window, Sample& sample) const;
    /// The same around a mean that was foreseen elsewhere, moved as a whole so that it has it.
    void fill_around(double mean, Interval window, Sample& sample) const;

private:
    /// Where the middle of the residuals lies.
    struct Centre {
        double expected = 0;  ///< of the window
        double shift = 0;     ///< added to everything
    };

    Grounds fill(const Centre& centre, Interval window, Sample& sample) const;
    void add_windows(const Centre& centre, Interval window, Sample& sample) const;
    void add_steps(const Centre& centre, Interval window, double total, Sample& sample) const;
    void add_quantities(const Centre& centre, Interval window, Sample& sample) const;
    double share_of_steps(Interval window) const;
    double deviation(double expected) const;
    double growth(Interval window) const;

    const Expected& past_;
    std::size_t year_;           ///< first origin of the last year
    std::vector<double> alike_;  ///< ω, n values
    double noise_ = 0;           ///< ρ
};

/// 1 / scale where all quantities are whole numbers of units, else 0.
double grain_of(const Observed& seen);

}  // namespace vorrat::forecast
