#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "vorrat/publish/digest.h"
#include "vorrat/publish/measures.h"
#include "vorrat/publish/publish.h"

namespace vorrat::publish {
namespace {

constexpr double days_per_week = 7;
constexpr double minutes_per_hour = 60;
/// What nobody would notice: shares below a twentieth of a percent, sums below a thousandth.
constexpr double share_noise = 5e-4;
constexpr double sum_noise = 1e-3;
constexpr std::size_t items_told_max = 6;

/// Per lane and period into a depot on which something leaves.
std::size_t deliveries(const Publication& publication) {
    std::set<std::pair<LaneId, Period>> loads;
    for (const PlannedFlow& flow : publication.plan.flows) {
        const Lane& lane = publication.world.lanes[flow.lane];
        if (publication.world.places[lane.to].kind == PlaceKind::depot && flow.quantity > 0) {
            loads.emplace(flow.lane, flow.leaves);
        }
    }
    return loads.size();
}

double population(const World& world) {
    double sum = 0;
    for (const Community& community : world.communities) {
        sum += community.population;
    }
    return sum;
}

bool noticeable(double before, double after) {
    return std::abs(after - before) > sum_noise * std::max(std::abs(before), std::abs(after));
}

Text more_or_less(double change, const Text& amount) {
    return change > 0 ? say("{} more", "{} mehr", amount) : say("{} less", "{} weniger", amount);
}

/// Both plans, added up, and the lines that tell how they differ.
class Comparison {
public:
    Comparison(const Publication& before, const Publication& after)
        : before_(before), after_(after), old_(digest(before)), new_(digest(after)) {}

    std::vector<Text> lines() {
        tell_work();
        tell_deliveries();
        tell_co2e();
        tell_coverage();
        tell_communities();
        tell_items();
        tell_scarcity();
        if (lines_.empty()) {
            lines_.push_back({"Nothing changes that people would notice.",
                              "Nichts ändert sich, was Menschen merken würden."});
        }
        return std::move(lines_);
    }

private:
    double person_weeks() const { return population(after_.world) * old_.days / days_per_week; }

    void tell_work() {
        const auto before = total_of(before_.plan, "labour_hours");
        const auto after = total_of(after_.plan, "labour_hours");
        if (!before || !after || person_weeks() <= 0 || !noticeable(*before, *after)) {
            return;
        }
        const double change = (*after - *before) / person_weeks() * minutes_per_hour;
        lines_.push_back(say(
            "Hours of work per person and week: {} -> {} ({}).",
            "Arbeitsstunden je Person und Woche: {} -> {} ({}).",
            number(*before / person_weeks(), 4), number(*after / person_weeks(), 4),
            more_or_less(change, say("{} minutes", "{} Minuten", number(std::abs(change), 2)))));
    }

    void tell_deliveries() {
        const auto before = static_cast<double>(deliveries(before_));
        const auto after = static_cast<double>(deliveries(after_));
        if (before != after) {
            lines_.push_back(say("Deliveries to depots: {} -> {}.",
                                 "Lieferungen an Ausgaben: {} -> {}.", number(before),
                                 number(after)));
        }
    }

    void tell_co2e() {
        const auto before = total_of(before_.plan, "co2e_kg");
        const auto after = total_of(after_.plan, "co2e_kg");
        if (!before || !after || !noticeable(*before, *after)) {
            return;
        }
        const double change = *after - *before;
        lines_.push_back(say("CO2e: {} -> {} ({}).", "CO2e: {} -> {} ({}).", mass(*before),
                             mass(*after), more_or_less(change, mass(std::abs(change)))));
        if (person_weeks() > 0) {
            lines_.push_back(say(
                "  That is {} per person and week.", "  Das ist {} je Person und Woche.",
                more_or_less(change,
                             say("{} kg", "{} kg", number(std::abs(change) / person_weeks(), 3)))));
        }
    }

    /// `essential 99.1% -> 98.7%` for each tier whose coverage changes.
    static std::vector<Text> tiers_that_change(const std::array<double, tier_count>& old_need,
                                               const std::array<double, tier_count>& old_met,
                                               const std::array<double, tier_count>& new_need,
                                               const std::array<double, tier_count>& new_met) {
        std::vector<Text> all;
        for (const Tier tier : {Tier::essential, Tier::basic, Tier::wanted}) {
            const std::size_t k = index(tier);
            if (old_need.at(k) <= 0 || new_need.at(k) <= 0) {
                continue;
            }
            const double before = old_met.at(k) / old_need.at(k);
            const double after = new_met.at(k) / new_need.at(k);
            if (std::abs(after - before) > share_noise) {
                all.push_back(say("{} {} -> {}", "{} {} -> {}", tier_in_words(tier),
                                  percent(before, 1), percent(after, 1)));
            }
        }
        return all;
    }

