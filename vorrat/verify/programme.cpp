#include "vorrat/verify/programme.h"

#include <algorithm>
#include <span>

#include "vorrat/base/text.h"

namespace vorrat::verify {
namespace {

/// More columns than this do not fit the memory this checker may take.
constexpr double columns_max = 60'000'000;

/// An upper estimate, before any column or row is made.
double columns_estimate(const Problem& problem, const Nodes& nodes) {
    const auto ways = static_cast<double>(problem.lanes.size() * problem.items.size());
    const double blocks = ways + 5.0 * static_cast<double>(nodes.node.size()) +
                          static_cast<double>(nodes.running.size()) +
                          static_cast<double>(problem.capacities.size());
    return blocks * problem.periods + 2.0 * static_cast<double>(problem.slices.size());
}

/// Σ_s u_s q_s of the slices of one need cell.
Interval mean_need(std::span<const Slice> cell) {
    Interval sum;
    for (const Slice& slice : cell) {
        sum += use_of(slice) * slice.width;
    }
    return sum;
}

/// Q(level), linear between the levels of the slices.
Interval quantile(std::span<const Slice> cell, double level) {
    Interval sum;
    for (const Slice& slice : cell) {
        const Interval from = slice_levels.at(at(slice.number) - 1);
        const Interval to = slice_levels.at(at(slice.number));
        if (level >= to.lo) {
            sum += slice.width;
        } else if (level > from.lo) {
            sum += (Interval(level) - from) / (to - from) * slice.width;
        }
    }
    return sum;
}

class Builder {
public:
    Builder(const Problem& problem, Programme& programme)
        : problem_(problem), programme_(programme), nodes_(programme.nodes) {}

    void build() {
        add_balances_and_shelves();
        add_goods();
        add_needs();
        add_resources();
        add_limits();
        add_communities();
    }

private:
    void add_rows(const RowKey& key, Interval right) {
        for (int t = 0; t < problem_.periods; ++t) {
            programme_.add_row(key, t, right);
        }
    }

    void add_balances_and_shelves() {
        for (const auto& [item, place] : nodes_.node) {
            const int keeps = problem_.items[at(item)].keeps;
            add_rows({RowKind::balance, item, place}, 0);
            for (int t = 0; keeps >= 1 && t + keeps < problem_.periods; ++t) {
                programme_.add_row({RowKind::shelf, item, place}, t, 0);
            }
        }
    }

    /// What is there from outside the plan, and until when lots of it must have gone.
    void add_goods() {
        for (const Goods& lot : problem_.goods) {
            if (lot.due >= 0 && nodes_.find(lot.item, lot.place) >= 0) {
                programme_.add_row({RowKind::expiry, lot.item, lot.place}, lot.due, 0);
            }
        }
        for (const Goods& lot : problem_.goods) {
            const RowKey balance{RowKind::balance, lot.item, lot.place};
            if (Row* row = lot.period < 0 ? nullptr : programme_.row(balance, lot.period)) {
                row->right = row->right - lot.quantity;
            }
            for (int t = lot.due; t >= 0 && t < problem_.periods; ++t) {
                if (Row* row = programme_.row({RowKind::expiry, lot.item, lot.place}, t)) {
                    row->right += lot.quantity;
                }
            }
        }
    }

    /// The slices of a cell follow each other in need.csv, which was checked when it was read.
    void add_needs() {
        const std::vector<Slice>& slices = problem_.slices;
        for (std::size_t begin = 0, end = 0; begin < slices.size(); begin = end) {
            while (end < slices.size() && slices[end].is_of_cell(slices[begin])) {
                ++end;
            }
            const Slice& cell = slices[begin];
            if (nodes_.find(cell.item, cell.place) < 0) {
                continue;
            }
            const RowKey ready{RowKind::ready, cell.item, cell.place};
            if (programme_.row(ready, 0) == nullptr) {
                add_rows(ready, 0);
            }
            const Interval target = reserve_target(std::span(slices).subspan(begin, end - begin));
            const RowKey reserve{RowKind::reserve, cell.item, cell.place};
            if (problem_.items[at(cell.item)].keeps != 0 && target.middle() > 0 &&
                programme_.row(reserve, cell.period) == nullptr) {
                programme_.add_row(reserve, cell.period, target);
            }
        }
    }

    Interval reserve_target(std::span<const Slice> cell) const {
        const Reserve& reserve = problem_.criteria.reserve.at(problem_.tier_of(cell.front()));
        const Interval mean = mean_need(cell);
        if (reserve.days) {
            return Interval(*reserve.days) / problem_.period_days * mean;
        }
        return reserve.coverage ? larger(quantile(cell, *reserve.coverage) - mean, 0) : Interval();
    }

