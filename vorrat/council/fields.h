#pragma once

#include "vorrat/council/entry.h"

namespace vorrat::council {

/// The fields of each kind of entry, said once for the writer and the reader of lines.

void fields(auto& field, auto& e, const Found&) {
    field("council", e.council);
    field("inside", e.inside);
    field("name", e.name);
    field("of", e.of);
    field("rules", e.rules);
}
void fields(auto& field, auto& e, const ChangeRules&) {
    field("council", e.council);
    field("reason", e.reason);
    field("rules", e.rules);
}
void fields(auto& field, auto& e, const Join&) {
    field("council", e.council);
    field("person", e.person);
    field("reason", e.reason);
}
void fields(auto& field, auto& e, const Leave&) {
    field("council", e.council);
    field("person", e.person);
    field("reason", e.reason);
}
void fields(auto& field, auto& e, const Delegate&) {
    field("council", e.council);
    field("mandate", e.mandate);
    field("person", e.person);
    field("signed", e.signers);
    field("until", e.until);
}
void fields(auto& field, auto& e, const Recall&) {
    field("council", e.council);
    field("person", e.person);
    field("reason", e.reason);
    field("signed", e.signers);
}
void fields(auto& field, auto& e, const Announce&) {
    field("among", e.among);
    field("council", e.council);
    field("draw", e.draw);
    field("on", e.on);
    field("people", e.people);
    field("seats", e.seats);
    field("source", e.source);
}
void fields(auto& field, auto& e, const Draw&) {
    field("draw", e.draw);
    field("drawn", e.drawn);
    field("seed", e.seed);
}
void fields(auto& field, auto& e, const Propose&) {
    field("by", e.by);
    field("changes", e.changes);
    field("council", e.council);
    field("proposal", e.proposal);
    field("reason", e.reason);
    field("title", e.title);
}
void fields(auto& field, auto& e, const Support&) {
    field("by", e.by);
    field("proposal", e.proposal);
}
void fields(auto& field, auto& e, const Amend&) {
    field("amendment", e.amendment);
    field("by", e.by);
    field("changes", e.changes);
    field("proposal", e.proposal);
    field("reason", e.reason);
}
void fields(auto& field, auto& e, const Alternative&) {
    field("feasible", e.feasible);
    field("option", e.option);
    field("words", e.words);
}
void fields(auto& field, auto& e, const Say&) {
    field("as", e.voice);
    field("by", e.by);
    field("proposal", e.proposal);
    field("text", e.text);
}
void fields(auto& field, auto& e, const Move&) {
    field("by", e.by);
    field("phase", e.phase);
    field("proposal", e.proposal);
    field("reason", e.reason);
    field("to", e.to);
}
void fields(auto& field, auto& e, const Cast&) {
    field("by", e.by);
    field("proposal", e.proposal);
    field("ranking", e.ranking);
}
void fields(auto& field, auto& e, const Count&) {
    field("ballots", e.ballots);
    field("proposal", e.proposal);
    field("seed", e.seed);
    field("voters", e.voters);
    field("winner", e.winner);
}
void fields(auto& field, auto& e, const Decide&) {
    field("decision", e.decision);
    field("outcome", e.outcome);
    field("proposal", e.proposal);
}
void fields(auto& field, auto& e, const OpenBudget&) {
    field("amount", e.amount);
    field("budget", e.budget);
    field("by", e.by);
    field("completion", e.completion);
    field("council", e.council);
    field("reason", e.reason);
    field("title", e.title);
    field("unit", e.unit);
    field("utility", e.utility);
}
void fields(auto& field, auto& e, const Project&) {
    field("budget", e.budget);
    field("by", e.by);
    field("cost", e.cost);
    field("project", e.project);
    field("reason", e.reason);
    field("title", e.title);
}
void fields(auto& field, auto& e, const Approve&) {
    field("approved", e.approved);
    field("budget", e.budget);
    field("by", e.by);
}
void fields(auto& field, auto& e, const ShareOut&) {
    field("ballots", e.ballots);
    field("budget", e.budget);
    field("quorum", e.quorum);
    field("seed", e.seed);
    field("selected", e.selected);
    field("voters", e.voters);
}

void fields(auto& field, auto& e, const Rules&) {
    field("amend_days", e.days[2]);
    field("delegates", e.delegates);
    field("discuss_days", e.days[1]);
    field("object_days", e.days[4]);
    field("objection", e.objection);
    field("propose_days", e.days[0]);
    field("quorum", e.quorum);
    field("supporters", e.supporters);
    field("ties", e.ties);
    field("vote_days", e.days[3]);
}
void fields(auto& field, auto& e, const NeedCritique&) {
    field("community", e.community);
    field("factor", e.factor);
    field("item", e.item);
    field("ratio", e.ratio);
    field("reason", e.reason);
    field("replaced_by", e.replaced_by);
}
void fields(auto& field, auto& e, const NewActivity&) {
    field("id", e.id);
    field("impacts", e.impacts);
    field("inputs", e.inputs);
    field("name", e.name);
    field("outputs", e.outputs);
    field("places", e.places);
    field("resources", e.resources);
}
void fields(auto& field, auto& e, const Changes&) {
    field("activities", e.activities);
    field("criteria", e.criteria);
    field("needs", e.needs);
}

}  // namespace vorrat::council
