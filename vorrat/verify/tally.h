#pragma once

#include <string>
#include <string_view>

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

/// Whether a printed number is the computed one.
inline bool is_equal(double printed, Interval computed) {
    const double slack = printed_tolerance * std::max(1.0, computed.magnitude());
    return printed >= computed.lo - slack && printed <= computed.hi + slack;
}

/// Collects the cases of one check, which stands in `checks` from the beginning.
class Tally {
public:
    Tally(Checks& checks, std::string what) : checks_(checks), index_(checks.size()) {
        checks.push_back({.what = std::move(what)});
    }

    /// One more number or row was looked at. Gives back `holds`; where it does not, the words say
    /// where and what. Parts that are functions, or have a `place()`, are asked only then.
    bool expect(bool holds, std::string_view words, const auto&... parts) {
        ++checks_[index_].count;
        if (!holds) {
            fail(fmt::format(fmt::runtime(words), told(parts)...));
        }
        return holds;
    }
    /// The printed number against the computed one.
    void expect_equal(double printed, Interval computed, const auto& place) {
        expect(is_equal(printed, computed), "{}: want {}, found {}", place, computed.middle(),
               printed);
    }
    /// What could be read; null, and a failed case, where it could not.
    template <class Value>
    const Value* given(const Result<Value>& read) {
        if (!read) {
            fail(read.error().message);
        }
        return read ? &*read : nullptr;
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
    static auto told(const auto& part) {
        if constexpr (requires { part(); }) {
            return part();
        } else if constexpr (requires { part.place(); }) {
            return part.place();
        } else {
            return part;
        }
    }

    Checks& checks_;
    std::size_t index_;
};

}  // namespace vorrat::verify
