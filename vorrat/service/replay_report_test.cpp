#include "vorrat/service/replay_report.h"

#include <algorithm>
#include <regex>
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

TEST(ReplayReport, PutsEveryNumberUnderItsHeading) {
    ReplayReport report = costs("early", 20, 10);
    report.wasted = 1;
    report.average_stock = 2;
    report.shipped_units = 3;
    report.shipped_kg = 4;
    report.transport_tkm = 5;
    report.co2e_kg = 6;
    report.orders_changed = 7;
    report.redecided_units = 8;
    report.waiting_steps = 9.5;
    const Date monday{std::chrono::year{2026} / 11 / 2};
    const std::vector<Played> start{{monday, {{report}, {6, 4}, 0}}};

    const auto lines = lines_of(replay_csv(start));

    EXPECT_EQ(lines[0],
              "from,policy,cost,holding_cost,shortage_cost,need,lost,coverage,lowest_coverage,"
              "wasted,average_stock,shipped_units,shipped_kg,transport_tkm,co2e_kg,orders_changed,"
              "redecided_units,waiting_steps");
    EXPECT_EQ(lines[1], "2026-11-02,early,30,20,10,100,25,0.75,0.5,1,2,3,4,5,6,7,8,9.5");
    EXPECT_EQ(
        lines_of(replay_table(two_communities(), start))[2],
        "early              30.0       20.0       10.0     75.0%     50.0%        2.0        1"
        "    9.500         8         5         6");
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

/// Elements that are still open at the end, outermost first; an end without its beginning stays as
/// `/name`. Text and attributes may hold `&` and `<` as entities only.
std::vector<std::string> unclosed(const std::string& xml) {
    static const std::regex piece(
        R"re(<(/?)([a-z]+)((?: [A-Za-z0-9-]+="(?:[^<&"]|&[a-z]+;)*")*)(/?)>|(?:[^<&]|&[a-z]+;)+)re");
    std::vector<std::string> open;
    std::size_t read = 0;
    for (std::sregex_iterator it(xml.begin(), xml.end(), piece); it != std::sregex_iterator();
         ++it) {
        read += static_cast<std::size_t>(it->length());
        const std::string name = (*it)[2];
        if ((*it)[1].length() > 0 && !open.empty() && open.back() == name) {
            open.pop_back();
        } else if ((*it)[1].length() > 0) {
            open.push_back("/" + name);
        } else if (!name.empty() && (*it)[4].length() == 0) {
            open.push_back(name);
        }
    }
    if (read != xml.size()) {
        open.emplace_back("what is no XML");
    }
    return open;
}

TEST(ReplayReport, DrawsAPictureThatIsXmlWhateverPoliciesAreCalled) {
    const std::vector<std::string> nothing;
    EXPECT_EQ(unclosed("<a><b></a>"), (std::vector<std::string>{"a", "b", "/a"}));
    EXPECT_NE(unclosed("<a>x < y & z</a>"), nothing);
    const Date monday{std::chrono::year{2026} / 11 / 2};
    const std::vector<Played> start{{monday, {{costs("<s & S>", 20, 10)}, {6, 4}, 0}}};

    EXPECT_EQ(unclosed(replay_picture(two_starts())), nothing);
    const std::string picture = replay_picture(start);

    EXPECT_EQ(unclosed(picture), nothing);
    EXPECT_NE(picture.find(">&lt;s &amp; S&gt;</text>"), std::string::npos);
}

}  // namespace
}  // namespace vorrat::service
