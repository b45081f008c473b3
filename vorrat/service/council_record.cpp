#include "vorrat/service/council_record.h"

#include <fmt/format.h>

#include "vorrat/base/file.h"
#include "vorrat/base/text.h"

namespace vorrat::service {
namespace {

constexpr const char* file_name = "council.jsonl";

}  // namespace

Result<CouncilRecord> CouncilRecord::open(const Values& values) {
    CouncilRecord record;
    record.folder_ = values.text("DIR");
    std::error_code none;
    if (!std::filesystem::is_directory(record.folder_, none)) {
        return failed(fmt::format("{}: want a folder with a workspace", record.folder_.string()));
    }
    const std::filesystem::path file = record.folder_ / file_name;
    if (!std::filesystem::exists(file, none)) {
        return record;
    }
    auto text = read_file(file);
    if (!text) {
        return text.error();
    }
    auto state = council::read_record(*text);
    if (!state) {
        return state.error();
    }
    record.text_ = std::move(*text);
    record.state_ = std::move(*state);
    return record;
}

vorrat::Outcome CouncilRecord::add(Date date, council::Event event) {
    const council::Entry entry{state_.next_n(), date, std::move(event)};
    const std::string line = council::line_of(entry);
    // Read as any reader would, so that nothing is written that could not be read.
    const auto again = council::read_line(std::string_view(line).substr(0, line.size() - 1));
    if (!again) {
        return again.error();
    }
    if (auto taken = state_.apply(*again); !taken) {
        return taken;
    }
    text_ += line;
    return write_file(folder_ / file_name, text_);
}

Result<const council::Matter*> CouncilRecord::matter(const Values& values) const {
    if (!values.has("proposal")) {
        return usage_error("--proposal is needed");
    }
    const council::Matter* found = state_.matter_of(values.text("proposal"));
    if (found == nullptr) {
        return bad_input(fmt::format("--proposal: want a proposal that was made, got {}",
                                     shown(values.text("proposal"))));
    }
    return found;
}

decide::Language spoken(const Values& values) {
    return values.text("language") == "de" ? decide::Language::german : decide::Language::english;
}

Result<council::Files> editable_texts(const std::filesystem::path& folder) {
    council::Files files;
    std::error_code none;
    for (const std::string& name : council::editable_files()) {
        for (const char* packed : {".gz", ".zst"}) {
            if (std::filesystem::exists(folder / (name + packed), none)) {
                return bad_input(
                    fmt::format("{}{}: want it unpacked, for a decision has to be written into it",
                                name, packed));
            }
        }
        if (!std::filesystem::exists(folder / name, none)) {
            continue;
        }
        auto text = read_file(folder / name);
        if (!text) {
            return text.error();
        }
        files[name] = std::move(*text);
    }
    return files;
}

vorrat::Outcome need(const Values& values, std::initializer_list<const char*> names) {
    for (const char* name : names) {
        if (!values.has(name)) {
            return usage_error(fmt::format("--{} is needed", name));
        }
    }
    return Done{};
}

}  // namespace vorrat::service
