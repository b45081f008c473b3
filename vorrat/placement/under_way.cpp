#include "vorrat/placement/under_way.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "vorrat/placement/goods.h"
#include "vorrat/placement/prospect.h"
#include "vorrat/placement/ratio.h"
#include "vorrat/placement/suppliers.h"
#include "vorrat/placement/transport.h"
#include "vorrat/placement/ways.h"
#include "vorrat/placement/wishes.h"

namespace vorrat::placement {
namespace {

constexpr std::size_t outlooks = 32;       // ways the time until the branching point may go
constexpr std::int64_t portions_max = 64;  // a row is shared out in at most so many

/// A way with what its end makes of the goods, per unit of the item.
struct Choice {
    Way way;
    Prospect prospect;
    double shortage = 0;  ///< b
    double unused = 0;    ///< w: cost of a unit that is not used by the last day
    double cost = 0;
    double co2e_kg = 0;

    /// V
    double worth(double units) const {
        return shortage * prospect.avoided(units) - unused * (units - prospect.used(units));
    }
    /// What they can be worth at the most, less their way.
    double at_most(double units) const {
        const double used = prospect.used(units);
        return shortage * used - unused * (units - used) - cost * units;
    }
};

/// Units are shared in such portions; the last one takes what is left.
class Portions {
public:
    Portions(double units, double pack) : left_(units) {
        const double packs = std::max(1.0, std::floor(units / pack));
        portion_ = pack * std::ceil(packs / static_cast<double>(portions_max));
    }

    double left() const { return left_; }
    double next() const { return left_ < 2 * portion_ ? left_ : portion_; }
    void take() { left_ -= next(); }

private:
    double left_;
    double portion_ = 0;
};

/// The choice to which the next portion is worth most, ties to the first.
template <class Gain>
std::size_t best_of(std::size_t choices, const Gain& gain) {
    std::size_t best = 0;
    double most = -std::numeric_limits<double>::infinity();
    for (std::size_t c = 0; c < choices; ++c) {
        if (const double here = gain(c); here > most) {
            most = here;
            best = c;
        }
    }
    return best;
}

/// Units per choice, and what nobody takes.
struct Shares {
    std::vector<double> units;
    double released = 0;
};

Shares shared(const std::vector<Choice>& choices, Portions portions) {
    Shares shares{std::vector<double>(choices.size(), 0.0), 0};
    while (portions.left() > 0) {
        const double next = portions.next();
        const auto gains_at_most = [&](std::size_t c) {
            return choices[c].at_most(shares.units[c] + next) - choices[c].at_most(shares.units[c]);
        };
        const auto gains = [&](std::size_t c) {
            return choices[c].worth(shares.units[c] + next) - choices[c].worth(shares.units[c]) -
                   choices[c].cost * next;
        };
        if (gains_at_most(best_of(choices.size(), gains_at_most)) < 0) {
            shares.released = portions.left();
            break;
        }
        shares.units[best_of(choices.size(), gains)] += next;
        portions.take();
    }
    return shares;
}

class Decider {
public:
    Decider(const World& world, const NeedForecast& forecast, Date as_of, Date until)
        : world_(world),
          as_of_(as_of),
          until_(until),
          frequency_(forecast.frequency),
          goods_(world, as_of),
          suppliers_(world, as_of, forecast.frequency),
          transport_(world),
          prospects_(world, forecast, as_of, goods_, suppliers_) {}

    /// The rows of one item, in their order; each sees the earlier ones as decided.
    void decide(std::span<const std::size_t> rows, std::vector<Redirection>& decided);

private:
    std::optional<Redirection> decide(std::size_t row, const Around& around);
    std::vector<Choice> choices_of(const Transit& transit, const Ways& ways, const Around& around);
    Date end_of_use(const Transit& transit) const;
    void fill(const Transit& transit, const Ways& ways, const std::vector<Choice>& choices,
              const Shares& shares, Redirection& result) const;
    double option_worth(const Transit& transit, Date branches, const std::vector<Choice>& choices,
                        const Shares& today, const Around& around);

