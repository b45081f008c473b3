#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "vorrat/api/record.h"
#include "vorrat/api/routes.h"
#include "vorrat/base/file.h"
#include "vorrat/keeper/record_testing.h"

namespace vorrat::api {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using record::testing::origin;

/// The 23 entries of record/testing.h as they are published, and a text beside them.
class RecordOverHttp : public testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() /
                  (std::string("vorrat_api_record_") +
                   testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(folder_);
        publish(entries_.size());
        write("files/" + text_, "a text");
        write("log.key", "secret");
    }
    void TearDown() override { fs::remove_all(folder_); }

    /// The folder under a checkpoint over the first `size` entries.
    void publish(std::size_t size) {
        ledger::Frontier tree;
        ledger::TileWriter writer([&](const std::string& path, std::string_view bytes) {
            write(path, bytes);
            return Outcome(Done{});
        });
        for (std::size_t k = 0; k < size; ++k) {
            tree.add(ledger::leaf_hash(entries_[k]));
            ASSERT_TRUE(writer.add(entries_[k]));
        }
        ASSERT_TRUE(writer.finish());
        const ledger::Signer log{origin, ledger::KeyType::log, record::testing::seed_of("log")};
        const ledger::Head head{tree.size(), tree.root()};
        write("ledger.key", log.verifier().text() + "\n");
        write("checkpoint", to_text(ledger::signed_checkpoint({origin, head}, log)));
    }
    void write(const std::string& path, std::string_view bytes) {
        fs::create_directories((folder_ / path).parent_path());
        ASSERT_TRUE(write_file(folder_ / path, bytes));
    }

    Api open() const {
        const auto record = open_record_api(folder_);
        EXPECT_TRUE(record) << record.error().message;
        return Api(record_routes(*record));
    }
    static Reply ask(const Api& api, const std::string& rest) {
        return api.answer({.method = "GET", .target = "/api/v1/record" + rest});
    }
    Reply get(const std::string& rest) const { return ask(open(), rest); }
    json body(const std::string& rest) const {
        const Reply reply = get(rest);
        EXPECT_EQ(reply.status, 200) << reply.body;
        return json::parse(reply.body);
    }

    std::vector<std::string> entries_ = record::testing::entries_of(record::testing::story());
    std::string text_ = to_hex(sha256("a text"));
    fs::path folder_;
};

ledger::Hash hash_of(const json& text) { return *ledger::key_from_base64(text.get<std::string>()); }

TEST_F(RecordOverHttp, TellsSizeKeyAndKindsUnderASignedCheckpoint) {
    const json told = body("");

    EXPECT_EQ(told["size"], 23);
    EXPECT_EQ(told["origin"], origin);
    const auto key = ledger::parse_verifier(told["key"].get<std::string>());
    ASSERT_TRUE(key);
    const auto checkpoint =
        ledger::open_checkpoint(told["checkpoint"].get<std::string>(), *key, "checkpoint");
    ASSERT_TRUE(checkpoint);
    EXPECT_EQ(checkpoint->head.root, hash_of(told["root"]));
    std::size_t of_some_kind = 0;
    for (const json& kind : told["kinds"]) {
        of_some_kind += kind["entries"].get<std::size_t>();
    }
    EXPECT_EQ(of_some_kind, 23);
}

TEST_F(RecordOverHttp, ProvesEveryEntryItGives) {
    const ledger::Hash root = hash_of(body("")["root"]);

    const json rows = body("/entries")["rows"];

    ASSERT_EQ(rows.size(), entries_.size());
    for (std::size_t k = 0; k < rows.size(); ++k) {
        EXPECT_EQ(rows[k]["entry"], entries_[k]);
        std::vector<ledger::Hash> path;
        for (const json& hash : rows[k]["proof"]) {
            path.push_back(hash_of(hash));
        }
        EXPECT_TRUE(ledger::check_inclusion(k, 23, ledger::leaf_hash(entries_[k]), path, root));
    }
}

struct Order {
    std::string query;
    std::vector<int> indices;
};

