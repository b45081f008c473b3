#include "vorrat/plan/wishes.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>

#include "vorrat/plan/programme.h"

namespace vorrat::plan {
namespace {

/// More than any valuation: what is asked for is brought wherever it can be.
constexpr double must_have = 1e5;
/// Of an hour besides its effort, so that none is taken without a need.
constexpr double idle_effort = 1e-6;

/// A resource's calendar over the periods: the dated row where there is one, else the undated.
using Calendar = std::vector<std::optional<double>>;

std::vector<Capacity> over_whole_horizon(const World& world, const Horizon& horizon) {
    std::map<std::pair<ResourceId, std::optional<PlaceId>>, Calendar> calendars;
    for (const bool dated : {false, true}) {
        for (const Capacity& capacity : world.capacities) {
            if (capacity.date.has_value() != dated) {
                continue;
            }
            Calendar& calendar = calendars[{capacity.resource, capacity.place}];
            calendar.resize(static_cast<std::size_t>(horizon.periods));
            if (!dated) {
                std::ranges::fill(calendar, capacity.available);
            } else if (const auto t = horizon.period_of(*capacity.date)) {
                calendar[static_cast<std::size_t>(*t)] = capacity.available;
            }
        }
    }
    std::vector<Capacity> capacities;
    for (const auto& [what, calendar] : calendars) {
        double sum = 0;
        for (const auto& available : calendar) {
            sum += available.value_or(solve::infinity);
        }
        if (sum < solve::infinity) {
            capacities.push_back({what.first, what.second, std::nullopt, sum});
        }
    }
    return capacities;
}

std::vector<Supply> supplies_over_horizon(const World& world, const Horizon& horizon) {
    const Supplies supplies(world, horizon);
    std::vector<Supply> rows;
    for (const ItemId item : world.items.ids()) {
        for (const PlaceId place : world.places.ids()) {
            if (!supplies.gives(item, place)) {
                continue;
            }
            double sum = 0;
            for (int t = 0; t < horizon.periods; ++t) {
                sum += supplies.available(item, place, t);
            }
            rows.push_back({item, place, sum < solve::infinity ? std::optional(sum) : std::nullopt,
                            std::nullopt});
        }
    }
    return rows;
}

/// Wishes in the order of the slices, which belong together by item and depot.
std::vector<std::size_t> order_of(std::span<const Wish> wishes) {
    std::vector<std::size_t> order(wishes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t k) { return wishes[k].where; });
    return order;
}

Needs needs_of(std::span<const Wish> wishes, const std::vector<std::size_t>& order) {
    Needs needs;
    for (const std::size_t k : order) {
        const auto [item, place] = wishes[k].where;
        const bool same = !needs.cells.empty() && needs.cells.back().item == item &&
                          needs.cells.back().place == place;
        if (!same) {
            needs.cells.push_back({item, place, 0, needs.slices.size(), 0, 0, 0});
        }
        needs.slices.push_back({item, place, Period{0}, 0, 1, wishes[k].width, 1, 0});
        needs.cells.back().last_slice = needs.slices.size();
        needs.cells.back().mean += wishes[k].width;
    }
    return needs;
}

Problem problem_of(const World& world, Date start, Needs needs) {
    NeedForecast wanted;
    for (const NeedCell& cell : needs.cells) {
        wanted.series.push_back({cell.item, cell.place});
    }
    const Horizon horizon = horizon_of(world.criteria, start);
    Opening opening = opening_goods(world, horizon);
    Supplies supplies(world, horizon);
    Network network = reachable(world, wanted, opening, supplies);
    Ceilings limits = ceilings(world, needs, opening, network);
    return {world,
            horizon,
            std::move(needs),
            std::move(opening),
            std::move(supplies),
            std::move(network),
            std::move(limits)};
}

std::vector<double> products(const solve::LinearProgram& program, std::span<const double> x) {
    std::vector<double> used(program.rows(), 0);
    transposed_product(transposed(program.matrix), x, used);
    return used;
}

/// Solves for the most worth, less burden and further costs.
Result<solve::Solution> best(const Programme& programme, solve::Sequence& sequence,
                             std::vector<double> gain, const Progress& progress) {
    for (const auto& [column, burden] : programme.burden) {
        gain[column] -= burden;
    }
    sequence.set_cost(solve::Sense::maximise, gain);
    solve::Solution solution = sequence.solve();
    if (solution.status == solve::Status::infeasible) {
        return Error{ErrorKind::infeasible,
                     "the limits do not even allow to make and move nothing: stock that must be "
                     "used up has no way to go"};
    }
    if (solution.status != solve::Status::optimal) {
        return failed(progress.stopped() ? "rounds: stopped by the caller"
                                         : "rounds: the solver ended without an answer");
    }
    return solution;
}

/// Of one more unit at each node where something is wished for.
std::map<SeriesKey, double> valuations(const Problem& problem, const Programme& programme,
                                       const solve::Solution& solution) {
    std::set<SeriesKey> wished;
    for (const NeedCell& cell : problem.needs.cells) {
        wished.insert({cell.item, cell.place});
    }
    std::map<SeriesKey, double> found;
    for (std::size_t row = 0; row < programme.keys.size(); ++row) {
        const RowKey& key = programme.keys[row];
        if (key.kind == RowKind::balance && wished.contains({*key.item, *key.place})) {
            found[{*key.item, *key.place}] = -solution.row_duals[row];
        }
    }
    return found;
}

/// Columns of the parts of offers in the rows of their resources; no_column where nothing at the
/// place can use them.
std::vector<Column> add_efforts(std::span<const Effort> efforts, Programme& programme) {
    std::map<ResourceAt, std::uint32_t> rows;
    for (std::uint32_t row = 0; row < programme.keys.size(); ++row) {
        const RowKey& key = programme.keys[row];
        if (key.kind == RowKind::resource && key.place) {
            rows[{*key.resource, *key.place}] = row;
        }
    }
    std::vector<Column> columns;
    for (const Effort& effort : efforts) {
        const auto row = rows.find(effort.what);
        if (row == rows.end()) {
            columns.push_back(no_column);
            continue;
        }
        columns.push_back(programme.builder.add_column(0, effort.width));
        programme.builder.add(row->second, columns.back(), -1);
    }
    return columns;
}

std::set<ResourceAt> resources_of(std::span<const Effort> efforts) {
    std::set<ResourceAt> offered;
    for (const Effort& effort : efforts) {
        offered.insert(effort.what);
    }
    return offered;
}

/// What is offered comes from the efforts alone.
World with_offers_only(const World& world, std::span<const Effort> efforts) {
    World changed = world;
    const auto offered = resources_of(efforts);
    std::erase_if(changed.capacities, [&](const Capacity& capacity) {
        return capacity.place && offered.contains({capacity.resource, *capacity.place});
    });
    for (const auto& [resource, place] : offered) {
        changed.capacities.push_back({resource, place, std::nullopt, 0});
    }
    return changed;
}

/// 0 where there is no column.
std::vector<double> values_at(const std::vector<Column>& columns, std::span<const double> x) {
    std::vector<double> values;
    values.reserve(columns.size());
    for (const Column column : columns) {
        values.push_back(column == no_column ? 0 : x[column]);
    }
    return values;
}

void read_limits(const Programme& programme, const solve::LinearProgram& program,
                 const solve::Solution& solution, std::span<const Effort> efforts,
                 WishAnswer& answer) {
    const auto offered = resources_of(efforts);
    const auto used = products(program, solution.x);
    for (std::size_t row = 0; row < programme.keys.size(); ++row) {
        const RowKey& key = programme.keys[row];
        const double valuation = solution.row_duals[row];
        if (key.kind == RowKind::resource && key.place &&
            offered.contains({*key.resource, *key.place})) {
            answer.hour_valuation[{*key.resource, *key.place}] = valuation;
        } else if (is_limit(key.kind)) {
            answer.limits.push_back({key, used[row], program.row_upper[row], valuation});
        }
    }
}

}  // namespace

