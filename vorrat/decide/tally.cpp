#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "vorrat/base/check.h"
#include "vorrat/base/sha256.h"
#include "vorrat/decide/decide.h"
#include "vorrat/decide/rules.h"

namespace vorrat::decide {
namespace {

/// Pairs of options are kept in tables; Floyd and Warshall take the cube of it.
constexpr std::size_t schulze_options_max = 1000;

Outcome fits(const Election& election, const Rule& rule) {
    const bool ranking = election.kind == BallotKind::ranking;
    switch (rule.method) {
        case Method::schulze:
            if (!ranking) {
                return usage_error("--rule schulze: want ballots that rank, these do not");
            }
            if (election.options.size() > schulze_options_max) {
                return usage_error(fmt::format("--rule schulze: want at most {} options, got {}",
                                               schulze_options_max, election.options.size()));
            }
            return Done{};
        case Method::phragmen:
            if (election.kind != BallotKind::approval) {
                return usage_error("--rule phragmen: want approval ballots, these are not");
            }
            [[fallthrough]];
        case Method::greedy:
        case Method::equal_shares:
            if (!election.budget && !election.seats) {
                return usage_error(
                    "--rule: want a budget or seats to share for this rule, the "
                    "file has neither (schulze needs none)");
            }
            return Done{};
        case Method::av:
        case Method::sav:
        case Method::pav:
        case Method::seqpav:
            if (!election.seats || election.kind != BallotKind::approval) {
                return usage_error(
                    "--rule: want approval ballots and seats for this rule, the "
                    "file has no seats");
            }
            return Done{};
    }
    impossible("a method outside its enum");
}

Outcome fits_completion(const Election& election, const Rule& rule) {
    if (rule.completion == Completion::none) {
        return Done{};
    }
    if (rule.method != Method::equal_shares) {
        return usage_error("--completion: belongs to --rule equal-shares alone");
    }
    if (rule.completion == Completion::phragmen && !election.seats) {
        return usage_error("--completion phragmen: want a committee, got a budget");
    }
    return Done{};
}

}  // namespace

std::vector<OptionIndex> tie_order(const Election& election, Ties ties, std::int64_t seed) {
    std::vector<OptionIndex> order(election.options.size());
    std::iota(order.begin(), order.end(), 0U);
    if (ties == Ties::given) {
        return order;
    }
    std::vector<std::string> key;
    key.reserve(order.size());
    for (const Option& option : election.options) {
        key.push_back(ties == Ties::name ? option.id
                                         : to_hex(sha256(fmt::format("{}:{}", seed, option.id))));
    }
    std::ranges::stable_sort(order, {}, [&](OptionIndex option) { return key[option]; });
    return order;
}

Result<Tally> tally(const Election& election, const Rule& rule) {
    return tally_with(election, rule, tie_order(election, rule.ties, rule.seed));
}

Result<Tally> tally_with(const Election& election, const Rule& rule,
                         const std::vector<OptionIndex>& ties) {
    check(ties.size() == election.options.size(), "the order of ties names every option");
    if (const auto fit = fits(election, rule); !fit) {
        return fit.error();
    }
    if (const auto fit = fits_completion(election, rule); !fit) {
        return fit.error();
    }
    if (rule.method == Method::schulze) {
        return schulze(election, ties);
    }
    const Market market = market_of(election, rule.utility, ties);
    const std::int64_t limit = election.seats ? *election.seats : *election.budget;
    switch (rule.method) {
        case Method::greedy:
            return greedy(market, limit);
        case Method::equal_shares:
            return equal_shares(market, election, rule.completion);
        case Method::phragmen:
            return phragmen(market, limit, election.seats.has_value());
        case Method::av:
            return separable(market, limit, false);
        case Method::sav:
            return separable(market, limit, true);
        case Method::pav:
            return pav(market, limit);
        case Method::seqpav:
            return seqpav(market, limit);
        case Method::schulze:
            break;
    }
    impossible("a method outside its enum");
}

}  // namespace vorrat::decide