    const World& world_;
    Date as_of_;
    Date until_;
    Frequency frequency_;
    Goods goods_;
    Suppliers suppliers_;
    Transport transport_;
    Prospects prospects_;
};

/// The day after E of docs/math/placement.md 9.
Date Decider::end_of_use(const Transit& transit) const {
    const Date planned = as_of_ + days{world_.criteria.horizon_days};
    const auto life = life_under_way(world_, suppliers_, transit);
    return life ? std::min(planned, *life + days{1}) : planned;
}

std::vector<Choice> Decider::choices_of(const Transit& transit, const Ways& ways,
                                        const Around& around) {
    const Date end = end_of_use(transit);
    const double kg = world_.items[transit.item].mass_per_unit.value;
    // Held from the arrival on that the plan so far has: longer ways save nothing.
    const double held =
        std::max(0.0, static_cast<double>((end - ways.all.front().arrives).count()));
    std::vector<Choice> choices;
    for (const Way& way : ways.all) {
        auto prospect = prospects_.at(way.to, around, way.arrives, end);
        if (!prospect) {
            if (way.fate == Fate::confirm) {
                return {};
            }
            continue;
        }
        choices.push_back({way, *prospect, shortage_cost(world_, transit.item),
                           transport_.waste_cost(transit.item) +
                               held * world_.criteria.placement.holding_per_unit_and_day,
                           way.cost * kg, way.co2e_kg * kg});
    }
    return choices;
}

void Decider::fill(const Transit& transit, const Ways& ways, const std::vector<Choice>& choices,
                   const Shares& shares, Redirection& result) const {
    const bool is_open = transit.to_area && as_of_ < ways.branches;
    // What the plan so far gives up, per unit that leaves it.
    double given_up = 0;
    if (const Choice& plan = choices.front(); plan.way.fate == Fate::confirm) {
        const double left = transit.quantity - shares.units.front();
        const double less = plan.worth(transit.quantity) - plan.worth(shares.units.front());
        given_up = left > 0 ? less / left : 0;
    }
    for (std::size_t c = 0; c < choices.size(); ++c) {
        const Choice& choice = choices[c];
        const double units = shares.units[c];
        if (units <= 0) {
            continue;
        }
        Part part{is_open ? Fate::wait : choice.way.fate,
                  choice.way.to,
                  units,
                  choice.way.arrives,
                  choice.prospect.avoided(units),
                  0,
                  choice.cost * units,
                  choice.co2e_kg * units};
        if (choice.way.fate != Fate::confirm) {
            part.gain = choice.worth(units) - given_up * units;
        }
        result.parts.push_back(part);
    }
    if (shares.released > 0) {
        const Date arrives =
            transit.to_area ? std::max(as_of_, ways.branches) : choices.front().way.arrives;
        result.parts.push_back({is_open ? Fate::wait : Fate::release, ways.offered_at,
                                shares.released, arrives, 0, -given_up * shares.released, 0, 0});
    }
}

/// Mean over outlooks of the best sharing at the branching point less that of today's sharing.
double Decider::option_worth(const Transit& transit, Date branches,
                             const std::vector<Choice>& choices, const Shares& today,
                             const Around& around) {
    const auto begin = static_cast<std::size_t>(first_step_from(as_of_, branches, frequency_));
    if (begin == 0) {
        return 0;
    }
    double sum = 0;
    for (std::size_t k = 0; k < outlooks; ++k) {
        std::vector<PathSums> lost;
        std::vector<double> planned;
        for (std::size_t d = 0; d < choices.size(); ++d) {
            const Way& way = choices[d].way;
            if (world_.places[way.to].kind != PlaceKind::depot) {
                continue;
            }
            // All series share their strata; an odd stride mixes them, so that depots differ.
            const std::size_t outlook = (k * (2 * d + 1) * 13 + 31 * d) % path_count;
            lost.push_back(prospects_.lost_after(way.to, around, way.arrives, begin, outlook));
            planned.push_back(today.units[d]);
        }
        std::vector<double> then(lost.size(), 0.0);
        const double units = std::accumulate(planned.begin(), planned.end(), 0.0);
        for (Portions left(units, world_.items[transit.item].pack_size); left.left() > 0;
             left.take()) {
            const auto gain = [&](std::size_t d) {
                return lost[d].covered(then[d] + left.next()) - lost[d].covered(then[d]);
            };
            then[best_of(lost.size(), gain)] += left.next();
        }
        for (std::size_t d = 0; d < lost.size(); ++d) {
            sum += lost[d].covered(then[d]) - lost[d].covered(planned[d]);
        }
    }
    return shortage_cost(world_, transit.item) * std::max(0.0, sum) / outlooks;
}

std::optional<Redirection> Decider::decide(std::size_t row, const Around& around) {
    const Transit& transit = world_.transit[row];
    const auto ways = ways_of(world_, suppliers_, transport_, transit, as_of_);
    if (!ways || ways->branches > until_) {
        return std::nullopt;
    }
    const std::vector<Choice> choices = choices_of(transit, *ways, around);
    if (choices.empty()) {
        return std::nullopt;
    }
    Shares shares =
        shared(choices, Portions(transit.quantity, world_.items[transit.item].pack_size));
    Redirection result{row, ways->branches, {}, 0};
    fill(transit, *ways, choices, shares, result);
    if (transit.to_area) {
        result.option_worth = option_worth(transit, ways->branches, choices, shares, around);
        return result;
    }
    // Calm: what was planned changes only for a gain worth the name.
    double net = 0;
    for (const Part& part : result.parts) {
        net += part.gain - part.cost;
    }
    const Choice& plan = choices.front();
    if (net <=
        world_.criteria.placement.calm * plan.shortage * plan.prospect.avoided(transit.quantity)) {
        shares = {std::vector<double>(choices.size(), 0.0), 0};
        shares.units.front() = transit.quantity;
        result.parts.clear();
        fill(transit, *ways, choices, shares, result);
    }
    return result;
}

void Decider::decide(std::span<const std::size_t> rows, std::vector<Redirection>& decided) {
    const ItemId item = world_.transit[rows.front()].item;
    std::vector<std::vector<Transit>> now;  // per row, to places
    for (const std::size_t row : rows) {
        now.emplace_back();
        if (world_.transit[row].to_place) {
            now.back().push_back(world_.transit[row]);
        }
    }
    std::vector<Transit> others;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        others.clear();
        for (std::size_t other = 0; other < rows.size(); ++other) {
            if (other != r) {
                others.insert(others.end(), now[other].begin(), now[other].end());
            }
        }
        const auto one = decide(rows[r], {item, others});
        if (!one) {
            continue;
        }
        now[r].clear();
        for (const Part& part : one->parts) {
            if (part.fate != Fate::release) {
                now[r].push_back(
                    {item, world_.transit[rows[r]].from, part.to, {}, part.quantity, part.arrives});
            }
        }
        decided.push_back(*one);
    }
}

bool changes(const Redirection& row) {
    return std::ranges::any_of(row.parts, [](const Part& part) {
        return part.fate != Fate::wait && part.fate != Fate::confirm;
    });
}

}  // namespace

