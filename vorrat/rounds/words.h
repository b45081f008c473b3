#pragma once

#include <string>

#include "vorrat/base/language.h"
#include "vorrat/rounds/facilitator.h"

namespace vorrat::rounds {

/// A round's answer for people: what is in excess, what is scarce, what each community takes.
std::string in_words(const Agenda& agenda, const Answer& answer, int round, Language language);

/// What the councils could decide, in the form of docs/formats/councils.md: that what is possible
/// shall be planned for, with the hours it takes.
std::string possible_as_proposal(const Agenda& agenda, const Answer& answer, Language language);

/// That the cap which is worth most shall be raised by the largest excess need; empty where no cap
/// binds.
std::string more_as_proposal(const Answer& answer, Language language);

}  // namespace vorrat::rounds
