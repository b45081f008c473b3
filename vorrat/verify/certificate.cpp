#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "vorrat/verify/answer.h"

namespace vorrat::verify {
namespace {

int period_number(std::string_view text) {
    int value = -1;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool all = end == text.data() + text.size();
    return problem == std::errc{} && all ? value : -1;
}

/// `community/tier` as the number of a minimum row, or -1.
std::int64_t minimum_of(const Problem& problem, std::string_view id) {
    const std::size_t cut = std::min(id.rfind('/'), id.size());
    const auto tier = std::ranges::find(tier_names, id.substr(std::min(cut + 1, id.size())));
    const int community = problem.community_names.find(id.substr(0, cut));
    return community < 0 || tier == tier_names.end() ? -1
                                                     : 3 * community + (tier - tier_names.begin());
}

/// The number a row of the kind is known by besides its period, or -1.
std::int64_t what_of(const Problem& problem, const Nodes& nodes, RowKind kind,
                     const RowName& name) {
    const int place = problem.place_names.find(name.place);
    switch (kind) {
        case RowKind::balance:
        case RowKind::ready:
        case RowKind::shelf:
        case RowKind::expiry:
        case RowKind::reserve: {
            const int item = problem.item_names.find(name.item);
            return item < 0 || place < 0 ? -1 : nodes.find(item, place);
        }
        case RowKind::resource: {
            const int resource = problem.resource_names.find(name.id);
            const bool known = resource >= 0 && (name.place.empty() || place >= 0);
            return known ? resource_at(problem, resource, name.place.empty() ? -1 : place) : -1;
        }
        case RowKind::work:
            return problem.resource_names.find(name.id);
        case RowKind::storage:
            return place;
        case RowKind::lane:
            return problem.lane_names.find(name.id);
        case RowKind::cap: {
            const auto& caps = problem.criteria.caps;
            const auto cap = std::ranges::find(caps, name.id, &Cap::indicator);
            return cap == caps.end() ? -1 : cap - caps.begin();
        }
        case RowKind::fairness:
        case RowKind::ratio:
            return problem.community_names.find(name.id);
        case RowKind::minimum:
            return minimum_of(problem, name.id);
        case RowKind::keep_fairness:
        case RowKind::keep_worth:
            return 0;
    }
    return -1;
}

bool has_period(RowKind kind) { return kind <= RowKind::lane; }

/// Section 6: the sign a dual must have.
bool sign_holds(Sense sense, bool maximise, double dual) {
    if (sense == Sense::equal) {
        return true;
    }
    return (sense == Sense::at_most) == maximise ? dual >= 0 : dual <= 0;
}

/// keep_fairness is a row of stages 2 and 3, keep_worth of stage 3.
bool stage_has(std::size_t stage, RowKind kind) {
    if (kind == RowKind::keep_fairness) {
        return stage >= 1;
    }
    return kind != RowKind::keep_worth || stage == 2;
}

}  // namespace

std::int32_t named_row(const Problem& problem, const Programme& programme, const RowName& name) {
    const auto found = std::ranges::find(row_names, name.kind);
    if (found == row_names.end()) {
        return -1;
    }
    const auto kind = static_cast<RowKind>(found - row_names.begin());
    const int t = has_period(kind) ? period_number(name.period) : 0;
    const std::int64_t what = what_of(problem, programme.nodes, kind, name);
    return what < 0 || t < 0 || t >= problem.periods ? -1 : programme.row(kind, what, t);
}

std::string row_in_words(const Problem& problem, const Programme& programme, const Row& row) {
    const std::string_view name = row_names.at(static_cast<std::size_t>(row.kind));
    const auto k = static_cast<int>(row.what);
    const std::string when =
        has_period(row.kind) ? fmt::format(" in period {}", row.period) : std::string();
    switch (row.kind) {
        case RowKind::balance:
        case RowKind::ready:
        case RowKind::shelf:
        case RowKind::expiry:
        case RowKind::reserve: {
            const auto [item, place] = programme.nodes.node[at(k)];
            return fmt::format("{} of {} at {}{}", name, problem.item_names.name(item),
                               problem.place_names.name(place), when);
        }
        case RowKind::resource: {
            const auto each = problem.place_names.size() + 1;
            const auto place = static_cast<int>(row.what % each) - 1;
            return fmt::format("resource {} at {}{}",
                               problem.resource_names.name(static_cast<int>(row.what / each)),
                               place < 0 ? "all places" : problem.place_names.name(place), when);
        }
        case RowKind::work:
            return fmt::format("work limit of {}{}", problem.resource_names.name(k), when);
        case RowKind::storage:
            return fmt::format("storage at {}{}", problem.place_names.name(k), when);
        case RowKind::lane:
            return fmt::format("lane {}{}", problem.lane_names.name(k), when);
        case RowKind::cap:
            return fmt::format("cap of {}", problem.criteria.caps[at(k)].indicator);
        case RowKind::fairness:
        case RowKind::ratio:
            return fmt::format("{} of {}", name, problem.community_names.name(k));
        case RowKind::minimum:
            return fmt::format("minimum coverage of {} in {}", tier_names.at(at(k % 3)),
                               problem.community_names.name(k / 3));
        case RowKind::keep_fairness:
            return "floor of fairness";
        case RowKind::keep_worth:
            return "floor of worth";
    }
    return std::string(name);
}

void read_certificate(Input& input, const Problem& problem, Programme& programme, Checks& checks) {
    Tally tally(
        "Every dual belongs to a row of the programme, once, with the sign that row asks for");
    const Names stage_of{stage_names[0], stage_names[1], stage_names[2]};
    Table rows(input, "certificate.csv",
               {known("stage", stage_of, "fairness, worth or burden"), text("row"), text("item_id"),
                text("place_id"), text("period"), text("id"), number("dual")});
    while (rows.next()) {
        const auto stage = at(rows.id(0));
        const double dual = rows.number(6);
        const std::int32_t row =
            named_row(problem, programme,
                      {rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.text(5)});
        const auto where = [&](const char* what) {
            return [&rows, what] { return rows.place() + ": " + what; };
        };
        if (!tally.expect(row >= 0, where("no such row"))) {
            continue;
        }
        Row& named = programme.rows[at(row)];
        tally.expect(stage_has(stage, named.kind), where("the stage has no such row"));
        tally.expect(sign_holds(named.sense, stage != 2, dual), where("a dual of the wrong sign"));
        tally.expect(named.dual.at(stage) == 0, where("is there twice"));
        tally.expect(dual != 0, where("a dual of 0 is not listed"));
        named.dual.at(stage) = dual;
    }
    checks.push_back(tally.done());
}

}  // namespace vorrat::verify
