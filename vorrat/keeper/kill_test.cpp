#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vorrat/keeper/testing.h"

namespace vorrat::ledger {
namespace {

namespace fs = std::filesystem;

constexpr int kills_with_every_test_run = 100;

int kills_wanted() {
    const char* asked = std::getenv("VORRAT_KILLS");
    return asked == nullptr ? kills_with_every_test_run : std::atoi(asked);
}

std::string entry_of(std::uint64_t number) {
    return fmt::format("entry {} {}", number, std::string(number * 37 % 900, 'x'));
}

/// Opens the log and appends batches without end; says on the pipe how many entries are
/// acknowledged.
[[noreturn]] void append_for_ever(const fs::path& folder, int pipe) {
    Folder disk(folder);
    auto log = Log::open(disk, Access::write);
    if (!log) {
        std::_Exit(1);
    }
    for (std::uint64_t batch = 1;; ++batch) {
        std::vector<std::string> entries;
        for (std::uint64_t k = 0; k < 1 + batch * 7 % 20; ++k) {
            entries.push_back(entry_of(log->size() + k));
        }
        if (!log->append(entries)) {
            std::_Exit(1);
        }
        const std::uint64_t size = log->size();
        if (::write(pipe, &size, sizeof size) != sizeof size) {
            std::_Exit(1);
        }
    }
}

/// The last number that came through the pipe before its other end was closed.
std::uint64_t last_number(int pipe) {
    std::uint64_t last = 0;
    std::uint64_t number = 0;
    while (::read(pipe, &number, sizeof number) == sizeof number) {
        last = number;
    }
    return last;
}

struct Killed {
    std::uint64_t acknowledged = 0;
    bool by_us = false;
};

Killed start_and_kill(const fs::path& folder, unsigned microseconds) {
    std::array<int, 2> ends{};
    check(::pipe(ends.data()) == 0, "a pipe is made");
    const pid_t child = ::fork();
    check(child >= 0, "a process is made");
    if (child == 0) {
        ::close(ends[0]);
        append_for_ever(folder, ends[1]);
    }
    ::close(ends[1]);
    ::usleep(microseconds);
    ::kill(child, SIGKILL);
    const std::uint64_t acknowledged = last_number(ends[0]);
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return {acknowledged, WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL};
}

TEST(Log, KilledAtRandomMomentsKeepsWhatItAcknowledged) {
    const fs::path folder =
        fs::temp_directory_path() / fmt::format("vorrat_kill_{}", static_cast<int>(::getpid()));
    Random random(20261125);
    std::uint64_t least = 0;
    std::size_t mended = 0;
    for (int round = 0; round < kills_wanted(); ++round) {
        if (round % 25 == 0) {
            fs::remove_all(folder);
            fs::create_directories(folder);
            Folder disk(folder);
            ASSERT_TRUE(Log::create(disk, "example.org/vorrat"));
            least = 0;
        }

        const Killed killed = start_and_kill(folder, random.below(25'000));
        least = std::max(least, killed.acknowledged);

        ASSERT_TRUE(killed.by_us) << round;
        Folder disk(folder);
        const auto log = Log::open(disk, Access::write);
        ASSERT_TRUE(log) << round << ": " << log.error().message;
        ASSERT_GE(log->size(), least) << round;
        mended += log->notes().size();
        std::uint64_t number = 0;
        for (const std::string& entry : testing::entries_of(*log)) {
            ASSERT_EQ(entry, entry_of(number)) << round;
            ++number;
        }
    }
    RecordProperty("mended", static_cast<int>(mended));
    EXPECT_GT(least, 0U);
    fs::remove_all(folder);
}

}  // namespace
}  // namespace vorrat::ledger
