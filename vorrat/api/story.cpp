#include "vorrat/api/story.h"

#include <algorithm>

#include "vorrat/api/reply.h"
#include "vorrat/api/routes.h"
#include "vorrat/service/service.h"

namespace vorrat::api {
namespace {

namespace fs = std::filesystem;

/// A sentence a line: whoever shows it breaks lines.
constexpr std::size_t unbroken = 100'000;

fs::file_time_type last_change(const fs::path& folder) {
    std::error_code none;
    // The folder itself tells of files that went, or came with an older time.
    fs::file_time_type latest = fs::last_write_time(folder, none);
    if (none) {
        latest = fs::file_time_type::min();
    }
    for (const auto& entry : fs::directory_iterator(folder, none)) {
        if (entry.is_regular_file(none)) {
            latest = std::max(latest, entry.last_write_time(none));
        }
    }
    return latest;
}

/// As the served plan foresaw it: from its start, as many steps.
Result<forecast::Settings> settings_of(const PublishedPlan& plan, const std::string& key) {
    const auto rows = plan.forecast_rows.find(key);
    const auto start = parse_date(plan.plan.value("start", ""));
    if (rows == plan.forecast_rows.end() || !start) {
        return bad_input("the plan has no forecast of " + key);
    }
    return forecast::Settings{.horizon = static_cast<int>(rows->second.size()), .origin = start};
}

Reply story_reply(const PublishedPlan& plan, const ingest::Reading& reading,
                  const std::string& key) {
    const auto settings = settings_of(plan, key);
    const auto series = service::series_named(reading, key);
    if (!settings || !series) {
        return not_found("no forecast of " + key);
    }
    const auto explained = service::explain_series(reading, *series, *settings);
    if (!explained) {
        return unavailable(explained.error());
    }
    const publish::SeriesStory story = service::story_of(*explained, reading, *series);
    const auto text = [&](Language language) {
        return publish::series_text(story, language, unbroken);
    };
    return json_reply({{"text_en", text(Language::english)}, {"text_de", text(Language::german)}});
}

}  // namespace

Result<std::shared_ptr<const ingest::Reading>> WorkspaceShelf::reading() const {
    const std::scoped_lock lock(mutex_);
    const auto written = last_change(folder_);
    if (reading_ && written == written_) {
        return reading_;
    }
    auto reading = ingest::read_workspace(folder_);
    if (!reading) {
        return reading.error();
    }
    if (!reading->sound()) {
        return bad_input("the tables of the workspace have errors; vorrat check names them");
    }
    reading_ = std::make_shared<const ingest::Reading>(std::move(*reading));
    written_ = written;
    return reading_;
}

void WorkspaceShelf::forget() const {
    const std::scoped_lock lock(mutex_);
    reading_ = nullptr;
}

std::vector<Route> story_routes(const std::shared_ptr<const WorkspaceShelf>& workspace,
                                const std::shared_ptr<const PlanShelf>& shelf) {
    const auto answer = [workspace, shelf](const Call& call) {
        const auto plan = shelf->current();
        if (!plan) {
            return not_found("no plan is published yet");
        }
        const auto reading = workspace->reading();
        if (!reading) {
            return unavailable(reading.error());
        }
        return story_reply(*plan, **reading, series_key(call.part("item"), call.part("place")));
    };
    return {{.method = "GET", .path = "needs/{item}/{place}/story", .answer = answer}};
}

}  // namespace vorrat::api
