#include "vorrat/store/history.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "vorrat/base/check.h"
#include "vorrat/store/number_list.h"
#include "vorrat/store/rows.h"

namespace vorrat::store {
namespace {

/// Rows between two looks at Progress.
constexpr std::size_t rows_per_report = 65536;

/// Room made before the rows are seen: a number from the file is not trusted beyond it.
constexpr std::int64_t steps_reserved_max = 131072;

/// Calls Progress now and then while rows go by.
class Meter {
public:
    Meter(const Progress& progress, std::string_view stage, std::size_t total)
        : progress_(progress), stage_(stage), total_(std::max<std::size_t>(1, total)) {}

    /// False when the work should stop.
    bool advance(std::size_t rows) {
        done_ += rows;
        if (done_ < next_) {
            return true;
        }
        next_ = done_ + rows_per_report;
        progress_.tell(stage_, static_cast<double>(done_) / static_cast<double>(total_));
        return !progress_.stopped();
    }

private:
    const Progress& progress_;
    std::string_view stage_;
    std::size_t total_;
    std::size_t done_ = 0;
    std::size_t next_ = rows_per_report;
};

std::string need_name(std::size_t series, std::size_t step) {
    return fmt::format("table need, series {}, step {}", series, step);
}

Error stopped() { return failed("stopped before the end; the store is as it was before"); }

Outcome write_series(const sqlite::Database& database, const History& history) {
    std::vector<RegressorRow> names;
    for (const std::string& name : history.regressors) {
        names.push_back({name});
    }
    std::vector<SeriesRow> rows;
    for (const Series& series : history.series) {
        const auto steps = static_cast<std::int64_t>(series.quantity.size());
        rows.push_back({series.item, series.place, series.start, steps});
    }
    if (auto done = write_rows(database, names); !done) {
        return done;
    }
    return write_rows(database, rows);
}

Outcome write_regressors(const sqlite::Database& database, const History& history) {
    std::int64_t key = 0;
    for (std::uint32_t s = 0; s < history.series.size(); ++s) {
        std::vector<SeriesRegressorRow> rows;
        for (const std::vector<float>& values : history.series[s].regressors) {
            const RegressorId regressor{static_cast<std::uint32_t>(rows.size())};
            if (std::ranges::any_of(values, [](float value) { return std::isinf(value); })) {
                return failed(fmt::format(
                    "cannot be stored: table series_regressor, series {}, regressor {}: infinity",
                    s, regressor.value));
            }
            rows.push_back({SeriesId{s}, regressor, to_number_list(values)});
        }
        if (auto done = write_rows(database, rows, key); !done) {
            return done;
        }
        key += static_cast<std::int64_t>(rows.size());
    }
    return Done{};
}

/// Appends rows to the table `need`, a block of them with each statement: SQLite spends more on
/// beginning and ending a statement than on a row (docs/formats/store.md).
class NeedWriter {
public:
    static constexpr std::size_t block = 64;

    static Result<NeedWriter> prepare(const sqlite::Database& database) {
        auto one = database.prepare(insert(1));
        if (!one) {
            return one.error();
        }
        auto many = database.prepare(insert(block));
        if (!many) {
            return many.error();
        }
        return NeedWriter(database, std::move(*one), std::move(*many));
    }

    Outcome write(const Series& series, std::size_t key) {
        const std::size_t steps = series.quantity.size();
        const bool told = !series.available.empty();
        check(!told || series.available.size() == steps,
              "availability is told for all steps of a series or none");
        std::size_t step = 0;
        for (; step + block <= steps; step += block) {
            if (auto done = write(many_.get(), series, key, step, block); !done) {
                return done;
            }
        }
        for (; step < steps; ++step) {
            if (auto done = write(one_.get(), series, key, step, 1); !done) {
                return done;
            }
        }
        return Done{};
    }

private:
    NeedWriter(const sqlite::Database& database, sqlite::Statement one, sqlite::Statement many)
        : database_(database), one_(std::move(one)), many_(std::move(many)) {}

    static std::string insert(std::size_t rows) {
        std::string sql = "INSERT INTO need (series, step, quantity, available) VALUES";
        for (std::size_t row = 0; row < rows; ++row) {
            const std::size_t first = 2 + 3 * row;
            sql += fmt::format("{} (?1, ?{}, ?{}, ?{})", row == 0 ? "" : ",", first, first + 1,
                               first + 2);
        }
        return sql;
    }