    /// Rows exist only where somebody uses the resource.
    void add_resources() {
        std::set<std::pair<int, int>> used;
        for (const auto& [a, place] : nodes_.running) {
            for (const Amount& use : problem_.activities[at(a)].resources) {
                used.insert({{use.of, all_places}, {use.of, place}});
            }
        }
        for (const auto& [resource, place] : used) {
            const auto rows = problem_.in_force(problem_.capacities, resource, place);
            for (int t = 0; t < problem_.periods; ++t) {
                if (rows[at(t)] != nullptr) {
                    programme_.add_row({RowKind::resource, resource, place}, t,
                                       *rows[at(t)]->quantity);
                }
            }
        }
    }

    void add_limits() {
        for (const Amount& work : problem_.criteria.work_per_week) {
            add_rows({RowKind::work, work.of},
                     Interval(work.quantity) * problem_.period_days / Interval(7));
        }
        for (int p = 0; p < problem_.size(Kind::place); ++p) {
            if (const auto& litres = problem_.places[at(p)].storage_litres) {
                add_rows({RowKind::storage, p}, *litres);
            }
        }
        for (int l = 0; l < problem_.size(Kind::lane); ++l) {
            if (const auto& kg = problem_.lanes[at(l)].capacity_kg) {
                add_rows({RowKind::lane, l}, *kg);
            }
        }
        for (int k = 0; k < problem_.size(Kind::cap); ++k) {
            programme_.add_row({RowKind::cap, k}, 0, problem_.criteria.caps[at(k)]);
        }
        const record::Json& result = problem_.json["result"];
        programme_.add_row({RowKind::keep_fairness}, 0, result["fairness_floor"].get<double>());
        programme_.add_row({RowKind::keep_worth}, 0, result["worth_floor"].get<double>());
    }

    void add_communities() {
        programme_.need.resize(at(problem_.size(Kind::community)));
        programme_.met.resize(programme_.need.size());
        std::vector<Interval> reached(programme_.need.size());  // M_c
        for (const Slice& slice : problem_.slices) {
            if (const int c = problem_.places[at(slice.place)].community; c >= 0) {
                const std::size_t tier = problem_.tier_of(slice);
                programme_.need[at(c)].at(tier) += use_of(slice) * slice.width;
                const Interval met = use_of(slice) * slice.set_aside;
                programme_.met[at(c)].at(tier) += met;
                if (nodes_.find(slice.item, slice.place) >= 0) {
                    reached[at(c)] += problem_.weight_of(slice) * met;
                }
            }
        }
        for (int c = 0; c < problem_.size(Kind::community); ++c) {
            const std::array<Interval, 3>& need = programme_.need[at(c)];
            const Interval weight = programme_.weighted(need);
            if (weight.middle() > 0) {
                programme_.lowest = std::min(programme_.lowest, (reached[at(c)] / weight).middle());
                programme_.add_row({RowKind::fairness, c}, 0, 0);
                if (problem_.criteria.minimum_ratio > 0) {
                    programme_.add_row({RowKind::ratio, c}, 0, 0);
                }
            }
            for (std::size_t tier = 0; tier < need.size(); ++tier) {
                const double share = problem_.criteria.minimum_coverage.at(tier);
                if (share > 0 && need.at(tier).middle() > 0) {
                    programme_.add_row({RowKind::minimum, c, static_cast<int>(tier)}, 0,
                                       Interval(share) * need.at(tier));
                }
            }
        }
    }

