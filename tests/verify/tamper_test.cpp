#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <functional>
#include <set>

#include "tests/verify/second_opinion.h"
#include "tests/verify/village.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "vorrat/base/csv.h"

// Every number that a plan publishes is changed in turn, one at a time, and the checker must not
// let it pass. docs/guide/checking-a-plan.md lists what it cannot know from the folder alone.

namespace vorrat::testing {
namespace {

/// One number of one file: where it stands in the bytes, and the column or JSON key it belongs to.
struct Number {
    std::string file;
    std::string field;
    std::size_t begin = 0;
    std::size_t length = 0;
    double value = 0;
    std::string row;  ///< the bytes of its line, for messages
};

bool as_number(std::string_view text, double& value) {
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return !text.empty() && problem == std::errc{} && end == text.data() + text.size();
}

void add_csv_numbers(const std::string& file, const std::string& bytes, std::vector<Number>& out) {
    auto reader = CsvReader::open(bytes, file);
    check(static_cast<bool>(reader), "a published table has a header");
    while (reader->next() == CsvStep::row) {
        const auto fields = reader->fields();
        for (std::size_t k = 0; k < fields.size(); ++k) {
            Number number{file, reader->header()[k],       0, fields[k].size(),
                          0,    std::string(reader->raw())};
            // A field with doubled quotes is a copy, and no number.
            if (!as_number(fields[k], number.value)) {
                continue;
            }
            number.begin = static_cast<std::size_t>(fields[k].data() - bytes.data());
            out.push_back(number);
        }
    }
}

/// Numbers of plan.json stand behind a colon, one a line, below the keys of their objects.
void add_json_numbers(const std::string& bytes, std::vector<Number>& out) {
    std::vector<std::string> path;
    std::size_t begin = 0;
    while (begin < bytes.size()) {
        const std::size_t end = bytes.find('\n', begin);
        const std::string line = bytes.substr(begin, end - begin);
        const std::size_t key_end = line.find("\": ");
        const std::string key = key_end == std::string::npos
                                    ? ""
                                    : line.substr(line.find('"') + 1, key_end - line.find('"') - 1);
        if (line.ends_with('{') || line.ends_with('[')) {
            path.push_back(key);
        } else if (line.find_first_of("}]") != std::string::npos && key.empty()) {
            path.pop_back();
        } else if (key_end != std::string::npos) {
            const std::size_t at = key_end + 3;
            const std::string_view text =
                std::string_view(line).substr(at, line.size() - at - (line.ends_with(',') ? 1 : 0));
            Number number{"plan.json", "", begin + at, text.size(), 0, line};
            for (const std::string& part : path) {
                number.field += part.empty() ? "" : part + ".";
            }
            number.field += key;
            if (as_number(text, number.value)) {
                out.push_back(number);
            }
        }
        begin = end + 1;
    }
}

std::vector<Number> all_numbers(const Files& files) {
    std::vector<Number> numbers;
    for (const auto& [file, bytes] : files) {
        if (file.ends_with(".csv")) {
            add_csv_numbers(file, bytes, numbers);
        }
    }
    add_json_numbers(files.at("plan.json"), numbers);
    return numbers;
}

struct Change {
    const char* name;
    std::function<double(double)> of;
};

const std::vector<Change>& changes() {
    static const std::vector<Change> all{{"+1", [](double v) { return v + 1; }},
                                         {"x1.001", [](double v) { return v * 1.001; }},
                                         {"x0.5", [](double v) { return v * 0.5; }},
                                         {"sign", [](double v) { return -v; }}};
    return all;
}

Files changed(const Files& files, const Number& number, double value) {
    Files copy = files;
    copy.at(number.file).replace(number.begin, number.length, fmt::format("{}", value));
    return copy;
}

/// What a cheat who also computes new hashes can change unseen, and why. Two kinds: inputs that
/// nothing else in the folder depends on, so that only the hashes given elsewhere protect them; and
/// inputs that do not bind here, so that all the plan says is still true of the changed problem.
const std::map<std::string, std::string>& only_hashes_protect() {
    static const std::map<std::string, std::string> fields{
        {"certificate.csv dual", "a dual that the bound does not feel proves the same bound"},
        {"impacts.csv quantity", "of a storage or good that the plan leaves alone"},
        {"places.csv lat", "where a place lies is drawn, not planned with"},
        {"places.csv lon", "where a place lies is drawn, not planned with"},
        {"places.csv population", "shown, not planned with"},
        {"lanes.csv minimum_kg", "placement's own rule; the plan does not use it"},
        {"forecast.csv mean", "the forecast: the plan uses its slices in need.csv"},
        {"forecast.csv q0.1", "the forecast, as long as quantiles do not fall"},
        {"forecast.csv q0.5", "the forecast, as long as quantiles do not fall"},
        {"forecast.csv q0.9", "the forecast, as long as quantiles do not fall"},
        {"forecast.csv q0.99", "the forecast, as long as quantiles do not fall"},
        {"history.csv quantity", "what was needed is an input"},
        {"history.csv available", "whether there was stock is an input"},
        {"shipments.csv on_hand", "what placement counted; the plan does not use it"},
        {"shipments.csv in_transit", "what placement counted; the plan does not use it"},
        {"shipments.csv need_mean", "what placement foresaw over its own interval"},
        {"shipments.csv critical_ratio", "placement's aim"},
        {"shipments.csv target", "placement's aim"},
        {"shipments.csv wanted", "placement's aim"},
        {"shipments.csv shortage_avoided", "placement's estimate"},
        {"shipments.csv use_before_expiry", "placement's estimate"},
        {"under_way.csv shortage_avoided", "placement's estimate"},
        {"under_way.csv gain", "placement's estimate, as long as it pays for the way"},
        {"basis.csv id", "where the next plan starts to look; it proves nothing"},
        {"basis.csv period", "where the next plan starts to look; it proves nothing"},
        {"plan.json inputs.rows", "says what was read; the files themselves are elsewhere"},
        {"items.csv litres_per_unit", "of an item that lies in no limited storage"},
        {"items.csv pack_size", "of an item that is not sent today, or of a divisor"},
        {"items.csv shelf_life_days", "days that make no whole period more or less"},
        {"items.csv ceiling", "by one unit, where rounding leaves both open; no bound gets better"},
        {"lanes.csv lead_days", "days that make no whole period more or less"},
        {"stock.csv quantity", "of a lot past its date: waste already"},
        {"supply.csv available", "more of what is not used up"},
        {"plan.json residuals.primal", "rounding noise, far below every tolerance"},
        {"plan.json residuals.dual", "rounding noise, far below every tolerance"},
        {"plan.json stages.gap", "of a gap of 1e-11, far below every tolerance"},
    };
    return fields;
}

/// Of these not one number may pass, whatever else is added to the list above.
bool is_answer(const std::string& file) {
    static const std::set<std::string, std::less<>> answers{
        "entries.csv",    "runs.csv",     "flows.csv",      "stock_plan.csv",  "limits.csv",
        "valuations.csv", "coverage.csv", "indicators.csv", "certificate.csv", "need.csv"};
    return answers.contains(file);
}

class Tampering : public ::testing::Test {
protected:
    static const Files& village() {
        static const Files files = published(Village().planned());
        return files;
    }
};

TEST_F(Tampering, BeginsWithASoundPlanThatFillsEveryTable) {
    const Files& files = village();

    EXPECT_EQ(complaints(files), "");
    for (const auto& [file, bytes] : files) {
        if (file.ends_with(".csv")) {
            EXPECT_GT(std::ranges::count(bytes, '\n'), 1) << file << " has no rows";
        }
    }
}

TEST_F(Tampering, IsAlwaysCaughtWhenTheHashesStay) {
    const std::vector<Number> numbers = all_numbers(village());

    ASSERT_GT(numbers.size(), 1000U);
    // One change each: a hash does not care which.
    for (const Number& number : numbers) {
        const Files files = changed(village(), number, number.value + 1);
        EXPECT_TRUE(is_caught(files)) << number.file << " " << number.field;
    }
}

TEST_F(Tampering, IsCaughtByRecomputationWhenTheHashesAreMadeToFit) {
    std::map<std::string, std::vector<std::string>> unseen;
    for (const Number& number : all_numbers(village())) {
        for (const Change& change : changes()) {
            const double value = change.of(number.value);
            if (value == number.value) {
                continue;
            }
            Files files = changed(village(), number, value);
            make_sums_fit(files);
            if (!is_caught(files)) {
                unseen[number.file + " " + number.field].push_back(
                    fmt::format("{} of {} in: {}", change.name, number.value, number.row));
            }
        }
    }

    for (const auto& [field, cases] : unseen) {
        if (only_hashes_protect().contains(field)) {
            continue;
        }
        ADD_FAILURE() << field << ": " << cases.size() << " changes pass, e.g. " << cases.front();
    }
    // The list says no more than is true.
    for (const auto& [field, reason] : only_hashes_protect()) {
        const bool other_proof = field == "certificate.csv dual";
        EXPECT_FALSE(is_answer(field.substr(0, field.find(' '))) && !other_proof) << field;
        EXPECT_TRUE(unseen.contains(field)) << field << " is listed, but every change is caught";
    }
}

// Two checkers, written from the same documents in two languages, must not differ. Every eleventh
// change, so that a test run stays short; all of them with VORRAT_ALL_CASES set.
TEST_F(Tampering, IsJudgedTheSameByTheSecondChecker) {
    const std::size_t step = std::getenv("VORRAT_ALL_CASES") != nullptr ? 1 : 11;
    SecondOpinion second(SecondOpinion::Of::plans, village());
    std::vector<std::pair<std::string, bool>> ours;
    std::size_t count = 0;
    for (const Number& number : all_numbers(village())) {
        for (const Change& change : changes()) {
            const double value = change.of(number.value);
            if (value == number.value || ++count % step != 0) {
                continue;
            }
            Files files = changed(village(), number, value);
            make_sums_fit(files);
            second.add(files);
            ours.emplace_back(fmt::format("{} {}: {} of {} in: {}", number.file, number.field,
                                          change.name, number.value, number.row),
                              is_caught(files));
        }
    }
    second.add(village());
    ours.emplace_back("the village as it is", false);

    const std::vector<int> theirs = second.verdicts();

    ASSERT_EQ(theirs.size(), ours.size());
    for (std::size_t k = 0; k < ours.size(); ++k) {
        EXPECT_EQ(theirs[k] != 0, ours[k].second) << ours[k].first;
    }
    RecordProperty("cases", static_cast<int>(ours.size()));
}

}  // namespace
}  // namespace vorrat::testing
