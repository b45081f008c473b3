#include "vorrat/keeper/log.h"

#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

#include "vorrat/keeper/testing.h"

namespace vorrat::ledger {
namespace {

using testing::entries_of;
using testing::MemoryDisk;
using testing::test_signer;
using Batch = std::vector<std::string>;

const std::string origin = "example.org/vorrat";

const std::vector<Batch>& batches() {
    static const std::vector<Batch> all{
        {"one"}, {"two", "three"}, {std::string(200, '4'), "five", "six"}, {"seven"}};
    return all;
}

/// A log of those four batches on the disk, with a checkpoint after the third.
void fill(MemoryDisk& disk) {
    auto log = Log::create(disk, origin);
    check(static_cast<bool>(log), "the test's log is made");
    for (std::size_t k = 0; k < batches().size(); ++k) {
        check(static_cast<bool>(log->append(batches()[k])), "the test's batch is appended");
        if (k == 2) {
            const Note note = signed_checkpoint({origin, log->head()}, test_signer(origin));
            check(static_cast<bool>(log->keep_checkpoint(note)), "the checkpoint is kept");
        }
    }
}

class FolderLog : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  fmt::format("vorrat_log_{}", static_cast<int>(::getpid()));
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path folder_;
};

TEST_F(FolderLog, HasAfterOpeningWhatWasAppended) {
    Head head;
    {
        Folder disk(folder_);
        auto log = Log::create(disk, origin);
        ASSERT_TRUE(log) << log.error().message;
        EXPECT_EQ(*log->append(batches()[0]), 0U);
        EXPECT_EQ(*log->append(batches()[1]), 1U);
        head = log->head();
    }
    Folder disk(folder_);
    const auto log = Log::open(disk, Access::write);

    ASSERT_TRUE(log) << log.error().message;
    EXPECT_EQ(log->origin(), origin);
    EXPECT_EQ(log->head(), head);
    EXPECT_EQ(entries_of(*log), (Batch{"one", "two", "three"}));
    EXPECT_TRUE(log->notes().empty());
}

TEST_F(FolderLog, KeepsASecondWriterOutAndLetsReadersIn) {
    Folder first(folder_);
    auto writer = Log::create(first, origin);
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->append(batches()[0]));

    Folder second(folder_);
    const auto refused = Log::open(second, Access::write);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("another program writes"), std::string::npos);

    Folder third(folder_);
    auto reader = Log::open(third, Access::read);
    ASSERT_TRUE(reader);
    EXPECT_EQ(reader->size(), 1U);
    EXPECT_FALSE(reader->append(batches()[1]));
}

TEST_F(FolderLog, NoticesAWriterThatDoesNotLock) {
    Folder disk(folder_);
    auto log = Log::create(disk, origin);
    ASSERT_TRUE(log);
    ASSERT_TRUE(log->append(batches()[0]));
    const auto length = disk.size("entries");
    ASSERT_TRUE(disk.write("entries", **length, "something"));

    const auto refused = log->append(batches()[1]);

    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("another program has written"), std::string::npos);
    EXPECT_FALSE(log->append(batches()[1])) << "it stays closed";
}

TEST(Log, IsNotMadeOverAnother) {
    MemoryDisk disk;
    fill(disk);

    EXPECT_FALSE(Log::create(disk, origin));
    MemoryDisk other;
    EXPECT_FALSE(Log::create(other, "two words"));
}

