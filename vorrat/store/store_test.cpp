#include "vorrat/store/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/store/testing.h"

namespace vorrat::store::testing {
namespace {

using ::testing::HasSubstr;

TEST(Store, GivesBackTheWorldItWasGivenBitByBit) {
    const Folder folder;
    const World world = village();
    save(folder.file(), world);

    const auto store = open_file(folder.file());
    ASSERT_TRUE(store) << store.error().message;
    const auto loaded = store->load_world();

    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(same(*loaded, world));
}

TEST(Store, GivesBackAnEmptyWorld) {
    const Folder folder;
    save(folder.file(), World{});

    const auto store = open_file(folder.file());
    const auto loaded = store->load_world();

    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(*loaded, World{});
}

// A field that is added to the model and not to the store would be lost without a sound. This does
// not compile any more when a part of the world has a field more: then the store must learn it.
TEST(Store, KnowsEveryFieldOfTheWorld) {
    const World w = village();

    [[maybe_unused]] const auto& [items, places, communities, lanes, areas, activities, resources,
                                  capacities, supplies, indicators, impacts, stock, transit,
                                  history, criteria, decisions, need_changes, need_overrides,
                                  inputs] = w;
    [[maybe_unused]] const auto& [d1, d2, d3, d4, d5, d6, d7, d8] = decisions.front();
    [[maybe_unused]] const auto& [x1, x2, x3, x4, x5] = need_changes.front();
    [[maybe_unused]] const auto& [o1, o2, o3, o4, o5, o6, o7, o8, o9, o10, o11] =
        need_overrides.front();
    [[maybe_unused]] const auto& [c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13] =
        criteria;
    [[maybe_unused]] const auto& [p1, p2, p3, p4] = c3;
    [[maybe_unused]] const auto& [i1, i2, i3, i4, i5, i6, i7, i8, i9] = *items.begin();
    [[maybe_unused]] const auto& [l1, l2, l3, l4, l5, l6, l7] = *places.begin();
    [[maybe_unused]] const auto& [n1, n2, n3, n4, n5, n6, n7] = *lanes.begin();
    [[maybe_unused]] const auto& [a1, a2, a3, a4, a5, a6] = *activities.begin();
    [[maybe_unused]] const auto& [s1, s2, s3, s4, s5, s6] = history.series.front();

    EXPECT_EQ(&history.series.front().regressors, &s6);
}

TEST(Store, KeepsOnlyTheLatestWorldAndTheLogOfAllImports) {
    const Folder folder;
    const World first = village();
    const World second = market(1, 3, 10);
    auto store = open_file(folder.file());
    ASSERT_TRUE(store) << store.error().message;

    ASSERT_TRUE(store->replace_world(first, "2026-11-22T10:00:00Z"));
    ASSERT_TRUE(store->replace_world(second, "2026-11-23T10:00:00Z"));

    const auto loaded = store->load_world();
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(same(*loaded, second));
    const auto imports = store->imports();
    ASSERT_TRUE(imports) << imports.error().message;
    const std::vector<Import> want{{1, "2026-11-22T10:00:00Z", 7, first.inputs},
                                   {2, "2026-11-23T10:00:00Z", 30, second.inputs}};
    EXPECT_EQ(*imports, want);
}

TEST(Store, SaysThatItHoldsNoWorldBeforeTheFirstImport) {
    const Folder folder;
    const auto store = open_file(folder.file());
    ASSERT_TRUE(store) << store.error().message;

    const auto loaded = store->load_world();

    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message, HasSubstr("holds no world yet"));
    EXPECT_EQ(store->imports()->size(), 0);
}

TEST(Store, KeepsTheOldWorldWhenAnImportIsStopped) {
    const Folder folder;
    const World old = village();
    save(folder.file(), old);
    auto store = open_file(folder.file());
    ASSERT_TRUE(store) << store.error().message;
    std::stop_source source;
    double share_seen = 0;
    const Progress progress{[&](std::string_view, double share) {
                                share_seen = share;
                                source.request_stop();
                            },
                            source.get_token()};

    const auto done = store->replace_world(market(2, 3, 65536), now, progress);

    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message, HasSubstr("stopped"));
    EXPECT_NEAR(share_seen, 1.0 / 3, 1e-9);
    EXPECT_TRUE(same(*store->load_world(), old));
    EXPECT_EQ(store->imports()->size(), 1);
}

