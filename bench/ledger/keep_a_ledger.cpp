// How many entries a second does a ledger take, and how long does a proof from tiles take?
//
//     keep_a_ledger FOLDER [ENTRIES]      ENTRIES of the proofs' log, 100,000,000 where not given
//
// Appends: entries of 300 bytes (a ballot has 420) in batches, each with its two fsyncs, into a new
// ledger in FOLDER; before a number is printed the ledger is opened again and its root compared
// with one computed from the entries alone.
//
// Proofs: entry k of the large log is the text of k. Its leaves and all nodes are hashed here, as
// TileWriter does it always; of the tiles of level 0 only those are kept on disk that a proof of
// the sample reads (a full set would take 3.2 GB and prove nothing more), of the levels above all.
// Each proof opens its tiles anew, and each is checked against the root before its time counts.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "vorrat/base/file.h"
#include "vorrat/base/random.h"
#include "vorrat/keeper/keeper.h"

namespace {

using namespace vorrat;          // NOLINT: a program of one file
using namespace vorrat::ledger;  // NOLINT
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t entry_bytes = 300;
constexpr std::size_t sample = 1000;

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

std::vector<std::string> batch_of(std::uint64_t first, std::size_t count) {
    std::vector<std::string> entries;
    for (std::uint64_t k = first; k < first + count; ++k) {
        std::string entry = fmt::format("entry {} ", k);
        entry.resize(entry_bytes, 'x');
        entries.push_back(std::move(entry));
    }
    return entries;
}

/// Seconds for `batches` appends of `size` entries.
double append(const fs::path& folder, std::size_t batches, std::size_t size) {
    fs::remove_all(folder);
    fs::create_directories(folder);
    Frontier reference;
    std::vector<std::vector<std::string>> all;
    for (std::size_t b = 0; b < batches; ++b) {
        all.push_back(batch_of(b * size, size));
        for (const std::string& entry : all.back()) {
            reference.add(leaf_hash(entry));
        }
    }
    double seconds = 0;
    {
        Folder disk(folder);
        auto log = Log::create(disk, "bench");
        check(static_cast<bool>(log), "a ledger is made");
        const auto begin = Clock::now();
        for (const auto& entries : all) {
            check(static_cast<bool>(log->append(entries)), "a batch is appended");
        }
        seconds = seconds_since(begin);
    }
    Folder disk(folder);
    const auto log = Log::open(disk, Access::read);
    check(static_cast<bool>(log), "the ledger opens");
    check(log->head().root == reference.root(), "the ledger has the root of its entries");
    fs::remove_all(folder);
    return seconds;
}

void appends(const fs::path& folder) {
    for (const auto& [batches, size] :
         {std::pair<std::size_t, std::size_t>{100, 1000}, {300, 100}, {300, 1}}) {
        std::vector<double> rates;
        for (int run = 0; run < 5; ++run) {
            const double seconds = append(folder / "append", batches, size);
            rates.push_back(static_cast<double>(batches * size) / seconds);
        }
        std::ranges::sort(rates);
        fmt::print("append, batches of {:>4}: median {:>8.0f} entries/s, from {:.0f} to {:.0f}\n",
                   size, rates[2], rates.front(), rates.back());
        std::fflush(stdout);
    }
}

std::set<std::uint64_t> sampled(std::uint64_t entries) {
    Random random(7);
    std::set<std::uint64_t> numbers{0, entries - 1};
    while (numbers.size() < std::min<std::uint64_t>(sample, entries)) {
        numbers.insert(static_cast<std::uint64_t>(random.uniform() * static_cast<double>(entries)));
    }
    return numbers;
}

/// Writes the tiles and gives the root.
Hash write_tiles(const fs::path& folder, std::uint64_t entries,
                 const std::set<std::uint64_t>& numbers) {
    std::set<std::string> kept;
    for (const std::uint64_t number : numbers) {
        const std::uint64_t index = number / tile_width_max;
        kept.insert(
            tile_path(0, {index, std::min(tile_width_max, entries - index * tile_width_max)}));
    }
    TileWriter writer(
        [&](const std::string& path, std::string_view bytes) -> Outcome {
            if (path.starts_with("tile/0/") && !kept.contains(path)) {
                return Done{};
            }
            fs::create_directories((folder / path).parent_path());
            return write_file(folder / path, bytes);
        },
        Entries::left_out);
    Frontier tree;
    for (std::uint64_t k = 0; k < entries; ++k) {
        const Hash leaf = leaf_hash(std::to_string(k));
        tree.add(leaf);
        check(static_cast<bool>(writer.add_leaf(leaf)), "a tile is written");
    }
    check(static_cast<bool>(writer.finish()), "the tiles are written");
    return tree.root();
}

void proofs(const fs::path& folder, std::uint64_t entries) {
    const std::set<std::uint64_t> numbers = sampled(entries);
    const auto begin = Clock::now();
    const Hash root = write_tiles(folder, entries, numbers);
    fmt::print("{} leaves hashed and cut into tiles: {:.0f} s\n", entries, seconds_since(begin));
    std::vector<double> milliseconds;
    for (const std::uint64_t number : numbers) {
        const auto start = Clock::now();
        const Nodes nodes = nodes_of_tiles(
            [&](const std::string& path) { return read_file(folder / path); }, entries);
        const auto path = inclusion_path(nodes, number, entries);
        milliseconds.push_back(1000 * seconds_since(start));
        check(static_cast<bool>(path), "the tiles of the sample are there");
        check(static_cast<bool>(
                  check_inclusion(number, entries, leaf_hash(std::to_string(number)), *path, root)),
              "the proof holds");
    }
    std::ranges::sort(milliseconds);
    fmt::print("proof among {} entries: median {:.3f} ms, 95 of 100 below {:.3f} ms\n", entries,
               milliseconds[milliseconds.size() / 2], milliseconds[milliseconds.size() * 95 / 100]);
    fs::remove_all(folder);
}

}  // namespace

int main(int count, char** words) {
    if (count < 2) {
        fmt::print(stderr, "usage: keep_a_ledger FOLDER [ENTRIES]\n");
        return 2;
    }
    const fs::path folder = words[1];
    appends(folder);
    proofs(folder / "tiles", count > 2 ? std::strtoull(words[2], nullptr, 10) : 100'000'000);
    return 0;
}
