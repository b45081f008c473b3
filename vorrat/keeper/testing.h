#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "vorrat/base/random.h"
#include "vorrat/keeper/keeper.h"

namespace vorrat::ledger::testing {

/// What goes wrong at one call.
enum class Fault {
    none,
    input_output,  ///< fails without effect (EIO)
    no_space,      ///< writes a part, then fails (ENOSPC)
    power,         ///< does a part, then the machine stops
    lost_sync,     ///< says that it synced and did not
};

/// What of the writes that were not synced a crash leaves behind.
enum class Crash { keeps_nothing, keeps_all, tears_the_last, keeps_some_sectors };

/// Files in memory as a file system may treat them: writes are seen at once and outlast a crash
/// only after `sync`, names only after `sync_folder`.
class MemoryDisk final : public Disk {
public:
    Result<std::optional<std::uint64_t>> size(const std::string& name) override {
        if (fault() != Fault::none) {
            return failed(name + ": input/output error");
        }
        const auto file = now_.find(name);
        return file == now_.end() ? std::optional<std::uint64_t>{}
                                  : std::optional<std::uint64_t>(file->second->now.size());
    }
    Result<std::string> read(const std::string& name, std::uint64_t from,
                             std::uint64_t bytes) override {
        if (fault() != Fault::none) {
            return failed(name + ": input/output error");
        }
        const auto file = now_.find(name);
        if (file == now_.end()) {
            return failed(name + ": no such file");
        }
        const std::string& all = file->second->now;
        return from >= all.size() ? std::string() : all.substr(from, bytes);
    }
    Outcome write(const std::string& name, std::uint64_t from, std::string_view bytes) override {
        const Fault here = fault();
        const bool part = here == Fault::no_space || here == Fault::power;
        if (here == Fault::none || part) {
            File& file = made(name);
            const std::string_view done = part ? bytes.substr(0, bytes.size() / 2) : bytes;
            file.pending.push_back({from, std::string(done), {}});
            apply(file.now, file.pending.back());
        }
        return here == Fault::none ? Outcome(Done{}) : failed(name + ": no space left on device");
    }
    Outcome truncate(const std::string& name, std::uint64_t bytes) override {
        if (fault() != Fault::none) {
            return failed(name + ": input/output error");
        }
        File& file = made(name);
        file.pending.push_back({0, {}, bytes});
        apply(file.now, file.pending.back());
        return Done{};
    }
    Outcome sync(const std::string& name) override {
        const Fault here = fault(Call::sync);
        if (here == Fault::lost_sync) {
            return Done{};
        }
        if (here != Fault::none) {
            return failed(name + ": input/output error");
        }
        File& file = made(name);
        file.durable = file.now;
        file.pending.clear();
        return Done{};
    }
    Outcome rename(const std::string& from, const std::string& to) override {
        if (fault() != Fault::none) {
            return failed(to + ": input/output error");
        }
        now_[to] = now_.at(from);
        now_.erase(from);
        return Done{};
    }
    Outcome sync_folder() override {
        const Fault here = fault(Call::sync);
        if (here == Fault::lost_sync) {
            return Done{};
        }
        if (here != Fault::none) {
            return failed("input/output error");
        }
        durable_ = now_;
        return Done{};
    }
    Outcome lock() override { return Done{}; }

    /// At this call, counted from 1, something goes wrong. Several may be set.
    void set_fault(std::size_t call, Fault what) { faults_[call] = what; }
    std::size_t calls() const { return calls_; }
    bool stopped() const { return stopped_; }

    /// The machine starts again: what a crash left behind. No more faults.
    void restart(Crash crash, std::uint64_t seed) {
        Random random(seed, 1);
        now_ = durable_;
        for (auto& named : now_) {
            File& file = *named.second;
            file.now = file.durable;
            for (std::size_t k = 0; k < file.pending.size(); ++k) {
                const bool last = k + 1 == file.pending.size();
                leave(file, file.pending[k], last, crash, random);
            }
            file.durable = file.now;
            file.pending.clear();
        }
        faults_.clear();
        stopped_ = false;
    }

    std::map<std::string, std::string> files() const {
        std::map<std::string, std::string> all;
        for (const auto& [name, file] : now_) {
            all[name] = file->now;
        }
        return all;
    }
    /// Puts bytes there, also past a crash.
    void put(const std::string& name, const std::string& bytes) {
        File& file = made(name);
        file.now = bytes;
        file.durable = bytes;
        file.pending.clear();
        durable_[name] = now_[name];
    }

private:
    struct Change {
        std::uint64_t from = 0;
        std::string bytes;
        std::optional<std::uint64_t> cut;
    };
    struct File {
        std::string now;
        std::string durable;
        std::vector<Change> pending;
    };

    static void apply(std::string& bytes, const Change& change) {
        if (change.cut) {
            bytes.resize(*change.cut);
            return;
        }
        bytes.resize(std::max<std::size_t>(bytes.size(), change.from + change.bytes.size()));
        bytes.replace(change.from, change.bytes.size(), change.bytes);
    }

    static void leave(File& file, Change change, bool last, Crash crash, Random& random) {
        constexpr std::size_t sector = 64;  // small, so that short scripts tear often
        switch (crash) {
            case Crash::keeps_nothing:
                return;
            case Crash::keeps_all:
                apply(file.now, change);
                return;
            case Crash::tears_the_last:
                if (last && !change.cut) {
                    change.bytes.resize(change.bytes.size() * 2 / 3);
                }
                apply(file.now, change);
                return;
            case Crash::keeps_some_sectors:
                if (change.cut) {
                    if (random.below(2) == 0) {
                        apply(file.now, change);
                    }
                    return;
                }
                for (std::size_t at = 0; at < change.bytes.size(); at += sector) {
                    if (random.below(2) == 0) {
                        apply(file.now, {change.from + at, change.bytes.substr(at, sector), {}});
                    }
                }
                return;
        }
    }

    File& made(const std::string& name) {
        auto& file = now_[name];
        if (!file) {
            file = std::make_shared<File>();
        }
        return *file;
    }
    enum class Call { sync, other };

    Fault fault(Call call = Call::other) {
        ++calls_;
        const auto set = faults_.find(calls_);
        if (stopped_) {
            return Fault::input_output;
        }
        if (set == faults_.end() || (set->second == Fault::lost_sync && call == Call::other)) {
            return Fault::none;
        }
        stopped_ = set->second == Fault::power;
        return set->second;
    }

    std::map<std::string, std::shared_ptr<File>> now_;
    std::map<std::string, std::shared_ptr<File>> durable_;
    std::map<std::size_t, Fault> faults_;
    std::size_t calls_ = 0;
    bool stopped_ = false;
};

inline std::vector<std::string> entries_of(const Log& log) {
    std::vector<std::string> all;
    const auto read = log.each(0, log.size(), [&](std::uint64_t, std::string_view entry) {
        all.emplace_back(entry);
        return Outcome(Done{});
    });
    check(static_cast<bool>(read), "the test's log can be read");
    return all;
}

inline Signer test_signer(const std::string& name, KeyType type = KeyType::log) {
    Seed seed{};
    std::ranges::copy(sha256("seed of " + name), seed.begin());
    return {name, type, seed};
}

}  // namespace vorrat::ledger::testing
