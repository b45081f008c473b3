#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

namespace vorrat::http {

/// Threads for work that may take a while, with a bounded queue.
class Workers {
public:
    Workers(unsigned threads, std::size_t waiting_max)
        : most_(std::max(1U, threads) + waiting_max), pool_(std::max(1U, threads)) {}

    /// False when too many wait already.
    bool take(std::function<void()> work) {
        if (inside_.fetch_add(1) >= most_) {
            --inside_;
            return false;
        }
        boost::asio::post(pool_, [this, work = std::move(work)] {
            work();
            --inside_;
        });
        return true;
    }
    void join() { pool_.join(); }

private:
    std::size_t most_;
    std::atomic<std::size_t> inside_ = 0;  // waiting or at work
    boost::asio::thread_pool pool_;
};

}  // namespace vorrat::http
