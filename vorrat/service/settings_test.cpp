#include "vorrat/service/settings.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vorrat/base/file.h"

namespace vorrat::service {
namespace {

using testing::HasSubstr;

const Command& serve() { return *find_command("serve"); }

TEST(Settings, AreTakenFromTheStrongestLayerThatNamesThem) {
    Layers layers;
    layers.file = "port = 1\nbind = \"0.0.0.0\"\nthreads = 3\n";
    layers.file_name = "vorrat.toml";
    layers.environment = [](const std::string& name) -> std::optional<std::string> {
        if (name == "VORRAT_PORT") {
            return "2";
        }
        if (name == "VORRAT_THREADS") {
            return "4";
        }
        return std::nullopt;
    };
    layers.flags["port"] = "3";

    const auto values = resolve(serve(), layers);

    ASSERT_TRUE(values) << values.error().message;
    EXPECT_EQ(values->whole("port"), 3);
    EXPECT_EQ(values->whole("threads"), 4);
    EXPECT_EQ(values->text("bind"), "0.0.0.0");
    EXPECT_FALSE(values->flag("quiet"));
}

TEST(Settings, SayWhichLayerHoldsABadValueAndWhatIsWanted) {
    Layers file;
    file.file = "port = \"eighty\"\n";
    file.file_name = "vorrat.toml";
    Layers flag;
    flag.flags["port"] = "-1";

    const auto from_file = resolve(serve(), file);
    const auto from_flag = resolve(serve(), flag);

    ASSERT_FALSE(from_file);
    EXPECT_EQ(from_file.error().message,
              "vorrat.toml: port: want a whole number from 0 to 1000000000, got \"eighty\"");
    ASSERT_FALSE(from_flag);
    EXPECT_EQ(from_flag.error().kind, ErrorKind::usage);
    EXPECT_THAT(from_flag.error().message, HasSubstr("--port: want"));
}

TEST(Settings, OfAFileMustBeKnown) {
    Layers layers;
    layers.file = "port = 1\npotr = 2\n";
    layers.file_name = "vorrat.toml";

    const auto values = resolve(serve(), layers);

    ASSERT_FALSE(values);
    EXPECT_EQ(values.error().message, "vorrat.toml:2:1: potr: is no setting");
}

TEST(Settings, AreCheckedByTheirKind) {
    struct Row {
        const char* name;
        const char* value;
        bool fine;
    };
    for (const Row& row :
         {Row{"example", "shop", true}, Row{"example", "shed", false},
          Row{"levels", "0.1,0.9", true}, Row{"levels", "0.1;0.9", false}, Row{"levels", "", false},
          Row{"from", "2026-02-30", false}, Row{"from", "2026-02-28", true},
          Row{"json", "yes", false}, Row{"horizon", "1e9", false}, Row{"out", "", false}}) {
        Values values;
        EXPECT_EQ(static_cast<bool>(values.set(setting(row.name), row.value, "--x")), row.fine)
            << row.name << " " << row.value;
    }
}

TEST(Settings, HaveInitialValuesThatTheyAllowThemselves) {
    for (const Setting& row : settings()) {
        if (row.initial.empty()) {
            continue;
        }
        Values values;
        EXPECT_TRUE(values.set(row, row.initial, "initial")) << row.name;
    }
}

TEST(Commands, NameOnlySettingsOfTheTableAndEverySettingIsUsed) {
    std::set<std::string_view> used{"quiet", "threads"};
    for (const Command& command : commands()) {
        for (const std::string_view name : command.settings) {
            EXPECT_EQ(setting(name).name, name);
            used.insert(name);
        }
    }
    for (const Setting& row : settings()) {
        EXPECT_TRUE(used.contains(row.name)) << row.name;
    }
}

TEST(Commands, AreDocumentedAsTheyAre) {
    const auto page = read_file(std::string(VORRAT_SOURCE_DIR) + "/docs/guide/commands.md");

    ASSERT_TRUE(page) << page.error().message;
    EXPECT_EQ(*page, commands_page()) << "write it anew: vorrat help --markdown";
}

}  // namespace
}  // namespace vorrat::service
