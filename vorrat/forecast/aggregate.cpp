#include "vorrat/forecast/aggregate.h"

#include <algorithm>
#include <map>

#include "vorrat/base/check.h"
#include "vorrat/base/parallel.h"
#include "vorrat/forecast/expected.h"

namespace vorrat::forecast {
namespace {

constexpr std::size_t block = 16;    // series per piece of parallel work
constexpr std::size_t batch = 2048;  // series whose histories are held at a time

/// A series before the origin with its unknown steps filled.
struct Filled {
    std::vector<double> quantity;
    std::vector<float> errors;
    bool never = true;
};

std::vector<float> last_errors_of(const Expected& fitted) {
    std::vector<float> errors(error_steps, 0);
    const std::size_t n = fitted.seen.size();
    for (std::size_t back = 1; back <= std::min(n, error_steps); ++back) {
        errors[error_steps - back] = static_cast<float>(fitted.missed(n - back));
    }
    return errors;
}

Filled fill(const Series& series, Date origin, Frequency frequency) {
    const auto seen = observe(series, origin, frequency);
    check(seen.has_value(), "a forecast has only series of which something is known");
    const Expected fitted = expected(*seen);
    Filled filled{.errors = last_errors_of(fitted), .never = seen->scale == 0};
    for (std::size_t t = 0; t < seen->size(); ++t) {
        const bool known = fitted.seen.known(t);
        filled.quantity.push_back(seen->scale * (known ? fitted.seen.quantity[t] : fitted.step[t]));
    }
    return filled;
}

/// Positions in the history by key.
std::map<SeriesKey, std::size_t> positions(const History& history) {
    std::map<SeriesKey, std::size_t> at;
    for (std::size_t i = 0; i < history.series.size(); ++i) {
        at.emplace(SeriesKey{history.series[i].item, history.series[i].place}, i);
    }
    return at;
}

/// Adds a series to a group's history, both ending at the origin.
void add_to(std::vector<double>& group, const std::vector<double>& quantity) {
    if (group.size() < quantity.size()) {
        group.insert(group.begin(), quantity.size() - group.size(), 0.0);
    }
    const std::size_t offset = group.size() - quantity.size();
    for (std::size_t t = 0; t < quantity.size(); ++t) {
        group[offset + t] += quantity[t];
    }
}

/// The groups of the rows alone, numbered without gaps; `number` is what they were before.
Grouping of_rows(const Grouping& level, const std::vector<std::size_t>& series,
                 std::vector<std::uint32_t>& number) {
    Grouping made{level.name, {}};
    std::map<std::uint32_t, std::uint32_t> renumbered;
    for (const std::size_t i : series) {
        renumbered.try_emplace(level.group[i], 0);
    }
    for (auto& [before, now] : renumbered) {
        now = static_cast<std::uint32_t>(number.size());
        number.push_back(before);
    }
    for (const std::size_t i : series) {
        made.group.push_back(renumbered.at(level.group[i]));
    }
    return made;
}

}  // namespace

std::vector<float> last_errors(const Series& series, Date origin, Frequency frequency) {
    const auto seen = observe(series, origin, frequency);
    return seen ? last_errors_of(expected(*seen)) : std::vector<float>(error_steps, 0);
}

Aggregates aggregate(const History& history, const NeedForecast& base,
                     const std::vector<Grouping>& levels, const Settings& settings) {
    const auto at = positions(history);
    std::vector<std::size_t> series;
    for (const SeriesKey key : base.series) {
        series.push_back(at.at(key));
    }
    Aggregates out;
    std::vector<std::vector<std::vector<double>>> sums;
    for (const Grouping& level : levels) {
        out.levels.push_back(of_rows(level, series, out.number.emplace_back()));
        sums.emplace_back(out.number.back().size());
    }
    for (std::size_t begin = 0; begin < series.size(); begin += batch) {
        std::vector<Filled> filled(std::min(batch, series.size() - begin));
        parallel_blocks(
            filled.size(), block, settings.threads, [&](std::size_t first, std::size_t last) {
                for (std::size_t k = first; k < last; ++k) {
                    filled[k] =
                        fill(history.series[series[begin + k]], base.start, history.frequency);
                }
            });
        for (std::size_t k = 0; k < filled.size(); ++k) {
            for (std::size_t level = 0; level < levels.size(); ++level) {
                add_to(sums[level][out.levels[level].group[begin + k]], filled[k].quantity);
            }
            out.errors.insert(out.errors.end(), filled[k].errors.begin(), filled[k].errors.end());
            out.never.push_back(filled[k].never ? 1 : 0);
        }
    }
    for (std::vector<std::vector<double>>& level : sums) {
        History& made = out.histories.emplace_back(History{history.frequency, {}, {}});
        for (std::vector<double>& quantity : level) {
            Series one;
            one.item = {static_cast<std::uint32_t>(made.series.size())};
            one.start = advance(base.start, -static_cast<int>(quantity.size()), history.frequency);
            one.quantity = std::move(quantity);
            made.series.push_back(std::move(one));
        }
    }
    return out;
}

}  // namespace vorrat::forecast
