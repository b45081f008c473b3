#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <utility>
#include <vector>

#include "vorrat/base/check.h"

namespace vorrat {

/// A position in the table of things of one kind. Ids of different kinds do not mix.
template <class Tag>
struct Id {
    std::uint32_t value = 0;

    constexpr std::size_t index() const { return value; }
    friend constexpr auto operator<=>(Id, Id) = default;
};

/// One value per id: a vector that only the right kind of id can index.
template <class IdType, class T>
class PerId {
public:
    using value_type = T;

    PerId() = default;
    explicit PerId(std::size_t count, const T& value = T{}) : values_(count, value) {}
    PerId(std::initializer_list<T> values) : values_(values) {}

    T& operator[](IdType id) {
        check(id.index() < values_.size(), "an id lies inside its table");
        return values_[id.index()];
    }
    const T& operator[](IdType id) const {
        check(id.index() < values_.size(), "an id lies inside its table");
        return values_[id.index()];
    }

    IdType push_back(T value) {
        values_.push_back(std::move(value));
        return IdType{static_cast<std::uint32_t>(values_.size() - 1)};
    }

    std::size_t size() const { return values_.size(); }
    bool empty() const { return values_.empty(); }
    auto begin() { return values_.begin(); }
    auto end() { return values_.end(); }
    auto begin() const { return values_.begin(); }
    auto end() const { return values_.end(); }

    /// All ids, in order: `for (const ItemId item : items.ids())`.
    std::vector<IdType> ids() const {
        std::vector<IdType> all;
        all.reserve(values_.size());
        for (std::uint32_t i = 0; i < values_.size(); ++i) {
            all.push_back(IdType{i});
        }
        return all;
    }

    std::span<T> values() { return values_; }
    std::span<const T> values() const { return values_; }

    friend bool operator==(const PerId&, const PerId&) = default;

private:
    std::vector<T> values_;
};

}  // namespace vorrat

template <class Tag>
struct std::hash<vorrat::Id<Tag>> {
    std::size_t operator()(vorrat::Id<Tag> id) const noexcept { return id.value; }
};
