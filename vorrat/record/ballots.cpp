#include <algorithm>
#include <numeric>

#include "vorrat/record/book.h"
#include "vorrat/record/vote.h"

namespace vorrat::record {
namespace {

/// The counted openings, and the members whose last ballot nobody opened.
struct Opened {
    std::vector<Choice> choices;
    std::vector<std::string> unopened;
};

Opened opened(const Proposal& proposal) {
    Opened all;
    for (const auto& ballot : proposal.ballots) {
        const auto choice = proposal.openings.find(ballot.first);
        if (choice == proposal.openings.end()) {
            all.unopened.push_back(ballot.first);
        } else {
            all.choices.push_back(choice->second);
        }
    }
    return all;
}

Json counts_of(const Proposal& proposal, const Count& result) {
    Json counts = Json::object();
    for (std::size_t k = 0; k < proposal.options.size(); ++k) {
        counts[proposal.options[k]] = result.per_option[k];
    }
    return counts;
}

Findings expect_same(const Json& body, const Json& want) {
    Findings found;
    for (const auto& [name, value] : want.items()) {
        if (body[name] != value) {
            found.push_back({Claim::tally, fmt::format("{}: want {}, got {}", name,
                                                       canonical(value), canonical(body[name]))});
        }
    }
    return found;
}

/// The result of ballots that are held elsewhere: whether it can be, and who won.
Findings judge_secret(const State& now, const Proposal& proposal, const Json& body) {
    if (!proposal.ballots.empty() || proposal.rule == "schulze") {
        return one(Claim::tally,
                   "proposal: want one by approval or choose-one that has no ballots here");
    }
    const std::int64_t ballots = body["ballots"];
    const auto voters = std::ranges::count_if(now.members, [&](const auto& named) {
        return named.first.first == proposal.council && named.second.admitted < proposal.entry;
    });
    if (ballots > voters) {
        return one(Claim::membership, "ballots: want at most {}, for so many are members", voters);
    }
    std::vector<std::int64_t> counts;
    for (const std::string& option : proposal.options) {
        counts.push_back(body["counts"].value(option, std::int64_t{-1}));
    }
    const bool one_each = proposal.rule != "choose-one" ||
                          std::accumulate(counts.begin(), counts.end(), std::int64_t{0}) <= ballots;
    if (body["counts"].size() != counts.size() || std::ranges::min(counts) < 0 ||
        std::ranges::max(counts) > ballots || !one_each) {
        return one(Claim::tally, "counts: want a number per option that the ballots can give");
    }
    return expect_same(body, {{"winner", winner_of(proposal, counts, ballots)}});
}

}  // namespace

std::optional<std::size_t> Proposal::option(std::string_view id) const {
    const auto found = std::ranges::find(options, id);
    return found == options.end() ? std::nullopt
                                  : std::optional<std::size_t>(found - options.begin());
}

Json tally_of(const Proposal& proposal) {
    const Opened all = opened(proposal);
    const Count result =
        count(proposal.rule, proposal.options.size(), proposal.quorum, all.choices);
    return {{"ballots", all.choices.size()},
            {"unopened", all.unopened},
            {"counts", counts_of(proposal, result)},
            {"winner", result.winner.empty() ? "" : proposal.options[result.winner.front()]}};
}

std::string winner_of(const Proposal& proposal, const std::vector<std::int64_t>& counts,
                      std::int64_t ballots) {
    const auto most = std::ranges::max_element(counts);
    return ballots < proposal.quorum || *most == 0
               ? ""
               : proposal.options[static_cast<std::size_t>(most - counts.begin())];
}

Findings take_proposal(State& now, const Entry& entry) {
    const std::string council = entry.text("council");
    if (!now.is_registrar(entry) && !now.is_member(entry, council)) {
        return one(Claim::right,
                   "proposal: want the signature of the registrar or a member of the council");
    }
    Proposal made{.entry = now.size(),
                  .council = council,
                  .title = entry.text("title"),
                  .rule = entry.text("rule"),
                  .quorum = entry.body["quorum"],
                  .closes = entry.text("closes"),
                  .counts = entry.text("counts")};
    if (!(entry.at() < made.closes && made.closes < made.counts)) {
        return one(Claim::ballot, "want at before closes before counts");
    }
    for (const Json& option : entry.body["options"]) {
        made.options.push_back(option["id"]);
        made.titles.push_back(option["title"]);
        made.criteria.push_back(option["criteria"]);
    }
    const auto [proposal, is_new] = now.proposals.emplace(entry.text("proposal"), std::move(made));
    if (!is_new) {
        return one(Claim::ballot, "proposal: want a new id, got {}", proposal->first);
    }
    now.documents.insert(proposal->second.criteria.begin(), proposal->second.criteria.end());
    now.documents.erase("");
    return {};
}

Findings take_ballot(State& now, const Entry& entry) {
    const std::string id = entry.text("member");
    const auto found = now.proposals.find(entry.text("proposal"));
    if (found == now.proposals.end()) {
        return one(Claim::ballot, "proposal: want one that is recorded");
    }
    Proposal& proposal = found->second;
    const auto voter = now.members.find({proposal.council, id});
    if (voter == now.members.end() || !voter->second.key ||
        voter->second.admitted >= proposal.entry) {
        return one(Claim::membership,
                   "{} may not vote on {}: want a member of {} since before the proposal, with a "
                   "key in force",
                   id, found->first, proposal.council);
    }
    if (voter->second.key != entry.key) {
        return one(Claim::right, "ballot of {}: want their signature", id);
    }
    if (entry.at() > proposal.closes) {
        return one(Claim::ballot, "ballot of {}: want a time up to {}, got {}", id, proposal.closes,
                   entry.at());
    }
    const auto earlier = proposal.ballots.find(id);
    const std::int64_t want = earlier == proposal.ballots.end() ? 1 : earlier->second.turn + 1;
    if (entry.body["turn"] != want) {
        return one(Claim::ballot, "ballot of {}: want turn {}, got {}", id, want,
                   entry.body["turn"].get<std::int64_t>());
    }
    proposal.ballots[id] = {want, entry.text("commitment"), now.size()};
    return {};
}

Findings take_opening(State& now, const Entry& entry) {
    const Vote vote{entry.text("proposal"), entry.text("member"), entry.body["turn"],
                    entry.body["choice"], entry.text("salt")};
    const auto found = now.proposals.find(vote.proposal);
    if (found == now.proposals.end() || !found->second.ballots.contains(vote.member)) {
        return one(Claim::ballot, "opening: want a ballot of {} on {}", vote.member, vote.proposal);
    }
    Proposal& proposal = found->second;
    if (!now.is_registrar(entry) &&
        now.members.at({proposal.council, vote.member}).key != entry.key) {
        return one(Claim::right, "opening: want the signature of the registrar or the member");
    }
    if (entry.at() <= proposal.closes || entry.at() > proposal.counts) {
        return one(Claim::ballot, "opening of {}: want a time after {} and up to {}, got {}",
                   vote.member, proposal.closes, proposal.counts, entry.at());
    }
    const Ballot& ballot = proposal.ballots.at(vote.member);
    if (vote.turn != ballot.turn || commitment(vote) != ballot.commitment) {
        return one(Claim::ballot, "opening of {}: is not what entry {} committed to", vote.member,
                   ballot.entry);
    }
    Choice choice;
    for (const Json& id : vote.choice) {
        const auto option = proposal.option(id.get<std::string>());
        if (!option || (proposal.rule == "choose-one" && !choice.empty())) {
            return one(Claim::ballot, "opening of {}: want options of the proposal{}", vote.member,
                       proposal.rule == "choose-one" ? ", one at most" : "");
        }
        choice.push_back(*option);
    }
    if (!proposal.openings.emplace(vote.member, std::move(choice)).second) {
        return one(Claim::ballot, "opening of {}: there is one already", vote.member);
    }
    return {};
}

Findings take_tally(State& now, const Entry& entry) {
    const auto found = now.proposals.find(entry.text("proposal"));
    if (found == now.proposals.end() || found->second.tally) {
        return one(Claim::tally, "proposal: want one that is recorded and has no tally");
    }
    Proposal& proposal = found->second;
    if (entry.at() <= proposal.counts) {
        return one(Claim::tally, "at: want a time after {}, got {}", proposal.counts, entry.at());
    }
    const std::string archive = entry.body.value("archive", "");
    Findings different = archive.empty() ? expect_same(entry.body, tally_of(proposal))
                                         : judge_secret(now, proposal, entry.body);
    if (different.empty()) {
        proposal.tally = {now.size(), entry.text("winner"), entry.body["ballots"],
                          entry.body.value("unopened", std::vector<std::string>()), archive};
        now.documents.insert(archive);
        now.documents.erase("");
    }
    return different;
}

}  // namespace vorrat::record