World as_one_period(const World& world, Date start) {
    const Horizon horizon = horizon_of(world.criteria, start);
    World one = world;
    one.history = {};
    one.capacities = over_whole_horizon(world, horizon);
    if (!world.supplies.empty()) {
        one.supplies = supplies_over_horizon(world, horizon);
    }
    for (Lane& lane : one.lanes) {
        if (lane.capacity) {
            lane.capacity->value *= horizon.periods;
        }
    }
    Criteria& criteria = one.criteria;
    criteria.period_days = horizon.days_long();
    criteria.horizon_days = horizon.days_long();
    criteria.reserve = {};
    criteria.minimum_coverage = {};
    criteria.minimum_ratio = 0;
    for (const Capacity& capacity : one.capacities) {
        if (!capacity.place) {
            continue;
        }
        const auto left = std::erase_if(criteria.work_limits, [&](const WorkLimit& limit) {
            return limit.resource == capacity.resource;
        });
        if (left > 0) {
            criteria.burden[one.resources[capacity.resource].id] = 0;
        }
    }
    return one;
}

Result<WishAnswer> answer_wishes(const World& world, Date start, std::span<const Wish> wishes,
                                 std::span<const Effort> efforts, const Progress& progress) {
    const World offered = with_offers_only(world, efforts);
    const auto order = order_of(wishes);
    const Problem problem = problem_of(offered, start, needs_of(wishes, order));
    Programme programme = build_programme(problem);
    const auto effort_columns = add_efforts(efforts, programme);
    std::vector<Column> wish_columns(wishes.size());
    for (std::size_t s = 0; s < order.size(); ++s) {
        wish_columns[order[s]] = programme.columns.set_aside[s];
    }

    std::vector<double> gain(programme.builder.columns(), 0);
    for (std::size_t k = 0; k < wishes.size(); ++k) {
        if (wish_columns[k] != no_column) {
            gain[wish_columns[k]] = wishes[k].worth;
        }
    }
    for (std::size_t k = 0; k < efforts.size(); ++k) {
        if (effort_columns[k] != no_column) {
            gain[effort_columns[k]] = -efforts[k].effort - idle_effort;
        }
    }
    solve::Sequence sequence = begin(programme.builder.build(), {.progress = progress});
    const auto solution = best(programme, sequence, std::move(gain), progress);
    if (!solution) {
        return solution.error();
    }

    WishAnswer answer;
    answer.met = values_at(wish_columns, solution->x);
    answer.used = values_at(effort_columns, solution->x);
    answer.valuation = valuations(problem, programme, *solution);
    read_limits(programme, sequence.program(), *solution, efforts, answer);
    answer.value = solution->objective;
    answer.bound = solution->bound;
    return answer;
}

