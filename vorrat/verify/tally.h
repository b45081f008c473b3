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

/// Collects the cases of one check, which stands in `checks` from the beginning. Where a case
/// stands is told by a function that gives a text, or by something with a `place()`.
class Tally {
public:
    Tally(Checks& checks, std::string what) : checks_(checks), index_(checks.size()) {
        checks.push_back({.what = std::move(what)});
    }

    /// One more number or row was looked at. Gives back `holds`.
    bool expect(bool holds, const auto& place) {
        ++checks_[index_].count;
        if (!holds) {
            fail(text_of(place));
        }
        return holds;
    }
    bool expect(bool holds, const auto& rows, const char* what) {
        return expect(holds, [&] { return fmt::format("{}: {}", rows.place(), what); });
    }
    /// The printed number against the computed one.
    void expect_equal(double printed, Interval computed, const auto& place) {
        const double slack = printed_tolerance * std::max(1.0, computed.magnitude());
        const bool holds = printed >= computed.lo - slack && printed <= computed.hi + slack;
        expect(holds, [&] {
            return fmt::format("{}: want {}, found {}", text_of(place), computed.middle(), printed);
        });
    }
    void expect_between(double printed, Real low, Real high, const auto& place) {
        expect(printed >= low && printed <= high, [&] {
            return fmt::format("{}: want {} to {}, found {}", text_of(place),
                               static_cast<double>(low), static_cast<double>(high), printed);
        });
    }
    void fail(std::string where) {
        Check& check = checks_[index_];
        check.holds = false;
        ++check.failures;
        if (check.where.size() < 3) {
            check.where.push_back(std::move(where));
        }
    }

private:
    static std::string text_of(const auto& place) {
        if constexpr (requires { place(); }) {
            return place();
        } else {
            return place.place();
        }
    }

    Checks& checks_;
    std::size_t index_;
};

}  // namespace vorrat::verify
