#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "vorrat/ledger/ledger.h"
#include "vorrat/record/record.h"
#include "vorrat/verify/table.h"
#include "vorrat/verify/tally.h"

namespace vorrat::verify {

/// The log as its published files say it.
struct PublishedLog {
    ledger::Verifier key;
    ledger::Note note;
    ledger::Checkpoint checkpoint;
    /// As far as they can be read; views into the files.
    std::vector<std::string_view> entries;
    std::vector<ledger::Hash> leaves;
};

/// Reads the key and the checkpoint. errors: bad_input, with the place
Result<PublishedLog> read_published_log(const Files& files, const Trust& trust);

/// The entries and tiles are those that the checkpoint is signed over.
void check_log(const Files& files, PublishedLog& log, Checks& checks);

/// The log continues the trusted checkpoint; witnesses signed; receipts hold.
void check_trust(const PublishedLog& log, const Trust& trust, Verdict& verdict);

/// Every entry holds by its rules; `book` knows afterwards what is in force.
void check_entries(const PublishedLog& log, record::Book& book, Checks& checks);

/// Documents that entries name are there and are those; redacted ones are gone.
void check_documents(const Files& files, const record::Book& book, Checks& checks);

/// Plans are those that were recorded, under the criteria in force, and sound.
void check_plans(const Files& files, const record::Book& book, Verdict& verdict);

/// What was decided, in words.
void add_remarks(const record::Book& book, Verdict& verdict);

}  // namespace vorrat::verify
