#include <algorithm>

#include <fmt/format.h>

#include "vorrat/base/text.h"
#include "vorrat/council/count.h"
#include "vorrat/council/state.h"
#include "vorrat/model/decision.h"

namespace vorrat::council {
namespace {

/// What no change may be, whatever the tables say.
std::optional<std::string> unsound(const Changes& changes) {
    if (changes.empty()) {
        return "changes: want at least one change, got none";
    }
    for (const auto& [key, value] : changes.criteria) {
        const bool table = key.starts_with("needs.") || key.starts_with("activities.");
        if (table || !can_be_decided(key)) {
            return "changes.criteria: want the dotted key of a criterion, got " + shown(key);
        }
    }
    const auto letters = in_sound_letters(changes);
    return letters ? std::nullopt : std::optional(letters.error().message);
}

}  // namespace

State::Refusal State::take(Date day, const Propose& e) {
    if (Refusal refusal = no_council(e.council)) {
        return refusal;
    }
    if (e.proposal != next_proposal()) {
        return fmt::format("proposal: want {}, got {}", next_proposal(), shown(e.proposal));
    }
    if (Refusal refusal = no_vote(e.council, e.by, day)) {
        return refusal;
    }
    if (e.title.empty() || e.reason.empty()) {
        return "title and reason: want both, so that others can judge it";
    }
    if (has_control(e.title)) {
        return "title: want one line, got " + shown(e.title);
    }
    if (Refusal refusal = unsound(e.changes)) {
        return refusal;
    }
    const auto open = std::ranges::count_if(matters_, [&](const Matter& other) {
        return !other.decided && phase_on(other, day) && other.options.front().by == e.by;
    });
    if (std::cmp_greater_equal(open, open_proposals_max)) {
        return fmt::format("by: {} has {} open proposals, as many as anybody may have", e.by, open);
    }
    Matter made;
    made.id = e.proposal;
    made.council = e.council;
    made.title = e.title;
    made.made = day;
    made.options.push_back({e.proposal, e.by, e.reason, e.changes, std::nullopt});
    made.supporters.insert(e.by);
    Date end = day;
    for (std::size_t k = 0; k < phase_count; ++k) {
        end += days{councils_[e.council].rules.days.at(k)};
        made.deadlines.at(k) = end;
    }
    matters_.push_back(std::move(made));
    return std::nullopt;
}

State::Refusal State::take(Date day, const Support& e) {
    if (Refusal refusal = no_matter(e.proposal)) {
        return refusal;
    }
    Matter& about = matter(e.proposal);
    if (Refusal refusal = not_in(about, Phase::propose, day, "support")) {
        return refusal;
    }
    if (Refusal refusal = no_vote(about.council, e.by, day)) {
        return refusal;
    }
    if (!about.supporters.insert(e.by).second) {
        return fmt::format("by: {} stands behind {} already", e.by, e.proposal);
    }
    return std::nullopt;
}

State::Refusal State::take(Date day, const Amend& e) {
    if (Refusal refusal = no_matter(e.proposal)) {
        return refusal;
    }
    Matter& about = matter(e.proposal);
    if (Refusal refusal = not_in(about, Phase::amend, day, "amendment")) {
        return refusal;
    }
    if (Refusal refusal = no_vote(about.council, e.by, day)) {
        return refusal;
    }
    if (e.amendment != next_amendment(about)) {
        return fmt::format("amendment: want {}, got {}", next_amendment(about), shown(e.amendment));
    }
    if (e.reason.empty()) {
        return "reason: want why, got nothing";
    }
    if (Refusal refusal = unsound(e.changes)) {
        return refusal;
    }
    for (const Option& option : about.options) {
        if (option.changes == e.changes) {
            return fmt::format("changes: {} says the same already", option.id);
        }
    }
    if (about.options.size() > amendments_max) {
        return fmt::format("amendment: want at most {} of a proposal", amendments_max);
    }
    about.options.push_back({e.amendment, e.by, e.reason, e.changes, std::nullopt});
    return std::nullopt;
}

State::Refusal State::take(Date, const Alternative& e) {
    const Matter* found = matter_of(e.option);
    if (found == nullptr) {
        return "option: want a proposal or an amendment, got " + shown(e.option);
    }
    if (Refusal refusal = no_matter(found->id)) {
        return refusal;
    }
    Matter& about = matter(found->id);
    if (!about.ballots.empty()) {
        return fmt::format("{} is being voted on; what voters saw stays as it is", about.id);
    }
    std::ranges::find(about.options, e.option, &Option::id)->alternative = e;
    return std::nullopt;
}

State::Refusal State::take(Date day, const Say& e) {
    if (Refusal refusal = no_matter(e.proposal)) {
        return refusal;
    }
    Matter& about = matter(e.proposal);
    if (Refusal refusal = no_vote(about.council, e.by, day)) {
        return refusal;
    }
    if (e.text.empty()) {
        return "text: want something said, got nothing";
    }
    if (e.voice != Voice::discussion) {
        if (Refusal refusal = not_in(about, Phase::object, day, council::to_string(e.voice))) {
            return refusal;
        }
    }
    for (const Statement& statement : about.statements) {
        if (e.voice == Voice::objection && statement.voice == e.voice && statement.by == e.by) {
            return fmt::format("by: {} has objected already", e.by);
        }
    }
    about.statements.push_back({e.by, e.voice, e.text, day});
    return std::nullopt;
}

State::Refusal State::take(Date day, const Move& e) {
    if (Refusal refusal = no_matter(e.proposal)) {
        return refusal;
    }
    Matter& about = matter(e.proposal);
    if (Refusal refusal = no_vote(about.council, e.by, day)) {
        return refusal;
    }
    const Date old = about.deadline(e.phase);
    if (old < day) {
        return fmt::format("phase: the deadline of {} passed on {}; what is over stays over",
                           council::to_string(e.phase), vorrat::to_string(old));
    }
    if (e.to <= old) {
        return fmt::format("to: want a day after {}, for deadlines are only moved later, got {}",
                           vorrat::to_string(old), vorrat::to_string(e.to));
    }
    if (e.phase == Phase::vote && !about.ballots.empty()) {
        return "phase: there are ballots already; who can choose the end can choose the outcome";
    }
    if (e.reason.empty()) {
        return "reason: want why, got nothing";
    }
    const auto by = e.to - old;
    for (std::size_t k = static_cast<std::size_t>(e.phase); k < phase_count; ++k) {
        about.deadlines.at(k) += by;
    }
    about.moved.push_back({e, old, day});
    return std::nullopt;
}

State::Refusal State::take(Date day, const Cast& e) {
    if (Refusal refusal = no_matter(e.proposal)) {
        return refusal;
    }
    Matter& about = matter(e.proposal);
    if (Refusal refusal = not_in(about, Phase::vote, day, "ballot")) {
        return refusal;
    }
    if (!councils_[about.council].rules.supporters ||
        std::cmp_less(about.supporters.size(), councils_[about.council].rules.supporters)) {
        return fmt::format("ballot: {} lapsed: {} stood behind it, {} were needed", about.id,
                           about.supporters.size(), councils_[about.council].rules.supporters);
    }
    if (Refusal refusal = no_vote(about.council, e.by, day)) {
        return refusal;
    }
    for (const Option& option : about.options) {
        if (!option.alternative) {
            return fmt::format(
                "ballot: nobody has computed yet what {} would bring; `vorrat "
                "alternatives` does",
                option.id);
        }
    }
    const auto ranking = read_ranking(e.ranking, options_of(about));
    if (!ranking) {
        return ranking.error().message;
    }
    const auto earlier = std::ranges::find(about.ballots, e.by, &Ballot::by);
    if (earlier != about.ballots.end()) {
        *earlier = {e.by, e.ranking, day};
    } else {
        about.ballots.push_back({e.by, e.ranking, day});
    }
    return std::nullopt;
}

State::Refusal State::take(Date day, const Count& e) {
    if (Refusal refusal = no_matter(e.proposal)) {
        return refusal;
    }
    Matter& about = matter(e.proposal);
    if (about.count) {
        return fmt::format("count: the votes on {} were counted before", about.id);
    }
    if (day <= about.deadline(Phase::vote)) {
        return fmt::format("count: want a day after {}, the last day of the vote, got {}",
                           vorrat::to_string(about.deadline(Phase::vote)), vorrat::to_string(day));
    }
    const Counted counted = count_votes(*this, about, e.seed);
    if (counted.winner != e.winner) {
        return fmt::format("winner: counted again it is {}, got {}", shown(counted.winner),
                           shown(e.winner));
    }
    const auto equal = [&](std::string_view what, std::int64_t said, std::size_t right) -> Refusal {
        if (std::cmp_equal(said, right)) {
            return std::nullopt;
        }
        return fmt::format("{}: counted again they are {}, got {}", what, right, said);
    };
    if (Refusal refusal = equal("voters", e.voters, counted.voters)) {
        return refusal;
    }
    if (Refusal refusal =
            equal("ballots", e.ballots, static_cast<std::size_t>(counted.election.people))) {
        return refusal;
    }
    about.count = e;
    return std::nullopt;
}

State::Refusal State::take(Date day, const Decide& e) {
    if (Refusal refusal = no_matter(e.proposal)) {
        return refusal;
    }
    Matter& about = matter(e.proposal);
    const Ending ending = ending_on(*this, about, day);
    if (!ending.outcome) {
        return "decide: " + ending.why_not;
    }
    if (*ending.outcome != e.outcome) {
        return fmt::format("outcome: by the rules it is {}, got {}",
                           council::to_string(*ending.outcome), council::to_string(e.outcome));
    }
    if ((e.outcome == Outcome::adopted) == e.decision.empty()) {
        return "decision: want the decision of decisions.csv where it was adopted, else nothing";
    }
    about.decided = e;
    return std::nullopt;
}

Result<State> read_record(std::string_view text) {
    if (text.size() > record_bytes_max) {
        return bad_input(fmt::format("council.jsonl: want at most {} bytes, got {}",
                                     record_bytes_max, text.size()));
    }
    State state;
    std::size_t number = 0;
    while (!text.empty()) {
        ++number;
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) {
            return bad_input(fmt::format(
                "council.jsonl:{}: want a line feed behind the entry, got the end of the file",
                number));
        }
        const auto entry = read_line(text.substr(0, end));
        if (!entry) {
            return bad_input(fmt::format("council.jsonl:{}: {}", number, entry.error().message));
        }
        if (auto taken = state.apply(*entry); !taken) {
            return bad_input(fmt::format("council.jsonl:{}: {}", number, taken.error().message));
        }
        text.remove_prefix(end + 1);
    }
    return state;
}

}  // namespace vorrat::council
