#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "vorrat/verify/record.h"
#include "vorrat/verify/tally.h"

namespace vorrat::verify {
namespace {

using nlohmann::json;

constexpr std::string_view documents_folder = "files/";
constexpr std::string_view plans_folder = "plans/";

void expect_document(const Files& files, const std::string& hash, Tally& tally) {
    const std::string path = fmt::format("{}{}", documents_folder, hash);
    const auto file = files.find(path);
    if (!tally.expect(file != files.end(), [&] { return path + ": is missing"; })) {
        return;
    }
    tally.expect(to_hex(sha256(file->second)) == hash,
                 [&] { return path + ": is not the document that was recorded"; });
}

/// A text begins with a line of 64 random digits, so that its hash does not give it away.
bool is_salted(std::string_view text) {
    return ledger::hash_from_hex(text.substr(0, text.find('\n'))).has_value();
}

void expect_text(const Files& files, const std::string& hash, const record::TextRecord& text,
                 Tally& tally) {
    const std::string path = fmt::format("{}{}", documents_folder, hash);
    if (text.redacted_by) {
        tally.expect(!files.contains(path), [&] {
            return fmt::format("{}: was redacted by entry {} and is still there", path,
                               *text.redacted_by);
        });
        return;
    }
    expect_document(files, hash, tally);
    const auto file = files.find(path);
    tally.expect(file == files.end() || is_salted(file->second),
                 [&] { return path + ":1: want 64 hexadecimal digits"; });
}

/// Files below `plans/<name>/`, by their names there.
Files plan_files(const Files& files, const std::string& name) {
    const std::string prefix = fmt::format("{}{}/", plans_folder, name);
    Files found;
    for (auto file = files.lower_bound(prefix);
         file != files.end() && file->first.starts_with(prefix); ++file) {
        found.emplace(file->first.substr(prefix.size()), file->second);
    }
    return found;
}

bool are_the_criteria(const Files& files, const std::string& hash, const Files& plan) {
    const auto document = files.find(fmt::format("{}{}", documents_folder, hash));
    const auto description = plan.find("plan.json");
    if (document == files.end() || description == plan.end()) {
        return false;
    }
    const json decided = record::parse_shallow(document->second);
    const json told = record::parse_shallow(description->second);
    return decided.is_object() && told.is_object() && told.contains("criteria") &&
           told["criteria"] == decided;
}

void check_named(const Files& files, const std::string& name, const record::PlanRecord& plan,
                 const Files& folder, Tally& tally) {
    const std::string where = fmt::format("{}{}", plans_folder, name);
    const auto sums = folder.find("SHA256SUMS");
    if (!tally.expect(sums != folder.end(), [&] { return where + "/SHA256SUMS: is missing"; })) {
        return;
    }
    tally.expect(to_hex(sha256(sums->second)) == plan.sums, [&] {
        return fmt::format("{}/SHA256SUMS: is not the plan that entry {} recorded", where,
                           plan.entry);
    });
    if (plan.shipments) {
        const auto shipments = folder.find("shipments.csv");
        tally.expect(
            shipments != folder.end() && to_hex(sha256(shipments->second)) == *plan.shipments,
            [&] { return where + "/shipments.csv: is not what was approved"; });
    }
    tally.expect(are_the_criteria(files, plan.criteria, folder), [&] {
        return fmt::format("{}/plan.json: criteria: are not those of files/{}", where,
                           plan.criteria);
    });
}

/// The checks of the plan, each under its name.
void add_plan(const std::string& name, const Files& folder, Verdict& verdict) {
    auto judged = verify_files(folder);
    if (!judged) {
        Tally tally(verdict.checks, fmt::format("plan {} can be read", name));
        tally.fail(judged.error().message);
        return;
    }
    for (Check& check : judged->checks) {
        check.what = fmt::format("plan {}: {}", name, check.what);
        verdict.checks.push_back(std::move(check));
    }
    for (StageProof& proof : judged->proofs) {
        proof.plan = name;
        verdict.proofs.push_back(std::move(proof));
    }
}

}  // namespace

void check_documents(const Files& files, const record::Book& book, Checks& checks) {
    Tally tally(checks, "documents are those that entries name; what was redacted is gone");
    for (const std::string& hash : book.documents()) {
        expect_document(files, hash, tally);
    }
    for (const auto& [hash, text] : book.texts()) {
        expect_text(files, hash, text, tally);
    }
    for (auto file = files.lower_bound(documents_folder);
         file != files.end() && file->first.starts_with(documents_folder); ++file) {
        const std::string name = file->first.substr(documents_folder.size());
        tally.expect(book.documents().contains(name) || book.texts().contains(name),
                     [&] { return file->first + ": no entry names it"; });
    }
}

void check_plans(const Files& files, const record::Book& book, Verdict& verdict) {
    Tally tally(verdict.checks, "plans are those that were recorded, under the criteria in force");
    for (auto file = files.lower_bound(plans_folder);
         file != files.end() && file->first.starts_with(plans_folder); ++file) {
        const std::string rest = file->first.substr(plans_folder.size());
        const std::string name = rest.substr(0, rest.find('/'));
        tally.expect(book.plans().contains(name) || book.withdrawn_plans().contains(name),
                     [&] { return file->first + ": no entry names the plan"; });
    }
    std::vector<std::pair<std::string, Files>> folders;
    for (const auto& [name, plan] : book.plans()) {
        folders.emplace_back(name, plan_files(files, name));
        check_named(files, name, plan, folders.back().second, tally);
    }
    for (const auto& [name, folder] : folders) {
        add_plan(name, folder, verdict);
    }
}

}  // namespace vorrat::verify
