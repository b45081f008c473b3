#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

#include "vorrat/base/check.h"
#include "vorrat/decide/purses.h"
#include "vorrat/decide/rules.h"

namespace vorrat::decide {
namespace {

/// One run with a given endowment per person.
struct Run {
    std::vector<OptionIndex> selected;
    std::vector<std::vector<OptionIndex>> tied;  // beside the purchases of `selected`
    std::int64_t cost = 0;
};

std::vector<OptionIndex> for_sale(const Market& market) {
    std::vector<OptionIndex> options;
    for (OptionIndex option = 0; option < market.options(); ++option) {
        if (market.cost[option] > 0 && market.weight[option] > 0) {
            options.push_back(option);
        }
    }
    return options;
}

/// The options of the lowest price, by rank; what nobody can pay any more leaves `remaining`.
std::vector<OptionIndex> cheapest(Purses& purses, const Market& market,
                                  std::vector<OptionIndex>& remaining) {
    std::ranges::sort(remaining, [&](OptionIndex a, OptionIndex b) {
        return purses.low(a) != purses.low(b) ? purses.low(a) < purses.low(b) : a < b;
    });
    std::vector<OptionIndex> best;
    std::vector<OptionIndex> kept;
    for (const OptionIndex option : remaining) {
        if (!best.empty() && purses.surely_dearer(option, best.front())) {
            kept.push_back(option);
            continue;
        }
        if (!purses.evaluate(option)) {
            continue;
        }
        kept.push_back(option);
        const auto order =
            best.empty() ? std::strong_ordering::less : purses.compare(option, best.front());
        if (order < 0) {
            best = {option};
        } else if (order == 0) {
            best.push_back(option);
        }
    }
    remaining = std::move(kept);
    break_tie(market, best);
    return best;
}

Run run(Purses& purses, const Market& market, std::size_t most) {
    Run run;
    run.selected = gifts(market);
    std::vector<OptionIndex> remaining = for_sale(market);
    Equals equals(market);
    while (run.selected.size() < most) {
        const std::vector<OptionIndex> best = cheapest(purses, market, remaining);
        if (best.empty()) {
            break;
        }
        purses.buy(best.front());
        run.selected.push_back(best.front());
        run.cost += market.cost[best.front()];
        std::erase(remaining, best.front());
        run.tied.push_back(equals.others(best));
    }
    return run;
}

/// How add1 raises the endowment; docs/math/ballots.md, section 3.3.
struct Plan {
    std::int64_t limit = 0;  ///< what all purchases may cost
    Fraction first;
    Fraction step;
    std::size_t most = 0;                      ///< so many options are bought at most
    std::function<bool(const Run&)> finished;  ///< for this outcome raising ends
};

/// Raises the endowment step by step, many steps at once where they buy the same.
class Raising {
public:
    Raising(const Market& market, Plan plan) : market_(market), plan_(std::move(plan)) {}

    /// The last endowment whose outcome counts.
    Fraction last() {
        Whole steps = 0;
        Seen now = look(steps);
        Whole jump = 1;
        while (!plan_.finished(now.run)) {
            Seen next = look(steps + jump);
            const bool same = next.trail == now.trail;
            if (!same && jump > 1) {
                jump /= 2;
                continue;
            }
            if (next.run.cost > plan_.limit) {
                break;
            }
            steps += jump;
            now = std::move(next);
            jump = same ? Whole(jump * 2) : Whole(1);
        }
        return each(steps);
    }

private:
    struct Seen {
        Run run;
        Purses::Trail trail;
    };

    Fraction each(const Whole& steps) const { return plan_.first + plan_.step * Fraction(steps); }

    Seen look(const Whole& steps) {
        Seen seen;
        Purses purses(market_, each(steps), &seen.trail);
        seen.run = run(purses, market_, plan_.most);
        return seen;
    }

