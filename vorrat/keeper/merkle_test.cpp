#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "vorrat/base/file.h"
#include "vorrat/keeper/testing.h"

namespace vorrat::ledger {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path vectors = fs::path(VORRAT_DATA_DIR) / "merkle";

json read_json(const fs::path& path) {
    const auto text = read_file(path);
    check(static_cast<bool>(text), "a test vector can be read");
    return json::parse(*text);
}

std::string from_hex(const std::string& digits) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    }
    return bytes;
}

/// Nothing where the vector holds something that is no hash: such a proof cannot even be written.
std::optional<Hash> hash_of(const json& text) {
    return text.is_null() ? std::nullopt : key_from_base64(text.get<std::string>());
}

/// Some vectors name their roots in words; equal words become equal roots.
std::optional<Hash> root_of_vector(const json& text) {
    const auto bytes = from_base64(text.is_null() ? "" : text.get<std::string>());
    return bytes && bytes->size() < 32 ? sha256(*bytes) : hash_of(text);
}

std::optional<std::vector<Hash>> path_of(const json& proof) {
    std::vector<Hash> path;
    for (const json& text : proof.is_null() ? json::array() : proof) {
        const auto hash = hash_of(text);
        if (!hash) {
            return std::nullopt;
        }
        path.push_back(*hash);
    }
    return path;
}

std::vector<fs::path> json_files(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ".json") {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    return files;
}

std::vector<std::string> numbered(std::uint64_t count) {
    std::vector<std::string> entries;
    for (std::uint64_t k = 0; k < count; ++k) {
        entries.push_back("entry " + std::to_string(k));
    }
    return entries;
}

std::vector<Hash> leaves_of(const std::vector<std::string>& entries) {
    std::vector<Hash> leaves;
    for (const std::string& entry : entries) {
        leaves.push_back(leaf_hash(entry));
    }
    return leaves;
}

class MerkleVectors : public ::testing::Test {
protected:
    void SetUp() override {
        if (!fs::exists(vectors)) {
            GTEST_SKIP() << "the vectors are not there: " << vectors;
        }
    }
};

TEST_F(MerkleVectors, OfEightLeavesHaveTheRootsOfCertificateTransparency) {
    const json given = read_json(vectors / "rfc6962_8leaf.json");
    Frontier tree;

    EXPECT_EQ(to_hex(tree.root()), given["roots_hex_by_size"][0]);
    for (std::size_t k = 0; k < given["leaves_hex"].size(); ++k) {
        tree.add(leaf_hash(from_hex(given["leaves_hex"][k])));
        EXPECT_EQ(to_hex(tree.root()), given["roots_hex_by_size"][k + 1]) << k;
    }
    EXPECT_EQ(tree.size(), 8U);
}

TEST_F(MerkleVectors, OfInclusionAreJudgedAsTheySay) {
    const auto files = json_files(vectors / "testdata" / "inclusion");

    ASSERT_EQ(files.size(), 98U);
    for (const fs::path& file : files) {
        const json given = read_json(file);
        const auto root = hash_of(given["root"]);
        const auto leaf = hash_of(given["leafHash"]);
        const auto path = path_of(given["proof"]);
        const bool holds =
            root && leaf && path &&
            check_inclusion(given["leafIdx"], given["treeSize"], *leaf, *path, *root);
        EXPECT_EQ(holds, !given["wantErr"].get<bool>()) << file << " " << given["desc"];
    }
}

TEST_F(MerkleVectors, OfConsistencyAreJudgedAsTheySay) {
    const auto files = json_files(vectors / "testdata" / "consistency");

    ASSERT_EQ(files.size(), 98U);
    for (const fs::path& file : files) {
        const json given = read_json(file);
        const auto root1 = root_of_vector(given["root1"]);
        const auto root2 = root_of_vector(given["root2"]);
        const auto path = path_of(given["proof"]);
        const bool holds =
            root1 && root2 && path &&
            check_consistency({given["size1"], *root1}, {given["size2"], *root2}, *path);
        EXPECT_EQ(holds, !given["wantErr"].get<bool>()) << file << " " << given["desc"];
    }
}

TEST(Merkle, RefusesTheEmptyTreeAsAnEarlierState) {
    const Hash empty = Frontier().root();

    EXPECT_FALSE(check_consistency({0, empty}, {0, empty}, {}));
    EXPECT_FALSE(check_consistency({0, empty}, {1, leaf_hash("a")}, {}));
}

TEST(Merkle, ProvesEveryEntryOfEveryTreeUpToSeventy) {
    const std::vector<Hash> leaves = leaves_of(numbered(70));
    for (std::uint64_t size = 1; size <= leaves.size(); ++size) {
        const Nodes nodes = nodes_of({leaves.begin(), leaves.begin() + static_cast<long>(size)});
        const Hash root = *root_of(nodes, size);
        for (std::uint64_t index = 0; index < size; ++index) {
            const auto path = inclusion_path(nodes, index, size);
            ASSERT_TRUE(path);
            EXPECT_TRUE(check_inclusion(index, size, leaves[index], *path, root));
            EXPECT_FALSE(check_inclusion((index + 1) % size, size, leaves[index], *path, root) &&
                         size > 1);
        }
    }
}

TEST(Merkle, ProvesEveryEarlierStateOfEveryTreeUpToSeventy) {
    const std::vector<Hash> leaves = leaves_of(numbered(70));
    std::vector<Hash> roots(1, Frontier().root());
    Frontier tree;
    for (const Hash& leaf : leaves) {
        tree.add(leaf);
        roots.push_back(tree.root());
    }
    for (std::uint64_t after = 1; after <= leaves.size(); ++after) {
        const Nodes nodes = nodes_of({leaves.begin(), leaves.begin() + static_cast<long>(after)});
        for (std::uint64_t before = 1; before <= after; ++before) {
            auto path = consistency_path(nodes, before, after);
            ASSERT_TRUE(path);
            EXPECT_TRUE(check_consistency({before, roots[before]}, {after, roots[after]}, *path));
            if (before < after) {
                EXPECT_FALSE(
                    check_consistency({before, roots[after]}, {after, roots[after]}, *path));
                path->front()[0] ^= 1U;
                EXPECT_FALSE(
                    check_consistency({before, roots[before]}, {after, roots[after]}, *path));
            }
        }
    }
}

}  // namespace
}  // namespace vorrat::ledger
