#include "tests/verify/testing.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vorrat::testing {
namespace {

using ::testing::HasSubstr;

TEST(Verify, FindsAPlanSolvedByHandSound) {
    const Files files = published(hand_made());

    const auto verdict = verify::verify_files(files);

    ASSERT_TRUE(verdict) << verdict.error().message;
    EXPECT_TRUE(verdict->sound()) << complaints(files);
}

TEST(Verify, ProvesWhatWasWorkedOutByHand) {
    const Files files = published(hand_made());

    const auto verdict = verify::verify_files(files);

    ASSERT_TRUE(verdict) << verdict.error().message;
    ASSERT_EQ(verdict->proofs.size(), 3U);
    EXPECT_NEAR(verdict->proofs[0].bound, 0.7, 1e-12);
    EXPECT_NEAR(verdict->proofs[1].bound, 32.3, 1e-9);
    EXPECT_NEAR(verdict->proofs[2].value, 0.0004806, 1e-15);
    EXPECT_NEAR(verdict->proofs[2].bound, 0.0004806 - 32.3e-6 * 2.305e-5 / 0.95, 1e-15);
}

TEST(Verify, SaysInWordsWhatHoldsAndWhatIsProved) {
    const auto verdict = verify::verify_files(published(hand_made()));
    ASSERT_TRUE(verdict) << verdict.error().message;

    const std::string words = in_words(*verdict);

    EXPECT_THAT(words, HasSubstr("test village: sound"));
    EXPECT_THAT(words, HasSubstr("no plan under these criteria reaches more than 32.3"));
    EXPECT_THAT(as_json(*verdict), HasSubstr("\"sound\": true"));
}

TEST(Verify, SaysWhereABalanceDoesNotHold) {
    Files files = published(hand_made());
    replace(files, "entries.csv", "9.5", "9.4");
    make_sums_fit(files);

    const std::string words = complaints(files);

    EXPECT_THAT(words, HasSubstr("balance of flour at S in period 1"));
}

TEST(Verify, RefusesCriteriaNestedWithoutEnd) {
    Files files = published(hand_made());
    std::string nested = "\"criteria\": {";
    for (int level = 0; level < 100'000; ++level) {
        nested += "\"x\": {";
    }
    replace(files, "plan.json", "\"criteria\": {", nested + std::string(100'000, '}') + ",");
    make_sums_fit(files);

    const auto verdict = verify::verify_files(files);

    ASSERT_FALSE(verdict);
    EXPECT_THAT(verdict.error().message, HasSubstr("plan.json: want a JSON object"));
}

TEST(Verify, RefusesAFolderWithoutAFile) {
    for (const char* file : {"plan.json", "need.csv", "SHA256SUMS", "flows.csv"}) {
        Files files = published(hand_made());
        files.erase(file);

        const auto verdict = verify::verify_files(files);

        ASSERT_FALSE(verdict) << file;
        EXPECT_THAT(verdict.error().message, HasSubstr(file));
    }
}

TEST(Verify, RefusesAFileThatNobodyPublished) {
    Files files = published(hand_made());
    files["note.txt"] = "read me instead";

    EXPECT_THAT(complaints(files), HasSubstr("note.txt"));
}

TEST(Verify, ReadsNothingFromACutTableAsIfItWereWhole) {
    const Files whole = published(hand_made());
    for (const char* file : {"need.csv", "flows.csv", "certificate.csv", "plan.json"}) {
        const std::string& bytes = whole.at(file);
        // The last line feed alone may be missing: the table is the same without it.
        for (std::size_t length = 0; length + 2 < bytes.size(); ++length) {
            Files files = whole;
            files[file] = bytes.substr(0, length);
            make_sums_fit(files);

            ASSERT_TRUE(is_caught(files)) << file << " cut after " << length << " bytes";
        }
    }
}

}  // namespace
}  // namespace vorrat::testing
