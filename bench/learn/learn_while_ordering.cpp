// How much of the reward of a clairvoyant that holds nothing does learning reach, beside base stock
// with the mean and deviation of all observations?
//
//     learn_while_ordering [games per kind, 100] [first seed, 1]
#include <cstdlib>

#include <fmt/format.h>

#include "vorrat/base/stopwatch.h"
#include "vorrat/learn/testing.h"

int main(int argc, char** argv) {
    using namespace vorrat::learn::testing;
    const auto games = static_cast<std::uint64_t>(argc > 1 ? std::atoi(argv[1]) : 100);
    const auto seed = static_cast<std::uint64_t>(argc > 2 ? std::atoi(argv[2]) : 1);
    const vorrat::Stopwatch watch;
    Rewards all;
    fmt::print("| need | lead | base stock | learned | gain |\n|---|---|---|---|---|\n");
    for (std::size_t k = 0; k < kinds.size(); ++k) {
        Rewards kind;
        for (std::size_t l = 0; l < leads.size(); ++l) {
            const Rewards r = rewards(kinds[k], leads[l], games, seed);
            fmt::print("| {} | {} | {:.3f} | {:.3f} | {:+.1f} |\n", kind_names[k], lead_names[l],
                       r.base_stock, r.learned, 100 * (r.learned - r.base_stock));
            kind.base_stock += r.base_stock / leads.size();
            kind.learned += r.learned / leads.size();
        }
        fmt::print("| **{}** | all | {:.3f} | {:.3f} | {:+.1f} |\n", kind_names[k], kind.base_stock,
                   kind.learned, 100 * (kind.learned - kind.base_stock));
        all.base_stock += kind.base_stock / kinds.size();
        all.learned += kind.learned / kinds.size();
    }
    fmt::print("| **all** | all | {:.3f} | {:.3f} | {:+.1f} |\n{} games, {:.1f} s\n",
               all.base_stock, all.learned, 100 * (all.learned - all.base_stock),
               games * kinds.size() * leads.size() * profits.size(), watch.seconds());
    return EXIT_SUCCESS;
}