    Outcome write(sqlite3_stmt* statement, const Series& series, std::size_t key, std::size_t first,
                  std::size_t rows) const {
        sqlite3_bind_int64(statement, 1, static_cast<sqlite3_int64>(key));
        int place = 2;
        for (std::size_t step = first; step < first + rows; ++step) {
            const double quantity = series.quantity[step];
            if (std::isinf(quantity) || quantity < 0) {
                return failed("cannot be stored: " + need_name(key, step) +
                              ", column quantity: " + fmt::to_string(quantity));
            }
            sqlite3_bind_int64(statement, place++, static_cast<sqlite3_int64>(step));
            sqlite3_bind_double(statement, place++, quantity);  // NaN becomes NULL
            if (!series.available.empty()) {
                sqlite3_bind_int(statement, place, series.available[step]);
            } else {
                sqlite3_bind_null(statement, place);
            }
            ++place;
        }
        if (sqlite3_step(statement) != SQLITE_DONE) {
            return database_.error(need_name(key, first));
        }
        sqlite3_reset(statement);
        return Done{};
    }

    const sqlite::Database& database_;
    sqlite::Statement one_;
    sqlite::Statement many_;
};

/// Reads the table `need` in its order, a row at a time, and hands each series its own.
class NeedReader {
public:
    NeedReader(const sqlite::Database& database, sqlite::Statement statement)
        : database_(database), statement_(std::move(statement)) {}

    /// Steps to the next row.
    Outcome next() {
        const int code = sqlite3_step(statement_.get());
        if (code != SQLITE_ROW && code != SQLITE_DONE) {
            return database_.error("table need");
        }
        more_ = code == SQLITE_ROW;
        return Done{};
    }

    /// Fills the series at position `key` from rows (key, 0), (key, 1), ... (key, steps - 1).
    Outcome fill(Series& series, std::int64_t key, std::int64_t steps) {
        series.quantity.reserve(static_cast<std::size_t>(std::min(steps, steps_reserved_max)));
        for (std::int64_t step = 0; step < steps; ++step) {
            if (!more_ || column(0) != key || column(1) != step) {
                return wrong(key, step, more_ ? "missing or out of place" : "missing");
            }
            if (auto done = take(series, key, step); !done) {
                return done;
            }
            if (auto done = next(); !done) {
                return done;
            }
        }
        return Done{};
    }

    Outcome at_end() const {
        if (more_) {
            return wrong(column(0), column(1), "belongs to no series");
        }
        return Done{};
    }

private:
    std::int64_t column(int index) const { return sqlite3_column_int64(statement_.get(), index); }

    Error wrong(std::int64_t key, std::int64_t step, std::string_view what) const {
        return database_.damaged(
            fmt::format("table need, series {}, step {}: {}", key, step, what));
    }

    Outcome take(Series& series, std::int64_t key, std::int64_t step) {
        double quantity = std::numeric_limits<double>::quiet_NaN();
        const int type = sqlite3_column_type(statement_.get(), 2);
        if (type != SQLITE_NULL) {
            quantity = sqlite3_column_double(statement_.get(), 2);
            const bool sound = type == SQLITE_FLOAT && std::isfinite(quantity) && quantity >= 0;
            if (!sound) {
                return wrong(key, step, "quantity: want a number >= 0");
            }
        }
        series.quantity.push_back(quantity);

        const bool told = sqlite3_column_type(statement_.get(), 3) != SQLITE_NULL;
        if (step == 0 ? false : told == series.available.empty()) {
            return wrong(key, step, "available: want a value for all steps of a series or none");
        }
        if (!told) {
            return Done{};
        }
        const std::int64_t available = column(3);
        if (available < 0 || available > std::numeric_limits<std::uint8_t>::max()) {
            return wrong(key, step, "available: want a number in [0, 255]");
        }
        series.available.push_back(static_cast<std::uint8_t>(available));
        return Done{};
    }

