#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "vorrat/verify/table.h"
#include "vorrat/verify/tally.h"

namespace vorrat::verify {

// The problem as the files state it. Positions are whole numbers into the tables; -1 means none.
// Names follow docs/formats/plan.md, section numbers docs/math/plan.md.

constexpr std::array<std::string_view, 3> tier_names{"essential", "basic", "wanted"};
/// The levels that cut the need into slices, section 2.
constexpr std::array<double, 6> slice_levels{0, 0, 0.10, 0.50, 0.90, 0.99};

/// So much of an item, a resource or an indicator.
struct Amount {
    int of = 0;
    double quantity = 0;
};
using Amounts = std::vector<Amount>;

struct Item {
    double kg = 0;
    double litres = 0;
    int keeps = -1;  ///< whole periods; -1: for ever
    int tier = 0;
    double pack = 1;
    double ceiling = 0;
    Amounts impacts;        ///< per unit that enters
    Amounts waste_impacts;  ///< per unit wasted
};

struct Place {
    bool is_source = false;
    bool is_depot = false;
    int community = -1;
    std::optional<double> storage_litres;
    Amounts impacts;  ///< per litre and day
};

struct Lane {
    int from = 0;
    int to = 0;
    int mode = 0;
    int lead_days = 0;
    int lead = 0;  ///< periods
    double km = 0;
    std::optional<double> capacity_kg;
};

struct Activity {
    double ceiling = 0;
    bool forbidden = false;
    std::vector<int> places;
    Amounts inputs, outputs, resources, impacts;  ///< per run
};

/// What there is of an item or a resource at a place, on a day or at any time.
struct Available {
    int of = 0;
    int place = -1;
    std::optional<double> quantity;
    std::optional<Date> date;
};

/// Opening stock, or goods in transit.
struct Goods {
    int item = 0;
    int place = 0;
    double quantity = 0;
    int period = -1;  ///< from which on they count; -1: never
    int due = -1;     ///< the period of the best-before date of stock that counts
    bool is_stock = false;
};

struct Slice {
    int item = 0;
    int place = 0;
    std::int16_t period = 0;
    std::int16_t number = 0;  ///< 1 .. 5
    std::uint32_t line = 0;
    double width = 0;
    double set_aside = 0;

    bool is_of_cell(const Slice& other) const {
        return item == other.item && place == other.place && period == other.period;
    }
};

struct CapStep {
    Date from;
    double total = 0;
};

struct Cap {
    std::string indicator;
    double total = 0;
    std::vector<CapStep> path;
};

struct Reserve {
    std::optional<double> coverage;
    std::optional<double> days;
};

struct Criteria {
    std::array<double, 3> tier_weight{};
    double reserve_weight = 0;
    std::array<Reserve, 3> reserve{};
    std::array<double, 3> minimum_coverage{};
    double minimum_ratio = 0;
    std::vector<Cap> caps;
    Amounts work_per_week;
    std::vector<std::pair<std::string, double>> burden;
    std::vector<std::string> forbidden;
};

struct StageClaim {
    std::string name;
    bool maximise = true;
    double value = 0;
    double bound = 0;
    double gap = 0;
};

/// What plan.json claims about the answer.
struct Claims {
    double fairness = 0;
    double worth = 0;
    double burden = 0;
    double fairness_floor = 0;
    double worth_floor = 0;
    std::vector<StageClaim> stages;
    double primal_residual = 0;
    double dual_residual = 0;
    std::vector<std::pair<std::string, double>> coverage;
    int items = 0;
    int places = 0;
    int series = 0;
    int shipments = 0;
};

struct Problem {
    std::string title;
    Date start;
    int period_days = 7;
    int periods = 1;
    int horizon_days = 7;

    Names item_names, place_names, community_names, mode_names, activity_names, resource_names,
        indicator_names, lane_names;  ///< lanes: from>to>mode
    std::vector<Item> items;
    std::vector<Place> places;
    std::vector<Lane> lanes;
    std::vector<Activity> activities;
    std::vector<Amounts> mode_impacts;  ///< per tonne-kilometre
    std::vector<Available> capacities;
    bool has_supply_table = false;
    std::vector<Available> supplies;
    std::vector<Goods> goods;
    std::vector<Slice> slices;
    std::vector<std::pair<int, int>> series;  ///< item, place
    Criteria criteria;
    Claims claims;

    /// The period that contains the day; days before the start count as period 0; -1 behind the
    /// end.
    int period_of(Date day) const;
    /// The same, but -1 before the start.
    int period_inside(Date day) const { return day < start ? -1 : period_of(day); }
    int tier_of(const Slice& slice) const { return items[at(slice.item)].tier; }
    Interval weight_of(const Slice& slice) const {
        return criteria.tier_weight.at(at(tier_of(slice)));
    }
};

/// The share u_s of a slice that is expected to be asked for, section 2.
Interval use_of(const Slice& slice);

/// The tonne-kilometres of a unit of the item on the lane.
Interval tonne_km(const Problem& problem, const Lane& lane, int item);

/// The period in a cell of a table.
Field period(std::string_view name, const Problem& problem);

/// Reads plan.json, then the tables of the problem; checks that the forecast rises and that
/// need.csv follows its own rules. An error stays in `input`.
Problem read_problem(Input& input, Checks& checks);

/// The part of plan.json. What the criteria name is added to the names of the problem.
void read_plan_json(Input& input, Problem& problem);

}  // namespace vorrat::verify
