#pragma once

#include <memory>

#include "tests/verify/testing.h"
#include <nlohmann/json.hpp>

#include "vorrat/keeper/record_testing.h"
#include "vorrat/keeper/testing.h"

namespace vorrat::testing {

using record::testing::at;
using record::testing::origin;
using Told = std::vector<std::pair<record::Json, std::string>>;

inline ledger::Signer log_signer() {
    return {origin, ledger::KeyType::log, record::testing::seed_of("log")};
}

/// The published folder of these entries: tiles, checkpoint and key, signed by whoever holds the
/// log's key; documents and plans are added by the caller.
inline Files published_log(const std::vector<std::string>& entries) {
    Files files;
    ledger::Frontier tree;
    ledger::TileWriter writer([&](const std::string& path, std::string_view bytes) {
        files[path] = bytes;
        return Outcome(Done{});
    });
    for (const std::string& entry : entries) {
        tree.add(ledger::leaf_hash(entry));
        check(static_cast<bool>(writer.add(entry)), "a tile is written into memory");
    }
    check(static_cast<bool>(writer.finish()), "a tile is written into memory");
    const ledger::Head head{tree.size(), tree.root()};
    files["checkpoint"] = to_text(ledger::signed_checkpoint({origin, head}, log_signer()));
    files["ledger.key"] = log_signer().verifier().text() + "\n";
    return files;
}

/// The village's plan, and the criteria as a document beside it.
struct RecordedVillage {
    Files plan = published(hand_made());
    std::string criteria = nlohmann::ordered_json::parse(plan.at("plan.json"))["criteria"].dump();

    record::testing::Named named() const {
        return {.criteria_b = criteria,
                .sums = plan.at("SHA256SUMS"),
                .shipments = plan.at("shipments.csv")};
    }
};

inline std::string salted(const std::string& text) {
    return to_hex(sha256("salt of " + text)) + "\n" + text + "\n";
}

inline void add_document(Files& files, const std::string& bytes) {
    files["files/" + to_hex(sha256(bytes))] = bytes;
}

/// The entries of record/testing.h, about the village's plan; the statements are salted texts.
inline Told village_story(const RecordedVillage& village) {
    Told told = record::testing::story(village.named());
    told[19].first["text"] = to_hex(sha256(salted("kept")));
    told[20].first["text"] = to_hex(sha256(salted("redacted")));
    told[21].first["text"] = to_hex(sha256(salted("redacted")));
    return told;
}

inline Files published_record(const RecordedVillage& village, const Told& told) {
    Files files = published_log(record::testing::entries_of(told));
    add_document(files, village.named().criteria_a);
    add_document(files, village.criteria);
    add_document(files, salted("kept"));
    for (const auto& [name, bytes] : village.plan) {
        files["plans/w48/" + name] = bytes;
    }
    return files;
}

/// Everything that does not hold, or why the folder cannot be judged.
inline std::string record_complaints(const Files& files, const verify::Trust& trust = {}) {
    const auto verdict = verify::verify_record_files(files, trust);
    if (!verdict) {
        return verdict.error().message;
    }
    std::string text;
    for (const verify::Check& check : verdict->checks) {
        if (!check.holds) {
            text += check.what + "\n";
            for (const std::string& where : check.where) {
                text += "    " + where + "\n";
            }
        }
    }
    return text;
}

}  // namespace vorrat::testing