TEST_F(RecordOverHttp, PagesThroughAKindInBothOrdersWithoutLossOrRepeat) {
    const std::vector<Order> orders{{"kind=ballot", {6, 7, 8, 9, 10}},
                                    {"kind=ballot&order=newest", {10, 9, 8, 7, 6}},
                                    {"order=newest&limit=2&kind=member", {11, 4, 3, 2, 1}},
                                    {"kind=redaction", {21}},
                                    {"kind=unheard-of", {}}};
    for (const Order& order : orders) {
        std::vector<int> seen;
        std::string cursor;
        do {
            const json page = body("/entries?limit=2&" + order.query +
                                   (cursor.empty() ? "" : "&cursor=" + cursor));
            for (const json& row : page["rows"]) {
                seen.push_back(row["index"]);
            }
            cursor = page["next"].is_null() ? "" : page["next"].get<std::string>();
        } while (!cursor.empty());
        EXPECT_EQ(seen, order.indices) << order.query;
    }
}

TEST_F(RecordOverHttp, GivesReceiptsThatHold) {
    const auto key = ledger::parse_verifier(body("")["key"].get<std::string>());

    const auto receipt = record::parse_receipt(get("/entries/7/receipt").body, "receipt");

    ASSERT_TRUE(receipt) << receipt.error().message;
    EXPECT_EQ(receipt->entry, entries_[7]);
    EXPECT_TRUE(record::check_receipt(*receipt, *key));
}

TEST_F(RecordOverHttp, FollowsTheFolderAndProvesThatItOnlyGrew) {
    publish(9);
    const auto api = open();
    const json before = json::parse(ask(api, "").body);
    publish(23);

    const json after = json::parse(ask(api, "").body);
    const json proof = json::parse(ask(api, "/consistency?from=9").body);

    EXPECT_EQ(before["size"], 9);
    EXPECT_EQ(after["size"], 23);
    EXPECT_EQ(json::parse(ask(api, "/entries?kind=tally").body)["total"], 1);
    std::vector<ledger::Hash> path;
    for (const json& hash : proof["proof"]) {
        path.push_back(hash_of(hash));
    }
    EXPECT_TRUE(ledger::check_consistency({9, hash_of(before["root"])},
                                          {23, hash_of(after["root"])}, path));
}

TEST_F(RecordOverHttp, ListsAndGivesThePublishedFilesAndNoOthers) {
    const json listed = body("/published");
    std::vector<std::string> paths;
    for (const json& row : listed["rows"]) {
        paths.push_back(row["path"]);
    }

    EXPECT_EQ(paths, (std::vector<std::string>{"checkpoint", "files/" + text_, "ledger.key",
                                               "tile/0/000.p/23", "tile/entries/000.p/23"}));
    EXPECT_EQ(get("/published/files/" + text_).body, "a text");
    EXPECT_EQ(get("/published/tile/0/000.p/23").body.size(), 23 * 32);
    for (const char* path :
         {"log.key", "files", "files/..%2Flog.key", "..%2Fetc", "files/%2e%2e", "tile//0",
          "/checkpoint", "tile%2F0/000.p/23", "tile/0/%00", "plans/.hidden"}) {
        const int status = get(std::string("/published/") + path).status;
        EXPECT_TRUE(status == 404 || status == 400) << path << " " << status;
    }
}

TEST_F(RecordOverHttp, RefusesWhatItCannotRead) {
    for (const char* rest :
         {"/entries?limit=0", "/entries?limit=1001", "/entries?order=up", "/entries?cursor=x",
          "/consistency?from=0", "/consistency?from=24", "/consistency"}) {
        EXPECT_EQ(get(rest).status, 400) << rest;
    }
    for (const char* rest : {"/entries/23", "/entries/x", "/entries/1/more", "/nothing"}) {
        EXPECT_EQ(get(rest).status, 404) << rest;
    }
}

TEST_F(RecordOverHttp, SaysSoWhileTheFolderDoesNotFitItsCheckpoint) {
    const auto api = open();
    fs::remove(folder_ / "tile/entries/000.p/23");
    EXPECT_EQ(ask(api, "/entries").status, 503);

    write("checkpoint", "no checkpoint");
    EXPECT_EQ(ask(api, "").status, 503);
    EXPECT_FALSE(open_record_api(folder_));
}

}  // namespace
}  // namespace vorrat::api