Result<PricedUse> cheapest_use(const World& world, Date start, std::span<const Wish> wishes,
                               std::span<const double> prices, const Progress& progress) {
    const auto order = order_of(wishes);
    const Problem problem = problem_of(world, start, needs_of(wishes, order));
    Programme programme = build_programme(problem);
    std::vector<std::uint32_t> rows;
    std::vector<Column> uses;
    for (std::uint32_t row = 0; row < programme.keys.size(); ++row) {
        if (is_limit(programme.keys[row].kind)) {
            rows.push_back(row);
            uses.push_back(programme.builder.add_column(0, solve::infinity));
            programme.builder.add(row, uses.back(), -1);
        }
    }
    check(prices.empty() || prices.size() == rows.size(), "one price per limit");

    std::vector<double> gain(programme.builder.columns(), 0);
    for (const Column column : programme.columns.set_aside) {
        if (column != no_column) {
            gain[column] = must_have;
        }
    }
    for (std::size_t l = 0; l < prices.size(); ++l) {
        gain[uses[l]] = -prices[l];
    }
    solve::Sequence sequence = begin(programme.builder.build(), {.progress = progress});
    PricedUse priced;
    for (std::size_t l = 0; l < rows.size(); ++l) {
        priced.limits.push_back({programme.keys[rows[l]], 0, sequence.program().row_upper[rows[l]],
                                 prices.empty() ? 0 : prices[l]});
        sequence.set_row_bounds(rows[l], -solve::infinity, 0);
    }
    const auto solution = best(programme, sequence, std::move(gain), progress);
    if (!solution) {
        return solution.error();
    }
    for (std::size_t l = 0; l < rows.size(); ++l) {
        priced.limits[l].used = solution->x[uses[l]];
    }
    priced.cost = valuations(problem, programme, *solution);
    return priced;
}

}  // namespace vorrat::plan
