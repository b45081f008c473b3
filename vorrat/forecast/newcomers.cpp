#include "vorrat/forecast/newcomers.h"

#include <algorithm>
#include <array>
#include <set>

#include "vorrat/forecast/sample.h"

namespace vorrat::forecast {
namespace {

constexpr std::size_t enough_donors = 8;
constexpr std::size_t most_donors = 256;
constexpr int points = 40;
constexpr std::array kinships{Kinship::same_item, Kinship::same_place, Kinship::same_group,
                              Kinship::anything};

/// Σ value and how many.
struct Tally {
    double sum = 0;
    double count = 0;

    void add(double value) {
        sum += value;
        ++count;
    }
    double mean() const { return count > 0 ? sum / count : 0; }
};

/// Sizes of section 2; 0: unknown.
struct Sizes {
    PerId<PlaceId, double> place;
    PerId<ItemId, double> item;
};

std::vector<double> means_of_rows(const NeedForecast& need) {
    std::vector<double> means;
    for (std::size_t row = 0; row < need.series.size(); ++row) {
        Tally tally;
        for (int h = 0; h < need.horizon; ++h) {
            tally.add(need.step(row, h).mean);
        }
        means.push_back(tally.mean());
    }
    return means;
}

/// Places without needs: by population, or as the others.
void size_by_population(const World& world, const PerId<PlaceId, Tally>& needed,
                        PerId<PlaceId, double>& size) {
    Tally populations;
    for (const PlaceId place : world.places.ids()) {
        if (needed[place].count > 0 && world.places[place].population > 0) {
            populations.add(world.places[place].population);
        }
    }
    for (const PlaceId place : world.places.ids()) {
        if (needed[place].count > 0) {
            continue;
        }
        const double population = world.places[place].population;
        const bool counted = population > 0 && populations.count > 0;
        size[place] = counted ? population / populations.mean() : 1;
    }
}

Sizes sizes_of(const World& world, const NeedForecast& known, const std::vector<double>& mean) {
    PerId<ItemId, Tally> items(world.items.size());
    for (std::size_t row = 0; row < mean.size(); ++row) {
        items[known.series[row].item].add(mean[row]);
    }
    PerId<PlaceId, Tally> here(world.places.size());
    PerId<PlaceId, Tally> usual(world.places.size());
    for (std::size_t row = 0; row < mean.size(); ++row) {
        const auto [item, place] = known.series[row];
        here[place].add(mean[row]);
        usual[place].add(items[item].mean());
    }
    Sizes sizes{PerId<PlaceId, double>(world.places.size(), 0),
                PerId<ItemId, double>(world.items.size(), 0)};
    for (const PlaceId place : world.places.ids()) {
        sizes.place[place] = usual[place].sum > 0 ? here[place].sum / usual[place].sum : 0;
    }
    size_by_population(world, here, sizes.place);
    PerId<ItemId, Tally> relative(world.items.size());
    for (std::size_t row = 0; row < mean.size(); ++row) {
        const auto [item, place] = known.series[row];
        if (sizes.place[place] > 0) {
            relative[item].add(mean[row] / sizes.place[place]);
        }
    }
    for (const ItemId item : world.items.ids()) {
        sizes.item[item] = relative[item].mean();
    }
    return sizes;
}

bool is_kin(const World& world, SeriesKey newcomer, SeriesKey donor, Kinship kinship) {
    const auto same_group = [&] {
        return world.items[donor.item].group == world.items[newcomer.item].group;
    };
    switch (kinship) {
        case Kinship::same_item:
            return donor.item == newcomer.item;
        case Kinship::same_place:
            return donor.place == newcomer.place && same_group();
        case Kinship::same_group:
            return same_group();
        case Kinship::anything:
            return true;
    }
    impossible("a Kinship outside its enum");
}

struct Donor {
    std::size_t row = 0;
    double factor = 1;
};

double quotient(double a, double b) { return a > 0 && b > 0 ? a / b : 1; }

class Lender {
public:
    Lender(const World& world, const NeedForecast& known)
        : world_(world), known_(known), sizes_(sizes_of(world, known, means_of_rows(known))) {}

    std::vector<Donor> donors(SeriesKey newcomer, Kinship& farthest) const {
        std::vector<Donor> chosen;
        std::vector<bool> taken(known_.series.size());
        for (const Kinship kinship : kinships) {
            for (std::size_t row = 0; row < taken.size(); ++row) {
                if (taken[row] || !is_kin(world_, newcomer, known_.series[row], kinship)) {
                    continue;
                }
                taken[row] = true;
                farthest = kinship;
                chosen.push_back({row, factor(newcomer, known_.series[row])});
            }
            if (chosen.size() >= enough_donors) {
                break;
            }
        }
        std::ranges::sort(chosen, {}, &Donor::row);
        return thinned(chosen);
    }

    /// One distribution as the mixture of the donors': `curve(row)` is a donor's.
    template <class CurveOf>
    double mix(const std::vector<Donor>& donors, const CurveOf& curve_of, Sample& sample,
               std::span<double> quantiles) const {
        sample.clear();
        Tally mean;
        for (const auto& [row, factor] : donors) {
            const NeedCurve curve = curve_of(row);
            mean.add(factor * curve.mean);
            for (int k = 0; k < points; ++k) {
                sample.add(factor * curve.quantile((k + 0.5) / points), 1);
            }
        }
        sample.quantiles(known_.levels, quantiles);
        return mean.mean();
    }

private:
    double factor(SeriesKey newcomer, SeriesKey donor) const {
        const double place = quotient(sizes_.place[newcomer.place], sizes_.place[donor.place]);
        return place * quotient(sizes_.item[newcomer.item], sizes_.item[donor.item]);
    }
    static std::vector<Donor> thinned(const std::vector<Donor>& all) {
        if (all.size() <= most_donors) {
            return all;
        }
        std::vector<Donor> some;
        for (std::size_t k = 0; k < most_donors; ++k) {
            some.push_back(all[k * all.size() / most_donors]);
        }
        return some;
    }

