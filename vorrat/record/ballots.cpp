#include <algorithm>

#include <fmt/format.h>

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

std::vector<Finding> expect_same(const Json& body, const Json& want) {
    std::vector<Finding> found;
    for (const auto& [name, value] : want.items()) {
        if (body[name] != value) {
            found.push_back({Claim::tally, fmt::format("{}: want {}, got {}", name,
                                                       canonical(value), canonical(body[name]))});
        }
    }
    return found;
}

}  // namespace

std::optional<std::size_t> Proposal::option(std::string_view id) const {
    const auto found = std::ranges::find(options, id);
    return found == options.end() ? std::nullopt
                                  : std::optional<std::size_t>(found - options.begin());
}

const Member* Book::entitled(const Proposal& proposal, const std::string& id) const {
    const Member* found = member(proposal.council, id);
    return found != nullptr && found->admitted < proposal.entry && found->key ? found : nullptr;
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

std::vector<Finding> Book::propose(const Entry& entry) {
    const std::string council = entry.text("council");
    if (!is_registrar(entry) && !is_member_of(entry, council)) {
        return one(Claim::right,
                   "proposal: want the signature of the registrar or a member of the council");
    }
    Proposal made{.entry = size(),
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
    const std::vector<std::string> documents = made.criteria;
    if (!proposals_.emplace(entry.text("proposal"), std::move(made)).second) {
        return one(Claim::ballot, "proposal: want a new id, got " + entry.text("proposal"));
    }
    for (const std::string& document : documents) {
        if (!document.empty()) {
            documents_.insert(document);
        }
    }
    return {};
}

std::vector<Finding> Book::vote(const Entry& entry) {
    const std::string id = entry.text("member");
    const auto found = proposals_.find(entry.text("proposal"));
    if (found == proposals_.end()) {
        return one(Claim::ballot, "proposal: want one that is recorded");
    }
    Proposal& proposal = found->second;
    const Member* voter = entitled(proposal, id);
    if (voter == nullptr) {
        return one(Claim::membership, fmt::format("{} may not vote on {}: want a member of {} "
                                                  "since before the proposal, with a key in force",
                                                  id, found->first, proposal.council));
    }
    if (voter->key != entry.key) {
        return one(Claim::right, fmt::format("ballot of {}: want their signature", id));
    }
    if (entry.at() > proposal.closes) {
        return one(Claim::ballot, fmt::format("ballot of {}: want a time up to {}, got {}", id,
                                              proposal.closes, entry.at()));
    }
    const std::int64_t turn = entry.body["turn"];
    Ballot& ballot = proposal.ballots[id];
    if (turn != ballot.turn + 1) {
        const std::int64_t want = ballot.turn + 1;
        if (ballot.turn == 0) {
            proposal.ballots.erase(id);
        }
        return one(Claim::ballot,
                   fmt::format("ballot of {}: want turn {}, got {}", id, want, turn));
    }
    ballot = {turn, entry.text("commitment"), size()};
    return {};
}

std::vector<Finding> Book::open(const Entry& entry) {
    const Vote vote{entry.text("proposal"), entry.text("member"), entry.body["turn"],
                    entry.body["choice"], entry.text("salt")};
    const auto found = proposals_.find(vote.proposal);
    if (found == proposals_.end() || !found->second.ballots.contains(vote.member)) {
        return one(Claim::ballot,
                   fmt::format("opening: want a ballot of {} on {}", vote.member, vote.proposal));
    }
    Proposal& proposal = found->second;
    const Member* voter = member(proposal.council, vote.member);
    if (!is_registrar(entry) && voter->key != entry.key) {
        return one(Claim::right, "opening: want the signature of the registrar or the member");
    }
    if (entry.at() <= proposal.closes || entry.at() > proposal.counts) {
        return one(Claim::ballot,
                   fmt::format("opening of {}: want a time after {} and up to {}, got {}",
                               vote.member, proposal.closes, proposal.counts, entry.at()));
    }
    const Ballot& ballot = proposal.ballots.at(vote.member);
    if (vote.turn != ballot.turn || commitment(vote) != ballot.commitment) {
        return one(Claim::ballot, fmt::format("opening of {}: is not what entry {} committed to",
                                              vote.member, ballot.entry));
    }
    Choice choice;
    for (const Json& id : vote.choice) {
        const auto option = proposal.option(id.get<std::string>());
        if (!option || (proposal.rule == "choose-one" && !choice.empty())) {
            return one(Claim::ballot,
                       fmt::format("opening of {}: want options of the proposal{}", vote.member,
                                   proposal.rule == "choose-one" ? ", one at most" : ""));
        }
        choice.push_back(*option);
    }
    if (!proposal.openings.emplace(vote.member, std::move(choice)).second) {
        return one(Claim::ballot, fmt::format("opening of {}: there is one already", vote.member));
    }
    return {};
}

std::vector<Finding> Book::tally(const Entry& entry) {
    const auto found = proposals_.find(entry.text("proposal"));
    if (found == proposals_.end() || found->second.tally) {
        return one(Claim::tally, "proposal: want one that is recorded and has no tally");
    }
    Proposal& proposal = found->second;
    if (entry.at() <= proposal.counts) {
        return one(Claim::tally,
                   fmt::format("at: want a time after {}, got {}", proposal.counts, entry.at()));
    }
    const Json want = tally_of(proposal);
    if (auto different = expect_same(entry.body, want); !different.empty()) {
        return different;
    }
    proposal.tally = TallyRecord{size(), want["winner"], want["ballots"], want["unopened"], ""};
    return {};
}

std::string winner_of(const Proposal& proposal, const std::vector<std::int64_t>& counts,
                      std::int64_t ballots) {
    const auto most = std::ranges::max_element(counts);
    return ballots < proposal.quorum || *most == 0
               ? ""
               : proposal.options[static_cast<std::size_t>(most - counts.begin())];
}

std::vector<Finding> Book::secret_tally(const Entry& entry) {
    const auto found = proposals_.find(entry.text("proposal"));
    if (found == proposals_.end() || found->second.tally || !found->second.ballots.empty() ||
        found->second.rule == "schulze") {
        return one(Claim::tally,
                   "proposal: want one by approval or choose-one that has neither ballots here nor "
                   "a tally");
    }
    Proposal& proposal = found->second;
    if (entry.at() <= proposal.counts) {
        return one(Claim::tally,
                   fmt::format("at: want a time after {}, got {}", proposal.counts, entry.at()));
    }
    const std::int64_t ballots = entry.body["ballots"];
    const auto voters = std::ranges::count_if(members_, [&](const auto& named) {
        return named.first.first == proposal.council && named.second.admitted < proposal.entry;
    });
    if (ballots > voters) {
        return one(Claim::membership,
                   fmt::format("ballots: want at most {}, for so many are members", voters));
    }
    std::vector<std::int64_t> counts;
    std::int64_t sum = 0;
    const Json& told = entry.body["counts"];
    for (const std::string& option : proposal.options) {
        counts.push_back(told.contains(option) ? told[option].get<std::int64_t>() : -1);
        sum += counts.back();
    }
    const bool one_each = proposal.rule != "choose-one" || sum <= ballots;
    if (told.size() != counts.size() || *std::ranges::min_element(counts) < 0 ||
        *std::ranges::max_element(counts) > ballots || !one_each) {
        return one(Claim::tally, "counts: want a number per option that the ballots can give");
    }
    if (const std::string winner = winner_of(proposal, counts, ballots);
        winner != entry.text("winner")) {
        return one(Claim::tally,
                   fmt::format("winner: want \"{}\", got \"{}\"", winner, entry.text("winner")));
    }
    documents_.insert(entry.text("archive"));
    proposal.tally = TallyRecord{size(), entry.text("winner"), ballots, {}, entry.text("archive")};
    return {};
}

}  // namespace vorrat::record
