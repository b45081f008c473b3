// How many rounds until simulated councils agree, and how many by plain price adjustment?
//
//     play_rounds WORKSPACE [SEEDS] [PRICE_ROUNDS]
//
// docs/math/rounds.md. Per seed: rounds until no excess is above 1 %, the excess of each round, the
// worth reached as a share of the best, for councils of several temperaments and with two fixed
// ones; then plain price adjustment with the same councils, for several steps.

#include <cstdlib>
#include <ctime>
#include <string>

#include <fmt/format.h>

#include "vorrat/ingest/ingest.h"
#include "vorrat/pipeline/pipeline.h"
#include "vorrat/rounds/rounds.h"

namespace {

using namespace vorrat;          // NOLINT: a program of one file
using namespace vorrat::rounds;  // NOLINT

constexpr int rounds_most = 10;
constexpr int fixed_councils = 2;

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// What a failed stage says ends the program.
template <class T>
T must(Result<T> result) {
    if (!result) {
        fmt::print(stderr, "play_rounds: {}\n", result.error().message);
        std::exit(1);
    }
    return std::move(*result);
}

Agenda read_agenda(const char* folder) {
    const World world = must(pipeline::sound_world(must(ingest::read_workspace(folder))));
    const Date start = must(pipeline::first_day(world, std::nullopt));
    return must(agenda_of(world, must(pipeline::foresee(world, start, {}))));
}

void play_one(const Agenda& agenda, const Answer& first, std::uint64_t seed, int fixed) {
    const SimulatedCouncils councils(agenda, first, seed, fixed);
    const double begin = cpu_seconds();
    const auto played = must(play(agenda, councils, rounds_most));
    const double seconds = cpu_seconds() - begin;
    std::string excesses;
    for (const PlayedRound& round : played) {
        excesses += fmt::format(" {:.1f}", 100 * round.answer.largest_excess);
    }
    const PlayedRound& last = played.back();
    const double worth = councils.worth(last.answer.possible) / must(councils.best_worth());
    fmt::print(
        "seed {} fixed {}: {} after {} rounds, {:.2f} % of the best worth, {:.1f} s;"
        " excess %:{}\n",
        seed, fixed, last.answer.converged() ? "converged" : "not converged", played.size(),
        100 * worth, seconds, excesses);
}

void adjust_one(const Agenda& agenda, const Answer& first, std::uint64_t seed,
                const PriceRule& rule, int most) {
    const SimulatedCouncils councils(agenda, first, seed, 0);
    const auto played = must(adjust_prices(agenda, councils, first, rule, most));
    constexpr double coarse = 0.05;
    double least = played.front().largest_excess;
    std::size_t coarse_after = 0;
    for (std::size_t k = 0; k < played.size(); ++k) {
        least = std::min(least, played[k].largest_excess);
        coarse_after = coarse_after == 0 && least <= coarse ? k + 1 : coarse_after;
    }
    fmt::print(
        "seed {} price adjustment, step {}, {}: {} after {} rounds; 5 % {}; least {:.1f} %, last"
        " {:.1f} %\n",
        seed, rule.step, rule.carried_out == CarriedOut::last_plan ? "last plan" : "mean of plans",
        least <= excess_allowed ? "converged" : "not", played.size(),
        coarse_after > 0 ? fmt::format("after {}", coarse_after) : "never", 100 * least,
        100 * played.back().largest_excess);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        fmt::print(stderr, "play_rounds WORKSPACE [SEEDS] [PRICE_ROUNDS]\n");
        return 2;
    }
    const int seeds = argc > 2 ? std::atoi(argv[2]) : 5;
    const int price_rounds = argc > 3 ? std::atoi(argv[3]) : 300;
    const Agenda agenda = read_agenda(argv[1]);
    fmt::print("{} requests, {} offers\n", agenda.asks.size(), agenda.labours.size());
    const Answer first = must(Facilitator(agenda).answer(first_statements(agenda)));
    for (int seed = 1; seed <= seeds; ++seed) {
        play_one(agenda, first, static_cast<std::uint64_t>(seed), 0);
        play_one(agenda, first, static_cast<std::uint64_t>(seed), fixed_councils);
    }
    for (const CarriedOut carried_out : {CarriedOut::last_plan, CarriedOut::mean_of_plans}) {
        for (const double step : {0.25, 1.0, 4.0, 16.0}) {
            adjust_one(agenda, first, 1, {step, carried_out}, price_rounds);
        }
    }
}
