#include "vorrat/verify/csv.h"

#include <algorithm>

#include <fmt/format.h>

namespace vorrat::verify {

bool CsvRows::next() {
    if (rest_.empty() || !wrong_.empty()) {
        return false;
    }
    line_ += lines_;
    lines_ = 1;
    fields_.clear();
    copies_.clear();
    char end = ',';
    while (end == ',' && wrong_.empty()) {
        fields_.push_back(rest_.starts_with('"') ? take_quoted() : take_plain());
        end = rest_.empty() ? '\n' : rest_.front();
        if (wrong_.empty() && end != ',' && end != '\n') {
            wrong_ = "want a comma or a line feed after each field";
        }
        rest_.remove_prefix(rest_.empty() ? 0 : 1);
    }
    width_ = width_ == 0 ? fields_.size() : width_;
    if (wrong_.empty() && fields_.size() != width_) {
        wrong_ = fmt::format("want {} fields as in the header, found {}", width_, fields_.size());
    }
    return wrong_.empty();
}

std::string_view CsvRows::take_plain() {
    const std::string_view field = rest_.substr(0, rest_.find_first_of(",\n\"\r"));
    rest_.remove_prefix(field.size());
    return field;
}

std::string_view CsvRows::take_quoted() {
    std::size_t end = rest_.find('"', 1);
    bool doubled = false;
    while (end != std::string_view::npos && rest_.substr(end + 1).starts_with('"')) {
        doubled = true;
        end = rest_.find('"', end + 2);
    }
    if (end == std::string_view::npos) {
        wrong_ = "want a quote that closes the field";
        return {};
    }
    const std::string_view field = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    lines_ += static_cast<std::size_t>(std::ranges::count(field, '\n'));
    if (!doubled) {
        return field;
    }
    std::string& copy = copies_.emplace_back(field);
    for (std::size_t k = copy.find('"'); k != std::string::npos; k = copy.find('"', k + 1)) {
        copy.erase(k, 1);
    }
    return copy;
}

}  // namespace vorrat::verify
