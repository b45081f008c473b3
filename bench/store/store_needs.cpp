// How fast do needs go into a store and come out, beside `sqlite3 .import` of the same rows?
//
//     store_needs [SERIES] [STEPS] [REPEATS]     default 567 x 1941 (1.1 million rows), 5
//
// First checks that what was loaded equals what was saved; then prints, for each way, the median
// and the spread of the seconds, and million rows per second, by the clock and by processor time
// (which other programs on the machine disturb less).

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <sys/resource.h>

#include "vorrat/base/random.h"
#include "vorrat/store/store.h"

namespace {

using namespace vorrat;  // NOLINT: a program of one file
namespace fs = std::filesystem;

/// Sparse counts with a price and a holiday flag, as a shop's history has them.
World world_of_needs(std::uint64_t seed, std::uint32_t series, std::size_t steps) {
    Random random(seed);
    World world;
    world.items = {{"flour", "flour", "kg", {1}, {1}, {}, Tier::essential, 1, ""}};
    world.communities = {{"all", 1}};
    world.history.regressors = {"price", "holiday"};
    for (std::uint32_t s = 0; s < series; ++s) {
        world.places.push_back({fmt::format("depot{}", s), "", PlaceKind::depot, {}, {0}, 1, {}});
        Series one{{0}, {s}, *parse_date("2011-01-29"), {}, {}, {{}, {}}};
        const double mean = 0.1 + 5 * random.uniform();
        for (std::size_t step = 0; step < steps; ++step) {
            one.quantity.push_back(static_cast<double>(random.poisson(mean)));
            one.available.push_back(random.below(50) > 0 ? 1 : 0);
            one.regressors[0].push_back(static_cast<float>(random.below(400)) / 100);
            one.regressors[1].push_back(random.below(30) == 0 ? 1.0F : 0.0F);
        }
        world.history.series.push_back(std::move(one));
    }
    return world;
}

[[noreturn]] void stop(const std::string& why) {
    fmt::print(stderr, "store_needs: {}\n", why);
    std::exit(1);
}

template <class T>
T value_of(Result<T> result) {
    if (!result) {
        stop(result.error().message);
    }
    return std::move(*result);
}

void remove_store(const fs::path& file) {
    for (const char* end : {"", "-wal", "-shm"}) {
        fs::remove(file.string() + end);
    }
}

/// Of this program and of those it has waited for, in user and system mode.
double processor_seconds() {
    double sum = 0;
    for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage used{};
        getrusage(who, &used);
        for (const timeval& part : {used.ru_utime, used.ru_stime}) {
            sum += static_cast<double>(part.tv_sec) + 1e-6 * static_cast<double>(part.tv_usec);
        }
    }
    return sum;
}

/// What one way took, once per repetition.
struct Times {
    std::vector<double> wall;
    std::vector<double> processor;

    template <class Work>
    void add(const Work& work) {
        const auto begin = std::chrono::steady_clock::now();
        const double used = processor_seconds();
        work();
        processor.push_back(processor_seconds() - used);
        wall.push_back(
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
};

void report(const char* what, Times times, std::size_t rows) {
    std::ranges::sort(times.wall);
    std::ranges::sort(times.processor);
    const double wall = times.wall[times.wall.size() / 2];
    const double processor = times.processor[times.processor.size() / 2];
    fmt::print("{:<32} {:7.3f} s  ({:.3f} .. {:.3f})  {:6.3f} | {:7.3f} s  {:6.3f}\n", what, wall,
               times.wall.front(), times.wall.back(), static_cast<double>(rows) / wall / 1e6,
               processor, static_cast<double>(rows) / processor / 1e6);
}

void save(const fs::path& file, const World& world) {
    auto store = value_of(store::open(store::SqliteFile{file}));
    value_of(store.replace_world(world, "2026-11-23T00:00:00Z"));
}

World load(const fs::path& file) {
    return value_of(value_of(store::open(store::SqliteFile{file})).load_world());
}

/// The rows of the table `need`, as `sqlite3 .import` takes them.
void write_csv(const fs::path& file, const World& world) {
    std::ofstream out(file);
    for (std::size_t s = 0; s < world.history.series.size(); ++s) {
        const Series& series = world.history.series[s];
        for (std::size_t step = 0; step < series.quantity.size(); ++step) {
            out << fmt::format("{},{},{},{}\n", s, step, series.quantity[step],
                               series.available[step]);
        }
    }
}

/// Writes the rows of the same table, without foreign keys and regressors, with sqlite3's own tool.
void sqlite_import(const fs::path& folder) {
    const fs::path file = folder / "import.db";
    remove_store(file);
    const std::string command = fmt::format(
        "cd '{}' && sqlite3 import.db 'PRAGMA journal_mode = WAL' "
        "'CREATE TABLE need (series INTEGER NOT NULL, step INTEGER NOT NULL, quantity REAL "
        "CHECK (quantity >= 0), available INTEGER, PRIMARY KEY (series, step)) STRICT, WITHOUT "
        "ROWID' '.mode csv' '.import needs.csv need' > import.log 2>&1",
        folder.string());
    if (std::system(command.c_str()) != 0) {
        stop("sqlite3 .import failed: " + command);
    }
}

void measure(const fs::path& folder, std::uint32_t series, std::size_t steps, int repeats) {
    const World world = world_of_needs(1, series, steps);
    const World other = world_of_needs(2, series, steps);
    const std::size_t rows = series * steps;
    const fs::path file = folder / "store.db";
    save(file, world);
    if (load(file) != world) {
        stop("what was loaded differs from what was saved");
    }
    fmt::print(
        "{} series x {} steps = {} need rows, 2 regressors; {} cores; {:.1f} bytes per row\n",
        series, steps, rows, std::thread::hardware_concurrency(),
        static_cast<double>(fs::file_size(file)) / static_cast<double>(rows));

    Times fresh;
    Times again;
    Times loads;
    Times imports;
    const bool have_sqlite = std::system("command -v sqlite3 > /dev/null") == 0;
    if (have_sqlite) {
        write_csv(folder / "needs.csv", world);
    }
    for (int i = 0; i < repeats; ++i) {
        remove_store(file);
        fresh.add([&] { save(file, world); });
        again.add([&] { save(file, other); });
        loads.add([&] { load(file); });
        if (have_sqlite) {
            imports.add([&] { sqlite_import(folder); });
        }
    }
    fmt::print("{:<32} {:>9}  (least .. most)   {:>6} | {:>9}  {:>6}\n", "", "wall", "Mrow/s",
               "processor", "Mrow/s");
    report("store, into a new file", fresh, rows);
    report("store, replacing another world", again, rows);
    report("load", loads, rows);
    if (have_sqlite) {
        report("sqlite3 .import, needs alone", imports, rows);
    }
    if (!have_sqlite) {
        fmt::print("sqlite3 .import: skipped, no sqlite3 program here\n");
    }
}

}  // namespace

int main(int argc, char** argv) {
    const auto argument = [&](int i, int otherwise) {
        return argc > i ? std::max(1, std::atoi(argv[i])) : otherwise;
    };
    std::string folder = (fs::temp_directory_path() / "store_needs_XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) {
        stop("no temporary folder");
    }
    measure(folder, static_cast<std::uint32_t>(argument(1, 567)),
            static_cast<std::size_t>(argument(2, 1941)), argument(3, 5));
    fs::remove_all(folder);
    return 0;
}
