#include "vorrat/example/requirements.h"

#include "vorrat/base/check.h"
#include "vorrat/example/network.h"
#include "vorrat/example/recipes.h"
#include "vorrat/example/towns.h"

namespace vorrat::example {
namespace {

/// Where a good comes from: the plant that makes it, or its source; nothing for by-products.
std::string_view origin(std::string_view item) {
    if (const Recipe* recipe = recipe_for(item)) {
        return recipe->plant;
    }
    for (const SourceGood& good : source_goods()) {
        if (good.item == item) {
            return good.source;
        }
    }
    return {};
}

double co2e_per_tkm(std::string_view mode) {
    for (const ModeImpact& impact : mode_impacts()) {
        if (impact.mode == mode) {
            return impact.co2e_kg;
        }
    }
    impossible("every mode of the example has an impact");
}

class Counting {
public:
    explicit Counting(const NeedModel& needs) : lanes_(connections()) {
        result_.units.resize(goods().size());
        result_.runs.resize(recipes().size());
        result_.at_town.assign(goods().size(), std::vector<double>(towns().size()));
        for (std::size_t i = 0; i < consumption().size(); ++i) {
            count_item(needs, i);
        }
        count_entries_and_work();
    }

    Requirements take() { return std::move(result_); }

private:
    void count_item(const NeedModel& needs, std::size_t consumed) {
        const std::string_view item = consumption()[consumed].item;
        const std::size_t good = good_index(item);
        for (std::size_t town = 0; town < towns().size(); ++town) {
            const double units = needs.expected_over_horizon(consumed, town);
            const std::string_view depot = towns()[town].id;
            result_.at_town[good][town] = units;
            carry(item, origin(item), nearest_hub(depot), units);
            carry(item, nearest_hub(depot), depot, units);
            draw(item, units);
        }
    }

    void draw(std::string_view item, double units) {
        result_.units[good_index(item)] += units;
        const Recipe* recipe = recipe_for(item);
        if (recipe == nullptr) {
            return;
        }
        const double runs = units / main_output(*recipe).quantity;
        result_.runs[static_cast<std::size_t>(recipe - recipes().data())] += runs;
        for (const Part& part : recipe->parts) {
            if (part.quantity >= 0) {
                continue;
            }
            const double taken = -part.quantity * runs;
            carry(part.item, origin(part.item), recipe->plant, taken);
            draw(part.item, taken);
        }
    }

    void carry(std::string_view item, std::string_view from, std::string_view to, double units) {
        if (from.empty() || from == to) {
            return;
        }
        for (const Connection& lane : lanes_) {
            if (lane.from != from || lane.to != to) {
                continue;
            }
            const double tonne_km = units * goods()[good_index(item)].kg / 1000 * lane.km;
            result_.co2e_kg += tonne_km * co2e_per_tkm(lane.mode);
            return;
        }
        impossible("every good has a lane to where it is used");
    }

    void count_entries_and_work() {
        for (const SourceGood& good : source_goods()) {
            result_.co2e_kg += entry_impact(good).co2e_kg * result_.units[good_index(good.item)];
        }
        for (std::size_t i = 0; i < recipes().size(); ++i) {
            result_.co2e_kg += recipes()[i].co2e_kg * result_.runs[i];
            result_.labour_hours += recipes()[i].labour_hours * result_.runs[i];
        }
    }

    std::vector<Connection> lanes_;
    Requirements result_;
};

}  // namespace

std::vector<ModeImpact> mode_impacts() {
    return {{"road", 0.2}, {"refrigerated", 0.4}, {"rail", 0.05}};
}

double Requirements::at_hub(std::size_t good, std::string_view hub) const {
    double sum = 0;
    for (std::size_t town = 0; town < towns().size(); ++town) {
        if (nearest_hub(towns()[town].id) == hub) {
            sum += at_town[good][town];
        }
    }
    return sum;
}

double Requirements::machine_hours(std::string_view machine) const {
    double sum = 0;
    for (std::size_t i = 0; i < recipes().size(); ++i) {
        if (recipes()[i].machine == machine) {
            sum += recipes()[i].machine_hours * runs[i];
        }
    }
    return sum;
}

double Requirements::labour_hours_at(std::string_view plant) const {
    double sum = 0;
    for (std::size_t i = 0; i < recipes().size(); ++i) {
        if (recipes()[i].plant == plant) {
            sum += recipes()[i].labour_hours * runs[i];
        }
    }
    return sum;
}

Requirements requirements(const NeedModel& needs) { return Counting(needs).take(); }

}  // namespace vorrat::example
