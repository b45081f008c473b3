#pragma once

#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vorrat/base/random.h"
#include "vorrat/store/store.h"

namespace vorrat::store::testing {

/// A folder of its own that is gone after the test.
class Folder {
public:
    Folder() {
        std::string name =
            (std::filesystem::temp_directory_path() / "vorrat_store_XXXXXX").string();
        check(::mkdtemp(name.data()) != nullptr, "a temporary folder can be made");
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::permissions(path_, std::filesystem::perms::owner_all, ignored);
        std::filesystem::remove_all(path_, ignored);
    }

    std::filesystem::path path() const { return path_; }
    std::filesystem::path file() const { return path_ / "store.db"; }

private:
    std::filesystem::path path_;
};

inline Date day(const char* text) { return parse_date(text).value(); }

/// A mill, a bakery's depot and all that can be said about them: every table has rows, every
/// optional part is present once and absent once, texts hold quotes, umlauts and nothing at all.
inline World village() {
    const double unknown = std::numeric_limits<double>::quiet_NaN();
    const float not_given = std::numeric_limits<float>::quiet_NaN();
    World w;
    w.items = {{"flour", "Mehl \"550\"", "kg", {1}, {1.7}, 200, Tier::essential, 25, "grain"},
               {"bread", "Brot; frisch", "piece", {0.75}, {2.1}, {}, Tier::wanted, 1, ""}};
    w.communities = {{"Mühlbach", 1234}, {"O'Hara", 0}};
    w.places = {
        {"mill", "Mühle", PlaceKind::plant, {}, {}, 0, {}},
        {"depot", "Laden", PlaceKind::depot, Coordinates{51.05, -13.74}, {1}, 900, Litres{5e3}}};
    w.lanes = {{{0}, {1}, "road", 2, {12.5}, Kilograms{800}, Kilograms{10}},
               {{1}, {0}, "rail", 0, {0}, {}, {}}};
    w.areas = {{"south", {{1}, {0}}}, {"nowhere", {}}};
    w.resources = {{"oven", "hours"}, {"labour", "hours"}};
    w.activities = {
        {"bake", "Backen", {{1}, {0}}, {{{0}, 0.5}}, {{{1}, 1}}, {{{0}, 0.1}, {{1}, 1e-9}}},
        {"rest", "", {}, {}, {}, {}}};
    w.capacities = {{{0}, PlaceId{1}, day("2026-12-24"), 8}, {{1}, {}, {}, 1e300}};
    w.supplies = {{{0}, {0}, 40.5, {}}, {{0}, {0}, {}, day("1900-01-01")}};
    w.indicators = {"co2e_kg", "land_m2"};
    w.impacts = {{ImpactKind::mode, "road", {0}, 0.1}, {ImpactKind::waste, "bread", {1}, -2}};
    w.stock = {{{1}, {1}, 3, day("2026-11-25")}, {{0}, {0}, 1e9 + 0.25, {}}};
    w.transit = {{{0}, {0}, PlaceId{1}, {}, 50, day("2026-11-24")},
                 {{0}, {0}, {}, AreaId{0}, 75, day("2200-12-31")}};
    w.history = {Frequency::week,
                 {"price", "holiday"},
                 {{{0}, {1}, day("2026-01-05"), {1, unknown, 0, 4.75, 5e-324}, {}, {}},
                  {{1},
                   {0},
                   day("2026-01-12"),
                   {unknown, 1.0 / 3},
                   {1, 0},
                   {{1.1F, not_given, 3e38F, 1e-40F}, {}}},
                  {{1}, {1}, day("2026-01-12"), {}, {}, {}}}};
    w.criteria.horizon_days = 28;
    w.criteria.placement.calm = 0.125;
    w.criteria.tier_weight = {1000, 10, 0.1};
    w.criteria.reserve = {Reserve{0.99, {}}, Reserve{{}, 3.5}, Reserve{}};
    w.criteria.minimum_coverage = {0.9, 0, 0};
    w.criteria.minimum_ratio = 0.8;
    w.criteria.caps = {{"co2e_kg", 1.8e5, {{day("2027-01-01"), 1.7e5}, {day("2028-01-01"), 1.6e5}}},
                       {"waste_kg", 3, {}}};
    w.criteria.work_limits = {{{1}, 1200}};
    w.criteria.forbidden = {{1}};
    w.criteria.burden = {{"co2e_kg", 1}, {"transport_tkm", 0.25}};
    w.criteria.decisions = {{"caps.co2e_kg.total", "council, 2026-11-03"}, {"horizon_days", ""}};
    w.decisions = {
        {"D1", day("2026-11-03"), "region", "horizon_days", "28", "", "Grund; \"so\"", ""},
        {"D2", day("2026-11-04"), "region", "horizon_days", "", "28", "", "P1"}};
    w.need_changes = {{{0}, CommunityId{1}, 0.8, ItemId{1}, 0.5}, {{1}, {}, 1.25, {}, 1}};
    w.need_overrides = {{"O1",
                         {0},
                         {1},
                         day("2026-11-10"),
                         day("2026-11-16"),
                         1.5,
                         {},
                         "Fest",
                         day("2026-11-03"),
                         "paula",
                         {}},
                        {"O2",
                         {1},
                         {1},
                         day("2026-11-10"),
                         day("2026-11-10"),
                         {},
                         40.0,
                         "\"=x\"",
                         day("2026-11-03"),
                         "",
                         day("2026-11-04")}};
    w.inputs = {{"needs.csv.gz", std::string(64, 'a'), 7}, {"items.csv", std::string(64, '0'), 2}};
    return w;
}

/// `series` places with `steps` days of need for one item each; other seeds, other needs.
inline World market(std::uint64_t seed, std::uint32_t series, std::size_t steps) {
    Random random(seed);
    World w;
    w.items = {{"flour", "Mehl", "kg", {1}, {1}, {}, Tier::essential, 1, ""}};
    w.communities = {{"all", 1}};
    w.history.regressors = {"price"};
    for (std::uint32_t s = 0; s < series; ++s) {
        w.places.push_back({"depot" + std::to_string(s), "", PlaceKind::depot, {}, {0}, 1, {}});
        Series one{{0}, {s}, day("2025-01-01"), {}, {}, {{}}};
        for (std::size_t step = 0; step < steps; ++step) {
            one.quantity.push_back(static_cast<double>(random.poisson(3)));
            one.available.push_back(random.below(20) > 0 ? 1 : 0);
            one.regressors[0].push_back(1.0F + static_cast<float>(random.below(8)) / 8);
        }
        w.history.series.push_back(std::move(one));
    }
    w.inputs = {{"needs.csv", std::string(64, 'b'), series * steps}};
    return w;
}

template <class Number>
bool same_bits(const std::vector<Number>& a, const std::vector<Number>& b) {
    return a.size() == b.size() &&
           (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(Number)) == 0);
}

