#include "vorrat/service/what_if.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "vorrat/publish/publish.h"
#include "vorrat/service/council_record.h"

namespace vorrat::service {
namespace {

Result<World> world_with(const std::filesystem::path& workspace,
                         std::map<std::string, std::string> instead, const World* same_needs,
                         const pipeline::Means& means) {
    auto reading = ingest::read_workspace(workspace, {.threads = means.threads,
                                                      .progress = means.progress,
                                                      .instead = std::move(instead),
                                                      .same_needs = same_needs});
    return reading ? pipeline::sound_world(std::move(*reading)) : reading.error();
}

/// Names, sizes, times and places on disk of the tables in a folder.
std::string files_as_they_lie(const std::filesystem::path& folder) {
    std::vector<std::string> files;
    std::error_code problem;
    for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) {
        const std::string name = entry.path().filename().string();
        struct stat lies {};
        if (ingest::is_table_file(name) && ::stat(entry.path().c_str(), &lies) == 0) {
            files.push_back(fmt::format("{} {} {}.{:09} {}\n", name, lies.st_size,
                                        lies.st_mtim.tv_sec, lies.st_mtim.tv_nsec, lies.st_ino));
        }
    }
    std::ranges::sort(files);
    return fmt::format("{}\n{}", folder.string(), fmt::join(files, ""));
}

using Json = nlohmann::ordered_json;

Json in_both(const std::string& english, const std::string& german) {
    return {{"en", english}, {"de", german}};
}

/// The largest changes of each kind. Both languages give them in the same order.
Json changes_json(const Plan& before, const publish::Publication& after) {
    constexpr int most = 20;
    const auto english = publish::plan_changes(before, after, Language::english);
    const auto german = publish::plan_changes(before, after, Language::german);
    std::map<std::string, int, std::less<>> told;
    Json list = Json::array();
    for (std::size_t k = 0; k < english.size(); ++k) {
        if (++told[english[k].kind] <= most) {
            list.push_back({{"kind", english[k].kind},
                            {"what", in_both(english[k].what, german[k].what)},
                            {"because", in_both(english[k].because, german[k].because)},
                            {"unit", in_both(english[k].unit, german[k].unit)},
                            {"before", english[k].before},
                            {"after", english[k].after}});
        }
    }
    return list;
}

/// What each plan takes of each cap; `then` null: there is no such plan, or no such cap.
Json caps_json(const Plan& now, const Plan* then) {
    std::map<std::string, std::array<Json, 2>> caps;
    const auto add = [&](const Plan& plan, std::size_t which) {
        for (const PlanLimit& limit : plan.limits) {
            if (limit.row.kind == RowKind::cap) {
                caps[limit.row.indicator].at(which) = {{"used", limit.used}, {"cap", limit.limit}};
            }
        }
    };
    add(now, 0);
    if (then != nullptr) {
        add(*then, 1);
    }
    Json list = Json::array();
    for (const auto& [indicator, both] : caps) {
        list.push_back({{"indicator", indicator}, {"now", both[0]}, {"then", both[1]}});
    }
    return list;
}

/// Whether what one plan says can be looked up in the other: both number everything alike.
bool comparable(const World& one, const World& other) {
    const auto same = [](const auto& a, const auto& b) {
        return std::ranges::equal(
            a, b, {}, [](auto& x) { return x.id; }, [](auto& y) { return y.id; });
    };
    const auto same_lane = [](const Lane& a, const Lane& b) {
        return a.from == b.from && a.to == b.to && a.mode == b.mode;
    };
    return same(one.items, other.items) && same(one.places, other.places) &&
           same(one.communities, other.communities) && same(one.activities, other.activities) &&
           same(one.resources, other.resources) &&
           std::ranges::equal(one.lanes, other.lanes, same_lane) &&
           one.history.series.size() == other.history.series.size();
}

}  // namespace

Result<std::shared_ptr<const pipeline::Run>> KeptPlan::of(const std::filesystem::path& workspace,
                                                          const std::filesystem::path& published,
                                                          std::optional<Date> as_of,
                                                          const pipeline::Means& means) {
    const std::scoped_lock alone(making_);
    std::string made_of = files_as_they_lie(workspace) + (as_of ? to_string(*as_of) : "");
    if (run_ && made_of == made_of_) {
        return run_;
    }
    auto world = world_with(workspace, {}, nullptr, means);
    if (!world) {
        return world.error();
    }
    // A folder that holds no plan of ours is no reason to stop: the plan takes longer without.
    const auto earlier = published.empty() ? Result<Plan>(bad_input("no folder"))
                                           : publish::read_plan(published, *world);
    auto run = pipeline::plan_only(std::move(*world), as_of, nullptr, means,
                                   earlier ? &*earlier : nullptr);
    if (!run) {
        return run.error();
    }
    run->title = "what if";
    run_ = std::make_shared<const pipeline::Run>(std::move(*run));
    made_of_ = std::move(made_of);
    return run_;
}

Result<std::string> what_if(const std::filesystem::path& workspace, const pipeline::Run& base,
                            Otherwise otherwise, std::optional<Date> as_of,
                            const pipeline::Means& means) {
    // Only then does a forecast speak of the same items, places and history.
    const bool same_needs = std::ranges::none_of(otherwise.instead, [](const auto& file) {
        return file.first.starts_with("needs.") || file.first.starts_with("items.") ||
               file.first.starts_with("places.");
    });
    auto then = world_with(workspace, std::move(otherwise.instead),
                           same_needs ? &base.world : nullptr, means);
    if (!then) {
        return then.error();
    }
    if (auto done = change_limits(*then, otherwise.limits); !done) {
        return done.error();
    }
    const bool alike =
        same_needs || (comparable(base.world, *then) && base.world.history == then->history);
    const publish::Publication before = base.publication();
    std::vector<publish::Alternative> made{publish::measured("base", {}, before, before)};
    auto changed = pipeline::plan_only(std::move(*then), as_of, alike ? &base : nullptr, means);
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
        const bool told = comparable(base.world, changed->world);
        made.push_back(publish::measured("what-if", {}, told ? before : after, after));
    }
    Json answer = Json::parse(publish::alternatives_json(made, before));
    answer["caps"] = caps_json(base.plan, changed ? &changed->plan : nullptr);
    answer["changes"] = changed && comparable(base.world, changed->world)
                            ? changes_json(base.plan, changed->publication())
                            : Json(nullptr);
    return answer.dump();
}

Result<std::map<std::string, std::string>> files_with(const std::filesystem::path& workspace,
                                                      const council::Changes& changes) {
    const auto files = editable_texts(workspace);
    return files ? council::edited(*files, changes) : files.error();
}

vorrat::Outcome sound_with(const std::filesystem::path& workspace,
                           const council::Changes& changes) {
    auto files = files_with(workspace, changes);
    if (!files) {
        return files.error();
    }
    const auto world = world_with(workspace, std::move(*files), nullptr, {});
    return world ? vorrat::Outcome(Done{}) : world.error();
}

}  // namespace vorrat::service
