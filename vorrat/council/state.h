#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/council/entry.h"

namespace vorrat::council {

/// The present state, as an option of a vote.
constexpr std::string_view keep = "keep";

constexpr std::size_t record_bytes_max = 100'000'000;  ///< of council.jsonl
constexpr std::size_t amendments_max = 50;             ///< of one proposal
constexpr std::size_t open_proposals_max = 20;         ///< of one person, undecided and in time

struct Membership {
    std::string person;
    Date from;
    std::optional<Date> to;  ///< the first day without
};

/// A delegate of `council` in the council it is inside of.
struct Mandate {
    std::string council;
    std::string person;
    std::string mandate;
    Date from;
    Date until;              ///< the last day of the term
    std::optional<Date> to;  ///< recalled or gone: the first day without
};

struct Council {
    std::string id;
    std::string name;
    Of of = Of::region;
    std::string inside;
    Rules rules;
    std::vector<Membership> members;
};

struct AnnouncedDraw {
    Announce announced;
    std::optional<Draw> draw;
};

/// An option of a proposal: the proposal's own text, or an amendment.
struct Option {
    std::string id;
    std::string by;
    std::string reason;
    Changes changes;
    std::optional<Alternative> alternative;
};

struct Statement {
    std::string by;
    Voice voice = Voice::discussion;
    std::string text;
    Date date;
};

struct Ballot {
    std::string by;
    std::string ranking;
    Date date;
};

struct MovedDeadline {
    Move move;
    Date from;
    Date date;
};

/// A proposal and all that came of it.
struct Matter {
    std::string id;
    std::string council;
    std::string title;
    Date made;
    std::vector<Option> options;  ///< first the proposal, then amendments as they came
    std::set<std::string> supporters;
    std::array<Date, phase_count> deadlines{};
    std::vector<MovedDeadline> moved;
    std::vector<Statement> statements;
    std::vector<Ballot> ballots;
    std::optional<Count> count;
    std::optional<Decide> decided;

    Date deadline(Phase phase) const { return deadlines.at(static_cast<std::size_t>(phase)); }
};

/// A budget that a council shares, and all that came of it.
struct SharedBudget {
    OpenBudget opened;
    Date made;
    Date projects_until;
    Date vote_until;
    std::vector<Project> projects;  ///< as they came
    std::vector<Approve> ballots;
    std::optional<ShareOut> shared;
};

/// Where a matter stands on a day. Nothing: the last deadline is over.
std::optional<Phase> phase_on(const Matter& matter, Date day);

/// What the entries of council.jsonl give.
class State {
public:
    /// Takes the entry in, or says in words why it cannot be made; then nothing has changed.
    /// errors  bad_input
    vorrat::Outcome apply(const Entry& entry);

    std::int64_t next_n() const { return last_n_ + 1; }
    /// Of the last entry; nothing before the first.
    std::optional<Date> last_date() const { return last_date_; }
    const std::map<std::string, Council>& councils() const { return councils_; }
    const std::vector<Mandate>& mandates() const { return mandates_; }
    const std::map<std::string, AnnouncedDraw>& draws() const { return draws_; }
    const std::vector<Matter>& matters() const { return matters_; }
    const std::vector<SharedBudget>& budgets() const { return budgets_; }
    /// Null when there is none.
    const SharedBudget* budget(std::string_view id) const;
    /// The matter of a proposal or of an amendment; null when there is none.
    const Matter* matter_of(std::string_view option) const;

    /// Who has a vote in the council on that day, in the order of their ids.
    std::set<std::string> voters(const std::string& council, Date day) const;
    std::set<std::string> members(const std::string& council, Date day) const;
    std::string next_proposal() const;
    std::string next_amendment(const Matter& matter) const;
    std::string next_budget() const;
    static std::string next_project(const SharedBudget& budget);

private:
    using Refusal = std::optional<std::string>;  ///< in words; nothing: all is well

    Refusal take(Date day, const Found& e);
    Refusal take(Date day, const ChangeRules& e);
    Refusal take(Date day, const Join& e);
    Refusal take(Date day, const Leave& e);
    Refusal take(Date day, const Delegate& e);
    Refusal take(Date day, const Recall& e);
    Refusal take(Date day, const Announce& e);
    Refusal take(Date day, const Draw& e);
    Refusal take(Date day, const Propose& e);
    Refusal take(Date day, const Support& e);
    Refusal take(Date day, const Amend& e);
    Refusal take(Date day, const Alternative& e);
    Refusal take(Date day, const Say& e);
    Refusal take(Date day, const Move& e);
    Refusal take(Date day, const Cast& e);
    Refusal take(Date day, const Count& e);
    Refusal take(Date day, const Decide& e);
    Refusal take(Date day, const OpenBudget& e);
    Refusal take(Date day, const Project& e);
    Refusal take(Date day, const Approve& e);
    Refusal take(Date day, const ShareOut& e);

    Refusal no_council(const std::string& id) const;
    Refusal no_matter(const std::string& id) const;
    Refusal no_budget(const std::string& id) const;
    Refusal no_vote(const std::string& council, const std::string& person, Date day) const;
    Refusal too_few_signed(const std::string& council, const std::vector<std::string>& signers,
                           Date day) const;
    Refusal not_in(const Matter& matter, Phase phase, Date day, std::string_view what) const;
    Matter& matter(const std::string& proposal);
    SharedBudget& open_budget(const std::string& id);

    std::int64_t last_n_ = 0;
    std::optional<Date> last_date_;
    std::map<std::string, Council> councils_;
    std::vector<Mandate> mandates_;
    std::map<std::string, AnnouncedDraw> draws_;
    std::vector<Matter> matters_;
    std::vector<SharedBudget> budgets_;
};

/// Reads the whole file.
/// errors  bad_input: `council.jsonl:LINE: ...`, the first line that is no entry or that cannot
///         follow on those before
Result<State> read_record(std::string_view text);

}  // namespace vorrat::council
