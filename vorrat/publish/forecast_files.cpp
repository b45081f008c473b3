#include "vorrat/base/check.h"
#include "vorrat/publish/publish.h"
#include "vorrat/publish/table.h"

namespace vorrat::publish {
namespace {

std::string with_levels(std::string header, const NeedForecast& need) {
    header += ",mean";
    for (const double level : need.levels) {
        header += ",q" + shortest(level);
    }
    return header;
}

void curve_cells(Table& table, const NeedCurve& curve) {
    table.cell(curve.mean);
    for (const double quantile : curve.quantiles) {
        table.cell(quantile);
    }
}

std::string date_of(const NeedForecast& need, int step) {
    return to_string(advance(need.start, step, need.frequency), need.frequency);
}

}  // namespace

std::string forecast_csv(const NeedForecast& need, std::span<const std::string> names,
                         std::span<const std::string> basis) {
    check(names.size() == need.series.size(), "a forecast is written with a name per series");
    Table table(with_levels("unique_id,ds", need) + (basis.empty() ? "" : ",basis"));
    for (std::size_t s = 0; s < need.series.size(); ++s) {
        for (int step = 0; step < need.horizon; ++step) {
            table.cell(names[s]);
            table.cell(date_of(need, step));
            curve_cells(table, need.step(s, step));
            if (!basis.empty()) {
                table.cell(basis[s]);
            }
            table.end_row();
        }
    }
    return table.text();
}

std::string sums_csv(const NeedForecast& need, std::span<const std::string> names) {
    check(names.size() == need.series.size(), "sums are written with a name per series");
    Table table(with_levels("unique_id,from,steps", need));
    for (std::size_t s = 0; s < need.series.size(); ++s) {
        for (std::size_t i = 0; i < need.intervals.size(); ++i) {
            table.cell(names[s]);
            table.cell(date_of(need, need.intervals[i].first));
            table.cell(need.intervals[i].steps);
            curve_cells(table, need.sum(s, i));
            table.end_row();
        }
    }
    return table.text();
}

std::string levels_csv(std::span<const NamedLevel> levels) {
    check(!levels.empty(), "a hierarchy has levels");
    Table table(with_levels("level,node,ds", levels.front().need));
    for (const NamedLevel& level : levels) {
        check(level.nodes.size() == level.need.series.size(), "a level has a name per node");
        for (std::size_t s = 0; s < level.nodes.size(); ++s) {
            for (int step = 0; step < level.need.horizon; ++step) {
                table.cell(level.name);
                table.cell(level.nodes[s]);
                table.cell(date_of(level.need, step));
                curve_cells(table, level.need.step(s, step));
                table.end_row();
            }
        }
    }
    return table.text();
}

std::string evaluation_csv(std::span<const EvaluationRow> rows) {
    Table table(
        "model,origin,series,wrmsse,rmsse,mase,smape,scaled_pinball,weighted_scaled_pinball,"
        "coverage_50,coverage_95,calibration_50,calibration_95,bias");
    for (const EvaluationRow& r : rows) {
        table.row(r.model, r.origin, r.series, r.wrmsse, r.rmsse, r.mase, r.smape, r.scaled_pinball,
                  r.weighted_scaled_pinball, r.coverage_50, r.coverage_95, r.calibration_50,
                  r.calibration_95, r.bias);
    }
    return table.text();
}

}  // namespace vorrat::publish
