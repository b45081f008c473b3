#include "vorrat/store/number_list.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

#include <fmt/format.h>

namespace vorrat::store {
namespace {

/// Longest decimal of a float: sign, nine digits, point, exponent `e-38`, and room to spare.
constexpr std::size_t digits_max = 32;

/// What is left of a text while it is read from the front.
class Rest {
public:
    explicit Rest(std::string_view text) : text_(text), left_(text) {}

    bool take(std::string_view word) {
        while (!left_.empty() && (left_.front() == ' ' || left_.front() == '\n')) {
            left_.remove_prefix(1);
        }
        if (!left_.starts_with(word)) {
            return false;
        }
        left_.remove_prefix(word.size());
        return true;
    }

    bool take_number(float& value) {
        const auto [end, problem] =
            std::from_chars(left_.data(), left_.data() + left_.size(), value);
        if (problem != std::errc{} || !std::isfinite(value)) {
            return false;
        }
        left_.remove_prefix(static_cast<std::size_t>(end - left_.data()));
        return true;
    }

    bool at_end() { return take("") && left_.empty(); }

    Error want(std::string_view what) const {
        return bad_input(fmt::format("column step_values: want {} at character {}", what,
                                     text_.size() - left_.size() + 1));
    }

private:
    std::string_view text_;
    std::string_view left_;
};

}  // namespace

std::string to_number_list(std::span<const float> values) {
    std::string list = "[";
    std::array<char, digits_max> digits{};
    for (const float value : values) {
        if (list.size() > 1) {
            list += ',';
        }
        if (std::isnan(value)) {
            list += "null";
            continue;
        }
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
        list.append(digits.data(), end);
    }
    list += ']';
    return list;
}

Result<std::vector<float>> from_number_list(std::string_view text) {
    std::vector<float> values;
    Rest rest(text);
    if (!rest.take("[")) {
        return rest.want("'['");
    }
    bool first = true;
    while (!rest.take("]")) {
        if (!first && !rest.take(",")) {
            return rest.want("',' or ']'");
        }
        first = false;
        if (rest.take("null")) {
            values.push_back(std::numeric_limits<float>::quiet_NaN());
        } else if (float value = 0; rest.take_number(value)) {
            values.push_back(value);
        } else {
            return rest.want("a finite number or null");
        }
    }
    if (!rest.at_end()) {
        return rest.want("the end");
    }
    return values;
}

}  // namespace vorrat::store
