#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

#include "vorrat/publish/digest.h"
#include "vorrat/publish/publish.h"

namespace vorrat::publish {
namespace {

/// Sums differ by rounding and by ties that the solver broke otherwise; below this nobody asks why.
constexpr double noticed = 1e-3;
/// A valuation that moves by less of itself moves nobody.
constexpr double moved_valuation = 1e-2;

/// A number in the plan before, and in the plan after.
using Pair = std::array<double, 2>;

bool differs(const Pair& pair, double share) {
    return std::abs(pair[1] - pair[0]) > share * std::max(std::abs(pair[0]), std::abs(pair[1]));
}

Text from_to(const Pair& pair) {
    return say("{} -> {}", "{} -> {}", short_number(pair[0]), short_number(pair[1]));
}

/// A limit over all periods.
struct LimitPair {
    RowKey row;
    Pair limit{};
    Pair valuation{};  ///< mean over the periods
};

/// What may have made more or less of something worth while, docs/math/plan.md section 8.1: a
/// limit that it draws, or goods that it takes or gives.
struct Cause {
    double pull = 0;
    Text name;
    Text unit;            ///< of a limit; empty for goods
    Pair worth{};         ///< of one more unit, in both plans
    Pair limit{};         ///< 0, 0 for goods
    bool scarce = false;  ///< a limit with a valuation
};

class Changes {
public:
    Changes(const Plan& before, const Publication& after)
        : world_(after.world), before_(before), after_(after.plan) {
        const auto days_between = static_cast<int>((after_.start - before_.start).count());
        comparable_ =
            before_.period_days == after_.period_days && days_between % after_.period_days == 0;
        shift_ = days_between / after_.period_days;
        if (comparable_) {
            add_up(before_, 0);
            add_up(after_, 1);
        }
    }

    std::vector<PlanChange> all(Language language) {
        std::vector<PlanChange> found;
        const auto add = [&](const std::string& kind, auto&& changes) {
            std::ranges::stable_sort(changes, std::greater<>(), &Found::size);
            for (const Found& change : changes) {
                found.push_back({kind, change.what.in(language), change.because.in(language),
                                 change.pair[0], change.pair[1], change.unit.in(language)});
            }
        };
        add("need", needs());
        add("limit", limits());
        add("runs", runs());
        add("shipment", shipments());
        return found;
    }

private:
    struct Found {
        double size = 0;  ///< by which changes of one kind are ordered
        Text what;
        Text because;
        Pair pair{};
        Text unit;
    };
    using Goods = std::pair<ItemId, PlaceId>;
    using LimitName = std::tuple<RowKind, std::optional<ResourceId>, std::optional<PlaceId>,
                                 std::optional<LaneId>, std::string>;

    static LimitName name_of(const RowKey& row) {
        return {row.kind, row.resource, row.place, row.lane, row.indicator};
    }

    /// Whether both plans have the period of one of them.
    bool shared(Period period, int which) const {
        const int t = static_cast<int>(period.value) - (which == 0 ? shift_ : 0);
        return t >= 0 && t < after_.periods && t + shift_ >= 0 && t + shift_ < before_.periods;
    }

    void add_up(const Plan& plan, std::size_t side) {
        const int which = static_cast<int>(side);
        const auto count = static_cast<double>(std::max(1, plan.periods));
        for (const NeedSlice& slice : plan.need) {
            if (shared(slice.period, which)) {
                need_[{slice.item, slice.place}].at(side) += slice.use * slice.width;
            }
        }
        for (const PlannedRun& run : plan.runs) {
            if (shared(run.period, which)) {
                runs_[{run.activity, run.place}].at(side) += run.runs;
            }
        }
        for (const PlannedFlow& flow : plan.flows) {
            if (shared(flow.leaves, which)) {
                flows_[{flow.lane, flow.item}].at(side) += flow.quantity;
            }
        }
        for (const PlanLimit& limit : plan.limits) {
            const bool counts = !limit.row.period || shared(*limit.row.period, which);
            if (counts) {
                LimitPair& pair = limits_[name_of(limit.row)];
                pair.row = limit.row;
                pair.limit.at(side) += limit.limit;
                pair.valuation.at(side) += limit.valuation / (limit.row.period ? count : 1);
            }
        }
        if (plan.stages.size() > 1) {
            for (const RowDual& dual : plan.stages[1].duals) {
                if (dual.row.kind == RowKind::balance) {
                    worth_[{*dual.row.item, *dual.row.place}].at(side) -= dual.value / count;
                }
            }
        }
    }