/// Equality that takes NaN for NaN: numbers of the history bit by bit, all else by ==.
inline bool same(World a, World b) {
    if (a.history.series.size() != b.history.series.size()) {
        return false;
    }
    for (std::size_t s = 0; s < a.history.series.size(); ++s) {
        Series& x = a.history.series[s];
        Series& y = b.history.series[s];
        if (!same_bits(x.quantity, y.quantity)) {
            return false;
        }
        if (x.regressors.size() != y.regressors.size()) {
            return false;
        }
        for (std::size_t r = 0; r < x.regressors.size(); ++r) {
            if (!same_bits(x.regressors[r], y.regressors[r])) {
                return false;
            }
        }
        x.quantity = y.quantity = {};
        x.regressors = y.regressors = {};
    }
    return a == b;
}

inline Result<Store> open_file(const std::filesystem::path& path, const OpenOptions& options = {}) {
    return open(SqliteFile{path}, options);
}

constexpr const char* now = "2026-11-23T08:15:00Z";

/// A store that holds the world, closed again.
inline void save(const std::filesystem::path& path, const World& world) {
    auto store = open_file(path);
    ASSERT_TRUE(store) << store.error().message;
    const auto done = store->replace_world(world, now);
    ASSERT_TRUE(done) << done.error().message;
}

/// What a person with the sqlite3 program can do to a file: no foreign keys, no checks.
inline void edit(const std::filesystem::path& path, const std::string& sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
    const std::string unchecked =
        "PRAGMA synchronous = OFF; PRAGMA ignore_check_constraints = ON; " + sql;
    char* message = nullptr;
    sqlite3_exec(database, unchecked.c_str(), nullptr, nullptr, &message);
    EXPECT_EQ(message, nullptr) << message << "\n" << sql;
    sqlite3_free(message);
    sqlite3_close(database);
}

/// The first column of the first row, as text.
inline std::string ask(const std::filesystem::path& path, const std::string& sql) {
    sqlite3* database = nullptr;
    sqlite3_stmt* statement = nullptr;
    std::string answer = "(nothing)";
    sqlite3_open(path.c_str(), &database);
    sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr);
    if (sqlite3_step(statement) == SQLITE_ROW) {
        const void* text = sqlite3_column_text(statement, 0);
        if (text != nullptr) {
            answer = static_cast<const char*>(text);
        }
    }
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return answer;
}

}  // namespace vorrat::store::testing
