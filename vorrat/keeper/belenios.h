#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/record/record.h"

namespace vorrat::record {

// Secret ballots by Belenios (docs/formats/ledger.md, section 9): a vote that this record cannot
// keep secret is held there; the record keeps its archive and its result.

/// The question of a proposal for `belenios-tool setup make-election --template`: one question
/// whose answers are the titles of the options. choose-one: at most one answer; approval: any
/// number
std::string belenios_template(const std::string& id, const Proposal& proposal);

/// What an archive says about its one question.
struct SecretResult {
    std::vector<std::string> answers;
    std::vector<std::int64_t> counts;  // beside answers
    std::int64_t ballots = 0;
};

/// Reads an archive (`.bel`) of Belenios 2.0: a tar of events and what they name by hash. Whether
/// its ballots and proofs are sound is for `belenios-tool election verify`. errors: bad_input: no
/// tar, an event or its payload missing, more than one question, a hash that
///         is not that of its file
Result<SecretResult> parse_belenios(std::string_view archive, std::string_view file);

}  // namespace vorrat::record