    double kilograms(ItemId item) const {
        return std::max(1e-9, world_.items[item].mass_per_unit.value);
    }
    Text unit_of(ItemId item) const {
        const std::string& unit = world_.items[item].unit;
        return unit.empty() ? Text("units", "Einheiten") : unit_word(unit);
    }

    std::vector<Found> needs() const {
        std::vector<Found> found;
        for (const auto& [goods, pair] : need_) {
            if (differs(pair, noticed)) {
                found.push_back(
                    {kilograms(goods.first) * std::abs(pair[1] - pair[0]),
                     say("need of {} at {}", "Bedarf an {} in {}", item_name(world_, goods.first),
                         place_name(world_, goods.second)),
                     {},
                     pair,
                     unit_of(goods.first)});
            }
        }
        return found;
    }

    std::vector<Found> limits() const {
        std::vector<Found> found;
        for (const auto& [name, limit] : limits_) {
            constexpr double rounding = 1e-9;
            if (differs(limit.limit, rounding)) {
                const double larger = std::max(std::abs(limit.limit[0]), std::abs(limit.limit[1]));
                found.push_back({std::abs(limit.limit[1] - limit.limit[0]) / larger,
                                 limit_in_words(world_, limit.row),
                                 {},
                                 limit.limit,
                                 limit_unit(world_, limit.row)});
            }
        }
        return found;
    }

    /// The limit of that name draws `use` per unit.
    void draw(std::vector<Cause>& causes, const LimitPair& limit, double use) const {
        const double change = limit.valuation[1] - limit.valuation[0];
        if (use == 0) {
            return;
        }
        causes.push_back({-use * change, limit_in_words(world_, limit.row),
                          limit_unit(world_, limit.row), limit.valuation, limit.limit,
                          limit.valuation[0] > 0 || limit.valuation[1] > 0});
    }

    void give(std::vector<Cause>& causes, ItemId item, PlaceId place, double units) const {
        const auto found = worth_.find({item, place});
        if (found != worth_.end()) {
            const Pair& worth = found->second;
            causes.push_back(
                {units * (worth[1] - worth[0]),
                 say("{} at {}", "{} in {}", item_name(world_, item), place_name(world_, place)),
                 {},
                 worth});
        }
    }

    double impact(ImpactKind kind, const std::string& id, const std::string& indicator) const {
        double sum = 0;
        for (const Impact& row : world_.impacts) {
            const bool same = row.kind == kind && row.id == id;
            sum += same && world_.indicators[row.indicator] == indicator ? row.quantity : 0;
        }
        return sum;
    }

    std::vector<Cause> causes_of_runs(ActivityId id, PlaceId place) const {
        const Activity& activity = world_.activities[id];
        std::vector<Cause> causes;
        const auto use_of = [&](const auto& is_meant) {
            double use = 0;
            for (const ResourceQuantity& q : activity.resources) {
                use += is_meant(q.resource) ? q.per_run : 0;
            }
            return use;
        };
        for (const auto& [name, limit] : limits_) {
            const RowKey& row = limit.row;
            if (row.kind == RowKind::work ||
                (row.kind == RowKind::resource && row.place.value_or(place) == place)) {
                draw(causes, limit, use_of([&](ResourceId r) { return r == *row.resource; }));
            } else if (row.kind == RowKind::cap) {
                draw(causes, limit,
                     impact(ImpactKind::activity, activity.id, row.indicator) +
                         use_of([&](ResourceId r) {
                             return world_.resources[r].id == row.indicator;
                         }));
            }
        }
        for (const ItemQuantity& q : activity.outputs) {
            give(causes, q.item, place, q.per_run);
        }
        for (const ItemQuantity& q : activity.inputs) {
            give(causes, q.item, place, -q.per_run);
        }
        return causes;
    }

