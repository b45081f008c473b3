#include "vorrat/http/metrics.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

namespace vorrat::http {
namespace {

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

std::string described(std::string_view name, std::string_view help, std::string_view type) {
    return fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
}

}  // namespace

void Metrics::count(std::string_view subject, int status, std::chrono::nanoseconds took) {
    const double seconds = std::chrono::duration<double>(took).count();
    const auto bucket =
        static_cast<std::size_t>(std::ranges::lower_bound(bounds, seconds) - bounds.begin());
    const std::scoped_lock lock(mutex_);
    auto found = subjects_.find(subject);
    if (found == subjects_.end()) {
        found = subjects_.emplace(std::string(subject), Subject{}).first;
    }
    ++found->second.by_status[status];
    ++found->second.by_latency[bucket];
    found->second.sum += took;
}

std::string Metrics::text() const {
    std::string requests = described("vorrat_http_requests_total",
                                     "Requests answered, by subject and status.", "counter");
    std::string latency =
        described("vorrat_http_request_seconds",
                  "From the head of a request to its answer, sending not counted.", "histogram");
    const std::scoped_lock lock(mutex_);
    for (const auto& [name, subject] : subjects_) {
        for (const auto& [status, count] : subject.by_status) {
            fmt::format_to(std::back_inserter(requests),
                           "vorrat_http_requests_total{{subject=\"{}\",status=\"{}\"}} {}\n", name,
                           status, count);
        }
        std::uint64_t so_far = 0;
        for (std::size_t k = 0; k <= bounds.size(); ++k) {
            so_far += subject.by_latency.at(k);
            fmt::format_to(std::back_inserter(latency),
                           "vorrat_http_request_seconds_bucket{{subject=\"{}\",le=\"{}\"}} {}\n",
                           name, k < bounds.size() ? fmt::format("{}", bounds.at(k)) : "+Inf",
                           so_far);
        }
        fmt::format_to(std::back_inserter(latency),
                       "vorrat_http_request_seconds_sum{{subject=\"{0}\"}} {1}\n"
                       "vorrat_http_request_seconds_count{{subject=\"{0}\"}} {2}\n",
                       name, std::chrono::duration<double>(subject.sum).count(), so_far);
    }
    return requests + latency;
}

std::string gauge(std::string_view name, std::string_view help, double value) {
    return described(name, help, "gauge") + fmt::format("{} {}\n", name, value);
}

std::string process_figures() {
    std::ifstream statm("/proc/self/statm");
    std::uint64_t pages = 0;
    std::uint64_t resident_pages = 0;
    statm >> pages >> resident_pages;
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto page_bytes = static_cast<double>(sysconf(_SC_PAGESIZE));
    return gauge("process_resident_memory_bytes", "Memory of this program that is in use.",
                 static_cast<double>(resident_pages) * page_bytes) +
           described("process_cpu_seconds_total", "Processor time of this program.", "counter") +
           fmt::format("process_cpu_seconds_total {}\n",
                       seconds_of(used.ru_utime) + seconds_of(used.ru_stime));
}

}  // namespace vorrat::http
