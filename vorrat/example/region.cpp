#include <string>
#include <utility>
#include <vector>

#include "vorrat/base/file.h"
#include "vorrat/example/example.h"
#include "vorrat/example/region_tables.h"
#include "vorrat/example/text.h"

namespace vorrat::example {

Outcome write_region(const std::filesystem::path& folder, const RegionSettings& settings) {
    if (auto made = make_empty_folder(folder); !made) {
        return made;
    }
    const NeedModel needs(settings.seed);
    const Requirements full = requirements(needs);
    const std::vector<std::pair<std::string, std::string>> files{
        {"items.csv", items_csv()},
        {"places.csv", places_csv(full)},
        {"lanes.csv", lanes_csv(full)},
        {"areas.csv", areas_csv()},
        {"activities.csv", activities_csv()},
        {"activity_items.csv", activity_items_csv()},
        {"activity_resources.csv", activity_resources_csv()},
        {"resources.csv", resources_csv(full)},
        {"supply.csv", supply_csv(full)},
        {"impacts.csv", impacts_csv()},
        {"stock.csv", stock_csv(full)},
        {"transit.csv", transit_csv(full)},
        {"needs.csv", needs.needs_csv()},
        {"criteria.toml", criteria_toml(full)},
        {"decisions.csv", decisions_csv(full)},
        {"README.md", region_readme(settings.seed, needs.history_rows())},
    };
    for (const auto& [name, text] : files) {
        if (auto written = write_file(folder / name, text); !written) {
            return written;
        }
    }
    return Done{};
}

}  // namespace vorrat::example
