#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "vorrat/base/file.h"
#include "vorrat/ingest/criteria_file.h"
#include "vorrat/ingest/intake.h"
#include "vorrat/ingest/layouts.h"
#include "vorrat/ingest/long_format.h"
#include "vorrat/ingest/needs.h"
#include "vorrat/ingest/tables.h"
#include "vorrat/ingest/world_checks.h"

namespace vorrat::ingest {
namespace {

bool is_of_needs(std::string_view name) { return name.starts_with("needs."); }

Error stopped() { return failed("the reading was stopped"); }

/// Long format in place of needs.csv; items and places come from it.
void read_long_needs(Intake& intake, TextFile needs) {
    if (intake.items.size() > 0 || intake.places.size() > 0) {
        intake.error(needs.name, "date, item_id, place_id, quantity beside items.csv or places.csv",
                     "the long format");
        return;
    }
    intake.note(needs.name, "is in the long format: each unique_id is an item");
    read_long_history(intake, std::move(needs), intake.take("static"));
}

/// Whether the items and places of both stand in the same order, and there are any.
bool same_names(const World& one, const World& other) {
    const auto same = [](const auto& a, const auto& b) {
        return a.size() > 0 && std::ranges::equal(
                                   a, b, {}, [](const auto& x) { return x.id; },
                                   [](const auto& y) { return y.id; });
    };
    return same(one.items, other.items) && same(one.places, other.places);
}

void read_needs(Intake& intake) {
    const World* same = intake.settings.same_needs;
    if (same != nullptr && same_names(intake.world(), *same)) {
        intake.world().history = intake.settings.same_needs->history;
        return;
    }
    auto file = intake.take("needs");
    if (!file) {
        if (intake.reading.findings.errors == 0) {
            intake.error("needs.csv", "a table of needs", "no such file");
        }
        return;
    }
    if (is_long(file->text)) {
        read_long_needs(intake, *std::move(file));
        return;
    }
    const bool items_given = intake.items.size() > 0;
    const bool places_given = intake.places.size() > 0;
    if (!items_given) {
        intake.note("items.csv", "is not there: the items of the needs are taken");
    }
    if (!places_given) {
        intake.note("places.csv", "is not there: the places of the needs are taken as depots");
    }
    const NeedLookups lookups{
        .item = [&](std::string_view id) -> std::optional<std::uint32_t> {
            return items_given ? intake.items.find(id) : item_named(intake, id).value;
        },
        .place = [&](std::string_view id) -> std::optional<std::uint32_t> {
            return places_given ? intake.places.find(id) : depot_named(intake, id).value;
        }};
    std::vector<TextFile> files;
    files.push_back(*std::move(file));
    if (auto mended = intake.take("needs.mended")) {
        files.push_back(*std::move(mended));
    }
    NeedRows rows = read_need_rows(intake, std::move(files), {}, lookups);
    intake.world().history = form_history(intake, rows, Gap::zero);
    if (intake.world().history.series.empty() && intake.reading.findings.errors == 0) {
        intake.error("needs.csv", "at least one row with a quantity", "none");
    }
}

void read_tables(Intake& intake) {
    read_items(intake);
    read_places(intake);
    // Without items.csv or places.csv the needs name them, and the other tables refer to them.
    const bool needs_last = intake.items.size() > 0 && intake.places.size() > 0;
    if (!needs_last) {
        read_needs(intake);
    }
    intake.settings.progress.tell("reading tables", 0.1);
    read_lanes(intake);
    read_areas(intake);
    read_resources(intake);
    read_activities(intake);
    read_supply(intake);
    read_impacts(intake);
    read_stock(intake);
    read_transit(intake);
    read_decisions(intake);
    read_need_changes(intake);
    read_need_overrides(intake);
    intake.settings.progress.tell("reading needs", 0.2);
    if (needs_last) {
        read_needs(intake);
    }
}

void tell_unknown_files(Intake& intake) {
    for (const auto& [name, bytes] : intake.files) {
        if (name.find(".skipped.csv") != std::string::npos) {
            continue;
        }
        intake.warn(name, "is no table of a workspace and was left out");
    }
}

/// Whether the folder, or what stands in its place, has a table of that name, packed or not.
bool has_table(const std::filesystem::path& folder, const Files& instead, std::string_view name) {
    return std::ranges::any_of(std::array{".csv", ".csv.gz", ".csv.zst"}, [&](const char* ending) {
        const std::string file = std::string(name) + ending;
        std::error_code none;
        return instead.contains(file) || std::filesystem::exists(folder / file, none);
    });
}

}  // namespace

bool is_table_file(std::string_view name) {
    return name.ends_with(".csv") || name.ends_with(".csv.gz") || name.ends_with(".csv.zst") ||
           name == "criteria.toml";
}

Result<Reading> read_files(Files files, const Settings& settings) {
    Intake intake;
    intake.files = std::move(files);
    intake.settings = settings;
    settings.progress.tell("reading tables", 0);
    switch (layout_of(intake.files)) {
        case Layout::workspace:
            read_tables(intake);
            break;
        case Layout::m5:
            read_m5(intake);
            break;
        case Layout::vn2:
            read_vn2(intake);
            break;
        case Layout::online_retail:
            read_online_retail(intake);
            break;
    }
    if (settings.progress.stopped()) {
        return stopped();
    }
    read_criteria(intake);
    name_decisions(intake);
    tell_unknown_files(intake);
    check_world(intake);
    std::ranges::sort(intake.world().inputs, {}, &InputFile::name);
    settings.progress.tell("reading done", 1);
    return std::move(intake.reading);
}

Result<Reading> read_workspace(const std::filesystem::path& folder, const Settings& settings) {
    std::error_code problem;
    if (!std::filesystem::is_directory(folder, problem)) {
        return failed(fmt::format("{}: want a folder with a workspace, got {}", folder.string(),
                                  std::filesystem::exists(folder, problem) ? "a file" : "nothing"));
    }
    const bool spared = settings.same_needs != nullptr &&
                        has_table(folder, settings.instead, "items") &&
                        has_table(folder, settings.instead, "places");
    Files files = settings.instead;
    for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) {
        const std::string name = entry.path().filename().string();
        if (files.contains(name) || !is_table_file(name) || (spared && is_of_needs(name))) {
            continue;
        }
        if (!entry.is_regular_file(problem)) {
            return bad_input(fmt::format(
                "{}: want a file, got {}", name,
                entry.exists(problem) ? "something else" : "a link that leads nowhere"));
        }
        const std::uintmax_t size = entry.file_size(problem);
        if (size > settings.file_bytes_max) {
            return bad_input(fmt::format("{}: want at most {} bytes, got {}", name,
                                         settings.file_bytes_max, size));
        }
        auto bytes = read_file(entry.path());
        if (!bytes) {
            return bytes.error();
        }
        files.emplace(name, *std::move(bytes));
    }
    if (problem) {
        return failed(fmt::format("{}: {}", folder.string(), problem.message()));
    }
    auto reading = read_files(std::move(files), settings);
    if (spared && reading && !same_names(reading->world, *settings.same_needs)) {
        Settings anew = settings;
        anew.same_needs = nullptr;
        return read_workspace(folder, anew);
    }
    return reading;
}