TEST(Store, RefusesAWorldThatBreaksAnInvariantAndNamesTheRow) {
    struct Case {
        const char* name;
        void (*spoil)(World&);
        const char* message;
    };
    const std::vector<Case> cases{
        {"an id outside its table", [](World& w) { w.stock[1].item = {9}; }, "table stock, row 1"},
        {"a name twice", [](World& w) { w.items[{1}].id = "flour"; }, "table item, row 1"},
        {"NaN", [](World& w) { w.impacts[0].quantity = std::nan(""); },
         "table impact, row 0, column quantity: nan is not finite"},
        {"a negative quantity", [](World& w) { w.supplies[0].available = -1; },
         "table supply, row 0, column available: -1 is negative"},
        {"a pack of nothing", [](World& w) { w.items[{0}].pack_size = 0; },
         "table item, row 0, column pack_size: 0 is not above 0"},
        {"a negative need", [](World& w) { w.history.series[0].quantity[2] = -1; },
         "table need, series 0, step 2, column quantity: -1"},
        {"an endless need",
         [](World& w) {
             w.history.series[0].quantity[3] = std::numeric_limits<double>::infinity();
         },
         "table need, series 0, step 3, column quantity: inf"},
        {"an endless price",
         [](World& w) {
             w.history.series[1].regressors[0][1] = std::numeric_limits<float>::infinity();
         },
         "table series_regressor, series 1, regressor 0: infinity"},
        {"a day that cannot be read back",
         [](World& w) { w.stock[0].best_before = Date{} - days{100'000}; },
         "table stock, row 0, column best_before"},
        {"goods on the way to nowhere", [](World& w) { w.transit[0].to_place = {}; },
         "table transit, row 0"}};
    const Folder folder;
    save(folder.file(), village());
    auto store = open_file(folder.file());
    ASSERT_TRUE(store) << store.error().message;

    for (const Case& c : cases) {
        World world = village();
        c.spoil(world);
        const auto done = store->replace_world(world, now);
        EXPECT_FALSE(done) << c.name;
        if (!done) {
            EXPECT_THAT(done.error().message, HasSubstr(c.message)) << c.name;
        }
    }

    EXPECT_TRUE(same(*store->load_world(), village()));
}

TEST(Store, AnswersQuestionsInSqlByDate) {
    const Folder folder;
    World world = village();
    world.history.frequency = Frequency::month;
    world.history.series[0].start = day("2024-01-31");
    save(folder.file(), world);

    const auto second = ask(folder.file(),
                            "SELECT date FROM need_by_date WHERE item_id = 'flour' AND "
                            "place_id = 'depot' ORDER BY date LIMIT 1 OFFSET 1");
    const auto total =
        ask(folder.file(), "SELECT sum(quantity) FROM need_by_date WHERE date < '2025'");
    const auto price = ask(folder.file(),
                           "SELECT value FROM series_regressor, json_each(step_values) "
                           "WHERE series = 1 AND regressor = 0 AND key = 0");

    EXPECT_EQ(second, "2024-02-29");
    EXPECT_EQ(total, "5.75");
    EXPECT_EQ(price, "1.1");
}

TEST(Store, NamesFrequenciesAsTheyAreRead) {
    for (const auto& [frequency, name] :
         {std::pair(Frequency::day, "day"), std::pair(Frequency::week, "week"),
          std::pair(Frequency::month, "month")}) {
        const Folder folder;
        World world = village();
        world.history.frequency = frequency;
        save(folder.file(), world);

        EXPECT_EQ(ask(folder.file(), "SELECT frequency FROM world"), name);
    }
}

TEST(Store, RefusesHoursWhichWorkspacesDoNotHave) {
    const Folder folder;
    World world = village();
    world.history.frequency = Frequency::hour;

    auto store = open_file(folder.file());
    ASSERT_TRUE(store) << store.error().message;
    const auto kept = store->replace_world(world, now);

    ASSERT_FALSE(kept);
    EXPECT_NE(kept.error().message.find("by day, week or month, found hour"), std::string::npos);
}

TEST(Location, IsAFileOrAPostgresUrl) {
    EXPECT_TRUE(std::holds_alternative<SqliteFile>(*parse_location("a folder/store.db")));
    EXPECT_TRUE(std::holds_alternative<PostgresUrl>(*parse_location("postgres://host/name")));
    EXPECT_TRUE(std::holds_alternative<PostgresUrl>(*parse_location("postgresql://host/name")));
    EXPECT_EQ(parse_location("").error().kind, ErrorKind::usage);
    EXPECT_THAT(parse_location("mysql://host").error().message, HasSubstr("found mysql://"));
}

TEST(Location, OfPostgresIsAnsweredWithNotYet) {
    const auto store = open(*parse_location("postgres://host/name"));

    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind, ErrorKind::usage);
    EXPECT_THAT(store.error().message, HasSubstr("not yet in this version"));
}

}  // namespace
}  // namespace vorrat::store::testing
