#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/base/file.h"
#include "vorrat/store/schema.h"
#include "vorrat/store/testing.h"

namespace vorrat::store::testing {
namespace {

using ::testing::HasSubstr;

/// A store written by a program that knew version 1 only.
void make_version_1(const std::filesystem::path& path) {
    const auto sql = read_file(VORRAT_SOURCE_DIR "/vorrat/store/testdata/version_1.sql");
    ASSERT_TRUE(sql) << sql.error().message;
    edit(path, *sql);
}

TEST(Migration, KeepsTheWorldOfAVersion1Store) {
    const Folder folder;
    make_version_1(folder.file());

    const auto store = open_file(folder.file());
    ASSERT_TRUE(store) << store.error().message;
    const auto world = store->load_world();

    ASSERT_TRUE(world) << world.error().message;
    EXPECT_EQ(store->version(), newest_version);
    const Series& bread = world->history.series.at(0);
    EXPECT_EQ(bread.start, day("2026-11-20"));
    EXPECT_EQ(bread.quantity.at(0), 5);
    EXPECT_TRUE(std::isnan(bread.quantity.at(1)));
    EXPECT_EQ(bread.available, (std::vector<std::uint8_t>{1, 1, 0}));
    EXPECT_EQ(bread.regressors.at(0).at(2), 2);
    EXPECT_EQ(world->supplies, (std::vector<Supply>{{{0}, {0}, 40, {}}}));
    EXPECT_EQ(world->criteria.reserve[0].coverage, 0.99);
}

TEST(Migration, MakesTheInputsOfAVersion1StoreItsFirstImport) {
    const Folder folder;
    make_version_1(folder.file());

    const auto store = open_file(folder.file());
    ASSERT_TRUE(store) << store.error().message;
    const auto imports = store->imports();

    ASSERT_TRUE(imports) << imports.error().message;
    ASSERT_EQ(imports->size(), 1);
    EXPECT_EQ(imports->front().when, "");
    EXPECT_EQ(imports->front().need_rows, 3);
    ASSERT_EQ(imports->front().files.size(), 2);
    EXPECT_EQ(imports->front().files[1].name, "items.csv");
    EXPECT_EQ(store->load_world()->inputs, imports->front().files);
}

TEST(Migration, GivesTheSameSchemaAsANewStore) {
    const Folder old_folder;
    const Folder new_folder;
    make_version_1(old_folder.file());

    ASSERT_TRUE(open_file(old_folder.file()));
    ASSERT_TRUE(open_file(new_folder.file()));

    const char* schema =
        "SELECT group_concat(name || ': ' || coalesce(sql, ''), char(10)) FROM "
        "(SELECT name, sql FROM sqlite_schema ORDER BY name)";
    EXPECT_EQ(ask(old_folder.file(), schema), ask(new_folder.file(), schema));
    EXPECT_EQ(ask(old_folder.file(), "PRAGMA user_version"), std::to_string(newest_version));
}

TEST(Migration, IsWholeOrNotAtAll) {
    const Folder folder;
    make_version_1(folder.file());
    edit(folder.file(), "CREATE TABLE import_file (in_the_way ANY) STRICT");

    const auto store = open_file(folder.file());

    EXPECT_FALSE(store);
    EXPECT_EQ(ask(folder.file(), "PRAGMA user_version"), "1");
    EXPECT_EQ(ask(folder.file(), "SELECT count(*) FROM sqlite_schema WHERE name = 'import'"), "0");
    EXPECT_EQ(ask(folder.file(), "SELECT count(*) FROM input"), "2");
}

TEST(Migration, RefusesAStoreOfANewerProgramAndLeavesItAlone) {
    const Folder folder;
    save(folder.file(), village());
    edit(folder.file(), "PRAGMA user_version = 99");

    const auto store = open_file(folder.file());

    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(store.error().message, HasSubstr("schema version 99"));
    EXPECT_EQ(ask(folder.file(), "PRAGMA user_version"), "99");
}

TEST(Migration, RefusesTheDatabaseOfAnotherProgramAndLeavesItAlone) {
    const Folder folder;
    edit(folder.file(), "CREATE TABLE bookmark (url TEXT)");

    const auto store = open_file(folder.file());

    ASSERT_FALSE(store);
    EXPECT_THAT(store.error().message, HasSubstr("none of this kind of Vorrat's"));
    EXPECT_EQ(ask(folder.file(), "SELECT count(*) FROM sqlite_schema"), "1");
}

}  // namespace
}  // namespace vorrat::store::testing
