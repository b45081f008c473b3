#pragma once

#include <string>

#include "vorrat/base/language.h"
#include "vorrat/council/budgets.h"
#include "vorrat/council/count.h"
#include "vorrat/council/state.h"

namespace vorrat::council {

/// Councils with who sits in them, draws, and where every proposal stands on that day.
std::string in_words(const State& state, Date day, Language language);

/// Where a proposal stands on that day: its phase and deadline, or how it ended.
std::string standing(const State& state, const Matter& matter, Date day, Language language);

/// Where a shared budget stands on that day.
std::string standing(const SharedBudget& budget, Date day, Language language);

/// All that came of a proposal: options, what each would bring, deadlines, votes and why they ended
/// so, statements, the outcome.
std::string in_words(const State& state, const Matter& matter, Date day, Language language);

/// The projects, who approves what, and once it is counted who paid what for which project.
std::string in_words(const State& state, const SharedBudget& budget, Date day, Language language);

}  // namespace vorrat::council
