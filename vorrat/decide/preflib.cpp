#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "vorrat/base/text.h"
#include "vorrat/decide/lines.h"
#include "vorrat/decide/readers.h"

namespace vorrat::decide {
namespace {

constexpr std::string_view name_key = "ALTERNATIVE NAME ";

class Reader {
public:
    Reader(std::string_view text, std::string_view file, RankedFormat format)
        : lines_(text), findings_(file), format_(format) {
        election_.kind = BallotKind::ranking;
    }

    Result<Election> read() {
        Line line;
        while (lines_.next(line)) {
            const std::string_view text = trimmed(line.text);
            if (text.starts_with('#')) {
                take_header({.text = text, .number = line.number});
            } else if (!text.empty()) {
                take_order(line);
            }
        }
        finish();
        if (!findings_.none()) {
            return findings_.error();
        }
        return std::move(election_);
    }

private:
    void take_header(Line line) {
        const std::string_view text = trimmed(line.text.substr(1));
        const std::size_t colon = text.find(':');
        const std::string_view key = trimmed(text.substr(0, colon));
        const std::string_view value =
            colon == std::string_view::npos ? "" : trimmed(text.substr(colon + 1));
        if (key == "TITLE") {
            election_.title = value;
        } else if (key == "NUMBER ALTERNATIVES") {
            take_options(line, value);
        } else if (key == "NUMBER VOTERS") {
            voters_said_ = count_of(line, key, value, people_max);
            voters_line_ = line.number;
        } else if (key == "NUMBER UNIQUE ORDERS") {
            orders_said_ = count_of(line, key, value, people_max);
            orders_line_ = line.number;
        } else if (key.starts_with(name_key)) {
            take_name(line, key.substr(name_key.size()), value);
        }
    }

    std::optional<std::int64_t> count_of(Line line, std::string_view key, std::string_view value,
                                         std::int64_t most) {
        const auto count = whole_number(value, most);
        if (!count) {
            findings_.add({line.number, 1}, key, fmt::format("a whole number up to {}", most),
                          shown(value));
        }
        return count;
    }

    void take_options(Line line, std::string_view value) {
        const auto count =
            count_of(line, "NUMBER ALTERNATIVES", value, static_cast<std::int64_t>(options_max));
        if (!count || !election_.options.empty()) {
            return;
        }
        for (std::int64_t k = 1; k <= *count; ++k) {
            election_.options.push_back({.id = std::to_string(k)});
        }
    }

    void take_name(Line line, std::string_view number, std::string_view value) {
        const auto which = whole_number(number, static_cast<std::int64_t>(options_max));
        if (!which || *which == 0 || static_cast<std::size_t>(*which) > election_.options.size()) {
            findings_.add({line.number, 1}, "ALTERNATIVE NAME",
                          fmt::format("a number from 1 to {}", election_.options.size()),
                          shown(number));
            return;
        }
        election_.options[static_cast<std::size_t>(*which) - 1].name = value;
    }

    /// `12: 3,{1,2},4`
    void take_order(Line line) {
        const std::size_t colon = line.text.find(':');
        const auto count = colon == std::string_view::npos
                               ? std::nullopt
                               : whole_number(trimmed(line.text.substr(0, colon)), people_max);
        if (!count || *count == 0) {
            findings_.add({line.number, 1}, "order", "a number of voters and a colon",
                          shown(line.text));
            return;
        }
        election_.people += *count;
        if (election_.people > people_max) {
            findings_.add({line.number, 1}, "order", fmt::format("at most {} voters", people_max),
                          "more");
            election_.people = 0;
        }
        std::string_view order = trimmed(line.text.substr(colon + 1));
        if (!orders_.insert(std::string(order)).second) {
            findings_.add({line.number, colon + 2}, "order", "each order once",
                          shown(order) + " again");
        }
        rank(line, colon + 1);
        election_.ballots.close_row(*count);
    }

