#pragma once

#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "vorrat/keeper/keeper.h"

namespace vorrat::record::testing {

constexpr const char* origin = "example.org/vorrat";

inline ledger::Seed seed_of(const std::string& name) { return sha256("seed of " + name); }

inline std::string key_of(const std::string& name) {
    const ledger::PublicKey key = ledger::public_key(seed_of(name));
    return ledger::to_base64(ledger::as_bytes(key));
}

/// Minute `minute` of the day on which everything happens.
inline std::string at(int minute) {
    return fmt::format("2026-11-25T{:02}:{:02}:00Z", minute / 60, minute % 60);
}

/// An entry signed by `who` without a look at the rules.
inline std::string entry(const Json& body, const std::string& who) {
    auto bytes = signed_entry(body, seed_of(who), origin);
    check(static_cast<bool>(bytes), "the test's body has the shape of its kind");
    return *bytes;
}

/// What the record names and others make: documents and plans.
struct Named {
    std::string criteria_a = R"({"horizon_days":28})";
    std::string criteria_b = R"({"horizon_days":56})";
    std::string sums = "no plan";
    std::string shipments = "no shipments";
};

constexpr int closes = 60;
constexpr int counts = 120;

inline Vote vote_of(const std::string& member, std::int64_t turn, Json choice) {
    return {"p1", member, turn, std::move(choice), to_hex(sha256("salt of " + member))};
}

/// A council of four, one vote about criteria, one plan. By hand: m1 approves a, then b instead; m2
/// b; m3 both; m4 a, but does not open. So a has 1, b has 3 of 3 opened ballots, and b wins.
///
///      0        charter
///      1 .. 4   members m1 .. m4 of north
///      5        proposal p1: a or b, closes after an hour, counts an hour later
///      6 .. 10  ballots of m1, m2, m1 again, m3, m4
///     11        member m5, too late to vote on p1
///     12 .. 14  openings of m1, m2, m3
///     15        tally
///     16        criteria b by p1
///     17, 18    plan w48, its shipments
///     19, 20    statements of m4 about the tally; 21 redacts the second
///     22        correction of entry 11
inline std::vector<std::pair<Json, std::string>> story(const Named& named = {}) {
    std::vector<std::pair<Json, std::string>> all;
    const auto add = [&](const std::string& who, int minute, const char* kind, Json members) {
        members["kind"] = kind;
        members["at"] = at(minute);
        all.emplace_back(std::move(members), who);
    };
    const auto hash = [](const std::string& bytes) { return to_hex(sha256(bytes)); };
    add("registrar", 0, "charter",
        {{"title", "Federation of the north"}, {"registrar", key_of("registrar")}});
    const auto admit = [&](const std::string& id, int minute) {
        add("registrar", minute, "member",
            {{"council", "north"}, {"member", id}, {"member_key", key_of(id)}});
    };
    for (const char* id : {"m1", "m2", "m3", "m4"}) {
        admit(id, 1);
    }
    const auto option = [&](const char* id, const std::string& document) {
        return Json{
            {"id", id}, {"title", fmt::format("Criteria {}", id)}, {"criteria", hash(document)}};
    };
    add("m1", 2, "proposal",
        {{"proposal", "p1"},
         {"council", "north"},
         {"title", "How far ahead do we plan?"},
         {"options", {option("a", named.criteria_a), option("b", named.criteria_b)}},
         {"rule", "approval"},
         {"quorum", 2},
         {"closes", at(closes)},
         {"counts", at(counts)}});
    const std::vector<Vote> votes{vote_of("m1", 1, {"a"}), vote_of("m2", 1, {"b"}),
                                  vote_of("m1", 2, {"b"}), vote_of("m3", 1, {"a", "b"}),
                                  vote_of("m4", 1, {"a"})};
    for (std::size_t k = 0; k < votes.size(); ++k) {
        all.emplace_back(ballot_body(votes[k], at(10 + static_cast<int>(k))), votes[k].member);
    }
    admit("m5", 20);
    for (const std::size_t k : {2U, 1U, 3U}) {
        all.emplace_back(opening_body(votes[k], at(closes + 1)), "registrar");
    }
    add("registrar", counts + 1, "tally",
        {{"proposal", "p1"},
         {"ballots", 3},
         {"unopened", {"m4"}},
         {"counts", {{"a", 1}, {"b", 3}}},
         {"winner", "b"}});
    add("registrar", counts + 2, "criteria",
        {{"council", "north"},
         {"criteria", hash(named.criteria_b)},
         {"proposal", "p1"},
         {"option", "b"}});
    add("registrar", counts + 3, "plan",
        {{"plan", "w48"}, {"sums", hash(named.sums)}, {"criteria", hash(named.criteria_b)}});
    add("registrar", counts + 4, "shipments", {{"plan", "w48"}, {"sha256", hash(named.shipments)}});
    add("m4", counts + 5, "statement", {{"about", 15}, {"text", hash("kept")}});
    add("m4", counts + 6, "statement", {{"about", 15}, {"text", hash("redacted")}});
    add("registrar", counts + 7, "redaction",
        {{"text", hash("redacted")}, {"reason", "names a person"}});
    const std::string corrected = entry(all[11].first, all[11].second);
    add("registrar", counts + 8, "correction",
        {{"of", 11}, {"leaf", to_hex(ledger::leaf_hash(corrected))}, {"reason", "a wrong name"}});
    return all;
}

inline std::vector<std::string> entries_of(const std::vector<std::pair<Json, std::string>>& story) {
    std::vector<std::string> all;
    for (const auto& [body, who] : story) {
        all.push_back(entry(body, who));
    }
    return all;
}

}  // namespace vorrat::record::testing
