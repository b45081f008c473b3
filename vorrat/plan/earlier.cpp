#include "vorrat/plan/earlier.h"

#include <array>
#include <map>
#include <set>
#include <string>
#include <tuple>

namespace vorrat::plan {
namespace {

using solve::Stands;

/// The period as the new plan counts it, `shift` periods after the earlier one.
long shifted(const std::optional<Period>& period, int shift) {
    return period ? number_of(period) - shift : -1L;
}

auto name_of(const RowKey& key, int shift) {
    return std::tuple(
        key.kind,
        std::array{number_of(key.item), number_of(key.place), shifted(key.period, shift),
                   number_of(key.lane), number_of(key.resource), number_of(key.community),
                   key.tier ? static_cast<long>(*key.tier) : -1L},
        key.indicator);
}

auto name_of(const VariableKey& key, int shift) {
    return std::tuple(key.kind, std::array{number_of(key.item), number_of(key.place),
                                           shifted(key.period, shift), number_of(key.lane),
                                           number_of(key.activity), static_cast<long>(key.slice)});
}

template <class Key>
auto names_of(const std::vector<Key>& keys, int shift) {
    std::set<decltype(name_of(Key{}, 0))> names;
    for (const Key& key : keys) {
        names.insert(name_of(key, shift));
    }
    return names;
}

}  // namespace

PlanBasis named_basis(const Problem& problem, const Programme& programme,
                      const solve::Basis& basis) {
    if (basis.places.empty()) {
        return {};
    }
    const std::vector<VariableKey> variables = variable_keys(problem, programme);
    const solve::Standing standing = solve::standing_of(basis, variables.size());
    PlanBasis named;
    for (std::size_t j = 0; j < variables.size(); ++j) {
        if (standing.columns[j] == Stands::between) {
            named.basic.push_back(variables[j]);
        } else if (standing.columns[j] == Stands::upper) {
            named.full.push_back(variables[j]);
        }
    }
    for (std::size_t i = 0; i < programme.keys.size(); ++i) {
        if (standing.rows[i] == Stands::between && !programme.own[i]) {
            named.basic_rows.push_back(programme.keys[i]);
        }
    }
    return named;
}

solve::Basis basis_of(const Problem& problem, const Programme& programme, const Plan& earlier) {
    const auto days_between = static_cast<int>((problem.horizon.start - earlier.start).count());
    const int period_days = problem.horizon.period_days;
    if (earlier.basis.basic.empty() || earlier.period_days != period_days ||
        days_between % period_days != 0) {
        return {};
    }
    const int shift = days_between / period_days;
    const auto basic = names_of(earlier.basis.basic, shift);
    const auto full = names_of(earlier.basis.full, shift);
    const auto basic_rows = names_of(earlier.basis.basic_rows, shift);
    std::vector<Stands> columns;
    for (const VariableKey& key : variable_keys(problem, programme)) {
        const auto name = name_of(key, 0);
        columns.push_back(basic.contains(name)  ? Stands::between
                          : full.contains(name) ? Stands::upper
                                                : Stands::lower);
    }
    const solve::LinearProgram program = programme.builder.build();
    std::vector<Stands> rows;
    for (std::size_t i = 0; i < program.rows(); ++i) {
        const bool at_most = program.row_lower[i] == -solve::infinity;
        rows.push_back(basic_rows.contains(name_of(programme.keys[i], 0)) ? Stands::between
                       : at_most                                          ? Stands::upper
                                                                          : Stands::lower);
    }
    return solve::basis_of({std::move(columns), std::move(rows)});
}

std::vector<double> duals_of(const Programme& programme, const PlanStage& stage) {
    std::map<decltype(name_of(RowKey{}, 0)), double> published;
    for (const RowDual& dual : stage.duals) {
        published[name_of(dual.row, 0)] = dual.value;
    }
    std::vector<double> duals;
    for (std::size_t i = 0; i < programme.keys.size(); ++i) {
        const auto found = published.find(name_of(programme.keys[i], 0));
        duals.push_back(programme.own[i] || found == published.end() ? 0 : found->second);
    }
    return duals;
}

}  // namespace vorrat::plan
