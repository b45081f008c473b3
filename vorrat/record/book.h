#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/record/count.h"
#include "vorrat/record/entry.h"

namespace vorrat::record {

/// What an entry can break; each is one sentence of the checker.
enum class Claim {
    form,
    signature,
    order,
    right,
    membership,
    ballot,
    tally,
    criteria,
    plan,
    text,
    correction
};

struct Finding {
    Claim claim = Claim::form;
    std::string what;  ///< want ..., got ..., without the entry's number
};

/// The one thing that does not hold.
std::vector<Finding> one(Claim claim, std::string what);

struct Member {
    std::uint64_t admitted = 0;            ///< entry of the first admission
    std::optional<ledger::PublicKey> key;  ///< in force
};

struct Ballot {
    std::int64_t turn = 0;
    std::string commitment;
    std::uint64_t entry = 0;
};

struct TallyRecord {
    std::uint64_t entry = 0;
    std::string winner;
    std::int64_t ballots = 0;
    std::vector<std::string> unopened;
    std::string archive;  ///< of secret ballots: the document; else empty
};

struct Proposal {
    std::uint64_t entry = 0;
    std::string council;
    std::string title;
    std::vector<std::string> options;
    std::vector<std::string> titles;    // beside options
    std::vector<std::string> criteria;  // beside options; empty: none
    std::string rule;
    std::int64_t quorum = 0;
    std::string closes;
    std::string counts;
    std::map<std::string, Ballot> ballots;   ///< the last one per member
    std::map<std::string, Choice> openings;  ///< per member
    std::optional<TallyRecord> tally;        ///< not corrected

    /// The number of the option; nothing where there is none of that id.
    std::optional<std::size_t> option(std::string_view id) const;
};

/// ballots, unopened, counts and winner as the entries so far make them: section 7.
Json tally_of(const Proposal& proposal);
/// The winner of counts beside the options; empty below the quorum or where all are 0.
std::string winner_of(const Proposal& proposal, const std::vector<std::int64_t>& counts,
                      std::int64_t ballots);

struct PlanRecord {
    std::uint64_t entry = 0;
    std::string sums;
    std::string criteria;
    std::optional<std::string> shipments;  ///< hash of shipments.csv, once approved
};

struct TextRecord {
    std::uint64_t entry = 0;
    std::optional<std::uint64_t> redacted_by;
};

/// Reads entries in their order and knows what is in force after each: docs/formats/ledger.md,
/// sections 5 to 8. An entry with a finding changes nothing.
class Book {
public:
    explicit Book(std::string origin) : origin_(std::move(origin)) {}

    /// Takes the next entry. Gives what does not hold about it; empty: it is sound.
    std::vector<Finding> add(std::string_view bytes);

    std::uint64_t size() const { return leaves_.size(); }
    const std::string& title() const { return title_; }
    /// Of the entry just taken; empty where it could not be read.
    const std::string& last_kind() const { return last_kind_; }
    const std::string& last_time() const { return last_time_; }
    const std::optional<ledger::PublicKey>& registrar() const { return registrar_; }
    const std::map<std::string, Proposal>& proposals() const { return proposals_; }
    const std::map<std::string, PlanRecord>& plans() const { return plans_; }
    const std::map<std::string, TextRecord>& texts() const { return texts_; }
    /// Documents that must be there: criteria, archives of secret ballots.
    const std::set<std::string>& documents() const { return documents_; }
    const std::optional<std::string>& criteria_in_force() const { return criteria_; }
    /// Corrected entries and the entries that correct them.
    const std::map<std::uint64_t, std::uint64_t>& corrections() const { return corrections_; }
    /// Plans that were corrected: not relied on any more.
    const std::set<std::string>& withdrawn_plans() const { return withdrawn_plans_; }
    /// Nothing where the council has no such member.
    const Member* member(const std::string& council, const std::string& id) const;

private:
    using Findings = std::vector<Finding>;

    Findings take(const Entry& entry);
    bool is_registrar(const Entry& entry) const;
    bool is_member_of(const Entry& entry, const std::string& council) const;
    bool is_any_member(const Entry& entry) const;

    // One per kind: what does not hold, or the change.
    Findings charter(const Entry& entry);
    Findings admit(const Entry& entry);
    Findings revoke(const Entry& entry);
    Findings propose(const Entry& entry);
    Findings vote(const Entry& entry);
    Findings open(const Entry& entry);
    Findings tally(const Entry& entry);
    Findings secret_tally(const Entry& entry);
    Findings adopt(const Entry& entry);
    Findings plan(const Entry& entry);
    Findings ship(const Entry& entry);
    Findings state(const Entry& entry);
    Findings correct(const Entry& entry);
    Findings redact(const Entry& entry);

    /// Entitled to vote on the proposal at the next entry.
    const Member* entitled(const Proposal& proposal, const std::string& id) const;
    void withdraw(std::uint64_t entry);

    std::string origin_;
    std::string title_;
    std::string last_time_;
    std::string last_kind_;
    std::optional<ledger::PublicKey> registrar_;
    std::vector<ledger::Hash> leaves_;
    std::map<std::pair<std::string, std::string>, Member> members_;          ///< council, member
    std::map<ledger::PublicKey, std::pair<std::string, std::string>> keys_;  ///< ever admitted
    std::map<std::string, Proposal> proposals_;
    std::map<std::string, PlanRecord> plans_;
    std::set<std::string> withdrawn_plans_;
    std::map<std::string, TextRecord> texts_;
    std::set<std::string> documents_;
    std::optional<std::string> criteria_;
    std::map<std::uint64_t, std::uint64_t> corrections_;
};

}  // namespace vorrat::record
