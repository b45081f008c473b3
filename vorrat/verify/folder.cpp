#include "vorrat/verify/folder.h"

#include <set>
#include <system_error>

#include "vorrat/base/file.h"
#include "vorrat/base/sha256.h"
#include "vorrat/verify/tally.h"

namespace vorrat::verify {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view sums_name = "SHA256SUMS";

/// Lines `<64 digits>  <name>`.
Result<std::map<std::string, std::string, std::less<>>> parse_sums(std::string_view text) {
    constexpr std::size_t digits = 64;
    std::map<std::string, std::string, std::less<>> sums;
    std::size_t number = 0;
    while (!text.empty()) {
        ++number;
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const bool shape = line.size() > digits + 2 && line.substr(digits, 2) == "  ";
        if (!shape) {
            return bad_input(fmt::format("{}:{}: want 64 hexadecimal digits, two blanks and a name",
                                         sums_name, number));
        }
        const std::string name(line.substr(digits + 2));
        if (!sums.emplace(name, line.substr(0, digits)).second) {
            return bad_input(fmt::format("{}:{}: {} is there twice", sums_name, number, name));
        }
    }
    return sums;
}

}  // namespace

Result<Files> read_folder(const fs::path& folder) {
    std::error_code error;
    Files files;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        const std::string name = entry.path().filename().string();
        if (!entry.is_regular_file(error) || entry.is_symlink(error)) {
            return bad_input(fmt::format("{}: want plain files only", entry.path().string()));
        }
        auto bytes = read_file(entry.path());
        if (!bytes) {
            return bad_input(bytes.error().message);
        }
        files.emplace(name, std::move(*bytes));
    }
    if (error) {
        return bad_input(fmt::format("{}: {}", folder.string(), error.message()));
    }
    return files;
}

Outcome check_sums(const Files& files, Checks& checks) {
    const auto sums_text = files.find(sums_name);
    if (sums_text == files.end()) {
        return bad_input(fmt::format("{}: is missing", sums_name));
    }
    const auto sums = parse_sums(sums_text->second);
    if (!sums) {
        return sums.error();
    }

    Tally tally("SHA256SUMS names every file of the folder and no other, and every hash fits");
    for (const auto& file : files) {
        const std::string& name = file.first;
        if (name == sums_name) {
            continue;
        }
        const auto sum = sums->find(name);
        const bool named = sum != sums->end();
        tally.expect(named, [&] { return name + ": is not in SHA256SUMS"; });
        if (named) {
            tally.expect(to_hex(sha256(file.second)) == sum->second,
                         [&] { return name + ": is not the file that was published"; });
        }
    }
    for (const auto& line : *sums) {
        const std::string& name = line.first;
        tally.expect(files.contains(name), [&] { return name + ": is missing"; });
    }
    checks.push_back(tally.done());
    return Done{};
}

}  // namespace vorrat::verify
