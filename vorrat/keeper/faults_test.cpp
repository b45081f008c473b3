#include <gtest/gtest.h>

#include "vorrat/keeper/testing.h"

// Everything that can go wrong on a disk, at every call of a short script.

namespace vorrat::ledger {
namespace {

using testing::Crash;
using testing::entries_of;
using testing::Fault;
using testing::MemoryDisk;
using testing::test_signer;
using Entries = std::vector<std::string>;

const std::string origin = "example.org/vorrat";

struct Played {
    Entries acknowledged;
    /// What was tried without an answer that it is there: may be there, in order, or not.
    Entries tried;
    std::uint64_t signed_over = 0;
    bool made = false;
};

void append(Log& log, const Entries& batch, Played& played) {
    played.tried.insert(played.tried.end(), batch.begin(), batch.end());
    if (log.append(batch)) {
        played.acknowledged.insert(played.acknowledged.end(), batch.begin(), batch.end());
    }
}

/// Makes a log, appends, signs, opens again, appends; after a failure it opens again and goes on,
/// as a program does that is started again.
Played play(MemoryDisk& disk) {
    Played played;
    const std::vector<Entries> batches{
        {"a1"}, {"b1", "b2"}, {std::string(150, 'c'), "c2", "c3"}, {"d1", std::string(90, 'd')},
        {"e1"}, {"f1", "f2"}};
    Result<Log> log = Log::create(disk, origin);
    played.made = static_cast<bool>(log);
    for (std::size_t k = 0; k < batches.size() && !disk.stopped(); ++k) {
        if (!log || k == 3) {
            log = Log::open(disk, Access::write);
        }
        if (!log) {
            continue;
        }
        append(*log, batches[k], played);
        if (k == 1) {
            const Note note = signed_checkpoint({origin, log->head()}, test_signer(origin));
            if (log->keep_checkpoint(note)) {
                played.signed_over = log->size();
            }
        }
    }
    return played;
}

/// Every entry that is there was tried, in the order in which it was tried, and whole.
bool is_in_order(const Entries& there, const Entries& tried) {
    auto at = tried.begin();
    for (const std::string& entry : there) {
        at = std::find(at, tried.end(), entry);
        if (at == tried.end()) {
            return false;
        }
        ++at;
    }
    return true;
}

bool has_all(const Entries& there, const Entries& acknowledged) {
    return is_in_order(acknowledged, there);
}

constexpr std::array crashes{Crash::keeps_nothing, Crash::keeps_all, Crash::tears_the_last,
                             Crash::keeps_some_sectors};
constexpr std::array faults{Fault::input_output, Fault::no_space, Fault::power, Fault::lost_sync};

std::size_t calls_of_the_script() {
    MemoryDisk disk;
    play(disk);
    return disk.calls();
}

TEST(Faults, LeaveTheScriptWholeWhenThereAreNone) {
    MemoryDisk disk;
    const Played played = play(disk);
    disk.restart(Crash::keeps_nothing, 1);
    const auto log = Log::open(disk, Access::write);

    ASSERT_TRUE(log) << log.error().message;
    EXPECT_EQ(played.acknowledged.size(), 11U);
    EXPECT_EQ(entries_of(*log), played.acknowledged);
    EXPECT_EQ(played.signed_over, 3U);
}

// One thing goes wrong, whichever it is and wherever: the log opens and nothing that was
// acknowledged is lost. Also when the sync that was lost is the one that mattered.
TEST(Faults, AtAnyOneCallLoseNothingThatWasAcknowledged) {
    const std::size_t calls = calls_of_the_script();
    std::size_t cases = 0;
    for (std::size_t call = 1; call <= calls; ++call) {
        for (const Fault fault : faults) {
            for (const Crash crash : crashes) {
                SCOPED_TRACE(fmt::format("call {} of {}, fault {}, crash {}", call, calls,
                                         static_cast<int>(fault), static_cast<int>(crash)));
                MemoryDisk disk;
                disk.set_fault(call, fault);
                const Played played = play(disk);
                disk.restart(crash, call);
                auto log = Log::open(disk, Access::write);
                ++cases;
                if (!log) {
                    // Only a ledger that was never there may not open.
                    EXPECT_TRUE(played.acknowledged.empty()) << log.error().message;
                    EXPECT_EQ(log.error().message.find("entries: is missing"), 0U)
                        << log.error().message;
                    continue;
                }
                const Entries there = entries_of(*log);
                EXPECT_TRUE(has_all(there, played.acknowledged));
                EXPECT_TRUE(is_in_order(there, played.tried));
                EXPECT_TRUE(log->append(Entries{"after"}));
                EXPECT_TRUE(Log::open(disk, Access::write));
            }
        }
    }
    RecordProperty("cases", static_cast<int>(cases));
    EXPECT_GT(cases, 1000U);
}

// Two things go wrong. With one lie of the disk about a sync nothing is lost still; with two a log
// may be older than what was acknowledged, and where a checkpoint was signed it says so.
TEST(Faults, AtAnyTwoCallsLoseNothingOrTheLogSaysWhatIsMissing) {
    const std::size_t calls = calls_of_the_script();
    std::size_t lost = 0;
    for (std::size_t first = 1; first <= calls; ++first) {
        for (std::size_t second = first + 1; second <= calls; ++second) {
            for (const auto& [one, other] : {std::pair{Fault::lost_sync, Fault::power},
                                             {Fault::lost_sync, Fault::no_space},
                                             {Fault::input_output, Fault::power},
                                             {Fault::no_space, Fault::input_output},
                                             {Fault::lost_sync, Fault::lost_sync}}) {
                MemoryDisk disk;
                disk.set_fault(first, one);
                disk.set_fault(second, other);
                const Played played = play(disk);
                disk.restart(crashes[(first + second) % crashes.size()], first * calls + second);
                const auto log = Log::open(disk, Access::write);
                if (!log) {
                    EXPECT_FALSE(log.error().message.empty());
                    EXPECT_TRUE(played.acknowledged.empty() || other == Fault::lost_sync)
                        << first << " " << second << " faults " << static_cast<int>(one) << " "
                        << static_cast<int>(other) << ": " << log.error().message;
                    continue;
                }
                const Entries there = entries_of(*log);
                EXPECT_TRUE(is_in_order(there, played.tried)) << first << " " << second;
                EXPECT_GE(there.size(), played.signed_over) << first << " " << second;
                const bool all = has_all(there, played.acknowledged);
                lost += all ? 0 : 1;
                EXPECT_TRUE(all || other == Fault::lost_sync)
                    << first << " " << second << " faults " << static_cast<int>(one) << " "
                    << static_cast<int>(other);
            }
        }
    }
    RecordProperty("lost_by_two_lies", static_cast<int>(lost));
}

}  // namespace
}  // namespace vorrat::ledger