    const Problem& problem_;
    Programme& programme_;
    const Nodes& nodes_;
};

}  // namespace

const std::array<Family, 15> families = [] {
    using enum Sense;
    using enum Kind;
    return std::array<Family, 15>{{
        {"balance",
         equal,
         true,
         0,
         {item, place},
         "balance of {} at {}",
         "At every place and in every period, for every item: what was there, came and was made "
         "equals what was used, sent, met, wasted and is left (balances)"},
        {"ready",
         at_least,
         true,
         0,
         {item, place},
         "ready of {} at {}",
         "What was set aside and not asked for is still there or counted as waste"},
        {"shelf",
         at_least,
         true,
         0,
         {item, place},
         "shelf of {} at {}",
         "Nothing lies longer than its shelf life allows"},
        {"expiry",
         at_least,
         true,
         0,
         {item, place},
         "expiry of {} at {}",
         "Opening stock is used, sent or wasted before its best-before date"},
        {"reserve",
         at_least,
         true,
         0,
         {item, place},
         "reserve of {} at {}",
         "Reserves are held, or what is missing of them is stated"},
        {"resource",
         at_most,
         true,
         0,
         {resource, place},
         "resource {} at {}",
         "No resource is used beyond what is available"},
        {"work",
         at_most,
         true,
         0,
         {resource, none},
         "work limit of {}",
         "No more work is asked for than the criteria allow"},
        {"storage",
         at_most,
         true,
         0,
         {place, none},
         "storage at {}",
         "No storage holds more than fits"},
        {"lane",
         at_most,
         true,
         0,
         {lane, none},
         "lane {}",
         "No lane carries more than its capacity"},
        {"cap", at_most, false, 0, {cap, none}, "cap of {}", "No cap on an indicator is exceeded"},
        {"fairness",
         at_least,
         false,
         0,
         {community, none},
         "fairness of {}",
         "The lowest coverage holds for every community"},
        {"ratio",
         at_least,
         false,
         0,
         {community, none},
         "ratio of {}",
         "No community falls further behind the others than the criteria allow"},
        {"minimum",
         at_least,
         false,
         0,
         {community, tier},
         "minimum coverage of {1} in {0}",
         "Every community has its minimum coverage"},
        {"keep_fairness",
         at_least,
         false,
         1,
         {none, none},
         "floor of fairness",
         "The floor of fairness is kept"},
        {"keep_worth",
         at_least,
         false,
         2,
         {none, none},
         "floor of worth",
         "The floor of worth is kept"},
    }};
}();

Row* Programme::row(const RowKey& key, int period) {
    Row* first = rows.find(key.kind, key.a, key.b);
    return first != nullptr && first[period].exists ? first + period : nullptr;
}

void Programme::add_row(const RowKey& key, int period, Interval right) {
    Row& row = rows.make(key.kind, key.a, key.b)[period];
    row = {.key = key, .exists = true, .period = period, .right = right, .sum = {}};
}

bool Programme::has(Variable variable, int a, int b, int period) {
    if (variable == Variable::runs) {
        return nodes.running.contains({a, b});
    }
    if (variable == Variable::send) {
        const Lane& lane = problem_.lanes[at(a)];
        return period + lane.lead < problem_.periods && nodes.find(b, lane.from) >= 0 &&
               nodes.find(b, lane.to) >= 0;
    }
    if (variable == Variable::missing) {
        return row({RowKind::reserve, a, b}, period) != nullptr;
    }
    return nodes.find(a, b) >= 0 &&
           (variable != Variable::enter || nodes.gives[nodes.cell(a, b)]) &&
           (variable != Variable::stock || problem_.items[at(a)].keeps != 0);
}

Interval Programme::weighted(const std::array<Interval, 3>& tiers) const {
    Interval sum;
    for (std::size_t tier = 0; tier < tiers.size(); ++tier) {
        sum += Interval(problem_.criteria.tier_weight.at(tier)) * tiers.at(tier);
    }
    return sum;
}

Row* Programme::named(const RowName& name) {
    const auto* const family = std::ranges::find(families, name.kind, &Family::name);
    if (family == families.end()) {
        return nullptr;
    }
    // Of a minimum the id is `community/tier`.
    std::string_view id = name.id;
    std::string_view tier;
    if (const std::size_t cut = id.rfind('/');
        family->of[1] == Kind::tier && cut != std::string_view::npos) {
        tier = id.substr(cut + 1);
        id = id.substr(0, cut);
    }
    const auto position = [&](Kind kind) {
        return kind == Kind::none    ? 0
               : kind == Kind::item  ? problem_.find(kind, name.item)
               : kind == Kind::place ? problem_.find(kind, name.place)
               : kind == Kind::tier  ? problem_.find(kind, tier)
                                     : problem_.find(kind, id);
    };
    const RowKey key{static_cast<RowKind>(family - families.begin()), position(family->of[0]),
                     position(family->of[1])};
    const bool everywhere = key.kind == RowKind::resource && name.place.empty();
    const int period = family->dated ? number_in<int>(name.period).value_or(-1) : 0;
    const bool is_known = key.a >= 0 && (key.b >= 0 || everywhere);
    return is_known && period >= 0 && period < problem_.periods ? row(key, period) : nullptr;
}

std::string Programme::in_words(const Row& row) const {
    const Family& family = row.family();
    const auto name = [&](Kind kind, int position) -> std::string {
        return kind == Kind::none       ? ""
               : position == all_places ? "all places"
                                        : problem_.name(kind, position);
    };
    return fmt::format(fmt::runtime(family.in_words), name(family.of[0], row.key.a),
                       name(family.of[1], row.key.b)) +
           (family.dated ? fmt::format(" in period {}", row.period) : "");
}

Programme build_programme(Problem& problem) {
    Programme programme(problem);
    if (columns_estimate(problem, programme.nodes) > columns_max) {
        problem.fail("this plan has more variables than this checker can hold");
    } else {
        Builder(problem, programme).build();
    }
    return programme;
}

}  // namespace vorrat::verify
