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
    if (proof.name == "burden") {
        return fmt::format(
            "  burden: this plan carries {:.6g}; no plan that is as fair and as useful carries "
            "less "
            "than {:.6g} (gap {:.1e}).\n",
            proof.value, proof.bound, gap);
    }
    return fmt::format(
        "  {}: this plan reaches {:.6g}; no plan under these criteria reaches more "
        "than {:.6g} (gap {:.1e}).\n",
        proof.name, proof.value, proof.bound, gap);
}

}  // namespace

std::string in_words(const Verdict& verdict) {
    std::string text = fmt::format("{}: {}\n\nWhat was checked\n", verdict.title,
                                   verdict.sound() ? "sound" : "NOT SOUND");
    for (const Check& check : verdict.checks) {
        text += in_words(check);
    }
    if (verdict.sound()) {
        text += "\nWhat is proved\n";
        for (const StageProof& proof : verdict.proofs) {
            text += in_words(proof);
        }
        text +=
            "\nNot checked: whether the inputs, the forecast and the history are true; nobody can "
            "tell that\nfrom this folder. The hashes in plan.json name the files to ask for.\n";
    } else {
        text += "\nThis plan does not hold what it says. Nothing in it should be relied on.\n";
    }
    return text;
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
        proofs.push_back({{"name", proof.name}, {"value", proof.value}, {"bound", proof.bound}});
    }
    const Json json = {{"sound", verdict.sound()},
                       {"title", verdict.title},
                       {"checks", checks},
                       {"proofs", proofs}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace vorrat::verify
