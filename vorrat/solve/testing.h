#pragma once

#include <cstdint>
#include <vector>

#include "vorrat/base/random.h"
#include "vorrat/solve/solve.h"

namespace vorrat::solve::testing {

/// A program whose answer was worked out by hand.
struct Known {
    const char* name;
    LinearProgram program;
    Status status = Status::optimal;
    double objective = 0;
};

/// maximise x + 2y over x + y <= 4, y <= 3, x, y >= 0: the corner (1, 3), worth 7; duals 1 and 1.
inline Known triangle() {
    Builder b;
    const auto x = b.add_column(0, infinity, 1);
    const auto y = b.add_column(0, infinity, 2);
    b.add_row(-infinity, 4, std::vector<Term>{{x, 1}, {y, 1}});
    b.add_row(-infinity, 3, std::vector<Term>{{y, 1}});
    return {"triangle", b.build(Sense::maximise), Status::optimal, 7};
}

/// Two mills with 20 and 30 sacks, three bakeries that need 10, 25, 15; cost per sack
/// 2 3 1 / 5 4 8. Mill 1 gives 15 to bakery 3 and 5 to bakery 1 (it saves 3 there, 1 at bakery 2);
/// mill 2 gives 5 and 25: 15 + 10 + 25 + 100 = 150.
inline Known transport() {
    const double cost[2][3] = {{2, 3, 1}, {5, 4, 8}};
    const double gives[2] = {20, 30};
    const double needs[3] = {10, 25, 15};
    Builder b;
    for (const double g : gives) {
        b.add_row(-infinity, g);
    }
    for (const double n : needs) {
        b.add_row(n, n);
    }
    for (std::uint32_t i = 0; i < 2; ++i) {
        for (std::uint32_t j = 0; j < 3; ++j) {
            const auto sacks = b.add_column(0, infinity, cost[i][j]);
            b.add(i, sacks, 1);
            b.add(2 + j, sacks, 1);
        }
    }
    return {"transport", b.build(), Status::optimal, 150};
}

/// Bread (cost 2: 4 energy, 1 protein) and beans (cost 3: 3 energy, 3 protein); at least 24 energy
/// and 12 protein. Both rows bind: bread 4, beans 8/3; cost 8 + 8 = 16.
inline Known diet() {
    Builder b;
    const auto bread = b.add_column(0, infinity, 2);
    const auto beans = b.add_column(0, infinity, 3);
    b.add_row(24, infinity, std::vector<Term>{{bread, 4}, {beans, 3}});
    b.add_row(12, infinity, std::vector<Term>{{bread, 1}, {beans, 3}});
    return {"diet", b.build(), Status::optimal, 16};
}

/// Beale 1955, on which the simplex method cycles without care: minimise
/// -3/4 a + 150 b - 1/50 c + 6 d; the optimum is -1/20 at (1/25, 0, 1, 0).
inline Known beale() {
    Builder b;
    const auto x = b.add_column(0, infinity, -0.75);
    const auto y = b.add_column(0, infinity, 150);
    const auto z = b.add_column(0, infinity, -0.02);
    const auto w = b.add_column(0, infinity, 6);
    b.add_row(-infinity, 0, std::vector<Term>{{x, 0.25}, {y, -60}, {z, -0.04}, {w, 9}});
    b.add_row(-infinity, 0, std::vector<Term>{{x, 0.5}, {y, -90}, {z, -0.02}, {w, 3}});
    b.add_row(-infinity, 1, std::vector<Term>{{z, 1}});
    return {"beale", b.build(), Status::optimal, -0.05};
}

/// x fixed at 3, y in [-2, 5], a row without bounds, a row of both: minimise x - y with
/// 1 <= x + y <= 6: y = 3, objective 0.
inline Known fixed_and_free() {
    Builder b;
    const auto x = b.add_column(3, 3, 1);
    const auto y = b.add_column(-2, 5, -1);
    b.add_row(-infinity, infinity, std::vector<Term>{{x, 1}, {y, -7}});
    b.add_row(1, 6, std::vector<Term>{{x, 1}, {y, 1}});
    return {"fixed_and_free", b.build(), Status::optimal, 0};
}

/// x + y >= 5 with x, y in [0, 2].
inline Known too_much() {
    Builder b;
    const auto x = b.add_column(0, 2, 1);
    const auto y = b.add_column(0, 2, 1);
    b.add_row(5, infinity, std::vector<Term>{{x, 1}, {y, 1}});
    return {"too_much", b.build(), Status::infeasible, 0};
}

/// x - y = 1 and y - x = 1 with free x, y.
inline Known contradiction() {
    Builder b;
    const auto x = b.add_column(-infinity, infinity, 0);
    const auto y = b.add_column(-infinity, infinity, 0);
    b.add_row(1, 1, std::vector<Term>{{x, 1}, {y, -1}});
    b.add_row(1, 1, std::vector<Term>{{x, -1}, {y, 1}});
    return {"contradiction", b.build(Sense::maximise), Status::infeasible, 0};
}

/// minimise -x - y with x - y <= 1, x, y >= 0: both may grow together.
inline Known without_end() {
    Builder b;
    const auto x = b.add_column(0, infinity, -1);
    const auto y = b.add_column(0, infinity, -1);
    b.add_row(-infinity, 1, std::vector<Term>{{x, 1}, {y, -1}});
    return {"without_end", b.build(), Status::unbounded, 0};
}

/// No rows: each column goes to its cheaper bound, 1 * 2 - 3 * 4 = -10.
inline Known boxes_only() {
    Builder b;
    b.add_column(2, 5, 1);
    b.add_column(-1, 4, -3);
    return {"boxes_only", b.build(), Status::optimal, -10};
}

/// A column nobody uses, a row that holds nothing, a cost of zero everywhere.
inline Known nothing_to_do() {
    Builder b;
    b.add_column(0, 1, 0);
    b.add_row(-1, 1);
    return {"nothing_to_do", b.build(), Status::optimal, 0};
}

/// Klee & Minty 1972 in three dimensions, on which the simplex method visits every corner: maximise
/// 100 a + 10 b + c over a <= 1, 20 a + b <= 100, 200 a + 20 b + c <= 10000: all into c, 10000.
inline Known klee_minty() {
    Builder b;
    const auto x = b.add_column(0, infinity, 100);
    const auto y = b.add_column(0, infinity, 10);
    const auto z = b.add_column(0, infinity, 1);
    b.add_row(-infinity, 1, std::vector<Term>{{x, 1}});
    b.add_row(-infinity, 100, std::vector<Term>{{x, 20}, {y, 1}});
    b.add_row(-infinity, 10000, std::vector<Term>{{x, 200}, {y, 20}, {z, 1}});
    return {"klee_minty", b.build(Sense::maximise), Status::optimal, 10000};
}

/// Make 10 units a day over three days with needs 5, 14, 9, store at 1 per unit and day, make at 1,
/// 3, 2 on the days: made 10, 9, 9 is forced up to storage: day 1 makes 10 (5 kept), day 2 makes 9,
/// day 3 makes 9: 10 + 27 + 18 + 5 = 60. One more on day 1 is not possible, and keeping from
/// day 2 to 3 costs 3 + 1 > 2.
inline Known three_days() {
    const double need[3] = {5, 14, 9};
    const double cost[3] = {1, 3, 2};
    Builder b;
    std::vector<std::uint32_t> made;
    std::vector<std::uint32_t> kept;
    for (std::uint32_t t = 0; t < 3; ++t) {
        made.push_back(b.add_column(0, 10, cost[t]));
        kept.push_back(b.add_column(0, infinity, 1));
        b.add_row(need[t], need[t], std::vector<Term>{{made[t], 1}, {kept[t], -1}});
        if (t > 0) {
            b.add(t, kept[t - 1], 1);
        }
    }
    return {"three_days", b.build(), Status::optimal, 60};
}

/// The most that flows from 0 to 3: arcs 01 of 3, 02 of 2, 12 of 1, 13 of 2, 23 of 3. The cut
/// around 0 lets 5 through, and 2 + 3 arrive: 5.
inline Known largest_flow() {
    Builder b;
    const auto a01 = b.add_column(0, 3, 1);
    const auto a02 = b.add_column(0, 2, 1);
    const auto a12 = b.add_column(0, 1, 0);
    const auto a13 = b.add_column(0, 2, 0);
    const auto a23 = b.add_column(0, 3, 0);
    b.add_row(0, 0, std::vector<Term>{{a01, 1}, {a12, -1}, {a13, -1}});
    b.add_row(0, 0, std::vector<Term>{{a02, 1}, {a12, 1}, {a23, -1}});
    return {"largest_flow", b.build(Sense::maximise), Status::optimal, 5};
}

/// Three people, three tasks, cost 1 2 3 / 2 4 6 / 3 6 9: against the order, 3 + 4 + 3 = 10.
inline Known assignment() {
    Builder b;
    for (int k = 0; k < 6; ++k) {
        b.add_row(1, 1);
    }
    for (std::uint32_t i = 0; i < 3; ++i) {
        for (std::uint32_t j = 0; j < 3; ++j) {
            const auto x = b.add_column(0, infinity, (i + 1.0) * (j + 1.0));
            b.add(i, x, 1);
            b.add(3 + j, x, 1);
        }
    }
    return {"assignment", b.build(), Status::optimal, 10};
}

/// Numbers of very different size: minimise 1e-4 x + 1e4 y with 1e3 x + 1e-3 y >= 1e3, x <= 1/2:
/// x = 1/2, y = 5e5 there: 5e-5 + 5e9.
inline Known far_apart() {
    Builder b;
    const auto x = b.add_column(0, 0.5, 1e-4);
    const auto y = b.add_column(0, infinity, 1e4);
    b.add_row(1e3, infinity, std::vector<Term>{{x, 1e3}, {y, 1e-3}});
    return {"far_apart", b.build(), Status::optimal, 5e9 + 5e-5};
}

/// Matching pennies: the value of the game is 0, at half and half.
inline Known pennies() {
    Builder b;
    const auto p = b.add_column(0, infinity, 0);
    const auto q = b.add_column(0, infinity, 0);
    const auto value = b.add_column(-infinity, infinity, 1);
    b.add_row(1, 1, std::vector<Term>{{p, 1}, {q, 1}});
    b.add_row(0, infinity, std::vector<Term>{{p, 1}, {q, -1}, {value, -1}});
    b.add_row(0, infinity, std::vector<Term>{{p, -1}, {q, 1}, {value, -1}});
    return {"pennies", b.build(Sense::maximise), Status::optimal, 0};
}

/// Both sides impossible: x - y >= 1 and y - x >= 1 with gain in x: called infeasible.
inline Known nowhere() {
    Builder b;
    const auto x = b.add_column(0, infinity, -1);
    const auto y = b.add_column(0, infinity, 0);
    b.add_row(1, infinity, std::vector<Term>{{x, 1}, {y, -1}});
    b.add_row(1, infinity, std::vector<Term>{{x, -1}, {y, 1}});
    return {"nowhere", b.build(), Status::infeasible, 0};
}

/// Maximise x over x <= y <= (1 - 2^-27) x + 1: together 2^-27 x <= 1, so 2^27; a direction (1, 1)
/// leaves the second row by 2^-27 only.
inline Known far_corner() {
    Builder b;
    const auto x = b.add_column(0, infinity, 1);
    const auto y = b.add_column(0, infinity, 0);
    b.add_row(-infinity, 0, std::vector<Term>{{x, 1}, {y, -1}});
    b.add_row(-infinity, 1, std::vector<Term>{{x, -(1 - 0x1p-27)}, {y, 1}});
    return {"far_corner", b.build(Sense::maximise), Status::optimal, 0x1p27};
}

/// A free x with 1e-10 x >= 1: feasible, but not within +-1e9.
inline LinearProgram far_out() {
    Builder b;
    const auto x = b.add_column(-infinity, infinity, 0);
    b.add_row(1, infinity, std::vector<Term>{{x, 1e-10}});
    return b.build();
}

inline std::vector<Known> known_programs() {
    return {triangle(),   transport(),     diet(),         beale(),      fixed_and_free(),
            too_much(),   contradiction(), without_end(),  boxes_only(), nothing_to_do(),
            klee_minty(), three_days(),    largest_flow(), assignment(), far_apart(),
            pennies(),    nowhere()};
}

/// A program of up to 12 rows and columns with small whole numbers: about half of them sparse,
/// degenerate, infeasible or with infinite sides.
inline LinearProgram random_program(std::uint64_t seed) {
    Random random(seed);
    const auto whole = [&](int low, int high) {
        return low + static_cast<double>(random.below(static_cast<std::uint32_t>(high - low + 1)));
    };
    Builder b;
    const std::uint32_t columns = 1 + random.below(12);
    const std::uint32_t rows = random.below(13);
    for (std::uint32_t j = 0; j < columns; ++j) {
        const double lower = random.below(4) == 0 ? -infinity : whole(-3, 1);
        const double upper = random.below(3) == 0 ? infinity : whole(1, 6);
        b.add_column(lower, upper, whole(-4, 4));
    }
    for (std::uint32_t i = 0; i < rows; ++i) {
        const double middle = whole(-6, 6);
        const bool equal = random.below(4) == 0;
        const double lower = equal ? middle : random.below(2) == 0 ? -infinity : middle - 4;
        const double upper = equal ? middle : random.below(2) == 0 ? infinity : middle + 4;
        b.add_row(lower, upper);
        for (std::uint32_t j = 0; j < columns; ++j) {
            if (random.below(2) == 0) {
                b.add(i, j, whole(-4, 4));
            }
        }
    }
    return b.build(random.below(2) == 0 ? Sense::minimise : Sense::maximise);
}

}  // namespace vorrat::solve::testing
