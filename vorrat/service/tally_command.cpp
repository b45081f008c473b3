#include <array>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "vorrat/decide/decide.h"
#include "vorrat/ingest/ingest.h"
#include "vorrat/service/each_command.h"

namespace vorrat::service {
namespace {

using nlohmann::ordered_json;

template <class T>
struct Word {
    std::string_view word;
    T means;
};

/// The first word of a meaning is the one that answers use; the others are what it is called
/// elsewhere.
constexpr std::array methods = std::to_array<Word<decide::Method>>({
    {"approval", decide::Method::greedy},
    {"greedy", decide::Method::greedy},
    {"utilitarian", decide::Method::greedy},
    {"equal-shares", decide::Method::equal_shares},
    {"mes", decide::Method::equal_shares},
    {"phragmen", decide::Method::phragmen},
    {"seqphragmen", decide::Method::phragmen},
    {"seq-phragmen", decide::Method::phragmen},
    {"schulze", decide::Method::schulze},
    {"av", decide::Method::av},
    {"sav", decide::Method::sav},
    {"pav", decide::Method::pav},
    {"seqpav", decide::Method::seqpav},
    {"seq-pav", decide::Method::seqpav},
});

constexpr std::array completions = std::to_array<Word<decide::Completion>>({
    {"none", decide::Completion::none},
    {"add1", decide::Completion::add1},
    {"add1u", decide::Completion::add1u},
    {"utilitarian", decide::Completion::utilitarian},
    {"phragmen", decide::Completion::phragmen},
});

constexpr std::array utilities = std::to_array<Word<decide::Utility>>({
    {"auto", decide::Utility::automatic},
    {"cost", decide::Utility::cost},
    {"cardinality", decide::Utility::cardinality},
    {"additive", decide::Utility::additive},
});

constexpr std::array tie_rules = std::to_array<Word<decide::Ties>>({
    {"given", decide::Ties::given},
    {"name", decide::Ties::name},
    {"lot", decide::Ties::lot},
});

template <class T, std::size_t N>
std::optional<T> meaning(const std::array<Word<T>, N>& words, std::string_view said) {
    for (const Word<T>& word : words) {
        if (word.word == said) {
            return word.means;
        }
    }
    return std::nullopt;
}

template <class T, std::size_t N>
std::string_view word_of(const std::array<Word<T>, N>& words, T means) {
    for (const Word<T>& word : words) {
        if (word.means == means) {
            return word.word;
        }
    }
    impossible("a meaning without a word");
}

Result<decide::Rule> rule_of(const Values& values) {
    const auto method = meaning(methods, values.text("rule"));
    if (!method) {
        return usage_error(fmt::format(
            "--rule: want approval, equal-shares, phragmen, schulze, av, sav, pav or seqpav, got "
            "\"{}\"",
            values.text("rule")));
    }
    return decide::Rule{
        .method = *method,
        .completion = *meaning(completions, values.text("completion")),
        .utility = *meaning(utilities, values.text("utility")),
        .ties = *meaning(tie_rules, values.text("ties")),
        .seed = values.whole("seed"),
    };
}

/// The steps of a count as objects; amounts of money are fractions of whole units as text, so that
/// nothing is rounded.
class Steps {
public:
    explicit Steps(const decide::Election& election) : election_(election) {}

