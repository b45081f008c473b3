#include "vorrat/service/what_if.h"

#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

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
