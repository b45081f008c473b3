#include <algorithm>
#include <map>

#include "vorrat/plan/programme.h"

namespace vorrat::plan {
namespace {

constexpr const char* transport_tkm = "transport_tkm";
constexpr const char* waste_kg = "waste_kg";
constexpr double kilograms_per_tonne = 1000;

double tonne_kilometres_per_unit(const World& world, const Send& send) {
    const double kg = world.items[send.item].mass_per_unit.value;
    return world.lanes[send.lane].length.value * kg / kilograms_per_tonne;
}

void push(Terms& terms, Column column, double coefficient) {
    if (column != no_column && coefficient != 0) {
        terms.push_back({column, coefficient});
    }
}

/// The quantities of one indicator, by kind and name of what causes it; rows of one cause add up.
struct Causes {
    std::map<std::pair<ImpactKind, std::string>, double> quantity;

    double of(ImpactKind kind, const std::string& id) const {
        const auto found = quantity.find({kind, id});
        return found == quantity.end() ? 0 : found->second;
    }
};

Causes causes_of(const World& world, const std::string& indicator) {
    Causes causes;
    for (const Impact& impact : world.impacts) {
        if (world.indicators[impact.indicator] != indicator) {
            continue;
        }
        causes.quantity[{impact.kind, impact.id}] += impact.quantity;
    }
    return causes;
}

Terms form_from_impacts(const Problem& problem, const Columns& columns, const Causes& causes) {
    const World& world = problem.world;
    const auto periods = static_cast<std::size_t>(problem.horizon.periods);
    Terms terms;
    for (std::size_t n = 0; n < problem.network.nodes.size(); ++n) {
        const auto [id, place] = problem.network.nodes[n];
        const Item& item = world.items[id];
        const double entry = causes.of(ImpactKind::item, item.id);
        const double storage = causes.of(ImpactKind::storage, world.places[place].id) *
                               item.volume_per_unit.value * problem.horizon.period_days;
        const double waste = causes.of(ImpactKind::waste, item.id);
        for (std::size_t c = n * periods; c < (n + 1) * periods; ++c) {
            push(terms, columns.enter[c], entry);
            push(terms, columns.stock[c], storage);
            push(terms, columns.waste[c], waste);
        }
    }
    for (std::size_t s = 0; s < problem.network.sites.size(); ++s) {
        const Activity& activity = world.activities[problem.network.sites[s].activity];
        const double run = causes.of(ImpactKind::activity, activity.id);
        for (std::size_t c = s * periods; c < (s + 1) * periods; ++c) {
            push(terms, columns.runs[c], run);
        }
    }
    std::vector<double> per_tkm;
    for (const Lane& lane : world.lanes) {
        per_tkm.push_back(causes.of(ImpactKind::mode, lane.mode));
    }
    for (const Send& send : columns.sends) {
        push(terms, send.column,
             per_tkm[send.lane.index()] * tonne_kilometres_per_unit(world, send));
    }
    return terms;
}

Terms transport_form(const Problem& problem, const Columns& columns) {
    Terms terms;
    for (const Send& send : columns.sends) {
        push(terms, send.column, tonne_kilometres_per_unit(problem.world, send));
    }
    return terms;
}

Terms waste_form(const Problem& problem, const Columns& columns) {
    const auto periods = static_cast<std::size_t>(problem.horizon.periods);
    Terms terms;
    for (std::size_t c = 0; c < columns.waste.size(); ++c) {
        const ItemId item = problem.network.nodes[c / periods].item;
        push(terms, columns.waste[c], problem.world.items[item].mass_per_unit.value);
    }
    return terms;
}

Terms use_form(const Problem& problem, const Columns& columns, ResourceId resource) {
    const auto periods = static_cast<std::size_t>(problem.horizon.periods);
    Terms terms;
    for (std::size_t c = 0; c < columns.runs.size(); ++c) {
        const ActivityId activity = problem.network.sites[c / periods].activity;
        for (const ResourceQuantity& use : problem.world.activities[activity].resources) {
            if (use.resource == resource) {
                push(terms, columns.runs[c], use.per_run);
            }
        }
    }
    return terms;
}

}  // namespace

Terms indicator_form(const Problem& problem, const Columns& columns, const std::string& indicator) {
    const Causes causes = causes_of(problem.world, indicator);
    if (!causes.quantity.empty()) {
        return form_from_impacts(problem, columns, causes);
    }
    if (indicator == transport_tkm) {
        return transport_form(problem, columns);
    }
    if (indicator == waste_kg) {
        return waste_form(problem, columns);
    }
    for (const ResourceId resource : problem.world.resources.ids()) {
        if (problem.world.resources[resource].id == indicator) {
            return use_form(problem, columns, resource);
        }
    }
    return {};
}

std::vector<std::string> all_indicators(const World& world) {
    std::vector<std::string> names(world.indicators.begin(), world.indicators.end());
    const auto add = [&](const std::string& name) {
        if (std::ranges::count(names, name) == 0) {
            names.push_back(name);
        }
    };
    add(transport_tkm);
    add(waste_kg);
    for (const Resource& resource : world.resources) {
        add(resource.id);
    }
    return names;
}

double value_of(const Terms& form, std::span<const double> x) {
    double sum = 0;
    for (const auto& [column, coefficient] : form) {
        sum += coefficient * x[column];
    }
    return sum;
}

}  // namespace vorrat::plan
