#include <fmt/format.h>

#include "vorrat/verify/record.h"
#include "vorrat/verify/tally.h"

namespace vorrat::verify {
namespace {

using record::Json;

const std::string documents_folder = "files/";
const std::string plans_folder = "plans/";

void expect_document(const Files& files, const std::string& hash, Tally& tally) {
    const auto file = files.find(documents_folder + hash);
    if (tally.expect(file != files.end(), "files/{}: is missing", hash)) {
        tally.expect(to_hex(sha256(file->second)) == hash,
                     "files/{}: is not the document that was recorded", hash);
    }
}

/// A text begins with a line of 64 random digits, so that its hash does not give it away.
bool is_salted(std::string_view text) {
    return ledger::hash_from_hex(text.substr(0, text.find('\n'))).has_value();
}

void expect_text(const Files& files, const std::string& hash, const record::TextRecord& text,
                 Tally& tally) {
    const auto file = files.find(documents_folder + hash);
    if (text.redacted_by) {
        tally.expect(file == files.end(), "files/{}: was redacted by entry {} and is still there",
                     hash, *text.redacted_by);
        return;
    }
    expect_document(files, hash, tally);
    tally.expect(file == files.end() || is_salted(file->second),
                 "files/{}:1: want 64 hexadecimal digits", hash);
}

/// Files below a folder, by their names there.
Files files_below(const Files& files, const std::string& folder) {
    Files found;
    for (auto file = files.lower_bound(folder);
         file != files.end() && file->first.starts_with(folder); ++file) {
        found.emplace(file->first.substr(folder.size()), file->second);
    }
    return found;
}

/// The SHA-256 of a file; empty where there is none.
std::string hash_of(const Files& files, std::string_view name) {
    const auto file = files.find(name);
    return file == files.end() ? "" : to_hex(sha256(file->second));
}

/// The JSON of a file; nothing where there is none.
Json json_of(const Files& files, std::string_view name) {
    const auto file = files.find(name);
    return file == files.end() ? Json() : record::parse_shallow(file->second);
}

void check_named(const Files& files, const std::string& name, const record::PlanRecord& plan,
                 const Files& folder, Tally& tally) {
    if (!tally.expect(folder.contains("SHA256SUMS"), "plans/{}/SHA256SUMS: is missing", name)) {
        return;
    }
    tally.expect(hash_of(folder, "SHA256SUMS") == plan.sums,
                 "plans/{}/SHA256SUMS: is not the plan that entry {} recorded", name, plan.entry);
    tally.expect(!plan.shipments || hash_of(folder, "shipments.csv") == *plan.shipments,
                 "plans/{}/shipments.csv: is not what was approved", name);
    const Json decided = json_of(files, documents_folder + plan.criteria);
    const Json told = json_of(folder, "plan.json");
    tally.expect(
        decided.is_object() && told.is_object() && told.value("criteria", Json()) == decided,
        "plans/{}/plan.json: criteria: are not those of files/{}", name, plan.criteria);
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
    for (const std::string& hash : book.now().documents) {
        expect_document(files, hash, tally);
    }
    for (const auto& [hash, text] : book.now().texts) {
        expect_text(files, hash, text, tally);
    }
    for (const auto& [name, bytes] : files_below(files, documents_folder)) {
        tally.expect(book.now().documents.contains(name) || book.now().texts.contains(name),
                     "files/{}: no entry names it", name);
    }
}

void check_plans(const Files& files, const record::Book& book, Verdict& verdict) {
    Tally tally(verdict.checks, "plans are those that were recorded, under the criteria in force");
    for (const auto& [path, bytes] : files_below(files, plans_folder)) {
        const std::string name = path.substr(0, path.find('/'));
        tally.expect(book.now().plans.contains(name) || book.now().withdrawn_plans.contains(name),
                     "plans/{}: no entry names the plan", path);
    }
    std::vector<std::pair<std::string, Files>> folders;
    for (const auto& [name, plan] : book.now().plans) {
        folders.emplace_back(name, files_below(files, plans_folder + name + "/"));
        check_named(files, name, plan, folders.back().second, tally);
    }
    for (const auto& [name, folder] : folders) {
        add_plan(name, folder, verdict);
    }
}

}  // namespace vorrat::verify
