#include <charconv>
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "vorrat/decide/testing.h"

namespace vorrat::decide {
namespace {

namespace fs = std::filesystem;

const fs::path ballots = fs::path(VORRAT_DATA_DIR) / "ballots";

Election open(const fs::path& file) {
    const auto text = read_file(file);
    EXPECT_TRUE(text) << file;
    auto election = read_election(*text, file.filename().string());
    EXPECT_TRUE(election) << election.error().message;
    return *election;
}

/// The order in which a JavaScript object gives its keys: whole numbers first, rising, then the
/// others as they came. The tool of equalshares.net breaks ties by it.
std::vector<OptionIndex> order_of_keys(const Election& election) {
    std::vector<OptionIndex> order = tie_order(election, Ties::given, 0);
    std::ranges::stable_sort(order, {}, [&](OptionIndex option) {
        const std::string& id = election.options[option].id;
        long value = 0;
        const auto end = std::from_chars(id.data(), id.data() + id.size(), value);
        const bool whole = end.ec == std::errc{} && end.ptr == id.data() + id.size();
        return whole && std::to_string(value) == id ? value : std::numeric_limits<long>::max();
    });
    return order;
}

struct Reference {
    const char* name;
    Rule rule;
};

const std::vector<Reference> of_pabutools = {
    {"greedy_cardinality", {.method = Method::greedy, .utility = Utility::cardinality}},
    {"greedy_cost", {.method = Method::greedy, .utility = Utility::cost}},
    {"greedy_additive", {.method = Method::greedy, .utility = Utility::additive}},
    {"greedy_borda", {.method = Method::greedy, .utility = Utility::additive}},
    {"mes_cost", {.method = Method::equal_shares, .utility = Utility::cost}},
    {"mes_cardinality", {.method = Method::equal_shares, .utility = Utility::cardinality}},
    {"mes_additive", {.method = Method::equal_shares, .utility = Utility::additive}},
    {"mes_borda", {.method = Method::equal_shares, .utility = Utility::additive}},
    {"seq_phragmen", {.method = Method::phragmen}},
};

const std::vector<Reference> of_equalshares_net = {
    {"mes_cost_none", {.method = Method::equal_shares}},
    {"mes_cost_add1", {.method = Method::equal_shares, .completion = Completion::add1}},
    {"mes_cost_add1_util", {.method = Method::equal_shares, .completion = Completion::add1u}},
    {"utilitarian", {.method = Method::equal_shares, .completion = Completion::utilitarian}},
};

struct Agreement {
    int compared = 0;
    int missing = 0;  // the other program gave no outcome
};

template <class Order>
Agreement compare(const std::string& program, const std::vector<Reference>& rules, Order order) {
    const auto text = read_file(ballots / "pabulib" / "reference_outcomes.json");
    EXPECT_TRUE(text);
    const auto reference = nlohmann::json::parse(*text);
    Agreement agreement;
    for (const auto& [file, outcomes] : reference.at(program).items()) {
        const Election election = open(ballots / "pabulib" / file);
        for (const Reference& row : rules) {
            if (!outcomes.contains(row.name)) {
                continue;
            }
            if (!outcomes[row.name].contains("selected")) {
                ++agreement.missing;
                continue;
            }
            auto wanted = outcomes[row.name]["selected"].template get<std::vector<std::string>>();
            std::ranges::sort(wanted);
            const auto tally = tally_with(election, row.rule, order(election));
            EXPECT_TRUE(tally) << file << " " << row.name << ": " << tally.error().message;
            EXPECT_EQ(ids(election, *tally), wanted) << file << " " << row.name;
            ++agreement.compared;
        }
    }
    return agreement;
}

TEST(RealElections, HaveTheOutcomesThatPabutoolsComputes) {
    if (!fs::exists(ballots)) {
        GTEST_SKIP() << "no ../shared/data/ballots";
    }

    const Agreement agreement = compare("pabutools", of_pabutools, [](const Election& election) {
        return tie_order(election, Ties::name, 0);
    });

    EXPECT_EQ(agreement.compared, 94);
    EXPECT_EQ(agreement.missing, 1);
}

TEST(RealElections, HaveTheOutcomesThatTheToolOfEqualSharesNetComputes) {
    if (!fs::exists(ballots)) {
        GTEST_SKIP() << "no ../shared/data/ballots";
    }

    const Agreement agreement = compare("equalshares_net", of_equalshares_net, order_of_keys);

    EXPECT_EQ(agreement.compared, 54);
    EXPECT_EQ(agreement.missing, 6);
}

using Committees = std::set<std::vector<int>>;

/// `[[0, 1], [0, 2]]`
Committees committees_of(std::string_view text) {
    Committees all;
    std::vector<int> one;
    int depth = 0;
    for (std::size_t k = 0; k < text.size(); ++k) {
        if (text[k] == '[') {
            ++depth;
        } else if (text[k] == ']' && --depth == 1) {
            std::ranges::sort(one);
            all.insert(one);
            one.clear();
        } else if (text[k] >= '0' && text[k] <= '9') {
            int value = 0;
            const auto end = std::from_chars(text.data() + k, text.data() + text.size(), value);
            k = static_cast<std::size_t>(end.ptr - text.data()) - 1;
            one.push_back(value);
        }
    }
    return all;
}

/// Of each rule of an abcvoting file, every committee that wins under some way to break ties.
std::map<std::string, Committees> winners_in(const std::string& text) {
    std::map<std::string, Committees> winners;
    constexpr std::string_view mark = "- rule_id: ";
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
        at += mark.size();
        const std::size_t line = text.find('\n', at);
        const std::size_t result = text.find("result: ", line);
        const std::size_t end = text.find("\n  resolute", result);
        winners[text.substr(at, line - at)].merge(
            committees_of(std::string_view(text).substr(result, end - result)));
    }
    return winners;
}

const std::map<std::string, Rule> of_abcvoting = {
    {"av", {.method = Method::av}},
    {"sav", {.method = Method::sav}},
    {"pav", {.method = Method::pav}},
    {"seqpav", {.method = Method::seqpav}},
    {"seqphragmen", {.method = Method::phragmen}},
    {"equal-shares", {.method = Method::equal_shares, .completion = Completion::phragmen}},
    {"equal-shares-with-av-completion",
     {.method = Method::equal_shares, .completion = Completion::utilitarian}},
    {"equal-shares-with-increment-completion",
     {.method = Method::equal_shares, .completion = Completion::add1}},
};

TEST(RealElections, HaveACommitteeThatAbcvotingFindsForEveryRule) {
    if (!fs::exists(ballots)) {
        GTEST_SKIP() << "no ../shared/data/ballots";
    }
    int compared = 0;
    for (const auto& entry : fs::directory_iterator(ballots / "abcvoting")) {
        const Election election = open(entry.path());
        const auto winners = winners_in(*read_file(entry.path()));
        for (const auto& [name, rule] : of_abcvoting) {
            const auto tally = decide::tally(election, rule);

            ASSERT_TRUE(tally) << tally.error().message;
            std::vector<int> committee(tally->selected.begin(), tally->selected.end());
            std::ranges::sort(committee);
            EXPECT_TRUE(winners.at(name).contains(committee))
                << entry.path().filename() << " " << name << " "
                << nlohmann::json(committee).dump();
            ++compared;
        }
    }
    EXPECT_EQ(compared, 120 * 8);
}

/// What somebody else published of a real ranked election, options by their number in the file.
struct Published {
    const char* file;  // without its ending
    int winner;
    struct Duel {
        int a;
        int b;
        int for_a;
        int for_b;
    };
    std::vector<Duel> duels;
};

/// People who rank option a above b, both by their number in the file.
std::int64_t people_for(const Election& election, int a, int b) {
    const std::size_t n = election.options.size();
    return prefer_counts(
        election)[static_cast<std::size_t>(a - 1) * n + static_cast<std::size_t>(b - 1)];
}

/// Burlington 2009: all duels of the winner by pairs and the closest of the others, as electowiki
/// ("2009 Burlington mayoral election") counts them; 2006: who won. Debian: the winners of
/// debian.org/vote and, of 2002, its table of votes.
const std::vector<Published> published = {
    {"burlington/00005-00000001", 3, {}},
    {"burlington/00005-00000002",
     2,
     {{2, 1, 4067, 3477},
      {2, 4, 4573, 2998},
      {2, 3, 6267, 591},
      {2, 6, 6658, 104},
      {2, 5, 4597, 3668},
      {1, 4, 3946, 3577},
      {1, 5, 4314, 4064}}},
    {"debian/00002-00000001", 3, {}},
    {"debian/00002-00000003", 3, {}},
    {"debian/00002-00000005", 4, {}},
    {"debian/00002-00000006", 1, {}},
    {"debian/00002-00000007", 3, {}},
};

TEST(RealElections, OfPrefLibHaveThePublishedWinnersAndDuels) {
    if (!fs::exists(ballots)) {
        GTEST_SKIP() << "no ../shared/data/ballots";
    }
    for (const Published& wanted : published) {
        const bool ties = std::string_view(wanted.file).starts_with("burlington");
        const Election election =
            open(ballots / "preflib" / (wanted.file + std::string(ties ? ".toi" : ".soi")));
        const auto tally = decide::tally(election, {.method = Method::schulze});

        ASSERT_TRUE(tally) << tally.error().message;
        EXPECT_EQ(tally->selected.front() + 1, wanted.winner) << wanted.file;
        for (const auto& [a, b, for_a, for_b] : wanted.duels) {
            EXPECT_EQ(people_for(election, a, b), for_a) << wanted.file << " " << a << " " << b;
            EXPECT_EQ(people_for(election, b, a), for_b) << wanted.file << " " << a << " " << b;
        }
    }
}

/// Debian's ballots may rank two people alike. PrefLib's files of them know no ties: whoever has
/// the lower number stands first there. So the higher number has exactly the votes that Debian
/// published, the lower number at least as many, and two winners are others: Martin Michlmayr beat
/// Bdale Garbee by 228 to 224 in 2003, Anthony Towns won in 2006.
TEST(RealElections, OfDebianDifferFromPrefLibsFilesByBallotsThatRankTwoAlike) {
    if (!fs::exists(ballots)) {
        GTEST_SKIP() << "no ../shared/data/ballots";
    }
    const std::map<std::string, std::vector<Published::Duel>> official = {
        {"00002-00000001.soi",
         {{1, 2, 255, 199},
          {1, 3, 178, 291},
          {1, 4, 385, 68},
          {2, 3, 134, 327},
          {2, 4, 406, 50},
          {3, 4, 443, 18}}},
        {"00002-00000002.soi",
         {{1, 5, 228, 202},
          {1, 2, 34, 428},
          {2, 3, 238, 221},
          {2, 5, 449, 29},
          {1, 3, 66, 385},
          {3, 5, 405, 65},
          {1, 4, 38, 397},
          {2, 4, 224, 228},
          {3, 4, 226, 237},
          {4, 5, 424, 39}}},
    };
    for (const auto& [file, duels] : official) {
        const Election election = open(ballots / "preflib" / "debian" / file);
        for (const auto& [lower, higher, for_lower, for_higher] : duels) {
            EXPECT_EQ(people_for(election, higher, lower), for_higher)
                << file << " " << higher << " over " << lower;
            EXPECT_GE(people_for(election, lower, higher), for_lower)
                << file << " " << lower << " over " << higher;
        }
    }
}

/// PrefLib's complete orders (.toc) are its incomplete ones with the options that a ballot does not
/// name added as a last rank of equals, which is how incomplete ballots are counted here.
TEST(RealElections, OfPrefLibHaveTheSameOutcomeWithTheUnnamedOptionsWrittenDown) {
    if (!fs::exists(ballots)) {
        GTEST_SKIP() << "no ../shared/data/ballots";
    }
    int compared = 0;
    for (const auto& entry : fs::recursive_directory_iterator(ballots / "preflib")) {
        const std::string ending = entry.path().extension();
        if (ending != ".soi" && ending != ".toi") {
            continue;
        }
        const Election incomplete = open(entry.path());
        const Election complete = open(fs::path(entry.path()).replace_extension(".toc"));
        const Rule rule{.method = Method::schulze};
        const auto as_cast = tally(incomplete, rule);
        const auto written_down = tally(complete, rule);

        ASSERT_TRUE(as_cast);
        ASSERT_TRUE(written_down);
        EXPECT_EQ(explain(incomplete, rule, *as_cast, Language::english),
                  explain(complete, rule, *written_down, Language::english))
            << entry.path();
        ++compared;
    }
    EXPECT_EQ(compared, 10);
}

}  // namespace
}  // namespace vorrat::decide
