#include "m5.h"

#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <string>

#include <fmt/core.h>
#include <zlib.h>

namespace vorrat::bench {
namespace {

using Names = std::vector<std::string>;

/// Item and place of every series, in the order of the history.
struct Keys {
    Names item;
    Names place;
};

/// `HOBBIES_1_330`, 2 -> `HOBBIES_1`.
std::string parts(const std::string& id, int count) {
    std::size_t end = 0;
    for (int i = 0; i < count; ++i) {
        end = id.find('_', end + (i > 0 ? 1 : 0));
    }
    return id.substr(0, end);
}

Names each(const Names& ids, int count) {
    Names names;
    for (const std::string& id : ids) {
        names.push_back(parts(id, count));
    }
    return names;
}

Names both(const Names& a, const Names& b) {
    Names names;
    for (std::size_t i = 0; i < a.size(); ++i) {
        names.push_back(a[i] + '|' + b[i]);
    }
    return names;
}

std::vector<forecast::Grouping> twelve_levels(const Keys& keys) {
    const Names& item = keys.item;
    const Names& store = keys.place;
    const Names all(item.size(), "all");
    const Names state = each(store, 1);
    const Names category = each(item, 1);
    const Names department = each(item, 2);
    using forecast::group_by;
    return {group_by("all", all),
            group_by("state", state),
            group_by("store", store),
            group_by("category", category),
            group_by("department", department),
            group_by("state, category", both(state, category)),
            group_by("state, department", both(state, department)),
            group_by("store, category", both(store, category)),
            group_by("store, department", both(store, department)),
            group_by("item", item),
            group_by("item, state", both(item, state)),
            group_by("item, store", both(item, store))};
}

Names split(const std::string& line) {
    Names cells(1);
    for (const char c : line) {
        if (c == ',') {
            cells.emplace_back();
        } else if (c != '\n' && c != '\r') {
            cells.back() += c;
        }
    }
    return cells;
}

std::uint32_t number(std::map<std::string, std::uint32_t>& numbers, const std::string& id) {
    return numbers.try_emplace(id, static_cast<std::uint32_t>(numbers.size())).first->second;
}

}  // namespace

Result<M5> read_m5(const std::filesystem::path& needs_gz) {
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(needs_gz.c_str(), "rb"), gzclose);
    if (!file) {
        return failed(fmt::format("{}: cannot be opened", needs_gz.string()));
    }
    M5 m5{{Frequency::day, {"price"}, {}}, {}};
    Keys keys;
    std::map<std::string, std::uint32_t> items;
    std::map<std::string, std::uint32_t> places;
    std::array<char, 512> line{};
    gzgets(file.get(), line.data(), line.size());
    while (gzgets(file.get(), line.data(), line.size()) != nullptr) {
        const Names cells = split(line.data());
        const auto date = cells.size() < 5 ? std::nullopt : parse_date(cells[0]);
        if (!date) {
            return bad_input(fmt::format("{}: {}", needs_gz.string(), line.data()));
        }
        const ItemId item{number(items, cells[1])};
        const PlaceId place{number(places, cells[2])};
        std::vector<Series>& all = m5.history.series;
        if (all.empty() || all.back().item != item || all.back().place != place) {
            all.push_back({item, place, *date, {}, {}, {{}}});
            keys.item.push_back(cells[1]);
            keys.place.push_back(cells[2]);
        }
        all.back().quantity.push_back(std::stod(cells[3]));
        all.back().regressors[0].push_back(
            cells[4].empty() ? std::numeric_limits<float>::quiet_NaN() : std::stof(cells[4]));
    }
    m5.levels = twelve_levels(keys);
    return m5;
}

}  // namespace vorrat::bench
