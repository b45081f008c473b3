#include "vorrat/service/what_if.h"

#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "vorrat/base/file.h"
#include "vorrat/example/example.h"

namespace vorrat::service {
namespace {

namespace fs = std::filesystem;

class WhatIf : public ::testing::Test {
protected:
    void SetUp() override {
        shop_ = fs::temp_directory_path() /
                (std::string("vorrat_what_if_") +
                 ::testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::remove_all(shop_);
        ASSERT_TRUE(example::write_shop(shop_));
    }
    void TearDown() override { fs::remove_all(shop_); }

    std::shared_ptr<const pipeline::Run> base() {
        const auto run = kept_.of(shop_, {}, std::nullopt, {});
        EXPECT_TRUE(run) << run.error().message;
        return run ? *run : nullptr;
    }
    nlohmann::json ask(std::map<std::string, std::string> instead) {
        const auto answer =
            what_if(shop_, *base(), {.instead = std::move(instead)}, std::nullopt, {});
        EXPECT_TRUE(answer) << answer.error().message;
        return answer ? nlohmann::json::parse(*answer) : nlohmann::json();
    }

    fs::path shop_;
    KeptPlan kept_;
};

TEST_F(WhatIf, TheBaseIsPlannedOnceAndAgainWhenAFileChanges) {
    const auto first = base();
    EXPECT_EQ(base(), first);

    std::ofstream(shop_ / "need_changes.csv") << "item_id,community,factor\ncoffee,,0.5\n";
    const auto second = base();

    ASSERT_TRUE(second);
    EXPECT_NE(second, first);
    EXPECT_LT(second->forecast.sum_mean[0] + second->plan.worth,
              first->forecast.sum_mean[0] + first->plan.worth);
}

TEST_F(WhatIf, TheBaseStaysWhatItIsWhilePeopleDiscuss) {
    const auto first = base();

    std::ofstream(shop_ / "council.jsonl") << "{}\n";

    EXPECT_EQ(base(), first);
}

TEST_F(WhatIf, TheNeedsNameItemsAndPlacesWhereNoTableDoes) {
    for (const auto& entry : fs::directory_iterator(shop_)) {
        const std::string name = entry.path().filename().string();
        if (name != "needs.csv") {
            fs::remove_all(entry.path());
        }
    }

    const nlohmann::json answer =
        ask({{"need_changes.csv", "item_id,community,factor\ncoffee,,0.5\n"}});

    EXPECT_EQ(answer["alternatives"].size(), 2) << answer;
}

TEST_F(WhatIf, NeedsAreReadAgainWhereItemsStandInAnotherOrder) {
    const auto before = base();
    const std::string text = *read_file(shop_ / "items.csv");
    const std::size_t second = text.find('\n') + 1;
    const std::size_t third = text.find('\n', second) + 1;
    const std::string turned =
        text.substr(0, second) + text.substr(third) + text.substr(second, third - second);

    const auto quick = ingest::read_workspace(
        shop_, {.instead = {{"items.csv", turned}}, .same_needs = &before->world});
    const auto anew = ingest::read_workspace(shop_, {.instead = {{"items.csv", turned}}});

    ASSERT_TRUE(quick && anew);
    EXPECT_TRUE(quick->sound());
    EXPECT_NE(anew->world.history, before->world.history);
    EXPECT_EQ(quick->world.history, anew->world.history);
}

TEST_F(WhatIf, SaysNothingOfWhatChangesWhereALaneIsGone) {
    const std::string text = *read_file(shop_ / "lanes.csv");
    const std::size_t last = text.rfind('\n', text.size() - 2) + 1;

    const nlohmann::json answer = ask({{"lanes.csv", text.substr(0, last)}});

    EXPECT_EQ(answer["alternatives"].size(), 2) << answer;
    EXPECT_TRUE(answer["changes"].is_null());
}

TEST_F(WhatIf, AChangeIsPlannedAsIfEverythingWereReadAnew) {
    const std::string text = "item_id,community,factor\ncoffee,,0.5\n";
    const nlohmann::json quick = ask({{"need_changes.csv", text}});

    std::ofstream(shop_ / "need_changes.csv") << text;
    const auto anew = base();

    ASSERT_TRUE(anew);
    double worth = 0;
    for (const auto& alternative : quick["alternatives"]) {
        if (alternative["id"] == "what-if") {
            worth = alternative["measures"]["worth"];
        }
    }
    EXPECT_NEAR(worth, anew->plan.worth, 1e-5 * anew->plan.worth);
}

}  // namespace
}  // namespace vorrat::service
