#include "vorrat/jobs/jobs.h"

#include <array>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <stop_token>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "vorrat/sqlite/sqlite.h"

namespace vorrat::jobs {
namespace {

using sqlite::Query;

constexpr std::int64_t application_id = 0x564F5257;  // "VORW"

/// Watchers are told of progress within a stage no more often than people can see.
constexpr std::chrono::milliseconds told_every{200};

constexpr const char* version_1 = R"sql(
CREATE TABLE job (
    job INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    input TEXT NOT NULL,
    who TEXT NOT NULL,
    state TEXT NOT NULL CHECK
        (state IN ('waiting', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
    result TEXT NOT NULL,
    made INTEGER NOT NULL,
    begun INTEGER NOT NULL,
    ended INTEGER NOT NULL
) STRICT;

CREATE INDEX job_by_state ON job (state, job);
)sql";

constexpr std::array steps{version_1};

constexpr const char* columns = "job, kind, input, who, state, result, made, begun, ended";

constexpr std::array states{
    std::pair{State::waiting, std::string_view{"waiting"}},
    std::pair{State::running, std::string_view{"running"}},
    std::pair{State::done, std::string_view{"done"}},
    std::pair{State::failed, std::string_view{"failed"}},
    std::pair{State::cancelled, std::string_view{"cancelled"}},
    std::pair{State::interrupted, std::string_view{"interrupted"}},
};

State parse_state(std::string_view text) {
    for (const auto& [state, name] : states) {
        if (name == text) {
            return state;
        }
    }
    impossible("a state that the table does not allow");
}

Job job_in(const Query& row) {
    return {.number = row.number(0),
            .kind = row.text(1),
            .input = row.text(2),
            .who = row.text(3),
            .state = parse_state(row.text(4)),
            .stage = {},
            .share = 0,
            .result = row.text(5),
            .made = row.number(6),
            .begun = row.number(7),
            .ended = row.number(8)};
}

}  // namespace

std::string_view to_string(State state) {
    for (const auto& [known, name] : states) {
        if (known == state) {
            return name;
        }
    }
    impossible("a State outside its enum");
}

bool is_over(State state) { return state != State::waiting && state != State::running; }

/// Invariants: 1. `running` is the job in state running, its progress newer than the file's.
/// 2. Watchers are told in the order of a job's changes, under the lock.
struct Jobs::Inside {
    struct Watcher {
        std::int64_t number;
        Watch watch;
    };

    Settings settings;
    std::unique_ptr<sqlite::Database> database;
    mutable std::mutex mutex{};
    std::condition_variable_any more{};
    bool added = false;
    std::optional<Job> running{};
    std::stop_source stop_running{};
    bool cancelled = false;
    std::chrono::steady_clock::time_point told{};
    std::set<std::shared_ptr<Watcher>> watchers{};
    std::jthread thread{};

    Outcome end_interrupted() const {
        return Query(*database,
                     "UPDATE job SET state = 'interrupted', ended = ?, result = 'the program ended "
                     "while it ran' WHERE state = 'running'")
            .bind(settings.clock())
            .run();
    }

    Result<std::optional<Job>> read(const std::string& rest, std::int64_t number) const {
        Query row(*database, fmt::format("SELECT {} FROM job {}", columns, rest));
        row.bind(number);
        auto job = row.step() ? std::optional(job_in(row)) : std::nullopt;
        auto done = row.outcome();
        return done ? Result(std::move(job)) : done.error();
    }

    /// The job as it is now, progress included.
    Result<std::optional<Job>> find(std::int64_t number) const {
        if (running && running->number == number) {
            return running;
        }
        return read("WHERE job = ?", number);
    }

    void tell(const Job& job) const {
        for (const auto& watcher : watchers) {
            if (watcher->number == job.number) {
                watcher->watch(job);
            }
        }
    }

    Outcome write(const Job& job) const {
        return Query(*database,
                     "UPDATE job SET state = ?, result = ?, begun = ?, ended = ? WHERE job = ?")
            .bind(to_string(job.state))
            .bind(job.result)
            .bind(job.begun)
            .bind(job.ended)
            .bind(job.number)
            .run();
    }

    /// The oldest waiting job, now running; nothing when there is none, or the file fails.
    std::optional<Job> take() {
        auto next = read("WHERE state = 'waiting' AND job > ? ORDER BY job LIMIT 1", 0);
        if (!next || !*next) {
            return std::nullopt;
        }
        Job job = std::move(**next);
        job.state = State::running;
        job.begun = settings.clock();
        if (auto done = write(job); !done) {
            return std::nullopt;
        }
        running = job;
        stop_running = {};
        cancelled = false;
        tell(job);
        return job;
    }

    void note_progress(std::string_view stage, double share) {
        const std::scoped_lock lock(mutex);
        const auto now = std::chrono::steady_clock::now();
        const bool new_stage = running->stage != stage;
        running->stage = stage;
        running->share = share;
        if (new_stage || now - told >= told_every) {
            told = now;
            tell(*running);
        }
    }

    Result<std::string> work_on(const Job& job) {
        const auto work = settings.kinds.find(job.kind);
        if (work == settings.kinds.end()) {
            return failed("this version knows no jobs of this kind");
        }
        const Progress progress{
            .report = [this](std::string_view stage, double share) { note_progress(stage, share); },
            .stop = stop_running.get_token()};
        try {
            return work->second(job, progress);
        } catch (const std::exception& problem) {
            return failed(problem.what());
        }
    }