    void rank(Line line, std::size_t at) {
        seen_.assign(election_.options.size(), false);
        std::int64_t place = 1;
        bool tied = false;
        bool want_number = true;
        std::size_t ranked = 0;
        const std::string_view text = line.text;
        while (at < text.size()) {
            const Spot spot{line.number, at + 1};
            const char c = text[at];
            if (c == ' ' || c == '\t') {
                ++at;
            } else if (want_number && c == '{' && !tied && format_.ties) {
                tied = true;
                ++at;
            } else if (want_number && c >= '0' && c <= '9') {
                const std::size_t end =
                    std::min(text.find_first_not_of("0123456789", at), text.size());
                ranked += take_option(spot, text.substr(at, end - at), place) ? 1 : 0;
                at = end;
                want_number = false;
            } else if (!want_number && c == '}' && tied) {
                tied = false;
                ++at;
            } else if (!want_number && c == ',') {
                place += tied ? 0 : 1;
                want_number = true;
                ++at;
            } else {
                findings_.add(spot, "order",
                              format_.ties ? "options, commas and {ties}" : "options and commas",
                              shown(text.substr(at, 1)));
                return;
            }
        }
        const bool empty = ranked == 0 && want_number;
        if (tied || (want_number && !empty)) {
            findings_.add({line.number, text.size() + 1}, "order", tied ? "}" : "an option",
                          "the line's end");
        }
        if (format_.complete && ranked != election_.options.size()) {
            findings_.add({line.number, 1}, "order",
                          fmt::format("all {} options", election_.options.size()),
                          fmt::format("{}", ranked));
        }
        empty_ballots_ += empty ? 1 : 0;
    }

    bool take_option(Spot spot, std::string_view number, std::int64_t place) {
        const auto which = whole_number(number, static_cast<std::int64_t>(options_max));
        if (!which || *which == 0 || static_cast<std::size_t>(*which) > election_.options.size()) {
            findings_.add(spot, "order",
                          fmt::format("an option from 1 to {}", election_.options.size()),
                          shown(number));
            return false;
        }
        const auto index = static_cast<std::size_t>(*which) - 1;
        if (seen_[index]) {
            findings_.add(spot, "order", "an option once", shown(number) + " again");
            return false;
        }
        seen_[index] = true;
        election_.ballots.push_option(static_cast<std::uint32_t>(index), place);
        return true;
    }

    void finish() {
        const Spot end{lines_.number() + 1, 1};
        if (election_.options.empty()) {
            findings_.add({}, "header", "# NUMBER ALTERNATIVES: of at least 1", "none");
        }
        if (election_.ballots.rows() == 0) {
            findings_.add(end, "file", "at least one order", "its end");
        }
        expect("NUMBER VOTERS", voters_said_, election_.people, voters_line_);
        expect("NUMBER UNIQUE ORDERS", orders_said_,
               static_cast<std::int64_t>(election_.ballots.rows()), orders_line_);
        if (empty_ballots_ > 0) {
            election_.notes.push_back(
                fmt::format("{} orders are empty: they prefer nobody to anybody", empty_ballots_));
        }
    }

    void expect(std::string_view key, const std::optional<std::int64_t>& said, std::int64_t found,
                std::size_t line) {
        if (said && *said != found) {
            findings_.add({line, 1}, key, fmt::format("{}, as the orders say", found),
                          std::to_string(*said));
        }
    }

    Lines lines_;
    Findings findings_;
    RankedFormat format_;
    Election election_{};
    std::unordered_set<std::string> orders_{};
    std::vector<bool> seen_{};
    std::optional<std::int64_t> voters_said_{};
    std::optional<std::int64_t> orders_said_{};
    std::size_t voters_line_ = 1;
    std::size_t orders_line_ = 1;
    std::size_t empty_ballots_ = 0;
};

}  // namespace

Result<Election> read_preflib(std::string_view text, std::string_view file, RankedFormat format) {
    return Reader(text, file, format).read();
}

}  // namespace vorrat::decide
