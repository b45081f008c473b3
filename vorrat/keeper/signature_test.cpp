#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "vorrat/base/file.h"
#include "vorrat/base/sha256.h"
#include "vorrat/keeper/signing.h"

namespace vorrat::ledger {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path vectors = fs::path(VORRAT_DATA_DIR) / "ed25519";

std::string from_hex(const std::string& digits) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    }
    return bytes;
}

PublicKey key_of(const std::string& hex) {
    const auto key = hash_from_hex(hex);
    check(key.has_value(), "a test key has 32 bytes");
    return *key;
}

json read_vectors(const char* file) {
    const auto text = read_file(vectors / file);
    check(static_cast<bool>(text), "the vectors can be read");
    return json::parse(*text);
}

class SignatureVectors : public ::testing::Test {
protected:
    void SetUp() override {
        if (!fs::exists(vectors)) {
            GTEST_SKIP() << "the vectors are not there: " << vectors;
        }
    }
};

TEST_F(SignatureVectors, OfWycheproofAreJudgedAsTheySay) {
    const json all = read_vectors("wycheproof_ed25519_test.json");
    std::size_t judged = 0;

    for (const json& group : all["testGroups"]) {
        const PublicKey key = key_of(group["publicKey"]["pk"]);
        for (const json& test : group["tests"]) {
            const bool sound = holds(from_hex(test["sig"]), from_hex(test["msg"]), key);
            EXPECT_EQ(sound, test["result"] == "valid") << test["tcId"] << " " << test["comment"];
            ++judged;
        }
    }
    EXPECT_EQ(judged, 151U);
}

// The numbers of the accepted ones, joined by commas, have this hash: should a library begin to
// accept one more or one less of these edges, two checkers could disagree about a record.
TEST_F(SignatureVectors, OfEdgesAcceptTheSameFortyThree) {
    const json all = read_vectors("cctv_ed25519vectors.json");
    std::string accepted;
    std::size_t count = 0;

    ASSERT_EQ(all.size(), 914U);
    for (const json& test : all) {
        if (holds(from_hex(test["sig"]), test["msg"].get<std::string>(), key_of(test["key"]))) {
            accepted += std::to_string(test["number"].get<int>()) + ",";
            ++count;
        }
    }
    EXPECT_EQ(count, 43U);
    EXPECT_EQ(to_hex(sha256(accepted)),
              "ab32fd1b8e09270778755ec207bc5261f8b008f68aecce096ad3589cbb52b631")
        << accepted;
}

TEST(Signature, HoldsForItsMessageAndKeyOnly) {
    const Seed seed{1, 2, 3};
    const Signature signature = sign(seed, "message");

    EXPECT_TRUE(holds(as_bytes(signature), "message", public_key(seed)));
    EXPECT_FALSE(holds(as_bytes(signature), "messagf", public_key(seed)));
    EXPECT_FALSE(holds(as_bytes(signature), "message", public_key(Seed{1, 2, 4})));
    EXPECT_FALSE(holds(as_bytes(signature).substr(0, 63), "message", public_key(seed)));
}

TEST(Base64, ReadsOnlyWhatItWrites) {
    EXPECT_EQ(to_base64("ab"), "YWI=");
    EXPECT_EQ(from_base64("YWI="), "ab");
    for (const char* text : {"YWI", "YWJ=", "YW I=", "YWI=\n", "YWI==", "-_8=", "="}) {
        EXPECT_EQ(from_base64(text), std::nullopt) << text;
    }
}

TEST(Base64, HoldsNoBytesOutsideItsAlphabet) {
    for (int byte = 0; byte < 256; ++byte) {
        const std::string text = std::string("YW") + static_cast<char>(byte) + "i";
        const auto bytes = from_base64(text);
        EXPECT_TRUE(!bytes || to_base64(*bytes) == text) << byte;
    }
}

TEST(Hex, ReadsSixtyFourSmallDigits) {
    const std::string digits = to_hex(sha256("a"));

    EXPECT_EQ(hash_from_hex(digits), sha256("a"));
    EXPECT_EQ(hash_from_hex(digits.substr(1)), std::nullopt);
    EXPECT_EQ(hash_from_hex("A" + digits.substr(1)), std::nullopt);
}

}  // namespace
}  // namespace vorrat::ledger
