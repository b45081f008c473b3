#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/decide/testing.h"

namespace vorrat::decide {
namespace {

using testing::HasSubstr;

const std::string head = "META\nkey;value\nbudget;100\nvote_type;approval\n";
const std::string projects = "PROJECTS\nproject_id;cost\na;10\nb;20.50\n";
const std::string votes = "VOTES\nvoter_id;vote\n";

std::string complaint(const std::string& text, const std::string& file = "e.pb") {
    const auto election = read_election(text, file);
    EXPECT_FALSE(election) << "was read without findings";
    return election ? "" : election.error().message;
}

TEST(BallotFiles, AreReadExactlyToTheCent) {
    const auto election = read_election(head + projects + votes + "1;a,b\n2;b\n", "e.pb");

    ASSERT_TRUE(election) << election.error().message;
    EXPECT_EQ(election->decimals, 1);
    EXPECT_EQ(election->budget, 1000);
    EXPECT_EQ(election->options[1].cost, 205);
    EXPECT_EQ(election->people, 2);
}

struct Bad {
    const char* name;
    std::string text;
    std::string file;
    std::string message;
};

TEST(BallotFiles, NameThePlaceOfEverythingThatIsWrong) {
    const std::string ranked = "# NUMBER ALTERNATIVES: 3\n";
    const std::string approved = "num_cand: 3\ncommitteesize: 2\n";
    const std::vector<Bad> rows = {
        {"duplicate voter", head + projects + votes + "1;a\n1;b\n", "e.pb",
         "e.pb:12:1: voter_id: want one ballot per voter, got \"1\" again"},
        {"unknown project", head + projects + votes + "1;a,c\n", "e.pb",
         "e.pb:11:5: vote: want a project of the file, got \"c\""},
        {"project twice in a ballot", head + projects + votes + "1;a,a\n", "e.pb",
         "e.pb:11:5: vote: want a project once, got \"a\" again"},
        {"project twice", head + projects + "a;1\n" + votes + "1;a\n", "e.pb",
         "e.pb:9:1: project_id: want an id once, got \"a\" again"},
        {"negative cost", head + "PROJECTS\nproject_id;cost\na;-5\n" + votes + "1;a\n", "e.pb",
         "e.pb:7:3: cost: want a number of at least 0 with at most 6 decimals, got \"-5\""},
        {"cost beyond all bounds",
         head + "PROJECTS\nproject_id;cost\na;9999999999999999\n" + votes + "1;a\n", "e.pb",
         "e.pb:7:3: cost: want at most 1000000000000000 units"},
        {"no budget", "META\nkey;value\nvote_type;approval\n" + projects + votes + "1;a\n", "e.pb",
         "META: want a key budget, got none"},
        {"unknown kind of vote",
         "META\nkey;value\nbudget;1\nvote_type;guess\n" + projects + votes + "1;a\n", "e.pb",
         "e.pb:4:11: vote_type: want approval, choose-1, cumulative, scoring or ordinal"},
        {"cut off", head + projects, "e.pb",
         "e.pb:9:1: file: want the sections META, PROJECTS and VOTES, got its end"},
        {"rows that are missing", head + "num_votes;3\n" + projects + votes + "1;a\n", "e.pb",
         "e.pb:5:11: num_votes: want 1, as there are rows, got \"3\""},
        {"open quote", head + projects + votes + "1;\"a\n", "e.pb",
         "e.pb:11:3: row: want a quote that closes on its line, got an open one"},
        {"points that do not match",
         "META\nkey;value\nbudget;1\nvote_type;cumulative\n" + projects +
             "VOTES\nvoter_id;vote;points\n1;a,b;1\n",
         "e.pb", "e.pb:11:7: points: want 2 numbers as in vote, got 1"},
        {"unknown option", ranked + "2: 1,4,2\n", "e.soi",
         "e.soi:2:6: order: want an option from 1 to 3, got \"4\""},
        {"option twice", ranked + "2: 1,1,2\n", "e.soi",
         "e.soi:2:6: order: want an option once, got \"1\" again"},
        {"incomplete order", ranked + "2: 1,2\n", "e.soc",
         "e.soc:2:1: order: want all 3 options, got 2"},
        {"ties where none may be", ranked + "2: {1,2},3\n", "e.soc",
         "e.soc:2:4: order: want options and commas, got \"{\""},
        {"open tie", ranked + "2: 3,{1,2\n", "e.toc", "e.toc:2:10: order: want }, got"},
        {"same order twice", ranked + "2: 1\n3: 1\n", "e.soi",
         "e.soi:3:3: order: want each order once, got \"1\" again"},
        {"no voters", ranked + "0: 1\n", "e.soi", "e.soi:2:1: order: want a number of voters"},
        {"voters that are missing", ranked + "# NUMBER VOTERS: 9\n2: 1\n", "e.soi",
         "e.soi:2:1: NUMBER VOTERS: want 2, as the orders say, got 9"},
        {"unknown candidate", approved + "profile: [[0, 3]]\n", "e.yaml",
         "e.yaml:3:15: profile: want a candidate below num_cand, 3, got \"3\""},
        {"candidate twice", approved + "profile: [[0,\n  0]]\n", "e.yaml",
         "e.yaml:4:3: profile: want a candidate once in a ballot, got \"0\" again"},
        {"more seats than candidates", "num_cand: 3\ncommitteesize: 4\nprofile: [[0]]\n", "e.yaml",
         "e.yaml:2:15: committeesize: want 1 to 3, the number of candidates, got 4"},
        {"open list", approved + "profile: [[0], [1]\n", "e.yaml",
         "e.yaml:3:19: profile: want , or ], got its end"},
        {"unknown key", approved + "colour: red\nprofile: [[0]]\n", "e.yaml",
         "e.yaml:3:1: key: want profile, num_cand"},
        {"unknown ending", "x", "e.csv", "e.csv:1:1: file name: want an ending of .pb"},
        {"empty file", "", "e.pb", "e.pb:1:1: file: want the sections"},
    };
    for (const Bad& row : rows) {
        EXPECT_THAT(complaint(row.text, row.file), HasSubstr(row.message)) << row.name;
    }
}

TEST(BallotFiles, TellTwentyFindingsAndCountTheOthers) {
    std::string text = head + projects + votes;
    for (int voter = 0; voter < 30; ++voter) {
        text += std::to_string(voter) + ";nothing\n";
    }

    const std::string message = complaint(text);

    EXPECT_EQ(std::ranges::count(message, '\n'), 20);
    EXPECT_THAT(message, HasSubstr("e.pb: and 10 findings more"));
}

TEST(BallotFiles, MayHaveALineOfTenMegabytes) {
    std::string text = head + projects + votes + "1;";
    text.append(10'000'000, 'x');

    EXPECT_THAT(complaint(text + "\n"), HasSubstr("e.pb:11:3: vote: want a project of the file"));
    EXPECT_THAT(complaint("# NUMBER ALTERNATIVES: 3\n1: " + std::string(10'000'000, '1'), "e.soi"),
                HasSubstr("e.soi:2:4: order: want an option from 1 to 3"));
}

TEST(BallotFiles, MayHaveMarksAndWindowsLineEnds) {
    const auto election = read_election(
        "\xEF\xBB\xBFMETA\r\nkey;value\r\nbudget;5\r\nvote_type;approval\r\nPROJECTS\r\n"
        "project_id;cost;name\r\na;1;\"one; and \"\"two\"\"\"\r\nVOTES\r\nvote\r\na\r\n",
        "e.pb");

    ASSERT_TRUE(election) << election.error().message;
    EXPECT_EQ(election->options[0].name, "one; and \"two\"");
}

}  // namespace
}  // namespace vorrat::decide
