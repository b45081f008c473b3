#pragma once

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "vorrat/access/access.h"

namespace vorrat::access::testing {

/// A folder that goes with the test, a clock that stands until it is moved, random bytes that count
/// up, and passwords that cost nothing.
class Desk {
public:
    Desk()
        : folder_(std::filesystem::temp_directory_path() /
                  (std::string("vorrat_access_") +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
    }
    ~Desk() { std::filesystem::remove_all(folder_); }
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;

    Settings settings() {
        return {.file = folder_ / "access.sqlite",
                .clock = [this] { return now; },
                .entropy =
                    [this](std::span<std::uint8_t> bytes) {
                        for (std::uint8_t& byte : bytes) {
                            byte = static_cast<std::uint8_t>(next_++ * 167 >> 3);
                        }
                    },
                .cost = {.passes = 1, .memory_bytes = 8192}};
    }
    std::unique_ptr<Accounts> open() {
        auto accounts = Accounts::open(settings());
        EXPECT_TRUE(accounts) << accounts.error().message;
        return std::move(*accounts);
    }
    const std::filesystem::path& folder() const { return folder_; }

    Seconds now = 1'790'000'000;

private:
    std::filesystem::path folder_;
    std::uint64_t next_ = 0;
};

inline const std::string password = "correct horse battery";

}  // namespace vorrat::access::testing