    const Market& market_;
    Plan plan_;
};

/// Nothing else fits into the budget, or there is nothing else that anybody wants.
bool used_up(const Market& market, std::int64_t budget, std::size_t sold, const Run& run) {
    if (run.tied.size() == sold) {
        return true;
    }
    const std::vector<bool> in = marked(market, run.selected);
    for (OptionIndex option = 0; option < market.options(); ++option) {
        if (!in[option] && market.cost[option] <= budget - run.cost) {
            return false;
        }
    }
    return true;
}

/// A committee: as if there were one seat more, until the seats are full or everybody wanted sits.
Plan plan_of_seats(const Market& market, std::int64_t seats) {
    const std::size_t most = std::min(static_cast<std::size_t>(seats), for_sale(market).size());
    return {.limit = seats,
            .first = Fraction(seats, market.people),
            .step = Fraction(1, market.people),
            .most = most,
            .finished = [most](const Run& run) { return run.selected.size() >= most; }};
}

std::int64_t step_of(const Election& election) {
    std::int64_t step = 1;
    for (int k = 0; k < election.decimals; ++k) {
        step *= 10;
    }
    return step;
}

/// A shared budget: whole units of the currency more. add1u begins with whole units of the currency
/// too, add1 with the exact share.
Plan plan_of_budget(const Market& market, const Election& election, Completion completion) {
    const std::int64_t budget = *election.budget;
    const std::int64_t step = step_of(election);
    const Whole whole = Whole(budget) / (Whole(market.people) * step);
    return {.limit = budget,
            .first = completion == Completion::add1u ? Fraction(whole * step)
                                                     : Fraction(budget, market.people),
            .step = Fraction(step),
            .most = market.options(),
            .finished = [&market, budget, sold = for_sale(market).size()](const Run& run) {
                return used_up(market, budget, sold, run);
            }};
}

/// The endowment add1 ends with.
Fraction raised(const Market& market, const Election& election, Completion completion) {
    return Raising(market, election.seats ? plan_of_seats(market, *election.seats)
                                          : plan_of_budget(market, election, completion))
        .last();
}

void tell(Purses& purses, const Run& run, Tally& tally) {
    const std::size_t free = run.selected.size() - run.tied.size();
    for (std::size_t k = 0; k < free; ++k) {
        tally.steps.emplace_back(Bought{.option = run.selected[k]});
    }
    for (std::size_t k = 0; k < run.tied.size(); ++k) {
        Bought bought = purses.bought(k);
        bought.tied = run.tied[k];
        tally.steps.emplace_back(std::move(bought));
    }
    tally.selected = run.selected;
    tally.cost = run.cost;
}

}  // namespace

Tally equal_shares(const Market& market, const Election& election, Completion completion) {
    const std::int64_t limit = election.seats ? *election.seats : *election.budget;
    const std::size_t most = election.seats ? static_cast<std::size_t>(limit) : market.options();
    const bool raises = completion == Completion::add1 || completion == Completion::add1u;
    const Fraction fair(limit, market.people);
    const Fraction each = raises ? raised(market, election, completion) : fair;
    Tally tally;
    if (each != fair) {
        tally.steps.emplace_back(Raised{.from = fair, .to = each});
    }
    Purses purses(market, each, nullptr);
    tell(purses, run(purses, market, most), tally);
    if (completion == Completion::phragmen) {
        // Money that is left is a head start.
        std::vector<Fraction> loads;
        for (std::uint32_t voter = 0; voter < market.groups(); ++voter) {
            loads.push_back(-purses.left(voter));
        }
        fill_by_phragmen(market, limit, loads, tally);
    } else if (completion == Completion::utilitarian || completion == Completion::add1u ||
               (completion == Completion::add1 && election.seats)) {
        // After add1 a committee has free seats only where nobody wants the others.
        const Unwanted unwanted = election.seats ? Unwanted::fill : Unwanted::leave;
        add_by_score(
            market, limit, unwanted,
            [&](OptionIndex option) { return Fraction(market.weight[option]); }, tally);
    }
    return tally;
}

}  // namespace vorrat::decide
