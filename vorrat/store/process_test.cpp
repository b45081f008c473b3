// What happens to a store when programs die, wait for each other, or find no room.

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <functional>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vorrat/store/testing.h"

namespace vorrat::store::testing {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using ::testing::HasSubstr;

/// Runs `work` in a process of its own.
pid_t start(const std::function<void()>& work) {
    const pid_t child = ::fork();
    if (child == 0) {
        work();
        ::_exit(0);
    }
    return child;
}

void kill_and_wait(pid_t child) {
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
}

/// What `work` answers in a process of its own, which may give up rights for good.
std::string answer_of_child(const std::function<std::string()>& work) {
    std::array<int, 2> ends{};
    check(::pipe(ends.data()) == 0, "a pipe can be made");
    const pid_t child = start([&] {
        const std::string answer = work();
        static_cast<void>(::write(ends[1], answer.data(), answer.size()) < 0);
    });
    ::close(ends[1]);
    std::string answer;
    std::array<char, 512> bytes{};
    for (ssize_t n = 0; (n = ::read(ends[0], bytes.data(), bytes.size())) > 0;) {
        answer.append(bytes.data(), static_cast<std::size_t>(n));
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return answer;
}

/// A process that imports two worlds by turns, and says so after each, until it is killed.
class Importer {
public:
    Importer(const std::filesystem::path& path, const World& first, const World& second) {
        check(::pipe(ends_.data()) == 0, "a pipe can be made");
        child_ = start([&] {
            auto store = open_file(path);
            for (const World* world = &first; store; world = world == &first ? &second : &first) {
                if (!store->replace_world(*world, now)) {
                    return;
                }
                static_cast<void>(::write(ends_[1], "x", 1) < 0);
            }
        });
        ::close(ends_[1]);
    }
    Importer(const Importer&) = delete;
    Importer& operator=(const Importer&) = delete;
    ~Importer() {
        kill_and_wait(child_);
        ::close(ends_[0]);
    }

    /// False when the process ended before it had made so many more imports.
    bool wait_for(std::uint32_t imports) const {
        for (char done = 0; imports > 0; --imports) {
            if (::read(ends_[0], &done, 1) != 1) {
                return false;
            }
        }
        return true;
    }

private:
    std::array<int, 2> ends_{};
    pid_t child_ = 0;
};

/// How long this machine takes to open the store, or make it, and import a world.
microseconds time_of_import(const std::filesystem::path& path, const World& world) {
    const auto begin = std::chrono::steady_clock::now();
    save(path, world);
    return std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - begin);
}

/// Lets a process import `imports` worlds and kills it within the time of one more.
void kill_during_import(const std::filesystem::path& path, const World& first, const World& second,
                        std::uint32_t imports, microseconds later) {
    const Importer importer(path, first, second);
    ASSERT_TRUE(importer.wait_for(imports));
    std::this_thread::sleep_for(later);
}

microseconds share_of(double share, microseconds whole) {
    return microseconds{static_cast<std::int64_t>(share * static_cast<double>(whole.count()))};
}

TEST(Killed, AHundredTimesAtAnyMomentTheStoreHoldsTheOldWorldOrTheNew) {
    const Folder folder;
    const World a = market(1, 10, 300);
    const World b = market(2, 12, 255);
    save(folder.file(), b);
    const microseconds usual = time_of_import(folder.file(), a);
    Random random(2026);
    int found_a = 0;
    int found_b = 0;

    for (int kill = 0; kill < 100; ++kill) {
        const std::uint32_t imports = random.below(2);
        kill_during_import(folder.file(), b, a, imports, share_of(random.uniform(), usual));

        const auto store = open_file(folder.file());
        ASSERT_TRUE(store) << "kill " << kill << ": " << store.error().message;
        const auto world = store->load_world();
        ASSERT_TRUE(world) << "kill " << kill << ": " << world.error().message;
        const bool is_a = same(*world, a);
        ASSERT_TRUE(is_a || same(*world, b)) << "kill " << kill;
        ++(is_a ? found_a : found_b);
        const auto imports_logged = store->imports();
        ASSERT_TRUE(imports_logged) << imports_logged.error().message;
        EXPECT_EQ(imports_logged->back().need_rows, is_a ? 10 * 300 : 12 * 255);
    }

    // Both must have been seen, or the kills came too early to show anything.
    EXPECT_GT(found_a, 0);
    EXPECT_GT(found_b, 0);
    EXPECT_EQ(ask(folder.file(), "PRAGMA integrity_check"), "ok");
}

TEST(Killed, WhileItIsMadeAStoreCanStillBeOpened) {
    const World a = market(1, 10, 300);
    const Folder elsewhere;
    const microseconds usual = time_of_import(elsewhere.file(), a);
    constexpr int kills = 25;
    int empty = 0;
    int full = 0;

    for (int kill = 0; kill < kills; ++kill) {
        const Folder folder;
        // The first is killed at its birth, the last after its import.
        const double share = static_cast<double>(kill) / kills;
        kill_during_import(folder.file(), a, a, kill == kills - 1 ? 1 : 0, share_of(share, usual));

        const auto store = open_file(folder.file());
        ASSERT_TRUE(store) << "kill " << kill << ": " << store.error().message;
        const auto world = store->load_world();
        if (world) {
            EXPECT_TRUE(same(*world, a)) << "kill " << kill;
            ++full;
        } else {
            EXPECT_THAT(world.error().message, HasSubstr("holds no world yet"));
            ++empty;
        }
    }

    EXPECT_GT(empty, 0);
    EXPECT_GT(full, 0);
}

/// Another process that is in the middle of a write for as long as it lives.
class OtherWriter {
public:
    explicit OtherWriter(const std::filesystem::path& path, milliseconds lives) {
        std::array<int, 2> ends{};
        check(::pipe(ends.data()) == 0, "a pipe can be made");
        child_ = start([&] {
            sqlite3* database = nullptr;
            sqlite3_open(path.c_str(), &database);
            sqlite3_exec(database, "BEGIN IMMEDIATE; DELETE FROM stock", nullptr, nullptr, nullptr);
            static_cast<void>(::write(ends[1], "x", 1) < 0);
            std::this_thread::sleep_for(lives);
        });
        char ready = 0;
        static_cast<void>(::read(ends[0], &ready, 1) < 0);
        ::close(ends[0]);
        ::close(ends[1]);
    }
    OtherWriter(const OtherWriter&) = delete;
    OtherWriter& operator=(const OtherWriter&) = delete;
    ~OtherWriter() { kill_and_wait(child_); }

private:
    pid_t child_ = 0;
};

TEST(TwoAtOnce, TheSecondWriterGivesUpAfterItsPatienceAndSaysWhy) {
    const Folder folder;
    save(folder.file(), village());
    const OtherWriter other(folder.file(), milliseconds{60'000});
    auto store = open_file(folder.file(), {.patience = milliseconds{100}});
    ASSERT_TRUE(store) << store.error().message;

    const auto begin = std::chrono::steady_clock::now();
    const auto done = store->replace_world(market(1, 1, 1), now);
    const auto waited = std::chrono::steady_clock::now() - begin;

    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message, HasSubstr("in use by another program (waited 100 ms)"));
    EXPECT_GE(waited, milliseconds{50});
    EXPECT_LT(waited, milliseconds{5000});
}

TEST(TwoAtOnce, AReaderSeesTheOldWorldWhileAnotherWrites) {
    const Folder folder;
    save(folder.file(), village());
    const OtherWriter other(folder.file(), milliseconds{60'000});
    const auto store = open_file(folder.file(), {.patience = milliseconds{100}});
    ASSERT_TRUE(store) << store.error().message;

    const auto world = store->load_world();

    ASSERT_TRUE(world) << world.error().message;
    EXPECT_TRUE(same(*world, village()));
}

TEST(TwoAtOnce, TheSecondWriterWaitsItsTurnAndSucceeds) {
    const Folder folder;
    save(folder.file(), village());
    const OtherWriter other(folder.file(), milliseconds{200});
    auto store = open_file(folder.file(), {.patience = milliseconds{20'000}});
    ASSERT_TRUE(store) << store.error().message;

    const auto done = store->replace_world(market(1, 1, 1), now);

    EXPECT_TRUE(done) << done.error().message;
}

TEST(TwoAtOnce, FourProgramsThatMakeTheSameStoreAllSucceed) {
    const Folder folder;
    std::vector<pid_t> children;

    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        children.push_back(start([&] {
            auto store = open_file(folder.file(), {.patience = milliseconds{20'000}});
            if (!store) {
                ::_exit(1);
            }
            if (!store->replace_world(market(seed, 2, 20), now)) {
                ::_exit(2);
            }
        }));
    }

    for (const pid_t child : children) {
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(open_file(folder.file())->imports()->size(), 4);
}

TEST(NoRoom, LeavesTheOldWorldAndSaysThatTheDiskIsFull) {
    const Folder folder;
    save(folder.file(), village());
    auto store = open_file(folder.file(), {.bytes_max = 600'000});
    ASSERT_TRUE(store) << store.error().message;

    const auto done = store->replace_world(market(1, 20, 5000), now);

    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, ErrorKind::failed);
    EXPECT_THAT(done.error().message, HasSubstr("no space left; the database is as it was before"));
    EXPECT_TRUE(same(*store->load_world(), village()));
    EXPECT_TRUE(store->replace_world(market(1, 2, 5), now));
}

TEST(NoRights, InTheFolderAreReported) {
    const Folder folder;
    save(folder.file(), village());
    std::filesystem::permissions(folder.file(), std::filesystem::perms{0444});
    std::filesystem::permissions(folder.path(), std::filesystem::perms{0555});

    const auto try_as_nobody = [&](const std::filesystem::path& path) {
        return answer_of_child([&] {
            constexpr uid_t nobody = 65534;  // root may write anywhere
            if (::geteuid() == 0 && ::setuid(nobody) != 0) {
                return std::string("cannot setuid");
            }
            auto store = open_file(path);
            if (!store) {
                return store.error().message;
            }
            const auto done = store->replace_world(village(), now);
            return done ? std::string("written") : done.error().message;
        });
    };

    EXPECT_THAT(try_as_nobody(folder.path() / "new.db"), HasSubstr("cannot be opened or made"));
    EXPECT_THAT(try_as_nobody(folder.file()), HasSubstr("may be read but not written"));
}

TEST(Missing, StoreIsNotMadeWhenItMustExist) {
    const Folder folder;

    const auto store = open_file(folder.file(), {.missing = Missing::refuse});

    ASSERT_FALSE(store);
    EXPECT_THAT(store.error().message, HasSubstr("store.db: no such store"));
    EXPECT_FALSE(std::filesystem::exists(folder.file()));
}

TEST(Missing, FolderIsReported) {
    const Folder folder;

    const auto store = open_file(folder.path() / "none" / "store.db");

    ASSERT_FALSE(store);
    EXPECT_THAT(store.error().message, HasSubstr("No such file or directory"));
}

TEST(Missing, NamesThatSqliteTakesForItsOwnAreFilesToo) {
    const Folder folder;
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path());

    for (const char* name : {":memory:", "file:store.db?mode=memory"}) {
        EXPECT_TRUE(open_file(name)) << name;
        EXPECT_TRUE(std::filesystem::exists(folder.path() / name)) << name;
    }

    std::filesystem::current_path(before);
}

}  // namespace
}  // namespace vorrat::store::testing
