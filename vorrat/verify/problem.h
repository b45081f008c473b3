#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "vorrat/record/record.h"
#include "vorrat/verify/table.h"
#include "vorrat/verify/tally.h"

namespace vorrat::verify {

// The problem as the files state it. Positions are whole numbers into the tables; -1 means none.
// Names follow docs/formats/plan.md, section numbers docs/math/plan.md.

constexpr std::array<std::string_view, 3> tier_names{"essential", "basic", "wanted"};
constexpr std::array<std::string_view, 3> stage_names{"fairness", "worth", "burden"};
constexpr std::size_t stage_count = stage_names.size();
constexpr std::size_t fairness_stage = 0;
constexpr std::size_t worth_stage = 1;
constexpr std::size_t burden_stage = 2;
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

/// A row of transit.csv, to a place or to an area.
struct Transit {
    int item = 0;
    int place = -1;
    int area = -1;
    double quantity = 0;
    Date arrives;
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
    /// Beside Kind::cap: over the horizon, the mean over its days of the total in force.
    std::vector<Interval> caps;
    Amounts work_per_week;
};

struct Problem {
    const Files& files;
    std::optional<Error> error = std::nullopt;  ///< the first thing found wrong with the files
    record::Json json = {};                     ///< plan.json, of the shape that it must have
    std::array<Names, static_cast<std::size_t>(Kind::none)> names = {};

    Date start = {};
    int period_days = 7;
    int periods = 1;
    int horizon_days = 7;
    std::vector<Item> items = {};
    std::vector<Place> places = {};
    std::vector<Lane> lanes = {};
    std::vector<Activity> activities = {};
    std::vector<Amounts> mode_impacts = {};  ///< per tonne-kilometre
    std::vector<Available> capacities = {};
    bool has_supply_table = false;
    std::vector<Available> supplies = {};
    std::vector<std::vector<int>> areas = {};  ///< the places of each
    std::vector<Transit> transit = {};
    std::vector<Goods> goods = {};
    std::vector<Slice> slices = {};
    std::set<std::pair<int, int>> series = {};  ///< item, place
    Criteria criteria = {};

    /// The first thing wrong is kept; after it nothing more is read.
    void fail(std::string message) {
        if (!error) {
            error = bad_input(std::move(message));
        }
    }
    Names& of(Kind kind) { return names.at(static_cast<std::size_t>(kind)); }
    int find(Kind kind, std::string_view name) const {
        return names.at(static_cast<std::size_t>(kind)).find(name);
    }
    int size(Kind kind) const { return names.at(static_cast<std::size_t>(kind)).size(); }
    const std::string& name(Kind kind, int position) const {
        return names.at(static_cast<std::size_t>(kind)).name(position);
    }

    /// The period that contains the day; days before the start count as period 0; -1 behind the
    /// end.
    int period_of(Date day) const;
    /// The same, but -1 before the start.
    int period_inside(Date day) const { return day < start ? -1 : period_of(day); }
    /// Per period the row of `of` and `place` that holds, sections 1 and 1.3: the last one dated
    /// into it, else the last without a date; null where there is none.
    std::vector<const Available*> in_force(const std::vector<Available>& rows, int of,
                                           int place) const;
    std::size_t tier_of(const Slice& slice) const { return at(items[at(slice.item)].tier); }
    Interval weight_of(const Slice& slice) const { return criteria.tier_weight.at(tier_of(slice)); }
    Interval mass(int item, Interval quantity) const {
        return Interval(items[at(item)].kg) * quantity;
    }
    /// kg CO2e per tonne-kilometre; 0 when nothing is said.
    Interval co2e_per_tkm(const Lane& lane) const;
    /// The tonne-kilometres of so much of the item on the lane.
    Interval tonne_km(const Lane& lane, int item, Interval quantity) const {
        return Interval(lane.km) * mass(item, quantity) / Interval(1000);
    }
};

/// The share u_s of a slice that is expected to be asked for, section 2.
Interval use_of(const Slice& slice);

/// `from>to>mode`, which stand in the row from this column on.
std::string lane_name(const Table& rows, std::size_t column);
/// The lane that a row of flows or shipments names; -1 and an error: none.
int lane_of(const Problem& problem, Table& rows);

/// All files of the folder by their paths in it. Only a record has folders inside.
/// errors: bad_input: the folder or a file cannot be read, or something in it is no plain file
Result<Files> read_folder(const std::filesystem::path& folder, Subject subject);

/// SHA256SUMS covers exactly the files, and every hash fits.
/// errors, in the problem: bad_input: SHA256SUMS is missing or not what `sha256sum` writes
void check_sums(Problem& problem, Checks& checks);

/// Reads plan.json, then the tables of the problem; checks that the forecast rises and that
/// need.csv follows its own rules. What is wrong stays in `error`.
void read_problem(Problem& problem, Checks& checks);

/// The part of plan.json. What the criteria name is added to the names of the problem.
void read_plan_json(Problem& problem);

}  // namespace vorrat::verify
