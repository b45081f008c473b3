#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "vorrat/keeper/keeper.h"
#include "vorrat/ledger/ledger.h"
#include "vorrat/record/record.h"
#include "vorrat/service/commands.h"

namespace vorrat::service {

/// A ledger's working folder while a command works on it: the log, what is in force, the keys.
struct Desk {
    std::filesystem::path folder;
    std::unique_ptr<ledger::Folder> disk;
    ledger::Log log;
    record::Book book;
    std::vector<std::string> entries;

    std::filesystem::path document(const std::string& hash) const {
        return folder / "files" / hash;
    }
};

/// Opens the ledger that the positional LEDGER names and reads all of it.
/// errors: as ledger::Log::open; bad_input: an entry that breaks the rules
Result<Desk> open_desk(const Values& values, ledger::Access access);

/// The key of `--key`, or the file of that name in the working folder.
Result<ledger::Signer> signer_of(const Values& values, const Desk& desk, const char* otherwise);
Result<ledger::Signer> read_signer(const std::filesystem::path& file);

/// The time of `--at`, or now.
std::string time_of(const Values& values);

/// Signs the bodies, refuses what breaks the rules, appends all or none. Gives the number of the
/// first.
Result<std::uint64_t> append_bodies(Desk& desk, const std::vector<record::Json>& bodies,
                                    const ledger::Signer& signer);

/// The kept checkpoint where it is over all entries, else a new one, signed and kept.
Result<ledger::Note> current_checkpoint(Desk& desk);

/// A receipt of the entry under the current checkpoint.
Result<record::Receipt> receipt_of(Desk& desk, std::uint64_t entry);

/// Writes a document below `files/`; gives its hash.
Result<std::string> keep_document(const Desk& desk, const std::string& bytes);

// Actions of `vorrat ledger`.
Result<int> ledger_vote(const Values& values, const Streams& streams);
Result<int> ledger_open(const Values& values, const Streams& streams);
Result<int> ledger_tally(const Values& values, const Streams& streams);
Result<int> ledger_template(const Values& values, const Streams& streams);
Result<int> ledger_result(const Values& values, const Streams& streams);
Result<int> ledger_document(const Values& values, const Streams& streams);
Result<int> ledger_plan(const Values& values, const Streams& streams);
Result<int> ledger_prove(const Values& values, const Streams& streams);
Result<int> ledger_export(const Values& values, const Streams& streams);
Result<int> ledger_witness(const Values& values, const Streams& streams);

}  // namespace vorrat::service
