#pragma once

namespace vorrat::placement {

/// The standard normal quantile for p in (0, 1): Acklam's rational approximation with one step of
/// Halley's method on erfc; relative error below 1e-13.
double normal_quantile(double p);

}  // namespace vorrat::placement
