#include "vorrat/service/what_if.h"

#include <algorithm>

#include "vorrat/publish/publish.h"
#include "vorrat/service/council_record.h"

namespace vorrat::service {
namespace {

Result<World> world_with(const std::filesystem::path& workspace,
                         std::map<std::string, std::string> instead, const pipeline::Means& means) {
    auto reading = ingest::read_workspace(
        workspace,
        {.threads = means.threads, .progress = means.progress, .instead = std::move(instead)});
    return reading ? pipeline::sound_world(std::move(*reading)) : reading.error();
}

/// Whether the plans can be told apart item by item and place by place.
bool comparable(const World& one, const World& other) {
    const auto same = [](const auto& a, const auto& b) {
        return std::ranges::equal(
            a, b, {}, [](auto& x) { return x.id; }, [](auto& y) { return y.id; });
    };
    return same(one.items, other.items) && same(one.places, other.places) &&
           one.history.series.size() == other.history.series.size();
}

}  // namespace

Result<std::string> what_if(const std::filesystem::path& workspace,
                            std::map<std::string, std::string> instead, const std::string& title,
                            std::optional<Date> as_of, const pipeline::Means& means) {
    // Only then does a forecast speak of the same items, places and history.
    const bool same_needs = !instead.contains("needs.csv") && !instead.contains("items.csv") &&
                            !instead.contains("places.csv");
    auto now = world_with(workspace, {}, means);
    if (!now) {
        return now.error();
    }
    auto then = world_with(workspace, std::move(instead), means);
    if (!then) {
        return then.error();
    }
    auto base = pipeline::plan_only(std::move(*now), as_of, nullptr, means);
    if (!base) {
        return base.error();
    }
    base->title = title;
    const publish::Publication before = base->publication();
    std::vector<publish::Alternative> made{publish::measured("base", {}, before, before)};
    auto changed =
        pipeline::plan_only(std::move(*then), as_of, same_needs ? &*base : nullptr, means);
    if (!changed && changed.error().kind != ErrorKind::infeasible) {
        return changed.error();
    }
    if (!changed) {
        publish::Alternative none;
        none.id = "what-if";
        none.conflict = changed.error().message;
        none.frontier = false;
        made.push_back(std::move(none));
    } else {
        const publish::Publication after = changed->publication();
        const bool told = comparable(base->world, changed->world);
        made.push_back(publish::measured("what-if", {}, told ? before : after, after));
    }
    return publish::alternatives_json(made, before);
}

Result<std::map<std::string, std::string>> files_with(const std::filesystem::path& workspace,
                                                      const council::Changes& changes) {
    const auto files = editable_texts(workspace);
    return files ? council::edited(*files, changes) : files.error();
}

}  // namespace vorrat::service
