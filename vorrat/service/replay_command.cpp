#include <algorithm>
#include <filesystem>
#include <iterator>
#include <ostream>

#include <fmt/format.h>

#include "vorrat/base/file.h"
#include "vorrat/service/each_command.h"
#include "vorrat/service/replay_report.h"

namespace vorrat::service {
namespace {

/// One policy by name, or all of them.
Result<std::vector<placement::NamedPolicy>> policies_of(const Values& values,
                                                        const pipeline::Means& means) {
    std::vector<placement::NamedPolicy> all = pipeline::all_policies(means.threads);
    const std::string wanted = values.text("policy");
    if (wanted == "all") {
        return all;
    }
    std::ranges::move(pipeline::policy_variants(means.threads), std::back_inserter(all));
    std::string names = "all";
    for (const placement::NamedPolicy& policy : all) {
        if (policy.name == wanted) {
            return std::vector{policy};
        }
        names += ", " + policy.name;
    }
    return usage_error(fmt::format("--policy: want one of {}, got \"{}\"", names, wanted));
}

/// Where a replay begins when nobody says: so that the counted steps are the last known ones.
Date default_start(const World& world, int steps) {
    return advance(first_unknown_date(world.history), -steps, world.history.frequency);
}

/// Table, communities and picture in a folder.
Outcome write_report(const World& world, std::span<const Played> starts,
                     const std::filesystem::path& folder) {
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    if (problem) {
        return failed(fmt::format("{}: cannot be made: {}", folder.string(), problem.message()));
    }
    const std::vector<std::pair<const char*, std::string>> files{
        {"replay.csv", replay_csv(starts)},
        {"communities.csv", replay_communities_csv(world, starts)},
        {"replay.svg", replay_picture(starts)}};
    for (const auto& [name, text] : files) {
        if (auto written = write_file(folder / name, text); !written) {
            return written;
        }
    }
    return Done{};
}

}  // namespace

Result<int> run_replay(const Values& values, const Streams& streams) {
    auto reading = read_workspace(values, streams);
    if (!reading) {
        return reading.error();
    }
    const auto world = pipeline::sound_world(std::move(*reading));
    if (!world) {
        return world.error();
    }
    if (auto day = pipeline::first_day(*world, {}); !day) {
        return day.error();
    }
    const pipeline::Means means = means_of(values, streams);
    const auto policies = policies_of(values, means);
    if (!policies) {
        return policies.error();
    }

    const int steps = static_cast<int>(values.whole("steps"));
    const auto count = values.whole("origins");
    const auto spacing = values.whole("spacing") > 0 ? values.whole("spacing") : steps;
    if (count < 1) {
        return usage_error(fmt::format("--origins: want at least 1, got {}", count));
    }
    const Date last = date_of(values, "from").value_or(default_start(*world, steps));
    std::vector<Played> starts;
    for (auto back = count - 1; back >= 0; --back) {
        const Date from =
            advance(last, -static_cast<int>(back * spacing), world->history.frequency);
        auto comparison = placement::replay(
            *world,
            {.from = from, .reviews = static_cast<int>(values.whole("reviews")), .steps = steps},
            *policies, means.progress);
        if (!comparison) {
            return comparison.error();
        }
        starts.push_back({from, std::move(*comparison)});
    }
    if (values.has("out")) {
        if (auto written = write_report(*world, starts, values.text("out")); !written) {
            return written.error();
        }
    }
    streams.out << (values.flag("json") ? replay_json(*world, starts)
                                        : notice_line(*world) + replay_table(*world, starts));
    return 0;
}

}  // namespace vorrat::service
