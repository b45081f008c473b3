#include "vorrat/council/state.h"

#include <algorithm>

#include <fmt/format.h>

#include "vorrat/base/text.h"
#include "vorrat/council/draw.h"

namespace vorrat::council {
namespace {

bool runs_on(Date from, const std::optional<Date>& to, Date day) {
    return from <= day && (!to || day < *to);
}

bool is_open(const Mandate& mandate, Date day) {
    return runs_on(mandate.from, mandate.to, day) && day <= mandate.until;
}

}  // namespace

std::optional<Phase> phase_on(const Matter& matter, Date day) {
    for (std::size_t k = 0; k < phase_count; ++k) {
        if (day <= matter.deadlines.at(k)) {
            return static_cast<Phase>(k);
        }
    }
    return std::nullopt;
}

vorrat::Outcome State::apply(const Entry& entry) {
    if (entry.n != next_n()) {
        return bad_input(fmt::format("n: want {}, got {}", next_n(), entry.n));
    }
    if (last_date_ && entry.date < *last_date_) {
        return bad_input(fmt::format("date: want {} or later, as in the entry before, got {}",
                                     vorrat::to_string(*last_date_),
                                     vorrat::to_string(entry.date)));
    }
    const Refusal refusal =
        std::visit([&](const auto& event) { return take(entry.date, event); }, entry.event);
    if (refusal) {
        return bad_input(*refusal);
    }
    last_n_ = entry.n;
    last_date_ = entry.date;
    return Done{};
}

const Matter* State::matter_of(std::string_view option) const {
    for (const Matter& matter : matters_) {
        if (std::ranges::count(matter.options, option, &Option::id) > 0) {
            return &matter;
        }
    }
    return nullptr;
}

Matter& State::matter(const std::string& proposal) {
    const auto found = std::ranges::find(matters_, proposal, &Matter::id);
    check(found != matters_.end(), "the proposal was looked up before");
    return *found;
}

std::set<std::string> State::members(const std::string& council, Date day) const {
    std::set<std::string> people;
    const auto found = councils_.find(council);
    if (found != councils_.end()) {
        for (const Membership& member : found->second.members) {
            if (runs_on(member.from, member.to, day)) {
                people.insert(member.person);
            }
        }
    }
    return people;
}

std::set<std::string> State::voters(const std::string& council, Date day) const {
    std::set<std::string> people = members(council, day);
    for (const Mandate& mandate : mandates_) {
        if (councils_.at(mandate.council).inside == council && is_open(mandate, day)) {
            people.insert(mandate.person);
        }
    }
    return people;
}

std::string State::next_proposal() const { return fmt::format("P{}", matters_.size() + 1); }

std::string State::next_amendment(const Matter& matter) const {
    return fmt::format("{}.A{}", matter.id, matter.options.size());
}

State::Refusal State::no_council(const std::string& id) const {
    if (councils_.contains(id)) {
        return std::nullopt;
    }
    return fmt::format("council: want a council that was founded, got {}", shown(id));
}

State::Refusal State::no_matter(const std::string& id) const {
    const auto found = std::ranges::find(matters_, id, &Matter::id);
    if (found == matters_.end()) {
        return fmt::format("proposal: want a proposal that was made, got {}", shown(id));
    }
    if (found->decided) {
        return fmt::format("{} has ended ({}); what comes now needs a new proposal", id,
                           council::to_string(found->decided->outcome));
    }
    return std::nullopt;
}

State::Refusal State::no_vote(const std::string& council, const std::string& person,
                              Date day) const {
    if (voters(council, day).contains(person)) {
        return std::nullopt;
    }
    for (const Mandate& mandate : mandates_) {
        if (mandate.person == person && councils_.at(mandate.council).inside == council) {
            return fmt::format("{} has no vote in {} on {}: the mandate of {} {}", person, council,
                               vorrat::to_string(day), mandate.council,
                               mandate.to ? "was withdrawn on " + vorrat::to_string(*mandate.to)
                                          : "ended on " + vorrat::to_string(mandate.until));
        }
    }
    return fmt::format("{} has no vote in {} on {}: neither a member nor a delegate", person,
                       council, vorrat::to_string(day));
}

State::Refusal State::too_few_signed(const std::string& council,
                                     const std::vector<std::string>& signers, Date day) const {
    const std::set<std::string> all = members(council, day);
    const std::set<std::string> signed_by(signers.begin(), signers.end());
    if (signed_by.size() != signers.size()) {
        return "signed: want each person once";
    }
    for (const std::string& person : signed_by) {
        if (!all.contains(person)) {
            return fmt::format("signed: want members of {}, got {}", council, shown(person));
        }
    }
    if (2 * signed_by.size() <= all.size()) {
        return fmt::format("signed: want more than half of the {} members of {}, got {}",
                           all.size(), council, signed_by.size());
    }
    return std::nullopt;
}

State::Refusal State::not_in(const Matter& matter, Phase phase, Date day,
                             std::string_view what) const {
    const auto now = phase_on(matter, day);
    if (now == phase) {
        return std::nullopt;
    }
    return fmt::format(
        "{}: want a day of the phase {} (until {}), {} is {}", what, council::to_string(phase),
        vorrat::to_string(matter.deadline(phase)), vorrat::to_string(day),
        now ? fmt::format("in the phase {}", council::to_string(*now)) : "behind all deadlines");
}

State::Refusal State::take(Date, const Found& e) {
    if (!is_id(e.council)) {
        return "council: want 1 to 64 letters, digits, _, - or ., got " + shown(e.council);
    }
    if (councils_.contains(e.council)) {
        return fmt::format("council: {} was founded before", e.council);
    }
    if (!e.inside.empty()) {
        if (Refusal refusal = no_council(e.inside)) {
            return refusal;
        }
    }
    councils_[e.council] = {e.council, e.name, e.of, e.inside, e.rules, {}};
    return std::nullopt;
}

State::Refusal State::take(Date, const ChangeRules& e) {
    if (Refusal refusal = no_council(e.council)) {
        return refusal;
    }
    for (const Matter& matter : matters_) {
        if (matter.council == e.council && !matter.decided) {
            return fmt::format(
                "rules: {} is not decided yet, and rules stay as they are while a "
                "proposal runs under them",
                matter.id);
        }
    }
    for (const SharedBudget& budget : budgets_) {
        if (budget.opened.council == e.council && !budget.shared) {
            return fmt::format(
                "rules: {} is not shared yet, and rules stay as they are while a budget is shared "
                "under them",
                budget.opened.budget);
        }
    }
    councils_[e.council].rules = e.rules;
    return std::nullopt;
}

State::Refusal State::take(Date day, const Join& e) {
    if (Refusal refusal = no_council(e.council)) {
        return refusal;
    }
    if (!is_id(e.person)) {
        return "person: want 1 to 64 letters, digits, _, - or ., got " + shown(e.person);
    }
    if (members(e.council, day).contains(e.person)) {
        return fmt::format("person: {} is a member of {} already", e.person, e.council);
    }
    councils_[e.council].members.push_back({e.person, day, std::nullopt});
    return std::nullopt;
}

State::Refusal State::take(Date day, const Leave& e) {
    if (Refusal refusal = no_council(e.council)) {
        return refusal;
    }
    if (!members(e.council, day).contains(e.person)) {
        return fmt::format("person: want a member of {}, got {}", e.council, shown(e.person));
    }
    for (Membership& member : councils_[e.council].members) {
        if (member.person == e.person && !member.to) {
            member.to = day;
        }
    }
    // Who has left a council cannot speak for it.
    for (Mandate& mandate : mandates_) {
        if (mandate.council == e.council && mandate.person == e.person && !mandate.to) {
            mandate.to = day;
        }
    }
    return std::nullopt;
}

State::Refusal State::take(Date day, const Delegate& e) {
    if (Refusal refusal = no_council(e.council)) {
        return refusal;
    }
    const Council& council = councils_[e.council];
    if (council.inside.empty()) {
        return fmt::format("council: {} is inside of no other, so it sends nobody", e.council);
    }
    if (!members(e.council, day).contains(e.person)) {
        return fmt::format("person: want a member of {}, got {}", e.council, shown(e.person));
    }
    if (e.until < day) {
        return fmt::format("until: want {} or later, got {}", vorrat::to_string(day),
                           vorrat::to_string(e.until));
    }
    std::int64_t sent = 0;
    for (const Mandate& mandate : mandates_) {
        if (!is_open(mandate, day) || councils_[mandate.council].inside != council.inside) {
            continue;
        }
        if (mandate.person == e.person) {
            return fmt::format("person: {} sits in {} for {} already; nobody has two votes there",
                               e.person, council.inside, mandate.council);
        }
        sent += mandate.council == e.council ? 1 : 0;
    }
    const std::int64_t most = councils_[council.inside].rules.delegates;
    if (sent >= most) {
        return fmt::format("council: {} has sent {} into {} already, as many as its rules allow",
                           e.council, most, council.inside);
    }
    if (Refusal refusal = too_few_signed(e.council, e.signers, day)) {
        return refusal;
    }
    mandates_.push_back({e.council, e.person, e.mandate, day, e.until, std::nullopt});
    return std::nullopt;
}

State::Refusal State::take(Date day, const Recall& e) {
    if (Refusal refusal = no_council(e.council)) {
        return refusal;
    }
    const auto found = std::ranges::find_if(mandates_, [&](const Mandate& mandate) {
        return mandate.council == e.council && mandate.person == e.person && is_open(mandate, day);
    });
    if (found == mandates_.end()) {
        return fmt::format("person: want a delegate of {}, got {}", e.council, shown(e.person));
    }
    if (Refusal refusal = too_few_signed(e.council, e.signers, day)) {
        return refusal;
    }
    found->to = day;
    return std::nullopt;
}

State::Refusal State::take(Date day, const Announce& e) {
    for (const std::string& id : {e.council, e.among}) {
        if (Refusal refusal = no_council(id)) {
            return refusal;
        }
    }
    if (!is_id(e.draw) || draws_.contains(e.draw)) {
        return "draw: want a new id of letters, digits, _, - or ., got " + shown(e.draw);
    }
    const std::set<std::string> people = voters(e.among, day);
    if (!std::ranges::equal(people, e.people)) {
        return fmt::format("people: want the {} people of {} in the order of their ids",
                           people.size(), e.among);
    }
    const bool fits = e.seats >= 1 && static_cast<std::size_t>(e.seats) <= people.size();
    if (!fits) {
        return fmt::format("seats: want 1 to {}, got {}", people.size(), e.seats);
    }
    if (e.on <= day) {
        return fmt::format(
            "on: want a day after {}, so that nobody knows the seed while people "
            "are listed, got {}",
            vorrat::to_string(day), vorrat::to_string(e.on));
    }
    draws_[e.draw] = {e, std::nullopt};
    return std::nullopt;
}

State::Refusal State::take(Date day, const Draw& e) {
    const auto found = draws_.find(e.draw);
    if (found == draws_.end()) {
        return "draw: want a draw that was announced, got " + shown(e.draw);
    }
    const Announce& announced = found->second.announced;
    if (found->second.draw) {
        return fmt::format("draw: {} was drawn before", e.draw);
    }
    if (day < announced.on) {
        return fmt::format("draw: want {} or later, as announced, got {}",
                           vorrat::to_string(announced.on), vorrat::to_string(day));
    }
    const auto right =
        drawn(announced.people, static_cast<std::size_t>(announced.seats), e.seed, e.draw);
    if (right != e.drawn) {
        return fmt::format("drawn: want {}, for their tickets are the smallest, got {}",
                           fmt::join(right, ", "), fmt::join(e.drawn, ", "));
    }
    found->second.draw = e;
    for (const std::string& person : right) {
        if (!members(announced.council, day).contains(person)) {
            councils_[announced.council].members.push_back({person, day, std::nullopt});
        }
    }
    return std::nullopt;
}

}  // namespace vorrat::council
