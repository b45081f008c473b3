#include "vorrat/service/replay_report.h"

#include <algorithm>
#include <sstream>

#include <gtest/gtest.h>

namespace vorrat::service {
namespace {

using placement::ReplayReport;

ReplayReport costs(const char* policy, double holding, double shortage) {
    ReplayReport report;
    report.policy = policy;
    report.holding_cost = holding;
    report.shortage_cost = shortage;
    report.need = 100;
    report.lost = 25;
    report.communities = {{CommunityId{0}, 60, 30}, {CommunityId{1}, 40, 40}};
    return report;
}

/// Two policies from two starts; the first costs 30 and 50, the second 40 both times.
std::vector<Played> two_starts() {
    const Date monday{std::chrono::year{2026} / 11 / 2};
    return {{monday, {{costs("early", 20, 10), costs("late", 0, 40)}, {6, 4}, 0}},
            {monday + days{7}, {{costs("early", 30, 20), costs("late", 0, 40)}, {12, 8}, 0}}};
}

World two_communities() {
    World world;
    world.communities = {{.id = "north"}, {.id = "so,uth"}};
    return world;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

TEST(ReplayReport, HasARowPerStartAndPolicyAndOneForTheBound) {
    const auto lines = lines_of(replay_csv(two_starts()));

    ASSERT_EQ(lines.size(), 1 + 2 * 3);
    EXPECT_EQ(lines[1], "2026-11-02,early,30,20,10,100,25,0.75,0.5,0,0,0,0,0,0,0,0,0");
    EXPECT_TRUE(lines[6].starts_with("2026-11-09,clairvoyant,20,12,8,")) << lines[6];
    for (const std::string& line : lines) {
        EXPECT_EQ(std::ranges::count(line, ','), std::ranges::count(lines[0], ',')) << line;
    }
}

TEST(ReplayReport, NamesCommunitiesAsCsvFields) {
    const auto lines = lines_of(replay_communities_csv(two_communities(), two_starts()));

    ASSERT_EQ(lines.size(), 1 + 2 * 2 * 2);
    EXPECT_EQ(lines[1], "2026-11-02,early,north,60,30,0.5");
    EXPECT_EQ(lines[2], "2026-11-02,early,\"so,uth\",40,40,1");
}

TEST(ReplayReport, TellsMeansOverTheStartsAndTheirSpread) {
    const std::string text = replay_table(two_communities(), two_starts());
    const auto lines = lines_of(text);

    EXPECT_TRUE(lines[0].ends_with("2026-11-02 to 2026-11-09, means over 2 starts")) << text;
    EXPECT_TRUE(lines[2].starts_with("early              40.0       25.0       15.0")) << text;
    EXPECT_TRUE(lines[4].starts_with("clairvoyant        15.0")) << text;
    EXPECT_NE(text.find("early              30.0       50.0\n"), std::string::npos) << text;
}

/// Widths of the rectangles of a colour, in the order of the picture.
std::vector<double> widths_of(const std::string& picture, const std::string& fill) {
    std::vector<double> widths;
    for (const std::string& line : lines_of(picture)) {
        const auto at = line.find("width=\"");
        if (line.starts_with("<rect x=") && line.ends_with("fill=\"" + fill + "\"/>")) {
            widths.push_back(std::stod(line.substr(at + 7)));
        }
    }
    return widths;
}

TEST(ReplayReport, DrawsCostsInProportion) {
    const std::string picture = replay_picture(two_starts());
    const auto holding = widths_of(picture, "#4477aa");
    const auto shortage = widths_of(picture, "#ee8866");

    ASSERT_EQ(holding.size(), 3);  // the key, early, late
    ASSERT_EQ(shortage.size(), 3);
    EXPECT_NEAR(holding[1] / shortage[1], 25.0 / 15.0, 0.01);
    EXPECT_EQ(holding[2], 0);
    EXPECT_NEAR(shortage[2], holding[1] + shortage[1], 0.11);
    EXPECT_NE(picture.find(">clairvoyant 15<"), std::string::npos);
}

}  // namespace
}  // namespace vorrat::service
