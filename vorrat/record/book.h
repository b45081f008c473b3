#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

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
template <class... Parts>
std::vector<Finding> one(Claim claim, fmt::format_string<Parts...> what, Parts&&... parts) {
    return {{claim, fmt::format(what, std::forward<Parts>(parts)...)}};
}

/// Of one entry; empty: it is sound.
using Findings = std::vector<Finding>;

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

using MemberId = std::pair<std::string, std::string>;  // council, member

/// What is in force after some entries.
struct State {
    std::string origin;
    std::string title;
    std::string last_time;
    std::optional<ledger::PublicKey> registrar;
    std::vector<ledger::Hash> leaves;
    std::map<MemberId, Member> members;
    std::map<ledger::PublicKey, MemberId> keys;  ///< ever admitted
    std::map<std::string, Proposal> proposals;
    std::map<std::string, PlanRecord> plans;
    std::set<std::string> withdrawn_plans;  ///< corrected: not relied on any more
    std::map<std::string, TextRecord> texts;
    std::set<std::string> documents;      ///< must be there: criteria, archives of secret ballots
    std::optional<std::string> criteria;  ///< the document in force
    std::map<std::uint64_t, std::uint64_t> corrections;  ///< entries, and those that correct them

    std::uint64_t size() const { return leaves.size(); }
    bool is_registrar(const Entry& entry) const { return registrar == entry.key; }
    /// Of the council, or of any where it is empty.
    bool is_member(const Entry& entry, std::string_view council) const;
};

// What does not hold about an entry of a kind; where nothing, it is in force: sections 6 and 7.
Findings take_proposal(State& now, const Entry& entry);
Findings take_ballot(State& now, const Entry& entry);
Findings take_opening(State& now, const Entry& entry);
Findings take_tally(State& now, const Entry& entry);

/// Reads entries in their order: docs/formats/ledger.md, sections 5 to 8. An entry with a finding
/// changes nothing.
class Book {
public:
    explicit Book(std::string origin) { now_.origin = std::move(origin); }

    /// Takes the next entry. Gives what does not hold about it.
    Findings add(std::string_view bytes);
    const State& now() const { return now_; }
    /// Of the entry just taken; empty where it could not be read.
    const std::string& last_kind() const { return last_kind_; }

private:
    State now_;
    std::string last_kind_;
};

}  // namespace vorrat::record
