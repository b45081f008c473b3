#include "vorrat/record/book.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace vorrat::record {

std::vector<Finding> one(Claim claim, std::string what) { return {{claim, std::move(what)}}; }

std::vector<Finding> Book::add(std::string_view bytes) {
    const auto entry = parse_entry(bytes);
    Findings found;
    last_kind_ = entry ? entry->kind() : "";
    if (!entry) {
        found = one(Claim::form, entry.error().message);
    } else if (!is_signed(*entry, origin_)) {
        found = one(Claim::signature, "the signature does not hold");
    } else if (entry->at() < last_time_) {
        found =
            one(Claim::order, fmt::format("at: want {} or later, got {}", last_time_, entry->at()));
    } else {
        found = take(*entry);
        last_time_ = entry->at();
    }
    leaves_.push_back(ledger::leaf_hash(bytes));
    return found;
}

std::vector<Finding> Book::take(const Entry& entry) {
    using Take = Findings (Book::*)(const Entry&);
    struct Kind {
        std::string_view name;
        Take take;
        bool by_registrar;  // nobody else may sign it
    };
    static constexpr std::array<Kind, 14> kinds{{
        {"charter", &Book::charter, false},
        {"member", &Book::admit, true},
        {"revocation", &Book::revoke, false},
        {"proposal", &Book::propose, false},
        {"ballot", &Book::vote, false},
        {"opening", &Book::open, false},
        {"tally", &Book::tally, true},
        {"secret-tally", &Book::secret_tally, true},
        {"criteria", &Book::adopt, true},
        {"plan", &Book::plan, true},
        {"shipments", &Book::ship, true},
        {"statement", &Book::state, false},
        {"correction", &Book::correct, true},
        {"redaction", &Book::redact, true},
    }};
    const std::string kind = entry.kind();
    if ((kind == "charter") != leaves_.empty()) {
        return one(Claim::order, "want the charter as entry 0 and nowhere else");
    }
    const auto* const found = std::ranges::find(kinds, kind, &Kind::name);
    check(found != kinds.end(), "parse_entry lets in only kinds that somebody takes");
    if (found->by_registrar && !is_registrar(entry)) {
        return one(Claim::right, kind + ": want the signature of the registrar");
    }
    return (this->*found->take)(entry);
}

bool Book::is_registrar(const Entry& entry) const { return registrar_ == entry.key; }

bool Book::is_any_member(const Entry& entry) const {
    const auto owner = keys_.find(entry.key);
    return owner != keys_.end() && members_.at(owner->second).key == entry.key;
}

bool Book::is_member_of(const Entry& entry, const std::string& council) const {
    return is_any_member(entry) && keys_.at(entry.key).first == council;
}

const Member* Book::member(const std::string& council, const std::string& id) const {
    const auto found = members_.find({council, id});
    return found == members_.end() ? nullptr : &found->second;
}

std::vector<Finding> Book::charter(const Entry& entry) {
    const auto registrar = ledger::key_from_base64(entry.text("registrar"));
    if (registrar != entry.key) {
        return one(Claim::right, "want the signature of the registrar that it names");
    }
    registrar_ = registrar;
    title_ = entry.text("title");
    return {};
}

std::vector<Finding> Book::admit(const Entry& entry) {
    const auto key = *ledger::key_from_base64(entry.text("member_key"));
    if (keys_.contains(key) || key == registrar_) {
        return one(Claim::membership, "member_key: want a key that nobody had before");
    }
    const std::pair who{entry.text("council"), entry.text("member")};
    const auto [member, is_new] = members_.try_emplace(who, Member{size(), std::nullopt});
    if (member->second.key) {
        return one(
            Claim::membership,
            fmt::format("member: {} has a key in force; want a revocation first", who.second));
    }
    member->second.key = key;
    keys_.emplace(key, who);
    return {};
}

std::vector<Finding> Book::revoke(const Entry& entry) {
    const auto key = *ledger::key_from_base64(entry.text("member_key"));
    if (!is_registrar(entry) && entry.key != key) {
        return one(Claim::right, "revocation: want the signature of the registrar or that key");
    }
    const auto member = members_.find({entry.text("council"), entry.text("member")});
    if (member == members_.end() || member->second.key != key) {
        return one(Claim::membership, "revocation: want a key in force of that member");
    }
    member->second.key.reset();
    return {};
}

