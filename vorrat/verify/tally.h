#pragma once

#include <string>

#include <fmt/format.h>

#include "vorrat/verify/interval.h"
#include "vorrat/verify/verify.h"

namespace vorrat::verify {

/// A printed number that follows from others must equal what the checker computes: relative to
/// max(1, |number|). A sum of a million doubles in another order is off by far less.
constexpr double printed_tolerance = 1e-9;

/// How far a row of the programme may be off: relative to 1 + Σ |a x|. Solvers stop at about 1e-7.
constexpr double row_tolerance = 1e-7;

using Checks = std::vector<Check>;

/// Collects the cases of one check.
class Tally {
public:
    explicit Tally(std::string what) { check_.what = std::move(what); }

    /// One more number or row was looked at. Gives back `holds`.
    bool expect(bool holds, const auto& place) {
        ++check_.count;
        if (!holds) {
            fail(place());
        }
        return holds;
    }
    /// The printed number against the computed one.
    void expect_equal(double printed, Interval computed, const auto& place) {
        const double slack = printed_tolerance * std::max(1.0, computed.magnitude());
        const bool holds = printed >= computed.lo - slack && printed <= computed.hi + slack;
        expect(holds, [&] {
            return fmt::format("{}: want {}, found {}", place(), computed.middle(), printed);
        });
    }
    void expect_between(double printed, Real low, Real high, const auto& place) {
        expect(printed >= low && printed <= high, [&] {
            return fmt::format("{}: want {} to {}, found {}", place(), static_cast<double>(low),
                               static_cast<double>(high), printed);
        });
    }
    void fail(std::string where) {
        check_.holds = false;
        ++check_.failures;
        if (check_.where.size() < 3) {
            check_.where.push_back(std::move(where));
        }
    }
    Check done() { return std::move(check_); }

private:
    Check check_;
};

}  // namespace vorrat::verify
