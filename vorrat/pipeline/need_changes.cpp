#include "vorrat/pipeline/need_changes.h"

#include <algorithm>
#include <map>
#include <span>

namespace vorrat::pipeline {
namespace {

/// The four arrays of one series, one after the other: each number of a need scales and adds alike.
using Row = std::vector<double>;

/// A forecast taken apart into rows, and put together again.
class Rows {
public:
    explicit Rows(NeedForecast forecast) : forecast_(std::move(forecast)) {
        const std::size_t levels = forecast_.levels.size();
        const auto horizon = static_cast<std::size_t>(forecast_.horizon);
        const std::size_t intervals = forecast_.intervals.size();
        lengths_ = {horizon, horizon * levels, intervals, intervals * levels};
        for (std::size_t s = 0; s < forecast_.series.size(); ++s) {
            Row& row = rows_[forecast_.series[s]];
            for (std::size_t part = 0; part < lengths_.size(); ++part) {
                const auto from =
                    array(part).begin() + static_cast<std::ptrdiff_t>(s * lengths_.at(part));
                row.insert(row.end(), from, from + static_cast<std::ptrdiff_t>(lengths_.at(part)));
            }
        }
    }

    std::map<SeriesKey, Row>& all() { return rows_; }

    Row none() const { return Row(lengths_[0] + lengths_[1] + lengths_[2] + lengths_[3], 0.0); }

    NeedForecast together() && {
        forecast_.series.clear();
        for (std::size_t part = 0; part < lengths_.size(); ++part) {
            array(part).clear();
        }
        for (const auto& [key, row] : rows_) {
            forecast_.series.push_back(key);
            auto from = row.begin();
            for (std::size_t part = 0; part < lengths_.size(); ++part) {
                const auto to = from + static_cast<std::ptrdiff_t>(lengths_.at(part));
                array(part).insert(array(part).end(), from, to);
                from = to;
            }
        }
        return std::move(forecast_);
    }

private:
    std::vector<double>& array(std::size_t part) {
        switch (part) {
            case 0:
                return forecast_.mean;
            case 1:
                return forecast_.quantiles;
            case 2:
                return forecast_.sum_mean;
            default:
                return forecast_.sum_quantiles;
        }
    }

    NeedForecast forecast_;
    std::array<std::size_t, 4> lengths_{};  ///< of the arrays, per series
    std::map<SeriesKey, Row> rows_;
};

void apply(const NeedChange& change, const World& world, Rows& rows) {
    std::vector<std::pair<SeriesKey, Row>> added;
    for (auto& [key, row] : rows.all()) {
        const bool here =
            !change.community || world.places[key.place].community == *change.community;
        if (key.item != change.item || !here) {
            continue;
        }
        if (change.replaced_by) {
            Row more = row;
            for (double& number : more) {
                number *= change.ratio * (1 - change.factor);
            }
            added.emplace_back(SeriesKey{*change.replaced_by, key.place}, std::move(more));
        }
        for (double& number : row) {
            number *= change.factor;
        }
    }
    for (const auto& [key, more] : added) {
        Row& row = rows.all().try_emplace(key, rows.none()).first->second;
        std::ranges::transform(row, more, row.begin(), std::plus<>());
    }
}

}  // namespace

NeedForecast with_need_changes(NeedForecast forecast, const World& world) {
    if (world.need_changes.empty()) {
        return forecast;
    }
    Rows rows(std::move(forecast));
    for (const NeedChange& change : world.need_changes) {
        apply(change, world, rows);
    }
    return std::move(rows).together();
}

}  // namespace vorrat::pipeline
