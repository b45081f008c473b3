#include "vorrat/decide/market.h"

#include <algorithm>
#include <numeric>

namespace vorrat::decide {
namespace {

struct Wish {
    std::uint32_t option = 0;
    std::int64_t weight = 0;
    auto operator<=>(const Wish&) const = default;
};

std::int64_t weight_of(const Election& election, Utility utility, std::size_t entry,
                       std::size_t listed) {
    const std::int64_t value = election.ballots.value[entry];
    const bool additive = utility == Utility::additive;
    switch (election.kind) {
        case BallotKind::approval:
            return 1;
        case BallotKind::points:
            return additive ? value : std::min<std::int64_t>(value, 1);
        case BallotKind::ranking:
            // Borda as in section 4.2 of docs/math/ballots.md: the last of a ballot gets 0.
            return additive ? static_cast<std::int64_t>(listed) - value : 1;
    }
    impossible("a kind of ballot outside its enum");
}

std::vector<std::vector<Wish>> wishes_of(const Election& election, Utility utility) {
    const Ballots& ballots = election.ballots;
    std::vector<std::vector<Wish>> wishes(ballots.rows());
    for (std::size_t row = 0; row < ballots.rows(); ++row) {
        const std::size_t listed = ballots.start[row + 1] - ballots.start[row];
        for (std::size_t k = ballots.start[row]; k < ballots.start[row + 1]; ++k) {
            if (const std::int64_t weight = weight_of(election, utility, k, listed); weight > 0) {
                wishes[row].push_back({ballots.option[k], weight});
            }
        }
        std::ranges::sort(wishes[row]);
    }
    return wishes;
}

void join_identical(const Election& election, const std::vector<std::vector<Wish>>& wishes,
                    Market& market) {
    std::vector<std::uint32_t> order(wishes.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(
        order, {}, [&](std::uint32_t row) -> const std::vector<Wish>& { return wishes[row]; });
    for (std::size_t k = 0; k < order.size();) {
        const std::vector<Wish>& wish = wishes[order[k]];
        std::int64_t people = 0;
        for (; k < order.size() && wishes[order[k]] == wish; ++k) {
            people += election.ballots.count[order[k]];
        }
        if (wish.empty()) {
            continue;
        }
        for (const Wish& one : wish) {
            market.wishes.push_option(one.option, one.weight);
        }
        market.wishes.close_row(people);
    }
}

void turn_round(Market& market) {
    const Ballots& wishes = market.wishes;
    market.start.assign(market.options() + 1, 0);
    for (const std::uint32_t option : wishes.option) {
        ++market.start[option + 1];
    }
    std::partial_sum(market.start.begin(), market.start.end(), market.start.begin());
    std::vector<std::uint32_t> at(market.start.begin(), market.start.end() - 1);
    market.supporters.resize(wishes.option.size());
    market.weight.assign(market.options(), 0);
    for (std::uint32_t row = 0; row < wishes.rows(); ++row) {
        for (std::size_t k = wishes.start[row]; k < wishes.start[row + 1]; ++k) {
            const std::uint32_t option = wishes.option[k];
            market.supporters[at[option]++] = {row, wishes.value[k]};
            market.weight[option] += wishes.value[k] * wishes.count[row];
            market.weight_max = std::max(market.weight_max, wishes.value[k]);
        }
    }
}

}  // namespace

Market market_of(const Election& election, Utility utility, const std::vector<OptionIndex>& ties) {
    const bool approvals = election.kind == BallotKind::approval;
    if (utility == Utility::automatic) {
        utility = approvals ? Utility::cost : Utility::additive;
    }
    Market market;
    market.people = election.people;
    for (const Option& option : election.options) {
        market.cost.push_back(option.cost);
        market.factor.push_back(utility == Utility::cost ? option.cost : 1);
    }
    market.rank.resize(election.options.size());
    for (std::uint32_t place = 0; place < ties.size(); ++place) {
        market.rank[ties[place]] = place;
    }
    join_identical(election, wishes_of(election, utility), market);
    turn_round(market);
    return market;
}

void break_tie(const Market& market, std::vector<OptionIndex>& tied) {
    std::ranges::sort(tied, {}, [&](OptionIndex option) { return market.rank[option]; });
}

std::vector<OptionIndex> gifts(const Market& market) {
    std::vector<OptionIndex> free;
    for (OptionIndex option = 0; option < market.options(); ++option) {
        if (market.cost[option] == 0 && market.weight[option] > 0) {
            free.push_back(option);
        }
    }
    break_tie(market, free);
    return free;
}

std::vector<bool> marked(const Market& market, const std::vector<OptionIndex>& options) {
    std::vector<bool> in(market.options(), false);
    for (const OptionIndex option : options) {
        in[option] = true;
    }
    return in;
}

std::vector<OptionIndex> Equals::others(const std::vector<OptionIndex>& group) {
    const std::uint32_t before = named_in_[group.front()];
    const bool named = before != 0 && std::ranges::all_of(group, [&](OptionIndex option) {
                           return named_in_[option] == before;
                       });
    if (named || group.size() == 1) {
        return {};
    }
    ++groups_;
    for (const OptionIndex option : group) {
        named_in_[option] = groups_;
    }
    return {group.begin() + 1, group.end()};
}

}  // namespace vorrat::decide
