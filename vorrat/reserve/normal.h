#pragma once

namespace vorrat::reserve {

/// The standard normal quantile for p in (0, 1): Acklam's rational approximation with one step of
/// Halley's method on erfc; relative error below 1e-13.
double normal_quantile(double p);

double normal_density(double z);
double normal_probability(double z);

/// E(Z - z)+ of a standard normal Z.
double normal_loss(double z);

}  // namespace vorrat::reserve
