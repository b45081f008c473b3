#include <algorithm>
#include <array>
#include <set>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "vorrat/base/file.h"
#include "vorrat/base/sha256.h"
#include "vorrat/publish/files.h"

namespace vorrat::publish {
namespace {

namespace fs = std::filesystem;

/// Whatever any version of us writes into a plan's folder.
const std::set<std::string, std::less<>>& our_names() {
    static const std::set<std::string, std::less<>> names{
        "plan.json",       "SHA256SUMS",     "items.csv",          "places.csv",
        "lanes.csv",       "activities.csv", "activity_items.csv", "activity_resources.csv",
        "resources.csv",   "supply.csv",     "need_overrides.csv", "impacts.csv",
        "areas.csv",       "stock.csv",      "transit.csv",        "need.csv",
        "entries.csv",     "runs.csv",       "flows.csv",          "stock_plan.csv",
        "limits.csv",      "valuations.csv", "coverage.csv",       "indicators.csv",
        "certificate.csv", "shipments.csv",  "forecast.csv",       "history.csv",
        "report.html",     "decisions.csv",  "under_way.csv",      "basis.csv"};
    return names;
}

bool is_our_plan(const fs::path& folder) {
    const auto text = read_file(folder / "plan.json");
    if (!text) {
        return false;
    }
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    if (!json.is_object()) {
        return false;
    }
    const auto format = json.find("format");
    return format != json.end() && format->is_string() &&
           format->get_ref<const std::string&>().starts_with("vorrat-plan/");
}

/// Nothing of somebody else's may be lost when the folder is replaced.
Outcome may_replace(const fs::path& folder) {
    std::error_code error;
    const auto status = fs::symlink_status(folder, error);
    if (!fs::exists(status)) {
        return Done{};
    }
    if (!fs::is_directory(status)) {
        return failed(
            fmt::format("{}: want a folder or nothing, found a file or a link; "
                        "choose another place for the plan",
                        folder.string()));
    }
    bool empty = true;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        empty = false;
        const std::string name = entry.path().filename().string();
        if (!our_names().contains(name)) {
            return failed(
                fmt::format("{}: not replaced, for it holds {}, which no plan of ours "
                            "writes; choose another place",
                            folder.string(), name));
        }
    }
    if (error) {
        return failed(fmt::format("{}: {}", folder.string(), error.message()));
    }
    if (!empty && !is_our_plan(folder)) {
        return failed(
            fmt::format("{}: not replaced, for its plan.json is missing or not ours; "
                        "choose another place",
                        folder.string()));
    }
    return Done{};
}

std::string sums(std::vector<File> files) {
    std::ranges::sort(files, {}, &File::name);
    std::string text;
    for (const File& file : files) {
        text += to_hex(sha256(file.bytes)) + "  " + file.name + "\n";
    }
    return text;
}

Outcome fill(const std::vector<File>& files, const fs::path& folder) {
    for (const File& file : files) {
        const auto written = write_file(folder / file.name, file.bytes);
        if (!written) {
            return written.error();
        }
    }
    return write_file(folder / "SHA256SUMS", sums(files));
}

Outcome swap_in(const fs::path& made, const fs::path& old, const fs::path& folder) {
    std::error_code error;
    if (fs::exists(folder)) {
        fs::rename(folder, old, error);
    }
    if (!error) {
        fs::rename(made, folder, error);
    }
    if (error) {
        return failed(
            fmt::format("{}: cannot be put in its place: {}", folder.string(), error.message()));
    }
    fs::remove_all(old, error);
    return Done{};
}

}  // namespace

Outcome write_folder(const std::vector<File>& files, const fs::path& folder, const Accept& accept) {
    std::error_code error;
    fs::path place = fs::absolute(folder, error).lexically_normal();
    if (!place.has_filename()) {
        place = place.parent_path();
    }
    const auto allowed = may_replace(place);
    if (!allowed) {
        return allowed.error();
    }
    const std::string name = place.filename().string();
    const fs::path made = place.parent_path() / ("." + name + ".new");
    const fs::path old = place.parent_path() / ("." + name + ".old");
    fs::remove_all(made, error);  // what an interrupted call left
    fs::remove_all(old, error);
    fs::create_directories(made, error);
    if (error) {
        return failed(fmt::format("{}: {}", made.string(), error.message()));
    }
    auto outcome = fill(files, made);
    if (outcome && accept) {
        outcome = accept(made);
    }
    if (outcome) {
        outcome = swap_in(made, old, place);
    }
    if (!outcome) {
        fs::remove_all(made, error);
    }
    return outcome;
}

Outcome publish(const Publication& publication, const fs::path& folder, const Accept& accept) {
    std::vector<File> files = problem_files(publication);
    for (File& file : answer_files(publication)) {
        files.push_back(std::move(file));
    }
    files.push_back(plan_json(publication));
    files.push_back({"report.html", report(publication)});
    return write_folder(files, folder, accept);
}

}  // namespace vorrat::publish
