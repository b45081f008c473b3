// Any bytes as council.jsonl and as a proposal: a state that people can read, or an error that
// names the line.

#include "vorrat/council/council.h"

#include <cstdint>
#include <string_view>

#include "vorrat/base/check.h"

using vorrat::check;
using namespace vorrat::council;  // NOLINT: a program of one file

namespace {

void claim_record(std::string_view text) {
    const auto state = read_record(text);
    if (!state) {
        check(state.error().message.starts_with("council.jsonl:"), "an error names file and line");
        return;
    }
    const vorrat::Date day = state->last_date().value_or(vorrat::Date{});
    for (const vorrat::Language language : {vorrat::Language::english, vorrat::Language::german}) {
        check(text.empty() || !in_words(*state, day, language).empty(), "a state has words");
        for (const Matter& matter : state->matters()) {
            check(!in_words(*state, matter, day, language).empty(), "a proposal has words");
        }
        for (const SharedBudget& budget : state->budgets()) {
            check(!in_words(*state, budget, day, language).empty(), "a budget has words");
        }
    }
    for (const Matter& matter : state->matters()) {
        const auto election = vorrat::decide::read_election(preflib_of(*state, matter), "p.toi");
        check(election || matter.ballots.empty() || election.error().message.starts_with("p.toi"),
              "ballots can be counted elsewhere");
    }
    for (const SharedBudget& budget : state->budgets()) {
        const auto election = vorrat::decide::read_election(pabulib_of(*state, budget), "b.pb");
        check(election || budget.ballots.empty() || budget.projects.empty(),
              "ballots can be counted elsewhere");
    }
}

void claim_proposal(std::string_view text) {
    const auto proposal = read_proposal(text, "p.toml");
    if (!proposal) {
        check(proposal.error().message.starts_with("p.toml:"), "an error names its file");
        return;
    }
    check(!proposal->changes.empty(), "a proposal changes something");
    const auto files = edited({{"criteria.toml", "horizon_days = 28\n"}}, proposal->changes);
    check(files || !files.error().message.empty(), "an edit is made or has a reason");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    claim_record(text);
    claim_proposal(text);
    return 0;
}
