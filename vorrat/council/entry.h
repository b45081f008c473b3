#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/council/change.h"
#include "vorrat/decide/decide.h"

// One struct per kind of entry of council.jsonl; docs/formats/councils.md says what each means.

namespace vorrat::council {

/// An exact share, `1/2`.
struct Share {
    std::int64_t of = 1;
    std::int64_t in = 2;

    /// Whether `count` of `all` is at least this share.
    bool reached(std::size_t count, std::size_t all) const;
    bool operator==(const Share&) const = default;
};

enum class Phase { propose, discuss, amend, vote, object };
constexpr std::size_t phase_count = 5;

struct Rules {
    Share quorum{1, 2};
    Share objection{1, 3};
    std::int64_t supporters = 1;  ///< who must stand behind a proposal, its author included
    std::int64_t delegates = 1;   ///< that each council inside may send
    std::array<std::int64_t, phase_count> days{7, 7, 7, 7, 7};  ///< how long each phase lasts
    decide::Ties ties = decide::Ties::given;                    ///< given or lot

    bool operator==(const Rules&) const = default;
};

enum class Of { consumers, producers, place, region };

struct Found {
    std::string council;
    std::string name;
    Of of = Of::region;
    std::string inside;
    Rules rules;
};
struct ChangeRules {
    std::string council;
    Rules rules;
    std::string reason;
};
struct Join {
    std::string council;
    std::string person;
    std::string reason;
};
struct Leave {
    std::string council;
    std::string person;
    std::string reason;
};
struct Delegate {
    std::string council;
    std::string person;
    std::string mandate;
    Date until;
    std::vector<std::string> signers;
};
struct Recall {
    std::string council;
    std::string person;
    std::string reason;
    std::vector<std::string> signers;
};
struct Announce {
    std::string draw;
    std::string council;
    std::int64_t seats = 1;
    std::string among;
    std::vector<std::string> people;
    std::string source;
    Date on;
};
struct Draw {
    std::string draw;
    std::string seed;
    std::vector<std::string> drawn;
};
struct Propose {
    std::string proposal;
    std::string council;
    std::string by;
    std::string title;
    std::string reason;
    Changes changes;
};
struct Support {
    std::string proposal;
    std::string by;
};
struct Amend {
    std::string amendment;
    std::string proposal;
    std::string by;
    std::string reason;
    Changes changes;
};
struct Alternative {
    std::string option;
    bool feasible = true;
    std::string words;
};
enum class Voice { discussion, objection, minority };
struct Say {
    std::string proposal;
    std::string by;
    Voice voice = Voice::discussion;
    std::string text;
};
struct Move {
    std::string proposal;
    Phase phase = Phase::discuss;
    Date to;
    std::string by;
    std::string reason;
};
struct Cast {
    std::string proposal;
    std::string by;
    std::string ranking;
};
struct Count {
    std::string proposal;
    std::int64_t seed = 0;
    std::int64_t voters = 0;
    std::int64_t ballots = 0;
    std::string winner;  ///< empty: the quorum was missed
};
enum class Outcome { adopted, kept, no_quorum, returned, lapsed, infeasible };
struct Decide {
    std::string proposal;
    Outcome outcome = Outcome::kept;
    std::string decision;  ///< empty unless adopted
};

/// A budget of work, goods or money that a council shares among projects.
struct OpenBudget {
    std::string budget;
    std::string council;
    std::string by;
    std::string title;
    std::string reason;
    std::int64_t amount = 0;  ///< whole units
    std::string unit;         ///< what is shared: `h`, `EUR`, `loaves`
    decide::Completion completion = decide::Completion::none;
    decide::Utility utility = decide::Utility::cost;
};
struct Project {
    std::string project;
    std::string budget;
    std::string by;
    std::string title;
    std::string reason;
    std::int64_t cost = 0;  ///< units of the budget
};
struct Approve {
    std::string budget;
    std::string by;
    std::vector<std::string> approved;  ///< projects; empty: an abstention
};
/// The outcome of a shared budget.
struct ShareOut {
    std::string budget;
    std::int64_t seed = 0;
    std::int64_t voters = 0;
    std::int64_t ballots = 0;
    bool quorum = false;
    std::vector<std::string> selected;  ///< in the order in which they were paid
};

using Event = std::variant<Found, ChangeRules, Join, Leave, Delegate, Recall, Announce, Draw,
                           Propose, Support, Amend, Alternative, Say, Move, Cast, Count, Decide,
                           OpenBudget, Project, Approve, ShareOut>;

struct Entry {
    std::int64_t n = 1;
    Date date;
    Event event;
};

/// The words of the file for enums.
std::string_view to_string(Phase phase);
std::string_view to_string(Of of);
std::string_view to_string(Voice voice);
std::string_view to_string(Outcome outcome);
std::string_view to_string(decide::Completion completion);
std::string_view to_string(decide::Utility utility);
std::string to_string(Share share);
std::optional<Phase> phase_named(std::string_view word);
std::optional<Of> of_named(std::string_view word);
std::optional<Voice> voice_named(std::string_view word);
std::optional<decide::Completion> completion_named(std::string_view word);
std::optional<decide::Utility> utility_named(std::string_view word);
/// `1/2`, with 1 <= of <= in <= 1000. Nothing for anything else.
std::optional<Share> share_of(std::string_view text);

/// The entry as its canonical line, with the line feed.
std::string line_of(const Entry& entry);

/// errors: bad_input: `want ..., got ...`, without file and line
Result<Entry> read_line(std::string_view line);

/// As they stand in an entry: a JSON object in canonical form.
std::string json_of(const Rules& rules);
std::string json_of(const Changes& changes);
/// The same read back. errors  bad_input: `want ..., got ...`
Result<Changes> read_changes(std::string_view json);

/// 1 to 64 letters, digits, `_`, `-` and `.`.
bool is_id(std::string_view text);

}  // namespace vorrat::council
