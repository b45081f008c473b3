#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace vorrat {

/// How many threads a call may use; at least one.
struct Threads {
    unsigned count = 1;

    static Threads all() { return {std::max(1U, std::thread::hardware_concurrency())}; }
};

/// Calls `work(first, last)` for consecutive blocks of [0, count), several at a time, and returns
/// when all are done. The blocks depend on `block` alone, never on the number of threads, so a
/// caller that keeps one result per block and adds them in block order gets the same sums for any
/// number of threads. `work` must not throw.
template <class Work>
void parallel_blocks(std::size_t count, std::size_t block, Threads threads, const Work& work) {
    const std::size_t blocks = (count + block - 1) / block;
    std::atomic<std::size_t> next = 0;
    const auto run = [&] {
        for (std::size_t b = next++; b < blocks; b = next++) {
            work(b * block, std::min(count, (b + 1) * block));
        }
    };
    const std::size_t helpers = std::min<std::size_t>(threads.count, blocks);
    std::vector<std::jthread> pool;
    for (std::size_t i = 1; i < helpers; ++i) {
        pool.emplace_back(run);
    }
    run();
}

/// The sum of `term(k)` over [0, count): one partial sum per block, added in their order, the same
/// for any number of threads. `term` must not throw.
template <class Term>
double sum_over(std::size_t count, std::size_t block, Threads threads, const Term& term) {
    std::vector<double> parts((count + block - 1) / block, 0);
    parallel_blocks(count, block, threads, [&](std::size_t first, std::size_t last) {
        double sum = 0;
        for (std::size_t k = first; k < last; ++k) {
            sum += term(k);
        }
        parts[first / block] = sum;
    });
    double total = 0;
    for (const double part : parts) {
        total += part;
    }
    return total;
}

}  // namespace vorrat
