#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "vorrat/base/progress.h"
#include "vorrat/base/result.h"

namespace vorrat::trees {

/// Rows of numbers, all of one width; NaN: not known. A view.
struct Table {
    std::span<const float> cells;  ///< rows x columns, row-major
    std::size_t columns = 1;

    std::size_t rows() const { return cells.size() / columns; }
};

/// How trees are grown. docs/math/forecast.md, section 8.3.
struct Growth {
    int rounds = 120;            ///< trees, >= 1
    int depth = 6;               ///< splits from the root to a leaf at most, >= 1
    double rate = 0.1;           ///< share of each tree's answer that is taken, (0, 1]
    double leaf_weight = 30;     ///< least sum of second derivatives in a leaf, >= 0
    double rows_share = 0.7;     ///< of the rows that each tree sees, (0, 1]
    double columns_share = 0.4;  ///< of the columns that each split may choose from, (0, 1]
    int bins = 64;               ///< distinct values of a column that are told apart, >= 2
    double power = 1.1;          ///< variance ~ mean^power, in (1, 2): Tweedie
    std::uint32_t seed = 0;
};

/// What is to be learned, as many values as rows.
struct Lesson {
    Table table;
    std::span<const float> target;  ///< >= 0, finite
    std::span<const float> weight;  ///< > 0, finite; none: all alike
};

/// Gradient-boosted trees for a mean that is never negative (Tweedie deviance, log link).
///
/// Works on the calling thread alone, so that the same lesson, growth and seed give the same bytes
/// whatever else runs; several forests may be grown by several threads at once.
/// source   Chen & Guestrin 2016 (XGBoost); Tweedie 1984
class Forest {
public:
    /// errors   failed: stopped by progress.stop, or what the library says, out of memory for one
    /// cost     O(rounds rows columns_share columns depth); memory of about 3 tables
    static Result<Forest> grow(const Lesson& lesson, const Growth& growth,
                               const Progress& progress = {});

    ~Forest();
    Forest(Forest&&) noexcept;
    Forest& operator=(Forest&&) noexcept;

    /// One mean per row, > 0. The table has the columns of the lesson.
    std::vector<float> means(const Table& table) const;

private:
    struct Library;
    explicit Forest(std::unique_ptr<Library> library);
    std::unique_ptr<Library> library_;
};

}  // namespace vorrat::trees
