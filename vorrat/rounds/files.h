#pragma once

#include <string>
#include <string_view>

#include "vorrat/rounds/facilitator.h"

namespace vorrat::rounds {

/// The tables of docs/formats/rounds.md, in the order of the agenda.
std::string requests_csv(const Agenda& agenda, const Statements& statements);
std::string offers_csv(const Agenda& agenda, const Statements& statements);
std::string goods_csv(const Agenda& agenda, const Statements& stated, const Answer& answer);
std::string hours_csv(const Agenda& agenda, const Statements& stated, const Answer& answer);
std::string excess_csv(const Agenda& agenda, const Answer& answer);
std::string limits_csv(const Agenda& agenda, const Answer& answer);
std::string communities_csv(const Agenda& agenda, const Answer& answer);

/// What councils state; who says nothing stays with `before`.
///
/// file    names the text in errors
/// errors  bad_input: `file:line:column: want ..., got ...`: no such place, item or resource, what
///         is not asked there, a row twice, a quantity that is no number of at least 0, an offer
///         above what there is
Outcome read_requests(std::string_view text, const std::string& file, const Agenda& agenda,
                      Statements& before);
Outcome read_offers(std::string_view text, const std::string& file, const Agenda& agenda,
                    Statements& before);

/// A limit as the tables and reports name it: `cap co2e_kg`, `storage hub`, `lane hub>town>road`.
std::string limit_name(const Agenda& agenda, const RowKey& row);

}  // namespace vorrat::rounds