    std::vector<Cause> causes_of_shipment(LaneId id, ItemId item) const {
        const Lane& lane = world_.lanes[id];
        const double kg = world_.items[item].mass_per_unit.value;
        const double tkm = lane.length.value * kg / 1000;
        std::vector<Cause> causes;
        for (const auto& [name, limit] : limits_) {
            const RowKey& row = limit.row;
            if (row.kind == RowKind::lane && row.lane == id) {
                draw(causes, limit, kg);
            } else if (row.kind == RowKind::cap) {
                const double own = row.indicator == "transport_tkm" ? 1 : 0;
                draw(causes, limit,
                     tkm * (own + impact(ImpactKind::mode, lane.mode, row.indicator)));
            }
        }
        give(causes, item, lane.to, 1);
        give(causes, item, lane.from, -1);
        return causes;
    }

    /// What a change is about, and why it may have come.
    struct Question {
        std::vector<Cause> causes;
        Pair pair{};
        std::vector<ItemId> items;            ///< made or carried
        std::optional<PlaceId> depot = {};    ///< where they are needed; none: anywhere
        std::optional<ActivityId> self = {};  ///< not its own reason

        bool more() const { return pair[1] > pair[0]; }
        bool same_way(const Pair& other) const {
            return differs(other, noticed) && (other[1] > other[0]) == more();
        }
    };

    /// A scarce limit that it draws was itself moved the same way.
    static std::optional<Text> by_limit(const Question& question) {
        for (const Cause& cause : question.causes) {
            if (cause.scarce && question.same_way(cause.limit)) {
                return say("{}: {}", "{}: {}", cause.name, from_to(cause.limit));
            }
        }
        return std::nullopt;
    }

    std::optional<Text> by_need(const Question& question) const {
        for (const ItemId item : question.items) {
            Pair sum{};
            for (const auto& [goods, pair] : need_) {
                if (goods.first == item && (!question.depot || goods.second == *question.depot)) {
                    sum = {sum[0] + pair[0], sum[1] + pair[1]};
                }
            }
            if (question.same_way(sum)) {
                return say("need of {}: {}", "Bedarf an {}: {}", item_name(world_, item),
                           from_to(sum));
            }
        }
        return std::nullopt;
    }

    /// The valuation that pulled most that way, where one has moved.
    static std::optional<Text> by_valuation(const Question& question) {
        const double sign = question.more() ? 1 : -1;
        const Cause* strongest = nullptr;
        for (const Cause& cause : question.causes) {
            const bool moved = differs(cause.worth, moved_valuation);
            if (moved && sign * cause.pull > (strongest ? sign * strongest->pull : 0)) {
                strongest = &cause;
            }
        }
        if (strongest == nullptr) {
            return std::nullopt;
        }
        const Text what = strongest->unit.english.empty()
                              ? strongest->name
                              : say("one more {} of {}", "noch eine Einheit ({}) von {}",
                                    strongest->unit, strongest->name);
        return say("{} is worth {}", "{} ist {} wert", what, from_to(strongest->worth));
    }

    /// What makes or takes these items runs more, or less.
    std::optional<Text> by_runs(const Question& question) const {
        for (const auto& [site, pair] : runs_) {
            const Activity& activity = world_.activities[site.first];
            const auto has = [&](const std::vector<ItemQuantity>& items) {
                return std::ranges::any_of(items, [&](const ItemQuantity& q) {
                    return std::ranges::count(question.items, q.item) > 0;
                });
            };
            const bool touches = has(activity.outputs) || has(activity.inputs);
            if (site.first != question.self && touches && question.same_way(pair)) {
                return say("{}: {} runs", "{}: {} Läufe", activity_name(world_, site.first),
                           from_to(pair));
            }
        }
        return std::nullopt;
    }

    Text because(const Question& question) const {
        for (const auto& reason :
             {by_limit(question), by_need(question), by_valuation(question), by_runs(question)}) {
            if (reason) {
                return *reason;
            }
        }
        for (const Cause& cause : question.causes) {
            if (cause.scarce && question.more()) {
                return say("others leave more of this: {}", "andere lassen mehr davon: {}",
                           cause.name);
            }
        }
        return {"as good for the plan as before", "für den Plan so gut wie vorher"};
    }

