#include "vorrat/base/random.h"

#include <cmath>

#include "vorrat/base/check.h"

namespace vorrat {

Random::Random(std::uint64_t seed, std::uint64_t stream) : state_(0), increment_(2 * stream + 1) {
    bits();
    state_ += seed;
    bits();
}

std::uint32_t Random::bits() {
    const std::uint64_t old = state_;
    state_ = old * 6364136223846793005ULL + increment_;
    const auto shifted = static_cast<std::uint32_t>(((old >> 18U) ^ old) >> 27U);
    const auto turn = static_cast<std::uint32_t>(old >> 59U);
    return (shifted >> turn) | (shifted << ((32U - turn) & 31U));
}

double Random::uniform() {
    const std::uint64_t high = bits() >> 5U;
    const std::uint64_t low = bits() >> 6U;
    return static_cast<double>((high << 26U) | low) / 9007199254740992.0;
}

std::uint32_t Random::below(std::uint32_t bound) {
    check(bound >= 1, "a random number is drawn below at least one");
    const std::uint32_t threshold = (0U - bound) % bound;
    while (true) {
        const std::uint32_t draw = bits();
        if (draw >= threshold) {
            return draw % bound;
        }
    }
}

double Random::normal() {
    while (true) {
        const double u = 2 * uniform() - 1;
        const double v = 2 * uniform() - 1;
        const double s = u * u + v * v;
        if (s > 0 && s < 1) {
            return u * std::sqrt(-2 * std::log(s) / s);
        }
    }
}

double Random::gamma(double shape) {
    check(shape > 0, "a gamma variate has a positive shape");
    if (shape < 1) {
        return gamma(shape + 1) * std::pow(1 - uniform(), 1 / shape);
    }
    const double d = shape - 1.0 / 3.0;
    const double c = 1 / std::sqrt(9 * d);
    while (true) {
        const double x = normal();
        const double v = std::pow(1 + c * x, 3);
        if (v <= 0) {
            continue;
        }
        const double u = 1 - uniform();
        if (std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) {
            return d * v;
        }
    }
}

std::int64_t Random::poisson(double mean) {
    check(mean >= 0, "a Poisson variate has a mean of at least zero");
    std::int64_t count = 0;
    while (mean > 30) {
        // The m-th arrival of a unit-rate process: before `mean`, count m and go on; after it, the
        // earlier m-1 arrivals are uniform, each before `mean` with the same chance.
        const auto m = static_cast<std::int64_t>(mean * 7 / 8);
        const double at = gamma(static_cast<double>(m));
        if (at > mean) {
            const double share = mean / at;
            for (std::int64_t i = 1; i < m; ++i) {
                count += uniform() < share ? 1 : 0;
            }
            return count;
        }
        count += m;
        mean -= at;
    }
    const double limit = std::exp(-mean);
    double product = 1 - uniform();
    while (product > limit) {
        product *= 1 - uniform();
        ++count;
    }
    return count;
}

}  // namespace vorrat