Result<Reading> read_long_text(const std::string& name, std::string text,
                               const Settings& settings) {
    Intake intake;
    intake.settings = settings;
    intake.files.emplace(name, std::move(text));
    if (auto file = intake.take_file(name)) {
        read_long_history(intake, *std::move(file), std::nullopt,
                          {GridWish::Frequencies::all, settings.frequency});
    }
    if (settings.progress.stopped()) {
        return stopped();
    }
    return std::move(intake.reading);
}

Result<Reading> read_long(const std::filesystem::path& history,
                          const std::filesystem::path& attributes, const Settings& settings) {
    Intake intake;
    intake.settings = settings;
    for (const auto& path : {history, attributes}) {
        if (path.empty()) {
            continue;
        }
        auto bytes = read_file(path);
        if (!bytes) {
            return bytes.error();
        }
        intake.files.emplace(path.filename().string(), *std::move(bytes));
    }
    auto text = intake.take_file(history.filename().string());
    if (!text) {
        return std::move(intake.reading);
    }
    std::optional<TextFile> about;
    if (!attributes.empty()) {
        about = intake.take_file(attributes.filename().string());
    }
    read_long_history(intake, *std::move(text), std::move(about),
                      {GridWish::Frequencies::all, settings.frequency});
    if (settings.progress.stopped()) {
        return stopped();
    }
    return std::move(intake.reading);
}

}  // namespace vorrat::ingest