std::vector<Finding> Book::adopt(const Entry& entry) {
    const std::string id = entry.text("proposal");
    const std::string option = entry.text("option");
    const std::string document = entry.text("criteria");
    if (id.empty() != option.empty()) {
        return one(Claim::criteria, "want proposal and option, or neither");
    }
    if (!id.empty()) {
        const auto proposal = proposals_.find(id);
        if (proposal == proposals_.end() || !proposal->second.tally) {
            return one(Claim::criteria, fmt::format("proposal {}: want one with a tally", id));
        }
        if (proposal->second.tally->winner != option) {
            return one(Claim::criteria, fmt::format("option: want {}, which won {}, got {}",
                                                    proposal->second.tally->winner, id, option));
        }
        const std::string& decided = proposal->second.criteria[*proposal->second.option(option)];
        if (decided != document) {
            return one(Claim::criteria, fmt::format("criteria: want {}, which was decided, got {}",
                                                    decided, document));
        }
    }
    documents_.insert(document);
    criteria_ = document;
    return {};
}

std::vector<Finding> Book::plan(const Entry& entry) {
    const std::string name = entry.text("plan");
    if (plans_.contains(name) || withdrawn_plans_.contains(name)) {
        return one(Claim::plan, fmt::format("plan {}: is recorded already", name));
    }
    if (criteria_ != entry.text("criteria")) {
        return one(Claim::criteria,
                   fmt::format("plan {}: want the criteria in force, {}, got {}", name,
                               criteria_.value_or("none"), entry.text("criteria")));
    }
    plans_[name] = {size(), entry.text("sums"), entry.text("criteria"), std::nullopt};
    return {};
}

std::vector<Finding> Book::ship(const Entry& entry) {
    const auto plan = plans_.find(entry.text("plan"));
    if (plan == plans_.end()) {
        return one(Claim::plan,
                   fmt::format("plan {}: want a plan that is recorded and not corrected",
                               entry.text("plan")));
    }
    plan->second.shipments = entry.text("sha256");
    return {};
}

std::vector<Finding> Book::state(const Entry& entry) {
    if (!is_registrar(entry) && !is_any_member(entry)) {
        return one(Claim::right, "statement: want the signature of the registrar or a member");
    }
    if (entry.body["about"].get<std::uint64_t>() >= size()) {
        return one(Claim::text, "about: want the number of an earlier entry");
    }
    const auto [text, is_new] = texts_.try_emplace(entry.text("text"), TextRecord{size(), {}});
    if (!is_new && text->second.redacted_by) {
        return one(Claim::text, "text: was redacted");
    }
    return {};
}

std::vector<Finding> Book::redact(const Entry& entry) {
    const auto text = texts_.find(entry.text("text"));
    if (text == texts_.end() || text->second.redacted_by) {
        return one(Claim::text, "redaction: want a text of an earlier statement, not yet redacted");
    }
    text->second.redacted_by = size();
    return {};
}

std::vector<Finding> Book::correct(const Entry& entry) {
    const auto of = entry.body["of"].get<std::uint64_t>();
    if (of == 0 || of >= size() || corrections_.contains(of)) {
        return one(
            Claim::correction,
            fmt::format("of: want an earlier entry behind the charter, not yet corrected, got {}",
                        of));
    }
    if (to_hex(leaves_[of]) != entry.text("leaf")) {
        return one(Claim::correction,
                   fmt::format("leaf: want {}, got {}", to_hex(leaves_[of]), entry.text("leaf")));
    }
    corrections_[of] = size();
    withdraw(of);
    return {};
}

/// Of what is relied on, tallies and plans end with their correction; all else is said again by
/// a later entry.
void Book::withdraw(std::uint64_t entry) {
    for (auto& named : proposals_) {
        if (named.second.tally && named.second.tally->entry == entry) {
            named.second.tally.reset();
        }
    }
    for (auto plan = plans_.begin(); plan != plans_.end(); ++plan) {
        if (plan->second.entry == entry) {
            withdrawn_plans_.insert(plan->first);
            plans_.erase(plan);
            return;
        }
    }
}

}  // namespace vorrat::record
