#include "apps/vorrat/terminal.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

namespace vorrat {

ProgressLine::ProgressLine(bool wanted) : shown_(wanted && ::isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
    if (shown_) {
        std::fputs("\r\033[K", stderr);
    }
}

Progress ProgressLine::progress(std::stop_token stop) const {
    Progress progress{.report = {}, .stop = std::move(stop)};
    if (shown_) {
        progress.report = [](std::string_view stage, double share) {
            const std::string line = fmt::format("\r\033[K{} {:3.0f} %", stage, 100 * share);
            std::fputs(line.c_str(), stderr);
            std::fflush(stderr);
        };
    }
    return progress;
}

void stop_on_signals(const std::stop_source& source) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::thread([set, stop = source]() mutable {
        int signal = 0;
        sigwait(&set, &signal);
        stop.request_stop();
        sigwait(&set, &signal);
        std::_Exit(128 + signal);
    }).detach();
}

}  // namespace vorrat
