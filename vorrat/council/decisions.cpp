#include "vorrat/council/decisions.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "vorrat/base/csv.h"
#include "vorrat/base/file.h"
#include "vorrat/base/text.h"

namespace vorrat::council {
namespace {

constexpr std::string_view header =
    "decision_id,date,council_id,key,value,replaced,reason,proposal_id";

}  // namespace

std::string next_decision_id(std::span<const Decision> decisions) {
    int last = 0;
    for (const Decision& decision : decisions) {
        int number = 0;
        if (decision.id.starts_with('D')) {
            std::from_chars(decision.id.data() + 1, decision.id.data() + decision.id.size(),
                            number);
        }
        last = std::max(last, number);
    }
    return fmt::format("D{}", last + 1);
}

Result<std::string> with_decisions(std::string text, std::span<const Decision> rows) {
    if (text.empty()) {
        text = std::string(header) + "\n";
    }
    const std::string_view first = std::string_view(text).substr(0, text.find('\n'));
    if (trimmed(first) != header && !first.ends_with(std::string(header) + "\r")) {
        return bad_input(
            fmt::format("decisions.csv:1: want the header {}, got {}", header, shown(first)));
    }
    if (!text.ends_with('\n')) {
        text += '\n';
    }
    for (const Decision& row : rows) {
        text +=
            fmt::format("{},{},{},{},{},{},{},{}\n", csv_field(row.id), to_string(row.date),
                        csv_field(row.council), csv_field(row.key), csv_field(row.value),
                        csv_field(row.replaced), csv_field(row.reason), csv_field(row.proposal));
    }
    return text;
}

vorrat::Outcome append_decisions(const std::filesystem::path& file,
                                 std::span<const Decision> rows) {
    std::string text;
    std::error_code none;
    if (std::filesystem::exists(file, none)) {
        auto held = read_file(file);
        if (!held) {
            return held.error();
        }
        text = std::move(*held);
    }
    const auto longer = with_decisions(std::move(text), rows);
    if (!longer) {
        return longer.error();
    }
    return write_file(file, *longer);
}

}  // namespace vorrat::council