    void tell_coverage() {
        const auto tiers = tiers_that_change(old_.need, old_.met, new_.need, new_.met);
        lines_.push_back(tiers.empty() ? Text("Coverage of all tiers stays as it is.",
                                              "Die Deckung aller Stufen bleibt, wie sie ist.")
                                       : say("Coverage: {}.", "Deckung: {}.", listed(tiers)));
    }

    void tell_communities() {
        std::map<CommunityId, const CommunityCoverage*> before;
        for (const CommunityCoverage& row : old_.communities) {
            before[row.community] = &row;
        }
        for (const CommunityCoverage& row : new_.communities) {
            const auto found = before.find(row.community);
            if (found == before.end()) {
                continue;
            }
            const auto tiers =
                tiers_that_change(found->second->need, found->second->met, row.need, row.met);
            if (!tiers.empty()) {
                lines_.push_back(say("  {}: {}.", "  {}: {}.",
                                     community_name(after_.world, row.community), listed(tiers)));
            }
        }
    }

    /// What people would miss or gain, the heaviest changes first.
    void tell_items() {
        std::map<ItemId, double> met_before;
        for (const ItemNeed& need : old_.items) {
            met_before[need.item] = need.met_units;
        }
        struct Change {
            ItemId item;
            double units = 0;
            double weight = 0;
        };
        std::vector<Change> changes;
        for (const ItemNeed& need : new_.items) {
            const double change = need.met_units - met_before[need.item];
            if (noticeable(met_before[need.item], need.met_units)) {
                const std::size_t tier = index(after_.world.items[need.item].tier);
                changes.push_back({need.item, change,
                                   std::abs(change) * after_.world.criteria.tier_weight.at(tier)});
            }
        }
        std::ranges::stable_sort(changes, std::greater<>(), &Change::weight);
        std::vector<Text> told;
        for (std::size_t k = 0; k < std::min(items_told_max, changes.size()); ++k) {
            const auto& [item, units, weight] = changes[k];
            told.push_back(
                say("{} {}", "{} {}",
                    more_or_less(units, with_unit(std::abs(units), after_.world.items[item].unit)),
                    item_name(after_.world, item)));
        }
        if (!told.empty()) {
            lines_.push_back(say("People get, over the whole plan: {}.",
                                 "Die Menschen bekommen, über den ganzen Plan: {}.", listed(told)));
        }
    }

    static std::map<std::string, Text> scarce(const Publication& publication, const Digest& facts) {
        std::map<std::string, Text> all;
        for (const Binding& binding : facts.bindings) {
            const Text words = limit_in_words(publication.world, binding.row);
            all.emplace(words.english, words);
        }
        return all;
    }

    static std::vector<Text> only_in(const std::map<std::string, Text>& one,
                                     const std::map<std::string, Text>& other) {
        std::vector<Text> all;
        for (const auto& [key, words] : one) {
            if (!other.contains(key)) {
                all.push_back(words);
            }
        }
        return all;
    }

    void tell_scarcity() {
        const auto before = scarce(before_, old_);
        const auto after = scarce(after_, new_);
        if (const auto more = only_in(after, before); !more.empty()) {
            lines_.push_back(say("Becomes scarce: {}.", "Wird knapp: {}.", listed(more)));
        }
        if (const auto less = only_in(before, after); !less.empty()) {
            lines_.push_back(say("No longer scarce: {}.", "Nicht mehr knapp: {}.", listed(less)));
        }
    }

    const Publication& before_;
    const Publication& after_;
    Digest old_;
    Digest new_;
    std::vector<Text> lines_ = {};
};

}  // namespace

std::string difference(const Publication& before, const Publication& after, Language language,
                       std::size_t width) {
    std::string text;
    for (const Text& line : Comparison(before, after).lines()) {
        const std::string_view words = line.in(language);
        const std::size_t indent = std::min(words.find_first_not_of(' '), words.size());
        text += wrapped(printable(std::string(words.substr(indent))), width,
                        std::string(indent, ' '), std::string(indent + 2, ' '));
    }
    return text;
}

}  // namespace vorrat::publish
