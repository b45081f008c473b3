#include "vorrat/reserve/elimination.h"

#include <algorithm>
#include <limits>
#include <set>

#include "vorrat/base/check.h"

namespace vorrat::reserve {
namespace {

constexpr double excluded = std::numeric_limits<double>::infinity();

bool has(const std::vector<std::size_t>& all, std::size_t one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

/// The factors of one variable, seen from an assignment of their other variables.
struct Bucket {
    std::size_t variable = 0;
    std::vector<std::size_t> others;
    std::vector<Factor> factors;

    /// Stride of `variable` in factor f; 0 where it does not occur.
    std::size_t stride(std::size_t f, std::size_t of, std::span<const std::size_t> domains) const {
        std::size_t stride = 1;
        const auto& variables = factors[f].variables;
        for (std::size_t k = variables.size(); k-- > 0;) {
            if (variables[k] == of) {
                return stride;
            }
            stride *= domains[variables[k]];
        }
        return 0;
    }
};

template <class Variables>
double entries(const Variables& variables, std::span<const std::size_t> domains) {
    double product = 1;
    for (const std::size_t v : variables) {
        product *= static_cast<double>(domains[v]);
    }
    return product;
}

/// min over the bucket's variable for every assignment of the others.
Factor eliminated(const Bucket& bucket, std::span<const std::size_t> domains) {
    const std::size_t width = bucket.others.size();
    const std::size_t count = bucket.factors.size();
    std::vector<std::size_t> own(count);
    std::vector<std::size_t> strides(count * width);
    for (std::size_t f = 0; f < count; ++f) {
        own[f] = bucket.stride(f, bucket.variable, domains);
        for (std::size_t k = 0; k < width; ++k) {
            strides[f * width + k] = bucket.stride(f, bucket.others[k], domains);
        }
    }
    Factor made{bucket.others, {}};
    const auto size = static_cast<std::size_t>(entries(bucket.others, domains));
    made.table.reserve(size);
    std::vector<std::size_t> digits(width, 0);
    std::vector<std::size_t> at(count, 0);
    std::vector<double> sums(domains[bucket.variable]);
    for (std::size_t n = 0; n < size; ++n) {
        std::fill(sums.begin(), sums.end(), 0.0);
        for (std::size_t f = 0; f < count; ++f) {
            const double* row = bucket.factors[f].table.data() + at[f];
            for (std::size_t v = 0; v < sums.size(); ++v) {
                sums[v] += row[v * own[f]];
            }
        }
        made.table.push_back(*std::min_element(sums.begin(), sums.end()));
        for (std::size_t k = width; k-- > 0;) {
            const bool wraps = ++digits[k] == domains[bucket.others[k]];
            for (std::size_t f = 0; f < count; ++f) {
                const std::size_t stride = strides[f * width + k];
                at[f] += stride;
                at[f] -= wraps ? stride * domains[bucket.others[k]] : 0;
            }
            if (!wraps) {
                break;
            }
            digits[k] = 0;
        }
    }
    return made;
}

/// The best value of the bucket's variable when all others have theirs.
std::size_t best_value(const Bucket& bucket, std::span<const std::size_t> domains,
                       const std::vector<std::size_t>& value) {
    std::size_t best = 0;
    double least = excluded;
    for (std::size_t v = 0; v < domains[bucket.variable]; ++v) {
        double sum = 0;
        for (const Factor& factor : bucket.factors) {
            std::size_t at = 0;
            for (const std::size_t variable : factor.variables) {
                const std::size_t digit = variable == bucket.variable ? v : value[variable];
                at = at * domains[variable] + digit;
            }
            sum += factor.table[at];
        }
        if (sum < least) {
            least = sum;
            best = v;
        }
    }
    return best;
}

/// A variable and those left that share a table with it when its turn comes.
struct Turn {
    std::size_t variable = 0;
    std::vector<std::size_t> others;
};

/// The order of elimination, from the shapes of the tables alone: what is too large is known
/// before anything is computed.
std::vector<Turn> turns(std::span<const std::size_t> domains, const std::vector<Factor>& factors,
                        double& largest) {
    std::vector<std::set<std::size_t>> shares(domains.size());
    for (const Factor& factor : factors) {
        for (const std::size_t a : factor.variables) {
            shares[a].insert(factor.variables.begin(), factor.variables.end());
        }
    }
    std::vector<Turn> order;
    std::vector<char> open(domains.size(), 1);
    while (order.size() < domains.size()) {
        std::size_t next = domains.size();
        double least = excluded;
        for (std::size_t v = 0; v < domains.size(); ++v) {
            const double size = entries(shares[v], domains) / static_cast<double>(domains[v]);
            if (open[v] != 0 && (size < least || next == domains.size())) {
                least = size;
                next = v;
            }
        }
        largest = std::max(largest, least);
        open[next] = 0;
        Turn turn{next, {}};
        for (const std::size_t other : shares[next]) {
            if (other == next) {
                continue;
            }
            turn.others.push_back(other);
            shares[other].insert(shares[next].begin(), shares[next].end());
            shares[other].erase(next);
        }
        order.push_back(std::move(turn));
    }
    return order;
}

}  // namespace

std::optional<Assignment> least_sum(std::span<const std::size_t> domains,
                                    std::vector<Factor> factors, double entries_max,
                                    double& largest) {
    largest = 0;
    std::vector<Turn> order = turns(domains, factors, largest);
    if (largest > entries_max) {
        return std::nullopt;
    }
    std::vector<Bucket> buckets;
    for (Turn& turn : order) {
        Bucket next{turn.variable, std::move(turn.others), {}};
        const auto mine = std::stable_partition(
            factors.begin(), factors.end(),
            [&](const Factor& factor) { return !has(factor.variables, next.variable); });
        std::move(mine, factors.end(), std::back_inserter(next.factors));
        factors.erase(mine, factors.end());
        factors.push_back(eliminated(next, domains));
        buckets.push_back(std::move(next));
    }
    Assignment answer{std::vector<std::size_t>(domains.size(), 0), 0};
    for (const Factor& factor : factors) {
        check(factor.variables.empty(), "every variable is eliminated");
        answer.cost += factor.table.front();
    }
    for (std::size_t b = buckets.size(); b-- > 0;) {
        answer.value[buckets[b].variable] = best_value(buckets[b], domains, answer.value);
    }
    return answer;
}

}  // namespace vorrat::reserve
