#pragma once

#include <string>

#include <gtest/gtest.h>

#include "vorrat/council/council.h"

namespace vorrat::council::testing {

inline Date day(const char* text) { return parse_date(text).value(); }

/// A village with a council of five members (ada, bela, cem, dora, emil) whose phases last ten days
/// each, and a proposal P1 of ada's to lower a cap, made on 2026-10-01: discussed until 20 October,
/// amended until the 30th, voted on until 9 November, objected to until the 19th.
class Village {
public:
    Village() : Village(Rules{.days = {9, 10, 10, 10, 10}}) {}
    explicit Village(const Rules& rules) {
        must(day("2026-09-01"), Found{"village", "The village", Of::place, "", rules});
        for (const char* person : {"ada", "bela", "cem", "dora", "emil"}) {
            must(day("2026-09-01"), Join{"village", person, ""});
        }
        must(day("2026-10-01"),
             Propose{"P1", "village", "ada", "Less CO2e", "the path agreed", lower("2200")});
    }

    static Changes lower(const char* total) {
        return {.criteria = {{"caps.co2e_kg.total", total}}, .needs = {}, .activities = {}};
    }

    vorrat::Outcome try_to(Date date, Event event) {
        const Entry entry{state.next_n(), date, std::move(event)};
        auto done = state.apply(entry);
        if (done) {
            text += line_of(entry);
        }
        return done;
    }
    void must(Date date, Event event) {
        const auto done = try_to(date, std::move(event));
        EXPECT_TRUE(done) << done.error().message;
    }
    std::string refusal(Date date, Event event) {
        const auto done = try_to(date, std::move(event));
        return done ? "nothing was refused" : done.error().message;
    }

    /// Through to the vote: one amendment, both alternatives computed.
    void reach_the_vote() {
        must(day("2026-10-25"), Amend{"P1.A1", "P1", "bela", "not so fast", lower("2400")});
        must(day("2026-10-26"), Alternative{"P1", true, "less coffee"});
        must(day("2026-10-26"), Alternative{"P1.A1", true, "a little less coffee"});
    }
    void vote(const char* person, const char* ranking) {
        must(day("2026-11-02"), Cast{"P1", person, ranking});
    }
    /// Counts and closes on the days after the deadlines.
    void count(std::int64_t seed = 0) {
        const Counted counted = count_votes(state, state.matters().front(), seed);
        must(day("2026-11-10"), Count{"P1", seed, static_cast<std::int64_t>(counted.voters),
                                      counted.election.people, counted.winner});
    }
    Outcome ending(const char* date) const {
        const Ending ending = ending_on(state, state.matters().front(), day(date));
        EXPECT_TRUE(ending.outcome) << ending.why_not;
        return ending.outcome.value_or(Outcome::lapsed);
    }
    const Matter& matter() const { return state.matters().front(); }

    State state;
    std::string text;  ///< council.jsonl
};

}  // namespace vorrat::council::testing
