#include "vorrat/record/book.h"

#include <algorithm>
#include <array>

#include "vorrat/base/text.h"

namespace vorrat::record {
namespace {

Findings take_charter(State& now, const Entry& entry) {
    if (ledger::key_from_base64(entry.text("registrar")) != entry.key) {
        return one(Claim::right, "want the signature of the registrar that it names");
    }
    now.registrar = entry.key;
    now.title = entry.text("title");
    return {};
}

Findings take_member(State& now, const Entry& entry) {
    const auto key = *ledger::key_from_base64(entry.text("member_key"));
    if (now.keys.contains(key) || key == now.registrar) {
        return one(Claim::membership, "member_key: want a key that nobody had before");
    }
    const MemberId who{entry.text("council"), entry.text("member")};
    Member& member = now.members.try_emplace(who, Member{now.size(), {}}).first->second;
    if (member.key) {
        return one(Claim::membership, "member: {} has a key in force; want a revocation first",
                   who.second);
    }
    member.key = key;
    now.keys.emplace(key, who);
    return {};
}

Findings take_revocation(State& now, const Entry& entry) {
    const auto key = *ledger::key_from_base64(entry.text("member_key"));
    if (!now.is_registrar(entry) && entry.key != key) {
        return one(Claim::right, "revocation: want the signature of the registrar or that key");
    }
    const auto member = now.members.find({entry.text("council"), entry.text("member")});
    if (member == now.members.end() || member->second.key != key) {
        return one(Claim::membership, "revocation: want a key in force of that member");
    }
    member->second.key.reset();
    return {};
}

Findings take_criteria(State& now, const Entry& entry) {
    const std::string id = entry.text("proposal");
    const std::string option = entry.text("option");
    const std::string document = entry.text("criteria");
    if (id.empty() != option.empty()) {
        return one(Claim::criteria, "want proposal and option, or neither");
    }
    if (!id.empty()) {
        const auto found = now.proposals.find(id);
        if (found == now.proposals.end() || !found->second.tally) {
            return one(Claim::criteria, "proposal {}: want one with a tally", id);
        }
        const Proposal& proposal = found->second;
        if (proposal.tally->winner != option) {
            return one(Claim::criteria, "option: want {}, which won {}, got {}",
                       proposal.tally->winner, id, option);
        }
        const std::string& decided = proposal.criteria[*proposal.option(option)];
        if (decided != document) {
            return one(Claim::criteria, "criteria: want {}, which was decided, got {}", decided,
                       document);
        }
    }
    now.documents.insert(document);
    now.criteria = document;
    return {};
}

Findings take_plan(State& now, const Entry& entry) {
    const std::string name = entry.text("plan");
    if (now.plans.contains(name) || now.withdrawn_plans.contains(name)) {
        return one(Claim::plan, "plan {}: is recorded already", name);
    }
    if (now.criteria != entry.text("criteria")) {
        return one(Claim::criteria, "plan {}: want the criteria in force, {}, got {}", name,
                   now.criteria.value_or("none"), entry.text("criteria"));
    }
    now.plans[name] = {now.size(), entry.text("sums"), entry.text("criteria"), std::nullopt};
    return {};
}

Findings take_shipments(State& now, const Entry& entry) {
    const auto plan = now.plans.find(entry.text("plan"));
    if (plan == now.plans.end()) {
        return one(Claim::plan, "plan {}: want a plan that is recorded and not corrected",
                   entry.text("plan"));
    }
    plan->second.shipments = entry.text("sha256");
    return {};
}

Findings take_statement(State& now, const Entry& entry) {
    if (!now.is_registrar(entry) && !now.is_member(entry, "")) {
        return one(Claim::right, "statement: want the signature of the registrar or a member");
    }
    if (entry.body["about"].get<std::uint64_t>() >= now.size()) {
        return one(Claim::text, "about: want the number of an earlier entry");
    }
    const auto [text, is_new] =
        now.texts.try_emplace(entry.text("text"), TextRecord{now.size(), {}});
    return text->second.redacted_by ? one(Claim::text, "text: was redacted") : Findings();
}

Findings take_redaction(State& now, const Entry& entry) {
    const auto text = now.texts.find(entry.text("text"));
    if (text == now.texts.end() || text->second.redacted_by) {
        return one(Claim::text, "redaction: want a text of an earlier statement, not yet redacted");
    }
    text->second.redacted_by = now.size();
    return {};
}

/// Of what is relied on, tallies and plans end with their correction; all else is said again by
/// a later entry.
Findings take_correction(State& now, const Entry& entry) {
    const auto of = entry.body["of"].get<std::uint64_t>();
    if (of == 0 || of >= now.size() || now.corrections.contains(of)) {
        return one(Claim::correction,
                   "of: want an earlier entry behind the charter, not yet corrected, got {}", of);
    }
    if (to_hex(now.leaves[of]) != entry.text("leaf")) {
        return one(Claim::correction, "leaf: want {}, got {}", to_hex(now.leaves[of]),
                   entry.text("leaf"));
    }
    now.corrections[of] = now.size();
    for (auto& [id, proposal] : now.proposals) {
        if (proposal.tally && proposal.tally->entry == of) {
            proposal.tally.reset();
        }
    }
    for (const auto& [name, plan] : now.plans) {
        if (plan.entry == of) {
            now.withdrawn_plans.insert(name);
        }
    }
    std::erase_if(now.plans, [&](const auto& named) { return named.second.entry == of; });
    return {};
}

enum class By { registrar, several };

struct Kind {
    std::string_view name;
    std::string_view members;  ///< beside kind and at
    By by;                     ///< who may sign it; several: `take` says
    Findings (*take)(State&, const Entry&);
};

constexpr std::array<Kind, 14> kinds{{
    {"charter", "title:text registrar:key", By::several, take_charter},
    {"member", "council:id member:id member_key:key", By::registrar, take_member},
    {"revocation", "council:id member:id member_key:key reason:text", By::several, take_revocation},
    {"proposal",
     "proposal:id council:id title:text options:options rule:rule quorum:whole closes:time "
     "counts:time",
     By::several, take_proposal},
    {"ballot", "proposal:id member:id turn:whole commitment:hash", By::several, take_ballot},
    {"opening", "proposal:id member:id turn:whole choice:ids salt:hash", By::several, take_opening},
    {"tally", "proposal:id ballots:whole unopened:ids counts:counts winner:id-or-none",
     By::registrar, take_tally},
    {"secret-tally", "proposal:id ballots:whole counts:counts winner:id-or-none archive:hash",
     By::registrar, take_tally},
    {"criteria", "council:id criteria:hash proposal:id-or-none option:id-or-none", By::registrar,
     take_criteria},
    {"plan", "plan:id sums:hash criteria:hash", By::registrar, take_plan},
    {"shipments", "plan:id sha256:hash", By::registrar, take_shipments},
    {"statement", "about:whole text:hash", By::several, take_statement},
    {"correction", "of:whole leaf:hash reason:text", By::registrar, take_correction},
    {"redaction", "text:hash reason:text", By::registrar, take_redaction},
}};

Findings take(State& now, const Entry& entry) {
    if (!is_signed(entry, now.origin)) {
        return one(Claim::signature, "the signature does not hold");
    }
    if (entry.at() < now.last_time) {
        return one(Claim::order, "at: want {} or later, got {}", now.last_time, entry.at());
    }
    now.last_time = entry.at();
    const std::string name = entry.kind();
    if ((name == "charter") != now.leaves.empty()) {
        return one(Claim::order, "want the charter as entry 0 and nowhere else");
    }
    const auto* const kind = std::ranges::find(kinds, name, &Kind::name);
    check(kind != kinds.end(), "parse_entry lets in only kinds that somebody takes");
    if (kind->by == By::registrar && !now.is_registrar(entry)) {
        return one(Claim::right, "{}: want the signature of the registrar", name);
    }
    return kind->take(now, entry);
}

}  // namespace

Outcome check_body(const Json& body) {
    if (!body.is_object() || !body.contains("kind") || !body["kind"].is_string()) {
        return bad_input("body: want an object with a kind");
    }
    const std::string name = body["kind"];
    const auto* const kind = std::ranges::find(kinds, name, &Kind::name);
    if (kind == kinds.end()) {
        return bad_input("kind: want one of docs/formats/ledger.md, got " + shown(name));
    }
    const auto members = static_cast<std::size_t>(std::ranges::count(kind->members, ':'));
    std::string wrong = misfit(body, fmt::format("at:time {}", kind->members));
    if (wrong.empty() && body.size() != members + 2) {
        wrong = fmt::format("{}: want {} members beside kind and at, got {}", name, members,
                            body.size() - 2);
    }
    return wrong.empty() ? Outcome(Done{}) : bad_input(wrong);
}

bool State::is_member(const Entry& entry, std::string_view council) const {
    const auto owner = keys.find(entry.key);
    return owner != keys.end() && members.at(owner->second).key == entry.key &&
           (council.empty() || council == owner->second.first);
}

Findings Book::add(std::string_view bytes) {
    const auto entry = parse_entry(bytes);
    last_kind_ = entry ? entry->kind() : "";
    Findings found = entry ? take(now_, *entry) : Findings{{Claim::form, entry.error().message}};
    now_.leaves.push_back(ledger::leaf_hash(bytes));
    return found;
}

}  // namespace vorrat::record
