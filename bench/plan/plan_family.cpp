// plan_family ITEMS [SEED [THREADS [GAP [PERIODS]]]] [--clp] [--write FILE]: how long does a
// programme of the family take to a certified gap? One line of JSON.
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

#include "family.h"
#include <fmt/format.h>
#include <sys/resource.h>

namespace {

using namespace vorrat;

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double peak_megabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

template <class T>
void put(std::ofstream& out, const std::vector<T>& values) {
    const std::uint64_t count = values.size();
    out.write(reinterpret_cast<const char*>(&count), sizeof count);
    out.write(reinterpret_cast<const char*>(values.data()),
              static_cast<std::streamsize>(count * sizeof(T)));
}

/// The programme as arrays for other solvers: see bench/plan/highs.py.
void write(const solve::LinearProgram& lp, const std::string& file) {
    std::ofstream out(file, std::ios::binary);
    put(out, lp.cost);
    put(out, lp.column_lower);
    put(out, lp.column_upper);
    put(out, lp.row_lower);
    put(out, lp.row_upper);
    put(out, std::vector<std::int32_t>(lp.matrix.start.begin(), lp.matrix.start.end()));
    put(out, std::vector<std::int32_t>(lp.matrix.row.begin(), lp.matrix.row.end()));
    put(out, lp.matrix.value);
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::string> words;
    bool clp = false;
    std::string file;
    for (int k = 1; k < argc; ++k) {
        const std::string word = argv[k];
        if (word == "--clp") {
            clp = true;
        } else if (word == "--write" && k + 1 < argc) {
            file = argv[++k];
        } else {
            words.push_back(word);
        }
    }
    const auto number = [&](std::size_t k, double fallback) {
        return words.size() > k ? std::atof(words[k].c_str()) : fallback;
    };
    bench::FamilySize size;
    size.items = static_cast<int>(number(0, 200));
    size.seed = static_cast<std::uint64_t>(number(1, 1));
    size.periods = static_cast<int>(number(4, 8));
    const supply::Programme programme = bench::make_family(size);
    if (!file.empty()) {
        write(programme.linear_program(), file);
        return 0;
    }
    const std::size_t entries = programme.entry_count();
    if (clp) {
        const solve::LinearProgram lp = programme.linear_program();
        const auto start = std::chrono::steady_clock::now();
        const double busy = processor_seconds();
        const solve::Solution s = solve::solve(lp);
        const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
        fmt::print(
            "{{\"items\": {}, \"nonzeros\": {}, \"objective\": {:.10g}, \"bound\": {:.10g}, "
            "\"seconds\": {:.3f}, \"cpu_seconds\": {:.3f}, \"mb\": {:.0f}}}\n",
            size.items, entries, s.objective, s.bound, wall.count(), processor_seconds() - busy,
            peak_megabytes());
        return 0;
    }
    supply::Settings settings;
    settings.threads.count = static_cast<unsigned>(number(2, 1));
    settings.gap = number(3, 1e-3);
    settings.time_limit_seconds = 600;
    const double busy = processor_seconds();
    const supply::Answer answer = supply::solve(programme, settings);
    fmt::print(
        "{{\"items\": {}, \"nonzeros\": {}, \"rows\": {}, \"columns\": {}, "
        "\"objective\": {:.10g}, \"bound\": {:.10g}, \"gap\": {:.3e}, \"residual\": {:.1e}, "
        "\"iterations\": {}, \"certificates\": {}, \"seconds\": {:.3f}, "
        "\"cpu_seconds\": {:.3f}, \"certificate_seconds\": {:.3f}, \"mb\": {:.0f}, "
        "\"bytes_per_nonzero\": {:.1f}}}\n",
        size.items, entries, programme.rows(), programme.columns(), answer.cost, answer.bound,
        answer.gap(), answer.residual, answer.iterations, answer.certificates, answer.seconds,
        processor_seconds() - busy, answer.certificate_seconds, peak_megabytes(),
        peak_megabytes() * 1048576 / static_cast<double>(entries));
    return 0;
}