TEST(Log, RefusesEntriesThatATileCannotHold) {
    MemoryDisk disk;
    auto log = Log::create(disk, origin);
    ASSERT_TRUE(log);

    EXPECT_FALSE(log->append(Batch{}));
    EXPECT_FALSE(log->append(Batch{"", "x"}));
    EXPECT_FALSE(log->append(Batch{std::string(65'536, 'x')}));
    EXPECT_TRUE(log->append(Batch{std::string(65'535, 'x')}));
    EXPECT_EQ(log->size(), 1U);
}

// The file is cut at every byte. The journals hold the last two batches: without them and up to the
// checkpoint everything must be there, or the log says what is missing.
TEST(Log, CutAtAnyByteIsMendedOrSaysWhatIsMissing) {
    MemoryDisk whole;
    fill(whole);
    const auto files = whole.files();
    const std::string& entries = files.at("entries");
    for (const bool journals : {true, false}) {
        for (std::size_t cut = 0; cut < entries.size(); ++cut) {
            MemoryDisk disk;
            for (const auto& [name, bytes] : files) {
                const bool journal = name.starts_with("journal");
                disk.put(name, name == "entries"      ? bytes.substr(0, cut)
                               : journal && !journals ? std::string()
                                                      : bytes);
            }
            const auto log = Log::open(disk, Access::write);
            if (log) {
                EXPECT_GE(log->size(), 6U) << "the checkpoint is over 6 entries; cut at " << cut;
                EXPECT_EQ(log->size() == 7, journals) << cut;
                EXPECT_FALSE(log->notes().empty() && journals) << cut;
            } else {
                EXPECT_TRUE(log.error().message.starts_with("entries: byte ") ||
                            log.error().message.find("checkpoint") != std::string::npos)
                    << log.error().message;
            }
        }
    }
}

TEST(Log, WithAnyBitFlippedIsMendedOrSaysWhere) {
    MemoryDisk whole;
    fill(whole);
    const auto files = whole.files();
    const Batch all = [&] {
        const auto log = Log::open(whole, Access::read);
        check(static_cast<bool>(log), "the test's log opens");
        return entries_of(*log);
    }();
    for (const std::string name : {"entries", "journal-0", "journal-1"}) {
        for (std::size_t bit = 0; bit < files.at(name).size() * 8; ++bit) {
            MemoryDisk disk;
            for (const auto& [other, bytes] : files) {
                disk.put(other, bytes);
            }
            std::string changed = files.at(name);
            changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
            disk.put(name, changed);

            const auto log = Log::open(disk, Access::write);
            if (log && log->origin() == origin) {
                EXPECT_EQ(entries_of(*log), all) << name << " bit " << bit;
            }
            EXPECT_TRUE(log || !log.error().message.empty());
        }
    }
}

TEST(Log, WithBatchesReorderedIsRefused) {
    MemoryDisk disk;
    fill(disk);
    std::string entries = disk.files().at("entries");
    const std::size_t first = entries.find("VLB1");
    const std::size_t second = entries.find("VLB1", first + 1);
    const std::size_t third = entries.find("VLB1", second + 1);
    disk.put("entries", entries.substr(0, first) + entries.substr(second, third - second) +
                            entries.substr(first, second - first) + entries.substr(third));

    const auto log = Log::open(disk, Access::write);

    ASSERT_FALSE(log);
    EXPECT_EQ(log.error().message.find("entries: byte 35: want a batch from entry 0"), 0U)
        << log.error().message;
}

TEST(Log, ThatIsNotTheSignedOneIsRefused) {
    MemoryDisk signed_one;
    fill(signed_one);
    MemoryDisk other;
    auto log = Log::create(other, origin);
    ASSERT_TRUE(log);
    for (int k = 0; k < 9; ++k) {
        ASSERT_TRUE(log->append(Batch{"another history"}));
    }
    other.put("checkpoint", signed_one.files().at("checkpoint"));

    const auto opened = Log::open(other, Access::write);

    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().message.find("these are not the entries that were signed"),
              std::string::npos);
}

TEST(Log, KeepsOnlyACheckpointOfItsOwnState) {
    MemoryDisk disk;
    auto log = Log::create(disk, origin);
    ASSERT_TRUE(log);
    const Note empty = signed_checkpoint({origin, log->head()}, test_signer(origin));
    EXPECT_TRUE(log->keep_checkpoint(empty));
    ASSERT_TRUE(log->append(batches()[0]));

    EXPECT_FALSE(log->keep_checkpoint(empty));
    EXPECT_TRUE(
        log->keep_checkpoint(signed_checkpoint({origin, log->head()}, test_signer(origin))));
    EXPECT_TRUE(Log::open(disk, Access::write));
}

}  // namespace
}  // namespace vorrat::ledger