    const sqlite::Database& database_;
    sqlite::Statement statement_;
    bool more_ = false;
};

Outcome read_series(const sqlite::Database& database, World& world,
                    std::vector<std::int64_t>& steps) {
    const auto rows = read_rows<SeriesRow>(database, world, Keys::positions);
    if (!rows) {
        return rows.error();
    }
    auto& series = world.history.series;
    series.resize(rows->size());
    for (std::size_t s = 0; s < rows->size(); ++s) {
        const SeriesRow& row = (*rows)[s];
        series[s].item = row.item;
        series[s].place = row.place;
        series[s].start = row.start;
        steps.push_back(row.steps);
        const auto before = [](const Series& a, const Series& b) {
            return std::pair(a.item.value, a.place.value) < std::pair(b.item.value, b.place.value);
        };
        if (s > 0 && !before(series[s - 1], series[s])) {
            return database.damaged(row_name("series", static_cast<std::int64_t>(s)) +
                                    ": want series ordered by item, then place, without repeats");
        }
    }
    return Done{};
}

Outcome read_needs(const sqlite::Database& database, History& history,
                   const std::vector<std::int64_t>& steps, const Progress& progress) {
    auto statement = database.prepare(
        "SELECT series, step, quantity, available FROM need ORDER BY series, step");
    if (!statement) {
        return statement.error();
    }
    std::size_t total = 0;
    for (const std::int64_t count : steps) {
        total += static_cast<std::size_t>(count);
    }
    Meter meter(progress, "reading needs", total);
    NeedReader reader(database, std::move(*statement));
    if (auto done = reader.next(); !done) {
        return done;
    }
    for (std::size_t s = 0; s < steps.size(); ++s) {
        auto done = reader.fill(history.series[s], static_cast<std::int64_t>(s), steps[s]);
        if (!done) {
            return done;
        }
        if (!meter.advance(history.series[s].quantity.size())) {
            return stopped();
        }
    }
    return reader.at_end();
}

Outcome read_regressors(const sqlite::Database& database, World& world) {
    // Row by row and not as one list: as text they are as large as the needs.
    const auto statement = database.prepare(
        "SELECT position, series, regressor, step_values FROM series_regressor ORDER BY position");
    if (!statement) {
        return statement.error();
    }
    int code = sqlite3_step(statement->get());
    for (; code == SQLITE_ROW; code = sqlite3_step(statement->get())) {
        SeriesRegressorRow row;
        Fetcher fetcher(statement->get(), world);
        const std::string name = row_name(Table<SeriesRegressorRow>::name, fetcher.key());
        Table<SeriesRegressorRow>::columns(fetcher, row);
        if (!fetcher.problem().empty()) {
            return database.damaged(name + ", " + fetcher.problem());
        }
        auto& columns = world.history.series[row.series.index()].regressors;
        if (row.regressor.index() != columns.size()) {
            return database.damaged(fmt::format("{}, column regressor: want {}, found {}", name,
                                                columns.size(), row.regressor.value));
        }
        auto values = from_number_list(row.step_values);
        if (!values) {
            return database.damaged(name + ", " + values.error().message);
        }
        columns.push_back(std::move(*values));
    }
    if (code != SQLITE_DONE) {
        return database.error("table series_regressor");
    }
    return Done{};
}

/// The frequencies of workspaces; the others come from bare files, which are not stored.
bool is_kept(Frequency frequency) {
    return frequency == Frequency::day || frequency == Frequency::week ||
           frequency == Frequency::month;
}

}  // namespace

std::size_t need_rows(const History& history) {
    std::size_t rows = 0;
    for (const Series& series : history.series) {
        rows += series.quantity.size();
    }
    return rows;
}

Outcome write_history(const sqlite::Database& database, const World& world,
                      const Progress& progress) {
    const History& history = world.history;
    if (!is_kept(history.frequency)) {
        return bad_input(fmt::format("a store keeps needs by day, week or month, found {}",
                                     to_string(history.frequency)));
    }
    const std::vector<WorldRow> single{{history.frequency}};
    if (auto done = write_rows(database, single); !done) {
        return done;
    }
    if (auto done = write_series(database, history); !done) {
        return done;
    }
    if (auto done = write_regressors(database, history); !done) {
        return done;
    }
    auto writer = NeedWriter::prepare(database);
    if (!writer) {
        return writer.error();
    }
    Meter meter(progress, "storing needs", need_rows(history));
    for (std::size_t s = 0; s < history.series.size(); ++s) {
        if (auto done = writer->write(history.series[s], s); !done) {
            return done;
        }
        if (!meter.advance(history.series[s].quantity.size())) {
            return stopped();
        }
    }
    return Done{};
}

Outcome read_history(const sqlite::Database& database, World& world, const Progress& progress) {
    const auto single = read_rows<WorldRow>(database, world, Keys::positions);
    if (!single) {
        return single.error();
    }
    if (single->size() != 1) {
        return database.damaged("table world: want exactly one row");
    }
    world.history.frequency = single->front().frequency;
    if (!is_kept(world.history.frequency)) {
        return database.damaged("table world, row 0: frequency: want day, week or month");
    }
    const auto names = read_rows<RegressorRow>(database, world, Keys::positions);
    if (!names) {
        return names.error();
    }
    for (const auto& row : *names) {
        world.history.regressors.push_back(row.name);
    }

    std::vector<std::int64_t> steps;
    if (auto done = read_series(database, world, steps); !done) {
        return done;
    }
    if (auto done = read_needs(database, world.history, steps, progress); !done) {
        return done;
    }
    return read_regressors(database, world);
}

}  // namespace vorrat::store
