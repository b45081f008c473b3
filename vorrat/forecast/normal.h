#pragma once

namespace vorrat::forecast {

/// The quantile of the standard normal distribution, to about 16 digits.
///
/// level     in (0, 1)
/// source    Wichura 1988, Algorithm AS 241 (PPND16), Applied Statistics 37
double normal_quantile(double level);

}  // namespace vorrat::forecast
