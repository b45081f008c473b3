#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "vorrat/verify/table.h"

namespace vorrat::verify {

// The problem and the answer as the files state them. Positions are whole numbers into the tables;
// -1 means none. Names follow docs/formats/plan.md.

constexpr std::array<std::string_view, 3> tier_names{"essential", "basic", "wanted"};
/// The levels that cut the need into slices, docs/math/plan.md section 2.
constexpr std::array<double, 6> slice_levels{0, 0, 0.10, 0.50, 0.90, 0.99};

struct Item {
    double kg = 0;
    double litres = 0;
    std::optional<int> shelf_life_days;
    int tier = 0;
    double pack = 1;
    double ceiling = 0;
};

struct Place {
    bool is_source = false;
    bool is_depot = false;
    int community = -1;
    std::optional<double> storage_litres;
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

struct Quantity {
    int of = 0;  ///< item or resource
    double per_run = 0;
};

struct Activity {
    double ceiling = 0;
    bool forbidden = false;
    std::vector<int> places;
    std::vector<Quantity> inputs;
    std::vector<Quantity> outputs;
    std::vector<Quantity> resources;
};

struct Capacity {
    int resource = 0;
    int place = -1;
    double available = 0;
    std::optional<Date> date;
};

struct Supply {
    int item = 0;
    int place = 0;
    std::optional<double> available;
    std::optional<Date> date;
};

enum class ImpactKind { item, activity, mode, storage, waste };

struct Impact {
    ImpactKind kind = ImpactKind::item;
    int of = 0;  ///< item, activity, mode or place
    int indicator = 0;
    double quantity = 0;
};

struct Lot {
    int item = 0;
    int place = 0;
    double quantity = 0;
    std::optional<Date> best_before;
};

struct Transit {
    int item = 0;
    int place = 0;  ///< where it counts: the place, or the first place of the area
    double quantity = 0;
    Date arrives;
};

struct Slice {
    int item = 0;
    int place = 0;
    int period = 0;
    int number = 0;  ///< 1 .. 5
    double width = 0;
    double use = 0;
    double set_aside = 0;
    std::size_t line = 0;
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

struct WorkLimit {
    int resource = 0;
    double per_week = 0;
};

struct Criteria {
    std::array<double, 3> tier_weight{};
    double reserve_weight = 0;
    std::array<Reserve, 3> reserve{};
    std::array<double, 3> minimum_coverage{};
    double minimum_ratio = 0;
    std::vector<Cap> caps;
    std::vector<WorkLimit> work_limits;
    std::vector<std::pair<std::string, double>> burden;
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
    std::vector<Capacity> capacities;
    bool has_supply_table = false;
    std::vector<Supply> supplies;
    std::vector<Impact> impacts;
    std::vector<Lot> lots;
    std::vector<Transit> transit;
    std::vector<Slice> slices;
    /// item and place of each series of the forecast
    std::vector<std::pair<int, int>> series;
    Criteria criteria;
    Claims claims;

    Date end() const { return start + days{periods * period_days}; }
    /// The period that contains the day; days before the start count as period 0; -1 behind the
    /// end.
    int period_of(Date day) const;
    /// Whole periods that stock of the item keeps; -1: for ever.
    int shelf_periods(int item) const;
};

/// Reads plan.json, then the tables of the problem.
/// errors: bad_input, with file, line and column
Result<Problem> read_problem(const Files& files);

/// The part of plan.json; names of activities and resources are checked later.
Outcome read_plan_json(const Files& files, Problem& problem,
                       std::vector<std::string>& forbidden_activities);

/// The published lane ids join names with `>`.
std::string lane_name(std::string_view from, std::string_view to, std::string_view mode);

}  // namespace vorrat::verify
