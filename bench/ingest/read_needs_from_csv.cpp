// How fast do need rows get from a CSV file into a checked history in memory, beside a plain
// getline-and-split reader of the same file?
//
//     read_needs_from_csv [SERIES] [STEPS] [REPEATS]     default 600 x 1941 (1.16 million rows), 5
//
// First checks that both readers give the same series and sums; then prints, for each, the median
// and the spread of the processor seconds of one thread, and million rows per second. Vorrat's time
// includes reading the file, its SHA-256, the check of its encoding, every check of every cell,
// sorting and filling gaps; the plain reader checks nothing.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "vorrat/base/random.h"
#include "vorrat/ingest/ingest.h"

namespace {

using namespace vorrat;  // NOLINT: a program of one file
namespace fs = std::filesystem;

constexpr std::uint32_t places = 20;

/// Counts with a flag and a price, a series behind the other, as shops export them.
void write_needs(const fs::path& file, std::uint32_t series, int steps) {
    Random random(7);
    std::ofstream out(file);
    out << "date,item_id,place_id,quantity,available,price\n";
    const Date start = *parse_date("2020-01-01");
    for (std::uint32_t s = 0; s < series; ++s) {
        const double mean = 0.1 + 5 * random.uniform();
        for (int step = 0; step < steps; ++step) {
            out << fmt::format("{},item_{:05},place_{:03},{},{},{:.2f}\n",
                               to_string(start + days{step}), s / places, s % places,
                               random.poisson(mean), random.below(50) > 0 ? 1 : 0,
                               1 + random.below(900) / 100.0);
        }
    }
}

/// item/place -> steps and sum of quantities.
using Sums = std::map<std::string, std::pair<std::size_t, double>>;

/// The reader one writes in ten minutes.
Sums read_plainly(const fs::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    struct Row {
        std::string date;
        double quantity, available, price;
    };
    std::map<std::string, std::vector<Row>> series;
    while (std::getline(in, line)) {
        std::vector<std::string> cells;
        std::stringstream stream(line);
        for (std::string cell; std::getline(stream, cell, ',');) {
            cells.push_back(cell);
        }
        series[cells[1] + "/" + cells[2]].push_back(
            {cells[0], std::stod(cells[3]), std::stod(cells[4]), std::stod(cells[5])});
    }
    Sums sums;
    for (const auto& [key, rows] : series) {
        double sum = 0;
        for (const Row& row : rows) {
            sum += row.quantity;
        }
        sums[key] = {rows.size(), sum};
    }
    return sums;
}

Sums sums_of(const World& world) {
    Sums sums;
    for (const Series& series : world.history.series) {
        double sum = 0;
        for (const double quantity : series.quantity) {
            sum += quantity;
        }
        sums[world.items[series.item].id + "/" + world.places[series.place].id] = {
            series.quantity.size(), sum};
    }
    return sums;
}

void measure(std::string_view what, std::size_t rows, int repeats,
             const std::function<void()>& work) {
    std::vector<double> seconds;
    for (int k = 0; k < repeats; ++k) {
        const std::clock_t before = std::clock();
        work();
        seconds.push_back(static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC);
    }
    std::sort(seconds.begin(), seconds.end());
    const double median = seconds[seconds.size() / 2];
    fmt::print("{:<24} {:.3f} s ({:.3f} .. {:.3f}), {:.2f} million rows per second\n", what, median,
               seconds.front(), seconds.back(), static_cast<double>(rows) / median / 1e6);
}

}  // namespace

int main(int count, char** arguments) {
    const auto argument = [&](int k, int instead) {
        return count > k ? std::atoi(arguments[k]) : instead;
    };
    const auto series = static_cast<std::uint32_t>(argument(1, 600));
    const int steps = argument(2, 1941);
    const int repeats = std::max(1, argument(3, 5));
    const fs::path folder =
        fs::temp_directory_path() / fmt::format("vorrat_read_needs_{}", ::getpid());
    fs::create_directories(folder);
    const fs::path file = folder / "needs.csv";
    write_needs(file, series, steps);
    const std::size_t rows = static_cast<std::size_t>(series) * static_cast<std::size_t>(steps);
    fmt::print("{} rows, {:.1f} MB\n", rows, static_cast<double>(fs::file_size(file)) / 1e6);

    const auto reading = ingest::read_workspace(folder);
    const bool same = reading && reading->sound() && sums_of(reading->world) == read_plainly(file);
    if (same) {
        measure("vorrat, one thread", rows, repeats, [&] { (void)ingest::read_workspace(folder); });
        measure("getline and split", rows, repeats, [&] { (void)read_plainly(file); });
    } else {
        fmt::print(stderr, "read_needs_from_csv: the two readers differ\n");
    }
    fs::remove_all(folder);
    return same ? 0 : 1;
}