    std::vector<Found> runs() const {
        std::vector<Found> found;
        for (const auto& [site, pair] : runs_) {
            if (!differs(pair, noticed)) {
                continue;
            }
            double kg = 0;
            std::vector<ItemId> made;
            for (const ItemQuantity& q : world_.activities[site.first].outputs) {
                kg += q.per_run * kilograms(q.item);
                made.push_back(q.item);
            }
            found.push_back({kg * std::abs(pair[1] - pair[0]),
                             say("{} at {}", "{} in {}", activity_name(world_, site.first),
                                 place_name(world_, site.second)),
                             because({.causes = causes_of_runs(site.first, site.second),
                                      .pair = pair,
                                      .items = made,
                                      .self = site.first}),
                             pair,
                             {"runs", "Läufe"}});
        }
        return found;
    }

    std::vector<Found> shipments() const {
        std::vector<Found> found;
        for (const auto& [way, pair] : flows_) {
            if (!differs(pair, noticed)) {
                continue;
            }
            const auto& [id, item] = way;
            const Lane& lane = world_.lanes[id];
            const bool to_depot = world_.places[lane.to].kind == PlaceKind::depot;
            found.push_back({kilograms(item) * std::abs(pair[1] - pair[0]),
                             say("{} from {} to {}", "{} von {} nach {}", item_name(world_, item),
                                 place_name(world_, lane.from), place_name(world_, lane.to)),
                             because({.causes = causes_of_shipment(id, item),
                                      .pair = pair,
                                      .items = {item},
                                      .depot = to_depot ? std::optional(lane.to) : std::nullopt}),
                             pair, unit_of(item)});
        }
        return found;
    }

    const World& world_;
    const Plan& before_;
    const Plan& after_;
    bool comparable_ = false;
    int shift_ = 0;  ///< periods from the first of the plan before to the first of the plan after
    std::map<Goods, Pair> need_;
    std::map<Goods, Pair> worth_;  ///< mean over the periods
    std::map<LimitName, LimitPair> limits_;
    std::map<std::pair<ActivityId, PlaceId>, Pair> runs_;
    std::map<std::pair<LaneId, ItemId>, Pair> flows_;
};

Text heading(std::string_view kind) {
    if (kind == "need") {
        return {"Needs that are foreseen otherwise", "Bedarf, der anders vorausgesehen wird"};
    }
    if (kind == "limit") {
        return {"Limits that are set otherwise", "Grenzen, die anders gesetzt sind"};
    }
    if (kind == "runs") {
        return {"Work that changes", "Arbeit, die sich ändert"};
    }
    return {"Shipments that change", "Lieferungen, die sich ändern"};
}

}  // namespace

std::vector<PlanChange> plan_changes(const Plan& before, const Publication& after,
                                     Language language) {
    return Changes(before, after).all(language);
}

std::string plan_changes_text(std::span<const PlanChange> changes, Language language,
                              std::size_t most, std::size_t width) {
    if (changes.empty()) {
        return Text("Nothing changes against the plan before.\n",
                    "Gegenüber dem Plan davor ändert sich nichts.\n")
            .in(language);
    }
    std::string text;
    for (std::size_t first = 0; first < changes.size();) {
        const std::string& kind = changes[first].kind;
        std::size_t last = first;
        while (last < changes.size() && changes[last].kind == kind) {
            ++last;
        }
        text +=
            say("{} ({}):", "{} ({}):", heading(kind), number(static_cast<double>(last - first)))
                .in(language) +
            "\n";
        for (std::size_t k = first; k < std::min(last, first + most); ++k) {
            const PlanChange& change = changes[k];
            Text line = say("{}: {} {}", "{}: {} {}", change.what,
                            from_to({change.before, change.after}), change.unit);
            if (!change.because.empty()) {
                line += say("; {}", "; {}", change.because);
            }
            text += wrapped(printable(line.in(language)), width, "  ", "    ");
        }
        first = last;
    }
    return text;
}

}  // namespace vorrat::publish
