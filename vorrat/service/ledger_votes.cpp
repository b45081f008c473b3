#include <ostream>

#include <fmt/format.h>

#include "vorrat/base/file.h"
#include "vorrat/service/each_command.h"
#include "vorrat/service/ledger_desk.h"

namespace vorrat::service {
namespace {

using record::Json;

Json ids_of(const std::string& list) {
    Json ids = Json::array();
    for (std::size_t at = 0; at < list.size();) {
        const std::size_t end = std::min(list.find(',', at), list.size());
        ids.push_back(list.substr(at, end - at));
        at = end + 1;
    }
    return ids;
}

Result<const record::Proposal*> proposal_of(const Values& values, const Desk& desk) {
    const auto found = desk.book.now().proposals.find(values.text("proposal"));
    if (found == desk.book.now().proposals.end()) {
        return usage_error(fmt::format("--proposal: want one that is recorded, got \"{}\"",
                                       values.text("proposal")));
    }
    return &found->second;
}

/// Options that the checker would refuse only after the deadline are refused before the vote.
Outcome expect_choice(const record::Proposal& proposal, const Json& choice) {
    if (proposal.rule == "choose-one" && choice.size() > 1) {
        return usage_error("--choice: want one option at most");
    }
    for (std::size_t k = 0; k < choice.size(); ++k) {
        const std::string id = choice[k];
        const bool again = std::find(choice.begin(), choice.begin() + static_cast<long>(k),
                                     choice[k]) != choice.begin() + static_cast<long>(k);
        if (!proposal.option(id) || again) {
            return usage_error(
                fmt::format("--choice: want options of the proposal ({}), each once, got \"{}\"",
                            fmt::join(proposal.options, ", "), id));
        }
    }
    return Done{};
}

}  // namespace

Result<record::Receipt> receipt_of(Desk& desk, std::uint64_t entry) {
    const auto note = current_checkpoint(desk);
    if (!note) {
        return note.error();
    }
    std::vector<ledger::Hash> leaves;
    for (const std::string& bytes : desk.entries) {
        leaves.push_back(ledger::leaf_hash(bytes));
    }
    auto path =
        ledger::inclusion_path(ledger::nodes_of(std::move(leaves)), entry, desk.entries.size());
    if (!path) {
        return path.error();
    }
    return record::Receipt{entry, desk.entries[entry], std::move(*path), to_text(*note)};
}

Result<int> ledger_vote(const Values& values, const Streams& streams) {
    if (!values.has("key") || !values.has("out")) {
        return usage_error("vote: want --key of the member and --out for the receipt");
    }
    auto desk = open_desk(values, ledger::Access::write);
    if (!desk) {
        return desk.error();
    }
    const auto proposal = proposal_of(values, *desk);
    if (!proposal) {
        return proposal.error();
    }
    const std::string member = values.text("member");
    const auto before = (*proposal)->ballots.find(member);
    const record::Vote vote{
        .proposal = values.text("proposal"),
        .member = member,
        .turn = before == (*proposal)->ballots.end() ? 1 : before->second.turn + 1,
        .choice = ids_of(values.text("choice")),
        .salt = to_hex(ledger::random_seed())};
    if (auto sound = expect_choice(**proposal, vote.choice); !sound) {
        return sound.error();
    }
    const auto signer = signer_of(values, *desk, "");
    if (!signer) {
        return signer.error();
    }
    const auto entry = append_bodies(*desk, {ballot_body(vote, time_of(values))}, *signer);
    if (!entry) {
        return entry.error();
    }
    const auto receipt = receipt_of(*desk, *entry);
    if (!receipt) {
        return receipt.error();
    }
    if (auto written = write_file(values.text("out"), to_text(*receipt, &vote)); !written) {
        return written.error();
    }
    streams.out << fmt::format("{}\n", *entry);
    return 0;
}

Result<int> ledger_open(const Values& values, const Streams& streams) {
    const std::string file = values.text("receipt");
    const auto text = read_file(file);
    if (!text) {
        return bad_input(text.error().message);
    }
    const auto vote = record::parse_vote(*text, file);
    if (!vote) {
        return vote.error();
    }
    auto desk = open_desk(values, ledger::Access::write);
    if (!desk) {
        return desk.error();
    }
    const auto signer = signer_of(values, *desk, "registrar.key");
    if (!signer) {
        return signer.error();
    }
    const auto entry = append_bodies(*desk, {opening_body(*vote, time_of(values))}, *signer);
    if (!entry) {
        return entry.error();
    }
    streams.out << fmt::format("{}\n", *entry);
    return 0;
}

Result<int> ledger_tally(const Values& values, const Streams& streams) {
    auto desk = open_desk(values, ledger::Access::write);
    if (!desk) {
        return desk.error();
    }
    const auto proposal = proposal_of(values, *desk);
    if (!proposal) {
        return proposal.error();
    }
    const auto signer = signer_of(values, *desk, "registrar.key");
    if (!signer) {
        return signer.error();
    }
    Json body = tally_of(**proposal);
    body["kind"] = "tally";
    body["at"] = time_of(values);
    body["proposal"] = values.text("proposal");
    const auto entry = append_bodies(*desk, {body}, *signer);
    if (!entry) {
        return entry.error();
    }
    streams.out << record::canonical(body) << "\n";
    return 0;
}

Result<int> ledger_template(const Values& values, const Streams& streams) {
    const auto desk = open_desk(values, ledger::Access::read);
    if (!desk) {
        return desk.error();
    }
    const auto proposal = proposal_of(values, *desk);
    if (!proposal) {
        return proposal.error();
    }
    const std::string text = belenios_template(values.text("proposal"), **proposal);
    if (auto delivered = deliver(values, streams, text); !delivered) {
        return delivered.error();
    }
    return 0;
}

Result<int> ledger_result(const Values& values, const Streams& streams) {
    const auto archive = read_file(values.text("attach"));
    if (!archive) {
        return bad_input(archive.error().message);
    }
    const auto result = record::parse_belenios(*archive, values.text("attach"));
    if (!result) {
        return result.error();
    }
    auto desk = open_desk(values, ledger::Access::write);
    if (!desk) {
        return desk.error();
    }
    const auto proposal = proposal_of(values, *desk);
    if (!proposal) {
        return proposal.error();
    }
    if (result->answers != (*proposal)->titles) {
        return bad_input(fmt::format("{}: want the options of {} as answers, in their order",
                                     values.text("attach"), values.text("proposal")));
    }
    const auto signer = signer_of(values, *desk, "registrar.key");
    const auto hash = keep_document(*desk, *archive);
    if (!signer || !hash) {
        return !signer ? signer.error() : hash.error();
    }
    Json counts = Json::object();
    for (std::size_t k = 0; k < result->counts.size(); ++k) {
        counts[(*proposal)->options[k]] = result->counts[k];
    }
    const Json body{{"kind", "secret-tally"},
                    {"at", time_of(values)},
                    {"proposal", values.text("proposal")},
                    {"ballots", result->ballots},
                    {"counts", counts},
                    {"winner", winner_of(**proposal, result->counts, result->ballots)},
                    {"archive", *hash}};
    const auto entry = append_bodies(*desk, {body}, *signer);
    if (!entry) {
        return entry.error();
    }
    streams.out << record::canonical(body) << "\n";
    return 0;
}

}  // namespace vorrat::service
