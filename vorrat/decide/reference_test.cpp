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

}  // namespace
}  // namespace vorrat::decide
