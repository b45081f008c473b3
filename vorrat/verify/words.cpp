#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "vorrat/verify/verify.h"

namespace vorrat::verify {

namespace {

std::string in_words(const Check& check) {
    std::string text =
        fmt::format("  {}  {}", check.holds ? "holds        " : "DOES NOT HOLD", check.what);
    if (check.count > 0) {
        text += fmt::format(" [{}]", check.count);
    }
    text += ".\n";
    for (const std::string& where : check.where) {
        text += fmt::format("        {}\n", where);
    }
    if (check.failures > check.where.size()) {
        text += fmt::format("        and {} more\n", check.failures - check.where.size());
    }
    return text;
}

std::string in_words(const StageProof& proof) {
    const double gap = std::abs(proof.value - proof.bound) / std::max(1.0, std::abs(proof.bound));
    const std::string who = proof.plan.empty() ? "this plan" : fmt::format("plan {}", proof.plan);
    if (proof.name == "burden") {
        return fmt::format(
            "  burden: {} carries {:.6g}; no plan that is as fair and as useful carries less than "
            "{:.6g} (gap {:.1e}).\n",
            who, proof.value, proof.bound, gap);
    }
    return fmt::format(
        "  {}: {} reaches {:.6g}; no plan under these criteria reaches more than {:.6g} (gap "
        "{:.1e}).\n",
        proof.name, who, proof.value, proof.bound, gap);
}

std::string what_is_proved(const Verdict& verdict) {
    std::string text;
    if (!verdict.proofs.empty()) {
        text += "\nWhat is proved\n";
    }
    for (const StageProof& proof : verdict.proofs) {
        text += in_words(proof);
    }
    text +=
        "\nNot checked: whether the inputs, the forecast and the history are true; nobody can tell "
        "that\nfrom this folder. The hashes in plan.json name the files to ask for.\n";
    if (verdict.subject == Subject::record) {
        text +=
            "Nor whether this is the only record its keeper shows: compare checkpoints with other "
            "readers, or ask\nfor the signature of a witness.\n";
    }
    return text;
}

std::string what_to_make_of_it(const Verdict& verdict) {
    return verdict.subject == Subject::plan
               ? "\nThis plan does not hold what it says. Nothing in it should be relied on.\n"
               : "\nThis record does not hold what it says. What was changed stands above; keep "
                 "this folder and the\ncheckpoint you trusted: both together are the proof.\n";
}

}  // namespace

std::string in_words(const Verdict& verdict) {
    std::string text = fmt::format(
        "{}: {}{}\n\nWhat was checked\n", verdict.title, verdict.sound() ? "sound" : "NOT SOUND",
        verdict.not_adopted == 0
            ? ""
            : fmt::format("; NOT ADOPTED: {} numbers of its criteria are not what anybody decided, "
                          "plan.json lists them under not_adopted",
                          verdict.not_adopted));
    for (const Check& check : verdict.checks) {
        text += in_words(check);
    }
    if (!verdict.remarks.empty()) {
        text += "\nWhat the record says\n";
    }
    for (const std::string& remark : verdict.remarks) {
        text += fmt::format("  {}\n", remark);
    }
    return text + (verdict.sound() ? what_is_proved(verdict) : what_to_make_of_it(verdict));
}

std::string as_json(const Verdict& verdict) {
    using Json = nlohmann::ordered_json;
    Json checks = Json::array();
    for (const Check& check : verdict.checks) {
        checks.push_back({{"what", check.what},
                          {"holds", check.holds},
                          {"count", check.count},
                          {"failures", check.failures},
                          {"where", check.where}});
    }
    Json proofs = Json::array();
    for (const StageProof& proof : verdict.proofs) {
        Json told = {{"name", proof.name}, {"value", proof.value}, {"bound", proof.bound}};
        if (!proof.plan.empty()) {
            told["plan"] = proof.plan;
        }
        proofs.push_back(std::move(told));
    }
    const Json json = {{"sound", verdict.sound()}, {"not_adopted", verdict.not_adopted},
                       {"title", verdict.title},   {"checks", checks},
                       {"proofs", proofs},         {"remarks", verdict.remarks}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace vorrat::verify
