#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/base/file.h"
#include "vorrat/store/testing.h"

namespace vorrat::store::testing {
namespace {

using ::testing::HasSubstr;

void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

/// What opening and loading say: an error's message, or empty when both succeed.
std::string complaint(const std::filesystem::path& path) {
    const auto store = open_file(path);
    if (!store) {
        return store.error().message;
    }
    const auto world = store->load_world();
    return world ? std::string{} : world.error().message;
}

TEST(Damage, ByHandIsNamedWithTableRowAndColumn) {
    struct Case {
        const char* name;
        const char* sql;
        const char* message;
    };
    const std::vector<Case> cases{
        {"dangling item", "UPDATE stock SET item = 77 WHERE position = 1",
         "table stock, row 1, column item: want the position of one of 2 rows, found \"77\""},
        {"negative position", "UPDATE lane SET to_place = -1 WHERE lane = 0",
         "table lane, row 0, column to_place"},
        {"unknown tier", "UPDATE item SET tier = 'luxury' WHERE item = 1",
         "table item, row 1, column tier: want one of essential, basic, wanted, found \"luxury\""},
        {"unknown kind", "UPDATE place SET kind = 'moon' WHERE place = 0",
         "table place, row 0, column kind"},
        {"unknown frequency", "UPDATE world SET frequency = 'hour'", "table world, row 0"},
        {"depot without community", "UPDATE place SET community = NULL WHERE place = 1",
         "table place, row 1, column community"},
        {"endless number", "UPDATE impact SET quantity = 9e999 WHERE position = 0",
         "table impact, row 0, column quantity: want a finite number"},
        {"negative stock", "UPDATE stock SET quantity = -4 WHERE position = 0",
         "table stock, row 0, column quantity: want a number >= 0"},
        {"pack of nothing", "UPDATE item SET pack_size = 0 WHERE item = 0",
         "table item, row 0, column pack_size: want a number > 0"},
        {"a day no month has", "UPDATE stock SET best_before = '2026-02-30' WHERE position = 0",
         "table stock, row 0, column best_before: want a date like 2026-11-23"},
        {"number too large for its kind", "UPDATE lane SET lead_days = 5000000000 WHERE lane = 1",
         "table lane, row 1, column lead_days: want a number in"},
        {"missing item", "DELETE FROM item WHERE item = 0",
         "table item: row 0 is missing, found row 1"},
        {"transit to two ends", "UPDATE transit SET to_area = 0 WHERE position = 0",
         "table transit, row 0"},
        {"missing criteria", "DELETE FROM criteria", "table criteria: want exactly one row"},
        {"missing tier", "DELETE FROM tier_criteria WHERE position = 2", "table tier_criteria"},
        {"cap step of no cap", "UPDATE cap_step SET cap = 2 WHERE position = 0",
         "table cap_step, row 0, column cap"},
        {"missing need", "DELETE FROM need WHERE series = 0 AND step = 4",
         "table need, series 0, step 4: missing"},
        {"missing need between others", "DELETE FROM need WHERE series = 0 AND step = 1",
         "table need, series 0, step 1: missing or out of place"},
        {"need of no series", "INSERT INTO need VALUES (9, 0, 1, NULL)",
         "table need, series 9, step 0: belongs to no series"},
        {"negative need", "UPDATE need SET quantity = -1 WHERE series = 0 AND step = 2",
         "table need, series 0, step 2"},
        {"availability told once", "UPDATE need SET available = 1 WHERE series = 0 AND step = 3",
         "table need, series 0, step 3: available"},
        {"availability beyond its kind", "UPDATE need SET available = 256 WHERE series = 1",
         "table need, series 1, step 0: available"},
        {"more steps than there can be", "UPDATE series SET steps = 9000000000000000000",
         "table need, series 0, step 5"},
        {"series out of order", "UPDATE series SET item = 0, place = 0 WHERE series = 2",
         "table series, row 2"},
        {"broken list", "UPDATE series_regressor SET step_values = '[1,' WHERE position = 0",
         "table series_regressor, row 0, column step_values: want a finite number or null"},
        {"list without comma",
         "UPDATE series_regressor SET step_values = '[1 2]' WHERE position = 0",
         "table series_regressor, row 0, column step_values: want ',' or ']' at character 4"},
        {"text after a list", "UPDATE series_regressor SET step_values = '[]x' WHERE position = 0",
         "table series_regressor, row 0, column step_values: want the end"},
        {"missing regressor", "DELETE FROM series_regressor WHERE position = 0",
         "table series_regressor, row 1, column regressor: want 0, found 1"},
        {"missing table", "DROP VIEW need_by_date; DROP TABLE burden", "no such table: burden"}};

    const Folder folder;
    const std::filesystem::path sound = folder.path() / "sound.db";
    save(sound, village());
    for (const Case& c : cases) {
        std::filesystem::remove(folder.file());
        std::filesystem::copy_file(sound, folder.file());
        edit(folder.file(), c.sql);
        EXPECT_THAT(complaint(folder.file()), HasSubstr(c.message)) << c.name;
    }
}

TEST(Damage, OfAGapInTheLogOfImportsIsReported) {
    const Folder folder;
    save(folder.file(), village());
    save(folder.file(), village());
    edit(folder.file(), "DELETE FROM import WHERE import = 1");

    const auto store = open_file(folder.file());
    ASSERT_TRUE(store) << store.error().message;
    const auto imports = store->imports();

    ASSERT_FALSE(imports);
    EXPECT_THAT(imports.error().message, HasSubstr("table import"));
}

TEST(Damage, AFileThatIsNoDatabaseIsRefused) {
    const Folder folder;
    write_bytes(folder.file(), "date,item_id,place_id,quantity\n" + std::string(5000, '1'));

    EXPECT_THAT(complaint(folder.file()), HasSubstr("store.db: not an SQLite database"));
}

// SQLite knows from its first page how long the file must be, so no cut goes unseen; cut to
// nothing, it is as good as a new store.
TEST(Damage, AStoreCutAnywhereIsRefused) {
    const Folder folder;
    save(folder.file(), market(3, 20, 200));
    const auto whole = read_file(folder.file());
    ASSERT_TRUE(whole);
    const std::filesystem::path cut = folder.path() / "cut.db";
    std::size_t tried = 0;

    for (std::size_t size = 1; size < whole->size(); size += 1 + size / 3, ++tried) {
        write_bytes(cut, whole->substr(0, size));
        EXPECT_NE(complaint(cut), "") << "cut to " << size << " bytes";
        std::filesystem::remove(cut);
    }

    EXPECT_GT(tried, 20);
    write_bytes(cut, "");
    EXPECT_THAT(complaint(cut), HasSubstr("holds no world yet"));
}

// What a flipped byte of a number says cannot be seen; that nothing crashes or hangs can.
TEST(Damage, FlippedBytesNeverStopTheProgram) {
    const Folder folder;
    save(folder.file(), village());
    const auto whole = read_file(folder.file());
    ASSERT_TRUE(whole);
    const std::filesystem::path spoilt = folder.path() / "spoilt.db";
    Random random(11);
    int refused = 0;

    for (int trial = 0; trial < 300; ++trial) {
        std::string bytes = *whole;
        for (int flips = 0; flips < 20; ++flips) {
            bytes[random.below(static_cast<std::uint32_t>(bytes.size()))] ^=
                static_cast<char>(1U << random.below(8));
        }
        write_bytes(spoilt, bytes);
        if (!complaint(spoilt).empty()) {
            ++refused;
        }
        for (const char* end : {"", "-wal", "-shm"}) {
            std::filesystem::remove(spoilt.string() + end);
        }
    }

    EXPECT_GT(refused, 10);
}

}  // namespace
}  // namespace vorrat::store::testing
