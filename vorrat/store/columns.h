#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <sqlite3.h>

#include "vorrat/base/date.h"
#include "vorrat/base/id.h"
#include "vorrat/base/units.h"
#include "vorrat/model/world.h"
#include "vorrat/store/tables.h"

namespace vorrat::store {

/// The three visitors that the `columns` of a Table are shown to. Each is called once per column,
/// in the order of the table: to name it, to bind a value to a statement, to fetch one from a row.

/// Collects the names of the columns.
struct ColumnNames {
    std::string list;          ///< ", a, b": follows the key
    std::string placeholders;  ///< ", ?, ?"

    void operator()(std::string_view column, const auto&) {
        list.append(", ").append(column);
        placeholders.append(", ?");
    }
    void amount(std::string_view column, const auto& value) { (*this)(column, value); }
    void positive(std::string_view column, const auto& value) { (*this)(column, value); }
};

/// Binds a row's values to an INSERT. The first value that no store may hold is remembered in
/// words; the row must then not be written.
class Binder {
public:
    Binder(sqlite3_stmt* statement, std::int64_t key) : statement_(statement) {
        sqlite3_bind_int64(statement_, next_++, key);
    }

    void operator()(std::string_view column, const std::string& text);
    void operator()(std::string_view column, double number);
    void operator()(std::string_view column, Date date);
    void operator()(std::string_view, std::integral auto number) {
        sqlite3_bind_int64(statement_, next_++, static_cast<sqlite3_int64>(number));
    }
    template <class Tag>
    void operator()(std::string_view, Id<Tag> id) {
        sqlite3_bind_int64(statement_, next_++, id.value);
    }
    template <class Tag>
    void operator()(std::string_view column, Measure<Tag> measure) {
        (*this)(column, measure.value);
    }
    template <class Enum>
    requires std::is_enum_v<Enum>
    void operator()(std::string_view, Enum value) {
        const std::string_view name = names_of(value)[static_cast<std::size_t>(value)];
        // The names are literals: they outlive the statement.
        sqlite3_bind_text(statement_, next_++, name.data(), static_cast<int>(name.size()), nullptr);
    }
    template <class T>
    void operator()(std::string_view column, const std::optional<T>& value) {
        if (value) {
            return (*this)(column, *value);
        }
        sqlite3_bind_null(statement_, next_++);
    }

    void amount(std::string_view column, const auto& value) {
        lower_ = Lower::zero;
        (*this)(column, value);
        lower_ = Lower::none;
    }
    void positive(std::string_view column, const auto& value) {
        lower_ = Lower::above_zero;
        (*this)(column, value);
        lower_ = Lower::none;
    }

    /// `column tier: ...`; empty when every value may be stored.
    const std::string& problem() const { return problem_; }

private:
    enum class Lower { none, zero, above_zero };
    void refuse(std::string_view column, std::string_view why);

    sqlite3_stmt* statement_;
    int next_ = 1;
    Lower lower_ = Lower::none;
    std::string problem_;
};

/// Fetches a row's values, trusting none: a value of the wrong kind, a position outside its table,
/// a name no enum knows. The first is remembered in words; the row must then not be used.
class Fetcher {
public:
    /// world    what is loaded so far: a row may point into tables loaded before it
    Fetcher(sqlite3_stmt* statement, const World& world) : statement_(statement), world_(world) {}

    std::int64_t key();

    void operator()(std::string_view column, std::string& text);
    void operator()(std::string_view column, double& number);
    void operator()(std::string_view column, Date& date);
    template <std::integral Integer>
    void operator()(std::string_view column, Integer& number) {
        using Limits = std::numeric_limits<Integer>;
        constexpr auto most = std::numeric_limits<std::int64_t>::max();
        const std::int64_t last =
            std::cmp_greater(Limits::max(), most) ? most : static_cast<std::int64_t>(Limits::max());
        number = static_cast<Integer>(integer(column, Limits::min(), last));
    }
    template <class Tag>
    void operator()(std::string_view column, Id<Tag>& id) {
        id.value = position(column, rows_of(world_, id));
    }
    template <class Tag>
    void operator()(std::string_view column, Measure<Tag>& measure) {
        (*this)(column, measure.value);
    }
    template <class Enum>
    requires std::is_enum_v<Enum>
    void operator()(std::string_view column, Enum& value) {
        value = static_cast<Enum>(choice(column, names_of(value)));
    }
    template <class T>
    void operator()(std::string_view column, std::optional<T>& value) {
        if (sqlite3_column_type(statement_, next_) == SQLITE_NULL) {
            value.reset();
            ++next_;
            return;
        }
        (*this)(column, value.emplace());
    }

    void amount(std::string_view column, auto& value) {
        lower_ = Lower::zero;
        (*this)(column, value);
        lower_ = Lower::none;
    }
    void positive(std::string_view column, auto& value) {
        lower_ = Lower::above_zero;
        (*this)(column, value);
        lower_ = Lower::none;
    }

    /// `column tier: want ..., found ...`; empty when the row is sound.
    const std::string& problem() const { return problem_; }

private:
    enum class Lower { none, zero, above_zero };

    bool has(int type, std::string_view column, std::string_view want);
    std::int64_t integer(std::string_view column, std::int64_t least, std::int64_t most);
    std::uint32_t position(std::string_view column, std::size_t rows);
    std::size_t choice(std::string_view column, std::span<const std::string_view> names);
    std::string_view bytes(int column) const;
    void refuse(int column, std::string_view name, std::string_view want);

    sqlite3_stmt* statement_;
    const World& world_;
    int next_ = 0;
    Lower lower_ = Lower::none;
    std::string problem_;
};

}  // namespace vorrat::store
