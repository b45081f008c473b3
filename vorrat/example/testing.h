#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "vorrat/base/csv.h"
#include "vorrat/base/file.h"

namespace vorrat::example {

/// A folder of its own for one test, gone afterwards.
class TestFolder {
public:
    explicit TestFolder(const std::string& name)
        : path_(std::filesystem::path(testing::TempDir()) /
                ("vorrat-example-" + name + "-" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(path_);
    }
    ~TestFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

using Row = std::map<std::string, std::string>;

inline std::string text_of(const std::filesystem::path& file) {
    auto text = read_file(file);
    EXPECT_TRUE(text) << file;
    return text ? *text : std::string();
}

/// Rows of a small CSV file by column name; a bad row fails the test.
inline std::vector<Row> rows_of(const std::filesystem::path& file) {
    const std::string text = text_of(file);
    std::vector<Row> rows;
    auto reader = CsvReader::open(text, file.filename().string());
    EXPECT_TRUE(reader) << file;
    if (!reader) {
        return rows;
    }
    for (CsvStep step = reader->next(); step != CsvStep::end; step = reader->next()) {
        EXPECT_EQ(step, CsvStep::row) << file << ":" << reader->line();
        Row row;
        for (std::size_t i = 0; i < reader->header().size() && step == CsvStep::row; ++i) {
            row[reader->header()[i]] = std::string(reader->fields()[i]);
        }
        rows.push_back(row);
    }
    return rows;
}

inline std::set<std::string> column_of(const std::filesystem::path& file,
                                       const std::string& column) {
    std::set<std::string> values;
    for (const Row& row : rows_of(file)) {
        values.insert(row.at(column));
    }
    return values;
}

inline std::set<std::string> files_in(const std::filesystem::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        names.insert(entry.path().filename().string());
    }
    return names;
}

}  // namespace vorrat::example
