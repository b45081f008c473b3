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
    while (read_field()) {
    }
    width_ = width_ == 0 ? fields_.size() : width_;
    if (wrong_.empty() && fields_.size() != width_) {
        refuse(fmt::format("{} fields as in the header, found {}", width_, fields_.size()));
    }
    return wrong_.empty();
}

/// Takes a field and what ends it. Whether another one follows in the row.
bool CsvRows::read_field() {
    if (rest_.starts_with('"')) {
        if (!read_quoted()) {
            return false;
        }
    } else {
        const std::size_t end = std::min(rest_.find_first_of(",\n\"\r"), rest_.size());
        fields_.push_back(rest_.substr(0, end));
        rest_.remove_prefix(end);
    }
    if (rest_.empty()) {
        return false;
    }
    const char end = rest_.front();
    if (end != ',' && end != '\n') {
        return refuse("a comma or a line feed after each field");
    }
    rest_.remove_prefix(1);
    return end == ',';
}

bool CsvRows::read_quoted() {
    std::size_t end = rest_.find('"', 1);
    bool doubled = false;
    while (end != std::string_view::npos && rest_.substr(end + 1).starts_with('"')) {
        doubled = true;
        end = rest_.find('"', end + 2);
    }
    if (end == std::string_view::npos) {
        return refuse("a quote that closes the field");
    }
    std::string_view field = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    lines_ += static_cast<std::size_t>(std::ranges::count(field, '\n'));
    if (doubled) {
        std::string& copy = copies_.emplace_back(field);
        for (std::size_t k = copy.find('"'); k != std::string::npos; k = copy.find('"', k + 1)) {
            copy.erase(k, 1);
        }
        field = copy;
    }
    fields_.push_back(field);
    return true;
}

bool CsvRows::refuse(std::string_view want) {
    wrong_ = fmt::format("want {}", want);
    return false;
}

}  // namespace vorrat::verify
