#include "vorrat/service/council_record.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "vorrat/base/file.h"
#include "vorrat/base/text.h"

namespace vorrat::service {
namespace {

constexpr const char* file_name = "council.jsonl";

}  // namespace

Result<DecidingLock> DecidingLock::take(const std::filesystem::path& workspace) {
    const int folder = ::open(workspace.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        return failed(fmt::format("{}: want a folder with a workspace", workspace.string()));
    }
    DecidingLock lock(folder);
    while (::flock(folder, LOCK_EX) != 0) {
        if (errno != EINTR) {
            return failed(fmt::format("{}: {}", workspace.string(), std::strerror(errno)));
        }
    }
    return lock;
}

DecidingLock::~DecidingLock() {
    if (folder_ >= 0) {
        ::close(folder_);
    }
}

Result<CouncilRecord> CouncilRecord::open(const std::filesystem::path& folder, Others others,
                                          std::size_t bytes_max) {
    CouncilRecord record;
    record.bytes_max_ = bytes_max;
    record.folder_ = folder;
    auto lock = DecidingLock::take(record.folder_);
    if (!lock) {
        return lock.error();
    }
    if (auto done = record.read(); !done) {
        return done.error();
    }
    if (others == Others::wait) {
        record.lock_ = std::move(*lock);
    }
    return record;
}

vorrat::Outcome CouncilRecord::read() {
    const std::filesystem::path file = folder_ / file_name;
    std::error_code none;
    if (!std::filesystem::exists(file, none)) {
        return Done{};
    }
    auto text = read_file(file);
    if (!text) {
        return text.error();
    }
    if (*text == text_) {
        return Done{};
    }
    auto state = council::read_record(*text);
    if (!state) {
        return state.error();
    }
    text_ = std::move(*text);
    state_ = std::move(*state);
    return Done{};
}

vorrat::Outcome CouncilRecord::add(Date date, council::Event event) {
    std::optional<DecidingLock> for_this;
    if (!lock_) {
        auto lock = DecidingLock::take(folder_);
        if (!lock) {
            return lock.error();
        }
        for_this = std::move(*lock);
        if (auto done = read(); !done) {
            return done;
        }
    }
    const council::Entry entry{state_.next_n(), date, std::move(event)};
    const std::string line = council::line_of(entry);
    // Read as any reader would, so that nothing is written that could not be read.
    const auto again = council::read_line(std::string_view(line).substr(0, line.size() - 1));
    if (!again) {
        return again.error();
    }
    if (text_.size() + line.size() > bytes_max_) {
        return bad_input(fmt::format(
            "council.jsonl: it is full: with this entry it would have {} bytes, and at most {} "
            "are read",
            text_.size() + line.size(), bytes_max_));
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

vorrat::Outcome add_to_council(const std::filesystem::path& workspace, Date day,
                               const MakeEvent& make) {
    auto record = CouncilRecord::open(workspace, Others::wait);
    if (!record) {
        return record.error();
    }
    auto event = make(record->state());
    return event ? record->add(day, std::move(*event)) : event.error();
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

std::vector<std::string> listed(std::string_view text) {
    std::vector<std::string> names;
    while (!text.empty()) {
        const std::size_t end = text.find(',');
        names.emplace_back(trimmed(text.substr(0, end)));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return names;
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
