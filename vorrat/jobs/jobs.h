#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/progress.h"
#include "vorrat/base/result.h"

/// Long work on a thread of its own, with progress, cancelling, and an honest state after a
/// restart.
namespace vorrat::jobs {

/// Seconds since 1970-01-01.
using Clock = std::function<std::int64_t()>;

/// interrupted: the program ended while it ran. What is waiting then runs after the restart.
enum class State { waiting, running, done, failed, cancelled, interrupted };

std::string_view to_string(State state);
bool is_over(State state);

struct Job {
    std::int64_t number = 0;  ///< 1 for the first
    std::string kind;
    std::string input;  ///< as it was given
    std::string who;
    State state = State::waiting;
    std::string stage;   ///< what it is at, in words
    double share = 0;    ///< done of the stage, in [0, 1]
    std::string result;  ///< of the work; when it failed, why
    std::int64_t made = 0;
    std::int64_t begun = 0;  ///< 0: not yet
    std::int64_t ended = 0;  ///< 0: not yet
};

/// Jobs that are not over.
struct Counts {
    std::int64_t waiting = 0;
    std::int64_t running = 0;
};

/// Does a job and says what came out. A stop asked for by the progress ends it soon; it leaves
/// either all of its results or none.
using Work = std::function<Result<std::string>(const Job& job, const Progress& progress)>;

/// Told about a job as it goes on; the last time when it is over. Called on the thread that works
/// and must take no time.
using Watch = std::function<void(const Job& job)>;

/// The queue of jobs, kept in a file. Any number of threads may ask at the same time.
class Jobs {
public:
    struct Settings {
        std::filesystem::path file;  ///< SQLite; made when missing
        Clock clock;
        std::map<std::string, Work, std::less<>> kinds;
        std::size_t waiting_max = 100;
    };

    /// errors  those of sqlite
    static Result<std::unique_ptr<Jobs>> open(Settings settings);

    /// Asks the running job to stop and waits for it.
    ~Jobs();
    Jobs(const Jobs&) = delete;
    Jobs& operator=(const Jobs&) = delete;

    /// errors  bad_input: no such kind; failed: too many wait
    Result<Job> add(const std::string& kind, const std::string& input, const std::string& who);
    Result<std::optional<Job>> find(std::int64_t number) const;
    /// Newest first, those before `before` (0: all).
    Result<std::vector<Job>> list(std::int64_t before, std::int64_t limit) const;
    Result<Counts> counts() const;
    /// A waiting job is over at once, a running one soon. returns  false: it was over, or is none
    Result<bool> cancel(std::int64_t number);

    /// Tells `watch` of the job at once and then of its progress, as long as the result lives.
    /// returns  null: no such job
    std::shared_ptr<void> watch(std::int64_t number, Watch watch) const;

private:
    struct Inside;
    explicit Jobs(std::shared_ptr<Inside> inside);
    std::shared_ptr<Inside> inside_;
};

}  // namespace vorrat::jobs