    void finish(const Result<std::string>& result) {
        Job job = std::move(*running);
        running.reset();
        const bool stopped = stop_running.stop_requested();
        const State unfinished = !stopped    ? State::failed
                                 : cancelled ? State::cancelled
                                             : State::interrupted;
        job.state = result ? State::done : unfinished;
        job.result = result ? *result : result.error().message;
        job.ended = settings.clock();
        // A file that fails leaves the job running in it; the next start says interrupted.
        static_cast<void>(write(job));
        tell(job);
    }

    void run(const std::stop_token& stop) {
        std::unique_lock lock(mutex);
        while (!stop.stop_requested()) {
            const auto job = take();
            if (!job) {
                more.wait(lock, stop, [this] { return added; });
                added = false;
                continue;
            }
            lock.unlock();
            const auto result = work_on(*job);
            lock.lock();
            finish(result);
        }
    }
};

Jobs::Jobs(std::shared_ptr<Inside> inside) : inside_(std::move(inside)) {}

Result<std::unique_ptr<Jobs>> Jobs::open(Settings settings) {
    auto database = sqlite::Database::open(settings.file, {});
    if (!database) {
        return database.error();
    }
    if (auto done = sqlite::migrate(**database, steps, application_id); !done) {
        return done.error();
    }
    auto inside = std::make_shared<Inside>();
    inside->settings = std::move(settings);
    inside->database = std::move(*database);
    if (auto done = inside->end_interrupted(); !done) {
        return done.error();
    }
    Inside* const raw = inside.get();
    inside->thread = std::jthread([raw](const std::stop_token& stop) { raw->run(stop); });
    return std::unique_ptr<Jobs>(new Jobs(std::move(inside)));  // NOLINT: private
}

Jobs::~Jobs() {
    inside_->thread.request_stop();
    {
        const std::scoped_lock lock(inside_->mutex);
        inside_->stop_running.request_stop();
    }
    inside_->thread.join();
}

Result<Job> Jobs::add(const std::string& kind, const std::string& input, const std::string& who) {
    if (!inside_->settings.kinds.contains(kind)) {
        return bad_input(fmt::format("kind: no jobs of the kind \"{}\"", kind));
    }
    const std::scoped_lock lock(inside_->mutex);
    const auto waiting =
        inside_->database->number("SELECT count(*) FROM job WHERE state = 'waiting'");
    if (!waiting) {
        return waiting.error();
    }
    if (std::cmp_greater_equal(*waiting, inside_->settings.waiting_max)) {
        return failed("too many jobs wait already");
    }
    Query row(*inside_->database,
              fmt::format("INSERT INTO job (kind, input, who, state, result, made, begun, ended) "
                          "VALUES (?, ?, ?, 'waiting', '', ?, 0, 0) RETURNING {}",
                          columns));
    row.bind(kind).bind(input).bind(who).bind(inside_->settings.clock());
    Job job = row.step() ? job_in(row) : Job{};
    if (auto done = row.run(); !done) {
        return done.error();
    }
    inside_->added = true;
    inside_->more.notify_all();
    return job;
}

Result<std::optional<Job>> Jobs::find(std::int64_t number) const {
    const std::scoped_lock lock(inside_->mutex);
    return inside_->find(number);
}

Result<std::vector<Job>> Jobs::list(std::int64_t before, std::int64_t limit) const {
    const std::scoped_lock lock(inside_->mutex);
    Query rows(*inside_->database,
               fmt::format("SELECT {} FROM job WHERE ?1 = 0 OR job < ?1 ORDER BY job DESC LIMIT ?2",
                           columns));
    rows.bind(before).bind(limit);
    std::vector<Job> jobs;
    while (rows.step()) {
        jobs.push_back(job_in(rows));
        if (inside_->running && inside_->running->number == jobs.back().number) {
            jobs.back() = *inside_->running;
        }
    }
    auto done = rows.outcome();
    return done ? Result(std::move(jobs)) : done.error();
}

Result<Counts> Jobs::counts() const {
    const std::scoped_lock lock(inside_->mutex);
    const auto waiting =
        inside_->database->number("SELECT count(*) FROM job WHERE state = 'waiting'");
    if (!waiting) {
        return waiting.error();
    }
    return Counts{.waiting = *waiting, .running = inside_->running ? 1 : 0};
}

Result<bool> Jobs::cancel(std::int64_t number) {
    const std::scoped_lock lock(inside_->mutex);
    auto found = inside_->find(number);
    if (!found) {
        return found.error();
    }
    if (!*found || is_over((*found)->state)) {
        return false;
    }
    Job& job = **found;
    if (job.state == State::running) {
        inside_->cancelled = true;
        inside_->stop_running.request_stop();
        return true;
    }
    job.state = State::cancelled;
    job.ended = inside_->settings.clock();
    if (auto done = inside_->write(job); !done) {
        return done.error();
    }
    inside_->tell(job);
    return true;
}

std::shared_ptr<void> Jobs::watch(std::int64_t number, Watch watch) const {
    const std::scoped_lock lock(inside_->mutex);
    const auto job = inside_->find(number);
    if (!job || !*job) {
        return nullptr;
    }
    watch(**job);
    auto watcher = std::make_shared<Inside::Watcher>(Inside::Watcher{number, std::move(watch)});
    inside_->watchers.insert(watcher);
    return {watcher.get(), [inside = std::weak_ptr(inside_), watcher](void* /*unused*/) {
                if (const auto held = inside.lock()) {
                    const std::scoped_lock held_lock(held->mutex);
                    held->watchers.erase(watcher);
                }
            }};
}

}  // namespace vorrat::jobs
