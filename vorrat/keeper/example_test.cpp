#include <cstdlib>
#include <iostream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/base/file.h"
#include "vorrat/keeper/record_testing.h"

namespace vorrat::record {
namespace {

/// The worked example of docs/formats/ledger.md: two entries and what is published of them. Seeds
/// are SHA-256 of "seed of registrar", "seed of m1", "seed of log", "seed of witness".
std::vector<std::string> example_lines() {
    const auto told = testing::story();
    std::vector<std::string> lines;
    ledger::Frontier tree;
    for (int k = 0; k < 2; ++k) {
        const std::string entry = testing::entry(told[k].first, told[k].second);
        tree.add(ledger::leaf_hash(entry));
        lines.push_back(entry);
        lines.push_back("leaf hash " + to_hex(ledger::leaf_hash(entry)));
    }
    const ledger::Signer log{testing::origin, ledger::KeyType::log, testing::seed_of("log")};
    const ledger::Signer witness{"example.org/witness", ledger::KeyType::witness,
                                 testing::seed_of("witness")};
    ledger::Note note =
        ledger::signed_checkpoint({testing::origin, {tree.size(), tree.root()}}, log);
    note.signatures.push_back(ledger::cosignature_of(witness, note, 1'764'064'800));
    lines.push_back("root      " + to_hex(tree.root()));
    lines.push_back(log.verifier().text());
    lines.push_back(witness.verifier().text());
    const std::string text = to_text(note);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    lines.push_back("salt       " + testing::vote_of("m1", 1, {"a"}).salt);
    lines.push_back("commitment " + commitment(testing::vote_of("m1", 1, {"a"})));
    return lines;
}

TEST(FormatDocument, HasTheExampleThatTheProgramWrites) {
    const auto page = read_file(VORRAT_SOURCE_DIR "/docs/formats/ledger.md");
    ASSERT_TRUE(page);

    std::string example;
    for (const std::string& line : example_lines()) {
        example += line + "\n";
        EXPECT_THAT(*page, ::testing::HasSubstr(line + "\n"));
    }
    if (std::getenv("VORRAT_PRINT_EXAMPLE") != nullptr) {
        std::cout << example;
    }
}

}  // namespace
}  // namespace vorrat::record