    const World& world_;
    const NeedForecast& known_;
    Sizes sizes_;
};

/// Room for one row more at the end of a forecast.
void append_row(NeedForecast& need, SeriesKey key) {
    const std::size_t width = need.levels.size();
    need.series.push_back(key);
    need.mean.resize(need.mean.size() + static_cast<std::size_t>(need.horizon));
    need.quantiles.resize(need.mean.size() * width);
    need.sum_mean.resize(need.sum_mean.size() + need.intervals.size());
    need.sum_quantiles.resize(need.sum_mean.size() * width);
}

void fill_last_row(const Lender& lender, const NeedForecast& known,
                   const std::vector<Donor>& donors, NeedForecast& need) {
    Sample sample;
    const std::size_t width = need.levels.size();
    const std::size_t row = need.series.size() - 1;
    for (int h = 0; h < need.horizon; ++h) {
        const std::size_t cell =
            row * static_cast<std::size_t>(need.horizon) + static_cast<std::size_t>(h);
        need.mean[cell] = lender.mix(
            donors, [&](std::size_t donor) { return known.step(donor, h); }, sample,
            std::span(need.quantiles).subspan(cell * width, width));
    }
    for (std::size_t i = 0; i < need.intervals.size(); ++i) {
        const std::size_t cell = row * need.intervals.size() + i;
        need.sum_mean[cell] = lender.mix(
            donors, [&](std::size_t donor) { return known.sum(donor, i); }, sample,
            std::span(need.sum_quantiles).subspan(cell * width, width));
    }
}

/// The rows in the order of their keys.
NeedForecast sorted(const NeedForecast& need) {
    std::vector<std::size_t> order(need.series.size());
    for (std::size_t k = 0; k < order.size(); ++k) {
        order[k] = k;
    }
    std::ranges::sort(order, {}, [&](std::size_t k) { return need.series[k]; });
    NeedForecast out = need;
    const auto arrange = [&](const auto& from, auto& to) {
        const std::size_t width = from.size() / order.size();
        for (std::size_t k = 0; k < order.size(); ++k) {
            std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(order[k] * width), width,
                        to.begin() + static_cast<std::ptrdiff_t>(k * width));
        }
    };
    arrange(need.series, out.series);
    arrange(need.mean, out.mean);
    arrange(need.quantiles, out.quantiles);
    arrange(need.sum_mean, out.sum_mean);
    arrange(need.sum_quantiles, out.sum_quantiles);
    return out;
}

}  // namespace

std::string_view to_string(Kinship kinship) {
    constexpr std::array<std::string_view, kinships.size()> names{"same_item", "same_place",
                                                                  "same_group", "anything"};
    return names.at(static_cast<std::size_t>(kinship));
}

std::vector<SeriesKey> newcomers(const World& world) {
    PerId<ItemId, std::size_t> series_of_item(world.items.size(), 0);
    PerId<PlaceId, std::size_t> series_of_place(world.places.size(), 0);
    std::set<std::string> groups;
    for (const Series& series : world.history.series) {
        ++series_of_item[series.item];
        ++series_of_place[series.place];
        groups.insert(world.items[series.item].group);
    }
    const auto known_places = static_cast<std::size_t>(
        std::ranges::count_if(series_of_place, [](std::size_t n) { return n > 0; }));
    PerId<ItemId, char> is_input(world.items.size(), 0);
    for (const Activity& activity : world.activities) {
        for (const ItemQuantity& input : activity.inputs) {
            is_input[input.item] = 1;
        }
    }
    std::vector<SeriesKey> keys;
    for (const ItemId item : world.items.ids()) {
        const std::string& group = world.items[item].group;
        const bool is_new = series_of_item[item] == 0 && is_input[item] == 0 && !group.empty() &&
                            groups.contains(group);
        const bool is_common = 2 * series_of_item[item] >= known_places && known_places > 0;
        for (const PlaceId place : world.places.ids()) {
            const bool is_depot = world.places[place].kind == PlaceKind::depot;
            if (is_depot && (is_new || (is_common && series_of_place[place] == 0))) {
                keys.push_back({item, place});
            }
        }
    }
    return keys;
}

Result<WithNewcomers> with_newcomers(const World& world, const NeedForecast& known,
                                     std::span<const SeriesKey> newcomers) {
    if (known.series.empty()) {
        return bad_input("history: nothing to borrow from for series without history");
    }
    const Lender lender(world, known);
    WithNewcomers out{known, {}};
    std::vector<SeriesKey> keys(newcomers.begin(), newcomers.end());
    std::ranges::sort(keys);
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    for (const SeriesKey key : keys) {
        if (known.find(key) < known.series.size()) {
            continue;
        }
        Borrowed borrowed{.key = key};
        const std::vector<Donor> donors = lender.donors(key, borrowed.farthest);
        borrowed.donors = donors.size();
        append_row(out.need, key);
        fill_last_row(lender, known, donors, out.need);
        out.borrowed.push_back(borrowed);
    }
    out.need = sorted(out.need);
    return out;
}

}  // namespace vorrat::forecast
