#include <charconv>

#include "vorrat/verify/answer.h"
#include "vorrat/verify/tally.h"

namespace vorrat::verify {
namespace {

std::size_t at(int position) { return static_cast<std::size_t>(position); }

constexpr std::array<std::string_view, 3> stage_names{"fairness", "worth", "burden"};

int period_number(std::string_view text) {
    int value = -1;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool all = end == text.data() + text.size();
    return problem == std::errc{} && all ? value : -1;
}

/// The number a row of the kind is known by besides its period, or -1.
std::int64_t what_of(const Problem& problem, const Nodes& nodes, RowKind kind,
                     std::string_view item, std::string_view place, std::string_view id) {
    switch (kind) {
        case RowKind::balance:
        case RowKind::ready:
        case RowKind::shelf:
        case RowKind::expiry:
        case RowKind::reserve: {
            const int i = problem.item_names.find(item);
            const int p = problem.place_names.find(place);
            return i < 0 || p < 0 ? -1 : nodes.find(i, p);
        }
        case RowKind::resource: {
            const int r = problem.resource_names.find(id);
            const int p = place.empty() ? -1 : problem.place_names.find(place);
            if (r < 0 || (!place.empty() && p < 0)) {
                return -1;
            }
            return std::int64_t{r} * (nodes.places + 1) + p + 1;
        }
        case RowKind::work:
            return problem.resource_names.find(id);
        case RowKind::storage:
            return problem.place_names.find(place);
        case RowKind::lane:
            return problem.lane_names.find(id);
        case RowKind::cap:
            for (std::size_t k = 0; k < problem.criteria.caps.size(); ++k) {
                if (problem.criteria.caps[k].indicator == id) {
                    return static_cast<int>(k);
                }
            }
            return -1;
        case RowKind::fairness:
        case RowKind::ratio:
            return problem.community_names.find(id);
        case RowKind::minimum: {
            const std::size_t cut = id.rfind('/');
            if (cut == std::string_view::npos) {
                return -1;
            }
            const int c = problem.community_names.find(id.substr(0, cut));
            for (int tier = 0; tier < 3 && c >= 0; ++tier) {
                if (tier_names.at(at(tier)) == id.substr(cut + 1)) {
                    return 3 * c + tier;
                }
            }
            return -1;
        }
        case RowKind::keep_fairness:
        case RowKind::keep_worth:
            return 0;
    }
    return -1;
}

bool has_period(RowKind kind) { return kind <= RowKind::lane; }

/// Section 6: the sign a dual must have.
bool sign_holds(Sense sense, bool maximise, double dual) {
    switch (sense) {
        case Sense::equal:
            return true;
        case Sense::at_most:
            return maximise ? dual >= 0 : dual <= 0;
        case Sense::at_least:
            return maximise ? dual <= 0 : dual >= 0;
    }
    return false;
}

/// keep_fairness is a row of stages 2 and 3, keep_worth of stage 3.
bool stage_has(std::size_t stage, RowKind kind) {
    if (kind == RowKind::keep_fairness) {
        return stage >= 1;
    }
    return kind != RowKind::keep_worth || stage == 2;
}

}  // namespace

std::int32_t named_row(const Problem& problem, const Nodes& nodes, const Programme& programme,
                       std::string_view kind, std::string_view item, std::string_view place,
                       std::string_view period, std::string_view id) {
    for (std::size_t k = 0; k < row_names.size(); ++k) {
        if (row_names.at(k) != kind) {
            continue;
        }
        const auto row_kind = static_cast<RowKind>(k);
        const int t = has_period(row_kind) ? period_number(period) : 0;
        const std::int64_t what = what_of(problem, nodes, row_kind, item, place, id);
        if (what < 0 || t < 0 || t >= problem.periods) {
            return -1;
        }
        const auto row = programme.row_of.find(key(row_kind, what, t));
        return row == programme.row_of.end() ? -1 : row->second;
    }
    return -1;
}

std::string row_in_words(const Problem& problem, const Nodes& nodes, const Row& row) {
    std::string name(row_names.at(static_cast<std::size_t>(row.kind)));
    const auto k = static_cast<int>(row.what);
    switch (row.kind) {
        case RowKind::balance:
        case RowKind::ready:
        case RowKind::shelf:
        case RowKind::expiry:
        case RowKind::reserve: {
            const auto [item, place] = nodes.node[at(k)];
            return fmt::format("{} of {} at {} in period {}", name, problem.item_names.name(item),
                               problem.place_names.name(place), row.period);
        }
        case RowKind::resource: {
            const int place = k % (nodes.places + 1) - 1;
            return fmt::format("resource {} at {} in period {}",
                               problem.resource_names.name(k / (nodes.places + 1)),
                               place < 0 ? "all places" : problem.place_names.name(place),
                               row.period);
        }
        case RowKind::work:
            return fmt::format("work limit of {} in period {}", problem.resource_names.name(k),
                               row.period);
        case RowKind::storage:
            return fmt::format("storage at {} in period {}", problem.place_names.name(k),
                               row.period);
        case RowKind::lane:
            return fmt::format("lane {} in period {}", problem.lane_names.name(k), row.period);
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
    return name;
}

Result<std::array<Duals, 3>> read_certificate(const Files& files, const Problem& problem,
                                              const Nodes& nodes, const Programme& programme,
                                              Checks& checks) {
    Tally tally(
        "Every dual belongs to a row of the programme, once, with the sign that row asks for");
    std::array<Duals, 3> duals;
    duals.fill(Duals(programme.rows.size(), 0));
    Table table(files, "certificate.csv",
                {"stage", "row", "item_id", "place_id", "period", "id", "dual"});
    while (table.next()) {
        std::size_t stage = 0;
        while (stage < 3 && stage_names.at(stage) != table.text(0)) {
            ++stage;
        }
        if (stage == 3) {
            table.fail(0, "fairness, worth or burden");
        }
        const double dual = table.number(6);
        if (table.error()) {
            break;
        }
        const std::int32_t row = named_row(problem, nodes, programme, table.text(1), table.text(2),
                                           table.text(3), table.text(4), table.text(5));
        const auto where = [&](const char* what) {
            return [&table, what] { return table.place() + ": " + what; };
        };
        if (!tally.expect(row >= 0, where("no such row"))) {
            continue;
        }
        const Row& named = programme.rows[at(row)];
        tally.expect(stage_has(stage, named.kind), where("the stage has no such row"));
        tally.expect(sign_holds(named.sense, stage != 2, dual), where("a dual of the wrong sign"));
        double& slot = duals.at(stage)[at(row)];
        tally.expect(slot == 0, where("is there twice"));
        tally.expect(dual != 0, where("a dual of 0 is not listed"));
        slot = dual;
    }
    if (table.error()) {
        return *table.error();
    }
    checks.push_back(tally.done());
    return duals;
}

}  // namespace vorrat::verify
