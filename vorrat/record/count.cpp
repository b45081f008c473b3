#include "vorrat/record/count.h"

#include <algorithm>

namespace vorrat::record {
namespace {

using Table = std::vector<std::vector<std::int64_t>>;

/// d(a,b): how many prefer a to b. Options not listed stand together below all listed.
Table preferences(std::size_t options, std::span<const Choice> ballots) {
    Table d(options, std::vector<std::int64_t>(options, 0));
    for (const Choice& ballot : ballots) {
        std::vector<std::size_t> rank(options, options);
        for (std::size_t place = 0; place < ballot.size(); ++place) {
            rank[ballot[place]] = place;
        }
        for (std::size_t a = 0; a < options; ++a) {
            for (std::size_t b = 0; b < options; ++b) {
                d[a][b] += rank[a] < rank[b] ? 1 : 0;
            }
        }
    }
    return d;
}

/// p(a,b): the strongest path; Floyd & Warshall with min and max.
Table strongest_paths(const Table& d) {
    const std::size_t n = d.size();
    Table p(n, std::vector<std::int64_t>(n, 0));
    for (std::size_t a = 0; a < n; ++a) {
        for (std::size_t b = 0; b < n; ++b) {
            p[a][b] = d[a][b] > d[b][a] ? d[a][b] : 0;
        }
    }
    for (std::size_t via = 0; via < n; ++via) {
        for (std::size_t a = 0; a < n; ++a) {
            for (std::size_t b = 0; b < n; ++b) {
                p[a][b] = std::max(p[a][b], std::min(p[a][via], p[via][b]));
            }
        }
    }
    return p;
}

std::size_t schulze_winner(std::size_t options, std::span<const Choice> ballots) {
    const Table p = strongest_paths(preferences(options, ballots));
    for (std::size_t a = 0; a < options; ++a) {
        bool unbeaten = true;
        for (std::size_t b = 0; b < options; ++b) {
            unbeaten = unbeaten && (a == b || p[a][b] >= p[b][a]);
        }
        if (unbeaten) {
            return a;
        }
    }
    return 0;  // Schulze 2011, theorem: somebody is unbeaten
}

}  // namespace

Count count(std::string_view rule, std::size_t options, std::int64_t quorum,
            std::span<const Choice> ballots) {
    const bool ranked = rule == "schulze";
    Count result{std::vector<std::int64_t>(options, 0), {}};
    for (const Choice& ballot : ballots) {
        for (const std::size_t option : ballot) {
            ++result.per_option[option];
            if (ranked) {
                break;
            }
        }
    }
    const auto most = std::ranges::max_element(result.per_option);
    if (static_cast<std::int64_t>(ballots.size()) < quorum || *most == 0) {
        return result;
    }
    result.winner.push_back(ranked ? schulze_winner(options, ballots)
                                   : static_cast<std::size_t>(most - result.per_option.begin()));
    return result;
}

}  // namespace vorrat::record
