#include "vorrat/forecast/panel.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "vorrat/forecast/bounds.h"
#include "vorrat/forecast/level.h"

namespace vorrat::forecast {
namespace {

/// Two years more than smoothing looks at, so that what a forest learns from has a past as well.
std::size_t steps_looked_at(Frequency frequency) {
    return memory(frequency).all + 2 * cycles_of(frequency).windows.back();
}

bool has_bounds(const Observed& seen) {
    for (std::size_t t = 0; t < seen.size(); ++t) {
        if (seen.knowledge[t] == Knowledge::censored && seen.quantity[t] > 0) {
            return true;
        }
    }
    return false;
}

template <class IdType>
std::uint32_t rank_of(IdType id, const PerId<IdType, std::uint32_t>& ranks) {
    return ranks.empty() ? id.value : ranks[id];
}

}  // namespace

Past past_of(const Observed& seen) {
    Past past{.seen = with_bounds_filled(seen)};
    const std::size_t n = seen.size();
    past.begun = n;
    past.sum.assign(n + 1, 0);
    past.square.assign(n + 1, 0);
    past.count.assign(n + 1, 0);
    past.positive.assign(n + 1, 0);
    past.quiet.assign(n + 1, 0);
    for (std::size_t t = 0; t < n; ++t) {
        const bool known = past.seen.known(t);
        const double quantity = known ? past.seen.quantity[t] : 0;
        const bool needed = quantity > 0;
        if (needed && past.begun == n) {
            past.begun = t;
        }
        past.sum[t + 1] = past.sum[t] + quantity;
        past.square[t + 1] = past.square[t] + quantity * quantity;
        past.count[t + 1] = past.count[t] + (known ? 1 : 0);
        past.positive[t + 1] = past.positive[t] + (needed ? 1 : 0);
        past.quiet[t + 1] = needed ? 0 : past.quiet[t] + 1;
    }
    constexpr double flat = 1;
    past.memory = levels(past.seen, std::span(&flat, 1));
    return past;
}

Panel::Panel(const History& history, Date origin, std::span<const std::size_t> order,
             const Ranks& ranks)
    : frequency_(history.frequency),
      origin_(origin),
      cycles_(cycles_of(history.frequency)),
      outside_(history) {
    for (std::size_t row = 0; row < order.size(); ++row) {
        const Series& series = history.series[order[row]];
        auto seen = observe(series, origin, frequency_, steps_looked_at(frequency_));
        if (!seen || seen->scale == 0) {
            continue;
        }
        const auto end = static_cast<std::size_t>(steps_between(series.start, origin, frequency_));
        Track& track = tracks_.emplace_back(Track{.key = {series.item, series.place}, .row = row});
        track.item_rank = rank_of(series.item, ranks.items);
        track.place_rank = rank_of(series.place, ranks.places);
        track.outside = outside_.of(series, end - seen->size(), end);
        track.seen = *std::move(seen);
        track.bounded = has_bounds(track.seen);
        if (!track.bounded) {
            track.whole = past_of(track.seen);
        }
        longest_ = std::max(longest_, track.seen.size());
        unit_ = std::max(unit_, track.seen.scale);
    }
    std::ranges::stable_sort(tracks_, {}, [](const Track& track) {
        return std::tuple(track.item_rank, track.place_rank);
    });
    add_groups();
}

Past Panel::past(std::size_t track, std::size_t back) const {
    const auto then = before(tracks_[track].seen, back);
    return then ? past_of(*then) : Past{};
}

void Panel::add_groups() {
    std::map<std::pair<std::size_t, std::uint32_t>, std::size_t> number;
    for (const Track& track : tracks_) {
        const std::array<std::uint32_t, panel_levels> keys{track.item_rank, track.place_rank, 0};
        std::array<std::size_t, panel_levels>& group = group_of_.emplace_back();
        const std::size_t shift = longest_ - track.seen.size();
        const double scale = track.seen.scale / unit_;
        for (std::size_t level = 0; level < panel_levels; ++level) {
            std::vector<std::vector<double>>& sums = groups_[level];
            const auto [at, made] = number.try_emplace({level, keys[level]}, sums.size());
            if (made) {
                sums.emplace_back(longest_ + 1, 0);
            }
            group[level] = at->second;
            std::vector<double>& sum = sums[at->second];
            for (std::size_t t = 0; t < track.seen.size(); ++t) {
                sum[shift + t + 1] += track.seen.quantity[t] * scale;
            }
        }
    }
    for (std::vector<std::vector<double>>& level : groups_) {
        for (std::vector<double>& sum : level) {
            for (std::size_t t = 0; t + 1 < sum.size(); ++t) {
                sum[t + 1] += sum[t];
            }
        }
    }
}

double squared_jumps(std::span<const double> prefix, std::size_t back) {
    double squares = 0;
    double count = 0;
    bool begun = false;
    for (std::size_t t = 1; t + back + 1 < prefix.size(); ++t) {
        const double before = prefix[t] - prefix[t - 1];
        begun = begun || before > 0;
        if (!begun) {
            continue;
        }
        const double jump = prefix[t + 1] - prefix[t] - before;
        squares += jump * jump;
        ++count;
    }
    return squares / count;
}

}  // namespace vorrat::forecast
