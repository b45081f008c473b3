// Any bytes as a ballot file of each format: an election whose parts fit together and that every
// fitting rule counts, or an error that names file, line and column.

#include <array>
#include <cstdint>
#include <set>
#include <string_view>

#include "vorrat/base/check.h"
#include "vorrat/decide/decide.h"

using vorrat::check;
using namespace vorrat::decide;  // NOLINT: a program of one file

namespace {

/// Beyond this the count would take longer than a fuzzer waits.
constexpr std::size_t counted_options_max = 12;
constexpr std::size_t counted_rows_max = 200;

void claims(const Election& election) {
    const Ballots& ballots = election.ballots;
    check(!election.options.empty(), "there is something to vote for");
    check(ballots.start.size() == ballots.rows() + 1, "a start per ballot");
    check(ballots.start.back() == ballots.option.size(), "the rows end with the table");
    check(ballots.value.size() == ballots.option.size(), "a value per listed option");
    std::int64_t people = 0;
    for (std::size_t row = 0; row < ballots.rows(); ++row) {
        check(ballots.count[row] >= 1, "a ballot is somebody's");
        people += ballots.count[row];
        std::set<std::uint32_t> listed;
        for (std::size_t k = ballots.start[row]; k < ballots.start[row + 1]; ++k) {
            check(ballots.option[k] < election.options.size(), "a listed option exists");
            check(listed.insert(ballots.option[k]).second, "an option is listed once");
            check(ballots.value[k] >= 0, "a value is not negative");
        }
    }
    check(people == election.people, "everybody is counted");
}

void count(const Election& election) {
    using enum Method;
    for (const Method method : {greedy, equal_shares, phragmen, schulze, av, sav, pav, seqpav}) {
        for (const Completion completion :
             {Completion::none, Completion::add1, Completion::add1u}) {
            const auto tally =
                vorrat::decide::tally(election, {.method = method, .completion = completion});
            if (!tally) {
                continue;
            }
            std::set<OptionIndex> selected(tally->selected.begin(), tally->selected.end());
            check(selected.size() == tally->selected.size(), "nothing is selected twice");
            check(!election.budget || tally->cost <= *election.budget, "the budget holds");
            check(!election.seats || method == schulze || completion != Completion::add1 ||
                      selected.size() == static_cast<std::size_t>(*election.seats),
                  "the seats are filled");
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    constexpr std::array<std::string_view, 6> files = {"f.pb",  "f.soc", "f.soi",
                                                       "f.toc", "f.toi", "f.yaml"};
    for (const std::string_view file : files) {
        const auto election = read_election(text, file);
        if (!election) {
            check(election.error().message.starts_with("f."), "an error names its file");
            continue;
        }
        claims(*election);
        if (election->options.size() <= counted_options_max &&
            election->ballots.rows() <= counted_rows_max) {
            count(*election);
        }
    }
    return 0;
}