    ordered_json operator()(const decide::Bought& step) const {
        return {{"step", "bought"},
                {"option", id(step.option)},
                {"cost", money(election_.options[step.option].cost)},
                {"share", money(step.share)},
                {"full_payers", step.full},
                {"full_paid", money(step.full_paid)},
                {"rest_payers", step.rest},
                {"rest_paid", money(step.rest_paid)},
                {"tied", ids(step.tied)}};
    }
    ordered_json operator()(const decide::Taken& step) const {
        return {{"step", "taken"},
                {"option", id(step.option)},
                {"score", decide::exact_text(step.score)},
                {"left", money(step.left)},
                {"tied", ids(step.tied)}};
    }
    ordered_json operator()(const decide::Passed& step) const {
        return {{"step", "passed"},
                {"option", id(step.option)},
                {"score", decide::exact_text(step.score)},
                {"cost", money(election_.options[step.option].cost)},
                {"left", money(step.left)}};
    }
    ordered_json operator()(const decide::Raised& step) const {
        return {{"step", "raised"}, {"from", money(step.from)}, {"to", money(step.to)}};
    }
    ordered_json operator()(const decide::Loaded& step) const {
        return {{"step", "loaded"},
                {"option", id(step.option)},
                {"load", money(step.load)},
                {"supporters", step.supporters},
                {"tied", ids(step.tied)}};
    }
    ordered_json operator()(const decide::Stopped& step) const {
        return {{"step", "stopped"},
                {"option", id(step.option)},
                {"cost", money(election_.options[step.option].cost)},
                {"left", money(step.left)}};
    }
    ordered_json operator()(const decide::Compared& step) const {
        return {{"step", "compared"},
                {"winner", id(step.winner)},
                {"other", id(step.other)},
                {"votes_for", step.votes_for},
                {"votes_against", step.votes_against},
                {"path_for", step.path_for},
                {"path_against", step.path_against},
                {"path", ids(step.path)}};
    }
    ordered_json operator()(const decide::Undecided& step) const {
        return {{"step", "undecided"}, {"options", ids(step.options)}};
    }
    ordered_json operator()(const decide::Proven& step) const {
        return {{"step", "proven"},
                {"score", decide::exact_text(step.score)},
                {"looked_at", step.looked_at}};
    }

    std::string id(decide::OptionIndex option) const { return election_.options[option].id; }

    ordered_json ids(const std::vector<decide::OptionIndex>& options) const {
        ordered_json all = ordered_json::array();
        for (const decide::OptionIndex option : options) {
            all.push_back(id(option));
        }
        return all;
    }

    std::string money(const decide::Fraction& units) const {
        decide::Fraction value = units;
        for (int k = 0; k < election_.decimals; ++k) {
            value /= 10;
        }
        return decide::exact_text(value);
    }
    std::string money(std::int64_t units) const { return money(decide::Fraction(units)); }

private:
    const decide::Election& election_;
};

ordered_json answer(const decide::Election& election, const decide::Rule& rule,
                    const decide::Tally& tally) {
    const Steps steps(election);
    ordered_json told = {{"rule", word_of(methods, rule.method)}};
    if (rule.method == decide::Method::equal_shares) {
        told["completion"] = word_of(completions, rule.completion);
    }
    told["ties"] = word_of(tie_rules, rule.ties);
    told["people"] = election.people;
    if (rule.method == decide::Method::schulze) {
        told["winner"] = steps.id(tally.selected.front());
        told["ranking"] = steps.ids(tally.ranking);
    } else {
        told["cost"] = steps.money(tally.cost);
        told["limit"] = steps.money(election.seats ? *election.seats : *election.budget);
    }
    told["selected"] = steps.ids(tally.selected);
    told["notes"] = election.notes;
    ordered_json all = ordered_json::array();
    for (const decide::Step& step : tally.steps) {
        all.push_back(std::visit(steps, step));
    }
    told["steps"] = std::move(all);
    return told;
}

}  // namespace

Result<int> run_tally(const Values& values, const Streams& streams) {
    const auto rule = rule_of(values);
    if (!rule) {
        return rule.error();
    }
    const std::filesystem::path path = values.text("FILE");
    const auto text = ingest::read_packed(path);
    if (!text) {
        return text.error();
    }
    std::filesystem::path name = path.filename();
    if (name.extension() == ".gz" || name.extension() == ".zst") {
        name = name.stem();
    }
    const auto election = decide::read_election(*text, name.string());
    if (!election) {
        return election.error();
    }
    const auto tally = decide::tally(*election, *rule);
    if (!tally) {
        return tally.error();
    }
    if (values.flag("json")) {
        streams.out << answer(*election, *rule, *tally).dump(2) << "\n";
        return 0;
    }
    streams.out << decide::explain(*election, *rule, *tally, values.language());
    return 0;
}

}  // namespace vorrat::service
