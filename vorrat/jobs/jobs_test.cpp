#include "vorrat/jobs/jobs.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <future>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "vorrat/sqlite/sqlite.h"

namespace vorrat::jobs {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// Kinds: `echo` gives its input; `fail` fails; `throw` throws; `wait` reports half and waits for
/// the stop.
class Queue : public testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() /
                  (std::string("vorrat_jobs_") +
                   testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        jobs_ = open();
    }
    void TearDown() override {
        jobs_.reset();
        fs::remove_all(folder_);
    }

    std::unique_ptr<Jobs> open(std::size_t waiting_max = 100) const {
        auto jobs =
            Jobs::open({.file = folder_ / "jobs.sqlite",
                        .clock = [] { return 1'790'000'000; },
                        .kinds = {{"echo",
                                   [](const Job& job, const Progress&) -> Result<std::string> {
                                       return job.input;
                                   }},
                                  {"fail",
                                   [](const Job&, const Progress&) -> Result<std::string> {
                                       return failed("no luck");
                                   }},
                                  {"throw",
                                   [](const Job&, const Progress&) -> Result<std::string> {
                                       throw std::runtime_error("thrown");
                                   }},
                                  {"wait",
                                   [](const Job&, const Progress& progress) -> Result<std::string> {
                                       progress.tell("waits", 0.5);
                                       while (!progress.stopped()) {
                                           std::this_thread::sleep_for(1ms);
                                       }
                                       return failed("stopped");
                                   }}},
                        .waiting_max = waiting_max});
        EXPECT_TRUE(jobs) << jobs.error().message;
        return std::move(*jobs);
    }

    /// The job once `reached` holds of it; as it is after ten seconds at the latest.
    template <class Reached>
    Job until(std::int64_t number, const Reached& reached) const {
        for (int k = 0; k < 10'000; ++k) {
            const Job job = **jobs_->find(number);
            if (reached(job)) {
                return job;
            }
            std::this_thread::sleep_for(1ms);
        }
        return **jobs_->find(number);
    }
    Job ended(std::int64_t number) const {
        return until(number, [](const Job& job) { return is_over(job.state); });
    }
    std::int64_t running(const std::string& kind) const {
        const auto job = jobs_->add(kind, "", "paula");
        until(job->number, [](const Job& j) { return j.share == 0.5; });
        return job->number;
    }

    fs::path folder_;
    std::unique_ptr<Jobs> jobs_;
};

TEST_F(Queue, DoesJobsAndSaysWhatCameOut) {
    const auto echo = jobs_->add("echo", "hello", "paula");
    const auto fail = jobs_->add("fail", "", "paula");
    const auto thrown = jobs_->add("throw", "", "paula");

    EXPECT_EQ(ended(echo->number).state, State::done);
    EXPECT_EQ(ended(echo->number).result, "hello");
    EXPECT_EQ(ended(echo->number).who, "paula");
    EXPECT_EQ(ended(fail->number).state, State::failed);
    EXPECT_EQ(ended(fail->number).result, "no luck");
    EXPECT_EQ(ended(thrown->number).result, "thrown");
    EXPECT_FALSE(jobs_->add("dig", "", "paula"));
    EXPECT_EQ(jobs_->list(0, 10)->size(), 3);
    EXPECT_EQ(jobs_->list(fail->number, 10)->front().number, echo->number);
}

TEST_F(Queue, CancelsWhatRunsAndWhatWaits) {
    const std::int64_t running_one = running("wait");
    const auto waiting = jobs_->add("echo", "", "paula");

    EXPECT_TRUE(*jobs_->cancel(waiting->number));
    EXPECT_TRUE(*jobs_->cancel(running_one));
    EXPECT_EQ(ended(running_one).state, State::cancelled);
    EXPECT_EQ(ended(waiting->number).state, State::cancelled);
    EXPECT_FALSE(*jobs_->cancel(running_one));
    EXPECT_FALSE(*jobs_->cancel(77));
}

TEST_F(Queue, TellsWatchersOfProgressUntilTheEnd) {
    std::mutex mutex;
    std::vector<std::string> told;
    std::promise<void> over;
    const std::int64_t number = running("wait");
    const auto watching = jobs_->watch(number, [&](const Job& job) {
        const std::scoped_lock lock(mutex);
        told.push_back(std::string(to_string(job.state)) + " " + job.stage);
        if (is_over(job.state)) {
            over.set_value();
        }
    });
    ASSERT_TRUE(watching);

    ASSERT_TRUE(*jobs_->cancel(number));
    ASSERT_EQ(over.get_future().wait_for(10s), std::future_status::ready);

    const std::scoped_lock lock(mutex);
    EXPECT_EQ(told.front(), "running waits");
    EXPECT_EQ(told.back(), "cancelled waits");
    EXPECT_FALSE(jobs_->watch(77, [](const Job&) {}));
}

TEST_F(Queue, SaysAfterARestartWhatWasInterruptedAndDoesWhatWaited) {
    const std::int64_t number = running("wait");
    const auto waiting = jobs_->add("echo", "later", "paula");

    jobs_.reset();
    jobs_ = open();

    EXPECT_EQ(ended(number).state, State::interrupted);
    EXPECT_EQ(ended(waiting->number).result, "later");
}

TEST_F(Queue, SaysInterruptedAfterACrashToo) {
    const std::int64_t number = running("wait");
    fs::create_directories(folder_ / "copy");
    for (const char* name : {"jobs.sqlite", "jobs.sqlite-wal"}) {
        fs::copy(folder_ / name, folder_ / "copy" / name);
    }
    jobs_.reset();
    folder_ /= "copy";

    jobs_ = open();

    EXPECT_EQ((*jobs_->find(number))->state, State::interrupted);
    folder_ = folder_.parent_path();
}

TEST_F(Queue, TakesNoMoreThanMayWait) {
    jobs_.reset();
    jobs_ = open(1);
    running("wait");

    EXPECT_TRUE(jobs_->add("echo", "", "paula"));
    EXPECT_FALSE(jobs_->add("echo", "", "paula"));
}

}  // namespace
}  // namespace vorrat::jobs
