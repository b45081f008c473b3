#pragma once

#include <vector>

#include "vorrat/base/parallel.h"
#include "vorrat/solve/scaling.h"

namespace vorrat::solve {

/// A point and its duals, in the units of the scaled program.
struct PrimalDual {
    std::vector<double> x;  ///< columns values
    std::vector<double> y;  ///< rows values
};

/// Restarted, reflected Halpern iteration of the primal-dual hybrid gradient operator T,
/// docs/math/solve.md section 7:
///
///     T(x, y):  x' = clip(x - (step / weight) (c - A'y)),
///               y' = v step weight  less its part inside the row bounds,
///                    v = y / (step weight) - A (2 x' - x)
///     z_{k+1} = (k+1)/(k+2) (2 T(z_k) - z_k) + 1/(k+2) z_0
///
/// Same bytes for any number of threads.
/// source  Lu & Yang 2024 (r2HPDHG); Lu, Peng & Yang 2025 (cuPDLPx) for restarts and the weight
class Halpern {
public:
    explicit Halpern(const Scaled& scaled, Threads threads);

    /// One application of the iteration; `image()` is T of the point it started from.
    void step();
    /// Looks whether a restart is due and takes it; call it every `check_every` steps.
    /// Returns whether it restarted.
    bool restart_if_due();

    const PrimalDual& image() const { return image_; }
    /// T(z) - z: tends to a certificate when there is no optimum (Applegate et al. 2024).
    PrimalDual difference() const;
    /// z - z_0 since the last restart.
    PrimalDual drift() const;
    long iterations() const { return iterations_; }

private:
    double fixed_point_error();
    void adapt_weight();
    void restart();

    const Scaled& scaled_;
    Threads threads_;
    double step_ = 1;
    double weight_ = 1;
    double weight_error_sum_ = 0;
    long iterations_ = 0;
    long since_restart_ = 0;
    double error_at_restart_ = -1;
    double last_error_ = 0;
    PrimalDual start_;           ///< z_0
    PrimalDual point_;           ///< z_k
    PrimalDual before_;          ///< the point that `image_` is the image of
    PrimalDual image_;           ///< T(before_)
    std::vector<double> ahead_;  ///< 2 x' - x
};

/// Steps between two looks at the restart rule.
constexpr long check_every = 40;

/// The largest singular value of A, from below, within some per cent (power iteration).
double spectral_norm(const Scaled& scaled, Threads threads);

}  // namespace vorrat::solve
