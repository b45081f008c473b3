#include "vorrat/service/council_record.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "vorrat/base/file.h"
#include "vorrat/service/commands.h"

namespace vorrat::service {
namespace {

namespace fs = std::filesystem;

class TwoCommandsAtOnce : public testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() /
                  (std::string("vorrat_council_record_") +
                   testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(folder_);
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }

    Values values(std::map<std::string, std::string, std::less<>> flags,
                  const std::string& action) const {
        flags.emplace("date", "2026-10-01");
        const Command* command = find_command("council");
        Layers layers;
        layers.flags = std::move(flags);
        layers.environment = [](const std::string&) { return std::nullopt; };
        auto resolved = resolve(*command, layers);
        EXPECT_TRUE(resolved) << resolved.error().message;
        resolved->set_positional("ACTION", action);
        resolved->set_positional("DIR", folder_.string());
        return std::move(*resolved);
    }
    int run(const Values& given) const {
        std::ostringstream out;
        const auto code = run_command(*find_command("council"), given, {.out = out});
        return code ? *code : exit_code(code.error().kind);
    }

    fs::path folder_;
};

TEST_F(TwoCommandsAtOnce, LoseNoEntry) {
    constexpr int people = 16;
    ASSERT_EQ(run(values({{"council", "village"}, {"name", "V"}}, "found")), 0);
    std::vector<int> codes(people, -1);
    std::vector<std::thread> threads;
    for (int k = 0; k < people; ++k) {
        threads.emplace_back([&, k] {
            codes[static_cast<std::size_t>(k)] =
                run(values({{"council", "village"}, {"person", "p" + std::to_string(k)}}, "join"));
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }

    const auto text = read_file(folder_ / "council.jsonl");
    ASSERT_TRUE(text);
    const auto state = council::read_record(*text);
    ASSERT_TRUE(state) << state.error().message;
    EXPECT_EQ(std::ranges::count(codes, 0), people);
    EXPECT_EQ(state->members("village", *parse_date("2026-10-01")).size(), people);
}

TEST_F(TwoCommandsAtOnce, StandBehindEachOtherAlsoWhenOneWasOpenForLong) {
    ASSERT_EQ(run(values({{"council", "village"}, {"name", "V"}}, "found")), 0);
    const Values given = values({}, "show");
    auto slow = CouncilRecord::open(given, Others::may_write);
    ASSERT_TRUE(slow);
    ASSERT_EQ(run(values({{"council", "village"}, {"person", "ada"}}, "join")), 0);

    const auto added = slow->add(*parse_date("2026-10-01"), council::Join{"village", "bela", ""});

    ASSERT_TRUE(added) << added.error().message;
    EXPECT_EQ(slow->state().members("village", *parse_date("2026-10-01")).size(), 2);
}

TEST_F(TwoCommandsAtOnce, FindARecordThatIsFullStillReadable) {
    ASSERT_EQ(run(values({{"council", "village"}, {"name", "V"}}, "found")), 0);
    const auto before = read_file(folder_ / "council.jsonl");
    const council::Join join{"village", "ada", ""};
    const auto bytes = council::line_of({2, *parse_date("2026-10-01"), join}).size();
    const auto added = [&](std::size_t bytes_max) {
        auto record = CouncilRecord::open(folder_, Others::wait, bytes_max);
        EXPECT_TRUE(record);
        return record->add(*parse_date("2026-10-01"), join);
    };

    const auto full = added(before->size() + bytes - 1);

    ASSERT_FALSE(full);
    EXPECT_NE(full.error().message.find("it is full"), std::string::npos) << full.error().message;
    EXPECT_EQ(*read_file(folder_ / "council.jsonl"), *before);
    EXPECT_TRUE(added(before->size() + bytes));
}

}  // namespace
}  // namespace vorrat::service
