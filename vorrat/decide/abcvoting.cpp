#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "vorrat/base/text.h"
#include "vorrat/decide/lines.h"
#include "vorrat/decide/readers.h"

namespace vorrat::decide {
namespace {

struct Number {
    std::string_view text;
    Spot spot;
};

/// A value: the key's own line behind the colon, and the lines below that are indented.
struct Value {
    std::string_view text;
    Spot spot;
};

bool is_key(std::string_view line) {
    return !line.empty() && ((line[0] >= 'a' && line[0] <= 'z') || line[0] == '_');
}

/// Lists in YAML's flow style: `[[0, 2], [], [1]]`. Reports the first thing that does not fit.
class Lists {
public:
    Lists(Value value, std::string_view what, Findings& findings)
        : text_(value.text), spot_(value.spot), what_(what), findings_(findings) {}

    /// One level of numbers (depth 1) or lists of numbers (depth 2).
    std::optional<std::vector<std::vector<Number>>> read(int depth) {
        std::vector<std::vector<Number>> lists;
        if (!eat('[', "[")) {
            return std::nullopt;
        }
        if (depth == 1) {
            lists.emplace_back();
            if (!numbers(lists.back())) {
                return std::nullopt;
            }
        } else if (!next_is(']')) {
            do {
                lists.emplace_back();
                if (!eat('[', "[") || !numbers(lists.back())) {
                    return std::nullopt;
                }
            } while (next_is(','));
            if (!eat(']', ", or ]")) {
                return std::nullopt;
            }
        }
        blanks();
        if (at_ < text_.size()) {
            fault("nothing behind the list");
            return std::nullopt;
        }
        return lists;
    }

private:
    /// Behind `[` to behind `]`.
    bool numbers(std::vector<Number>& out) {
        if (next_is(']')) {
            return true;
        }
        do {
            blanks();
            const std::size_t end =
                std::min(text_.find_first_not_of("0123456789", at_), text_.size());
            if (end == at_) {
                fault("a whole number");
                return false;
            }
            out.push_back({text_.substr(at_, end - at_), spot_});
            move(end - at_);
        } while (next_is(','));
        return eat(']', ", or ]");
    }

    bool next_is(char c) {
        blanks();
        if (at_ >= text_.size() || text_[at_] != c) {
            return false;
        }
        move(1);
        return true;
    }

    bool eat(char c, std::string_view wanted) {
        if (next_is(c)) {
            return true;
        }
        fault(wanted);
        return false;
    }

    void blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' ||
                                      text_[at_] == '\n' || text_[at_] == '\r')) {
            move(1);
        }
    }

    void move(std::size_t bytes) {
        for (const char c : text_.substr(at_, bytes)) {
            spot_ = c == '\n' ? Spot{spot_.line + 1, 1} : Spot{spot_.line, spot_.column + 1};
        }
        at_ += bytes;
    }

    void fault(std::string_view wanted) {
        findings_.add(spot_, what_, wanted,
                      at_ < text_.size() ? shown(text_.substr(at_, 1)) : "its end");
    }

    std::string_view text_;
    Spot spot_;
    std::size_t at_ = 0;
    std::string_view what_;
    Findings& findings_;
};

class Reader {
public:
    Reader(std::string_view text, std::string_view file) : text_(text), findings_(file) {}

    Result<Election> read() {
        find_values();
        const auto options = whole("num_cand", static_cast<std::int64_t>(options_max));
        const auto seats = whole("committeesize", static_cast<std::int64_t>(options_max));
        for (std::int64_t k = 0; k < options.value_or(0); ++k) {
            election_.options.push_back({.id = std::to_string(k), .cost = 1});
        }
        if (options && seats && (*seats < 1 || *seats > *options)) {
            findings_.add(values_.find("committeesize")->second.spot, "committeesize",
                          fmt::format("1 to {}, the number of candidates", *options),
                          std::to_string(*seats));
        }
        election_.seats = seats;
        if (const auto title = values_.find("description"); title != values_.end()) {
            election_.title = trimmed(title->second.text.substr(0, title->second.text.find('\n')));
        }
        read_profile();
        if (!findings_.none()) {
            return findings_.error();
        }
        return std::move(election_);
    }

private:
    void find_values() {
        static constexpr std::string_view known[] = {"profile", "num_cand",      "committeesize",
                                                     "compute", "voter_weights", "description"};
        std::size_t line = 1;
        Value* open = nullptr;
        for (std::size_t at = 0; at < text_.size(); ++line) {
            const std::size_t end = std::min(text_.find('\n', at), text_.size());
            const std::string_view row = text_.substr(at, end - at);
            if (is_key(row)) {
                const std::size_t colon = row.find(':');
                const std::string_view key = row.substr(0, colon);
                if (colon == std::string_view::npos ||
                    std::ranges::find(known, key) == std::end(known)) {
                    findings_.add(
                        {line, 1}, "key",
                        "profile, num_cand, committeesize, voter_weights, compute or description",
                        shown(key));
                    open = nullptr;
                } else {
                    const auto [value, fresh] =
                        values_.emplace(key, Value{row.substr(colon + 1), {line, colon + 2}});
                    if (!fresh) {
                        findings_.add({line, 1}, key, "a key once", "it again");
                    }
                    open = &value->second;
                }
            } else if (open != nullptr && !row.starts_with('#')) {
                const auto begin = static_cast<std::size_t>(open->text.data() - text_.data());
                open->text = text_.substr(begin, end - begin);
            } else if (!trimmed(row).empty() && !row.starts_with('#') && row != "\r") {
                findings_.add({line, 1}, "key", "a key and a colon", shown(row));
            }
            at = end + 1;
        }
    }