Result<std::vector<Redirection>> redirect_under_way(const World& world,
                                                    const NeedForecast& forecast, Date as_of,
                                                    Date until) {
    if (const auto fits = check_forecast(world, forecast, as_of); !fits) {
        return fits.error();
    }
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < world.transit.size(); ++row) {
        if (world.transit[row].quantity > 0) {
            rows.push_back(row);
        }
    }
    const auto item_of = [&](std::size_t row) { return world.transit[row].item; };
    std::ranges::stable_sort(rows, {}, item_of);
    Decider decider(world, forecast, as_of, until);
    std::vector<Redirection> all;
    for (std::size_t first = 0; first < rows.size();) {
        std::size_t last = first;
        while (last < rows.size() && item_of(rows[last]) == item_of(rows[first])) {
            ++last;
        }
        decider.decide(std::span(rows).subspan(first, last - first), all);
        first = last;
    }
    std::ranges::sort(all, {}, &Redirection::transit);
    return all;
}

World with_redirections(const World& world, std::span<const Redirection> redirections) {
    World changed = world;
    for (const Redirection& row : redirections) {
        if (!changes(row)) {
            continue;
        }
        Transit goods = world.transit[row.transit];
        changed.transit[row.transit].quantity = 0;
        goods.to_area.reset();
        for (const Part& part : row.parts) {
            if (part.fate == Fate::release) {
                continue;
            }
            goods.to_place = part.to;
            goods.quantity = part.quantity;
            goods.arrives = part.arrives;
            changed.transit.push_back(goods);
        }
    }
    std::erase_if(changed.transit, [](const Transit& t) { return t.quantity <= 0; });
    return changed;
}

}  // namespace vorrat::placement
