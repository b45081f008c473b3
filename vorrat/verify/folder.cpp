#include <system_error>

#include <fmt/format.h>

#include "vorrat/base/file.h"
#include "vorrat/base/sha256.h"
#include "vorrat/verify/problem.h"

namespace vorrat::verify {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view sums_name = "SHA256SUMS";

/// Lines `<64 digits>  <name>`.
std::map<std::string, std::string, std::less<>> read_sums(Problem& problem, std::string_view text) {
    constexpr std::size_t digits = 64;
    std::map<std::string, std::string, std::less<>> sums;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = ledger::take_until('\n', text);
        const bool has_shape = line.size() > digits + 2 && line.substr(digits, 2) == "  ";
        if (!has_shape) {
            problem.fail(fmt::format(
                "SHA256SUMS:{}: want 64 hexadecimal digits, two blanks and a name", number));
        } else if (!sums.emplace(line.substr(digits + 2), line.substr(0, digits)).second) {
            problem.fail(fmt::format("SHA256SUMS:{}: is there twice", number));
        }
    }
    return sums;
}

}  // namespace

Result<Files> read_folder(const fs::path& folder, Subject subject) {
    std::error_code error;
    Files files;
    for (auto entry = fs::recursive_directory_iterator(folder, error);
         !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        std::error_code none;
        const bool is_link = entry->is_symlink(none);
        if (subject == Subject::record && entry->is_directory(none) && !is_link) {
            continue;
        }
        if (!entry->is_regular_file(none) || is_link) {
            return bad_input(fmt::format("{}: want plain files only", entry->path().string()));
        }
        auto bytes = read_file(entry->path());
        if (!bytes) {
            return bad_input(bytes.error().message);
        }
        files.emplace(entry->path().lexically_relative(folder).generic_string(), std::move(*bytes));
    }
    if (error) {
        return bad_input(fmt::format("{}: {}", folder.string(), error.message()));
    }
    return files;
}

void check_sums(Problem& problem, Checks& checks) {
    const auto text = problem.files.find(sums_name);
    if (text == problem.files.end()) {
        return problem.fail("SHA256SUMS: is missing");
    }
    Tally tally(checks,
                "SHA256SUMS names every file of the folder and no other, and every hash fits");
    const auto sums = read_sums(problem, text->second);
    for (const auto& [name, bytes] : problem.files) {
        const auto sum = sums.find(name);
        if (name != sums_name &&
            tally.expect(sum != sums.end(), "{}: is not in SHA256SUMS", name)) {
            tally.expect(to_hex(sha256(bytes)) == sum->second,
                         "{}: is not the file that was published", name);
        }
    }
    for (const auto& [name, sum] : sums) {
        tally.expect(problem.files.contains(name), "{}: is missing", name);
    }
}

}  // namespace vorrat::verify
