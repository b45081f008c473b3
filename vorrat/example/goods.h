#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "vorrat/model/network.h"

namespace vorrat::example {

/// A row of items.csv.
struct Good {
    std::string_view id;
    std::string_view name;
    std::string_view unit;
    double kg = 1;            ///< per unit
    double litres = 1;        ///< per unit, with the air between packages
    int shelf_life_days = 0;  ///< 0: keeps
    Tier tier = Tier::basic;  ///< meaningful for what people need
    int pack = 1;
    std::string_view group;
};

/// What people take at depots: how much, and how it moves through week and year. All of it is
/// assumed: orders of magnitude of German household consumption, no statistics.
struct Consumption {
    std::string_view item;
    double per_head_and_day = 0;  ///< units per member, average of the year
    double season = 0;            ///< swing of the year as a share of the average
    int peak_day = 1;             ///< day of the year on which the season peaks
    double trend = 0;             ///< growth per year as a share
    double spread = 0.2;          ///< coefficient of variation of the daily need beyond Poisson
};

/// Impacts of one kilogram of a food as sold, farm to shop.
///
/// source  Poore & Nemecek 2018, Reducing food's environmental impacts through producers and
///         consumers, Science 360; by Our World in Data, CC BY 4.0
struct PublishedFood {
    std::string_view food;  ///< name in the source
    double co2e_kg = 0;     ///< all stages
    double transport = 0;   ///< of which transport
    double processing = 0;  ///< of which processing, packaging and retail
    std::optional<double> land_m2 = {};
    std::optional<double> water_l = {};
};

/// How the impact of a good that enters at a source is known.
enum class Basis {
    farm_gate,  ///< published, less transport and processing: the plan counts those itself
    as_sold,    ///< published, all stages: the good comes finished
    assumed,    ///< no figure in the source: an assumption, CO2e only
};

/// A good that enters the region: a row of supply.csv and its rows of impacts.csv.
struct SourceGood {
    std::string_view item;
    std::string_view source;  ///< place id
    Basis basis = Basis::assumed;
    std::string_view food = {};            ///< PublishedFood, unless assumed
    double kg_of_it_per_kg_published = 1;  ///< e.g. 7 kg of beet for the published kg of sugar
    double assumed_co2e_per_kg = 0;
    double available = 0;  ///< per period, as a share of what meeting all need takes; 0: unlimited
};

std::span<const Good> goods();
std::span<const Consumption> consumption();
std::span<const PublishedFood> published_foods();
std::span<const SourceGood> source_goods();

/// Position of an item in goods(); the id must be one of the table.
std::size_t good_index(std::string_view id);

/// Impact per unit of the item entering at its source; nothing where the source gives no figure.
struct EntryImpact {
    double co2e_kg = 0;
    std::optional<double> land_m2 = {};
    std::optional<double> water_l = {};
};
EntryImpact entry_impact(const SourceGood& source);

}  // namespace vorrat::example