    std::optional<std::int64_t> whole(std::string_view key, std::int64_t most) {
        const auto found = values_.find(key);
        if (found == values_.end()) {
            findings_.add({}, key, "this key", "none");
            return std::nullopt;
        }
        std::string_view text = found->second.text;
        while (text.ends_with('\n') || text.ends_with('\r') || text.ends_with(' ')) {
            text.remove_suffix(1);
        }
        const auto value = whole_number(trimmed(text), most);
        if (!value) {
            findings_.add(found->second.spot, key, fmt::format("a whole number up to {}", most),
                          shown(trimmed(text)));
        }
        return value;
    }

    void read_profile() {
        const auto profile = values_.find("profile");
        if (profile == values_.end()) {
            findings_.add({}, "profile", "this key", "none");
            return;
        }
        const auto lists = Lists(profile->second, "profile", findings_).read(2);
        if (!lists) {
            return;
        }
        const std::vector<std::int64_t> weights = read_weights(lists->size());
        std::size_t empty = 0;
        for (std::size_t voter = 0; voter < lists->size(); ++voter) {
            take_ballot((*lists)[voter], voter < weights.size() ? weights[voter] : 1);
            empty += (*lists)[voter].empty() ? 1 : 0;
        }
        if (lists->empty()) {
            findings_.add(profile->second.spot, "profile", "at least one ballot", "none");
        }
        if (empty > 0) {
            election_.notes.push_back(
                fmt::format("{} ballots are empty: their voters count among the people", empty));
        }
    }

    std::vector<std::int64_t> read_weights(std::size_t voters) {
        const auto found = values_.find("voter_weights");
        std::vector<std::int64_t> weights;
        if (found == values_.end()) {
            return weights;
        }
        const auto lists = Lists(found->second, "voter_weights", findings_).read(1);
        if (!lists) {
            return weights;
        }
        for (const Number& number : lists->front()) {
            const auto weight = whole_number(number.text, people_max);
            if (!weight || *weight == 0) {
                findings_.add(number.spot, "voter_weights",
                              fmt::format("a whole number from 1 to {}", people_max),
                              shown(number.text));
            }
            weights.push_back(weight.value_or(1));
        }
        if (weights.size() != voters) {
            findings_.add(found->second.spot, "voter_weights", fmt::format("{} weights", voters),
                          std::to_string(weights.size()));
        }
        return weights;
    }

    void take_ballot(const std::vector<Number>& listed, std::int64_t weight) {
        std::set<std::int64_t> seen;
        for (const Number& number : listed) {
            const auto which = whole_number(number.text, static_cast<std::int64_t>(options_max));
            if (!which || static_cast<std::size_t>(*which) >= election_.options.size()) {
                findings_.add(
                    number.spot, "profile",
                    fmt::format("a candidate below num_cand, {}", election_.options.size()),
                    shown(number.text));
            } else if (!seen.insert(*which).second) {
                findings_.add(number.spot, "profile", "a candidate once in a ballot",
                              shown(number.text) + " again");
            } else {
                election_.ballots.push_option(static_cast<std::uint32_t>(*which), 1);
            }
        }
        election_.ballots.close_row(weight);
        election_.people += weight;
        if (election_.people > people_max) {
            findings_.add({}, "profile", fmt::format("at most {} people", people_max), "more");
            election_.people = 0;
        }
    }

    std::string_view text_;
    Findings findings_;
    Election election_{};
    std::map<std::string, Value, std::less<>> values_{};
};

}  // namespace

Result<Election> read_abcvoting(std::string_view text, std::string_view file) {
    return Reader(text, file).read();
}

}  // namespace vorrat::decide
