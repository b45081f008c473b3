#include <algorithm>
#include <cmath>

#include "vorrat/publish/files.h"
#include "vorrat/publish/names.h"
#include "vorrat/publish/reason.h"
#include "vorrat/publish/table.h"

namespace vorrat::publish {
namespace {

/// So much of the history goes out with the plan: what the charts show.
constexpr int history_days = 56;

std::string_view item_name(const World& world, const std::optional<ItemId>& item) {
    return item ? std::string_view(world.items[*item].id) : "";
}

std::string_view place_name(const World& world, const std::optional<PlaceId>& place) {
    return place ? std::string_view(world.places[*place].id) : "";
}

std::optional<std::uint32_t> period_number(const std::optional<Period>& period) {
    if (!period) {
        return std::nullopt;
    }
    return period->value;
}

std::string entries(const World& world, const Plan& plan) {
    Table table("item_id,place_id,period,quantity");
    for (const PlannedEntry& entry : plan.entries) {
        if (entry.quantity == 0) {
            continue;
        }
        table.row(world.items[entry.item].id, world.places[entry.place].id, entry.period.value,
                  entry.quantity);
    }
    return table.text();
}

std::string runs(const World& world, const Plan& plan) {
    Table table("activity_id,place_id,period,runs");
    for (const PlannedRun& run : plan.runs) {
        if (run.runs == 0) {
            continue;
        }
        table.row(world.activities[run.activity].id, world.places[run.place].id, run.period.value,
                  run.runs);
    }
    return table.text();
}

/// Whole periods nearest to the lead time, docs/math/plan.md section 1.
int lead_periods(const Lane& lane, int period_days) {
    return static_cast<int>(
        std::floor(static_cast<double>(lane.lead_days) / static_cast<double>(period_days) + 0.5));
}

std::string flows(const World& world, const Plan& plan) {
    Table table("item_id,from_place,to_place,mode,leaves,arrives,quantity,kg,tkm");
    for (const PlannedFlow& flow : plan.flows) {
        if (flow.quantity == 0) {
            continue;
        }
        const Lane& lane = world.lanes[flow.lane];
        const double kg = world.items[flow.item].mass_per_unit.value * flow.quantity;
        table.row(world.items[flow.item].id, world.places[lane.from].id, world.places[lane.to].id,
                  lane.mode, flow.leaves.value,
                  static_cast<int>(flow.leaves.value) + lead_periods(lane, plan.period_days),
                  flow.quantity, kg, lane.length.value * kg / 1000);
    }
    return table.text();
}

std::string stock_plan(const World& world, const Plan& plan) {
    Table table("item_id,place_id,period,stock,waste,reserve,reserve_missing");
    for (const PlannedStock& row : plan.stock) {
        if (row.stock == 0 && row.waste == 0 && row.reserve == 0 && row.reserve_missing == 0) {
            continue;
        }
        table.row(world.items[row.item].id, world.places[row.place].id, row.period.value, row.stock,
                  row.waste, row.reserve, row.reserve_missing);
    }
    return table.text();
}

std::string limits(const World& world, const Plan& plan) {
    Table table("kind,id,place_id,period,used,limit,valuation");
    for (const PlanLimit& limit : plan.limits) {
        table.row(to_string(limit.row.kind), row_id(world, limit.row),
                  place_name(world, limit.row.place), period_number(limit.row.period), limit.used,
                  limit.limit, limit.valuation);
    }
    return table.text();
}

std::string valuations(const World& world, const Plan& plan) {
    Table table("item_id,place_id,period,valuation");
    if (plan.stages.size() < 2) {
        return table.text();
    }
    for (const RowDual& dual : plan.stages[1].duals) {
        if (dual.row.kind != RowKind::balance || dual.value == 0) {
            continue;
        }
        table.row(item_name(world, dual.row.item), place_name(world, dual.row.place),
                  period_number(dual.row.period), -dual.value);
    }
    return table.text();
}

std::string coverage(const World& world, const Plan& plan) {
    Table table("community,tier,need,met,coverage");
    for (const Coverage& row : plan.coverage) {
        if (row.need <= 0) {
            continue;
        }
        table.row(world.communities[row.community].id, to_string(row.tier), row.need, row.met,
                  row.met / row.need);
    }
    return table.text();
}

std::string indicators(const Plan& plan) {
    Table table("indicator,total,cap");
    for (const IndicatorTotal& row : plan.indicators) {
        table.row(row.indicator, row.total, row.cap);
    }
    return table.text();
}

std::string certificate(const World& world, const Plan& plan) {
    Table table("stage,row,item_id,place_id,period,id,dual");
    for (const PlanStage& stage : plan.stages) {
        for (const RowDual& dual : stage.duals) {
            if (dual.value == 0) {
                continue;
            }
            table.row(stage.name, to_string(dual.row.kind), item_name(world, dual.row.item),
                      place_name(world, dual.row.place), period_number(dual.row.period),
                      row_id(world, dual.row), dual.value);
        }
    }
    return table.text();
}

std::string basis(const World& world, const PlanBasis& basis) {
    Table table("kind,item_id,place_id,period,id,stands");
    const auto variables = [&](const std::vector<VariableKey>& keys, std::string_view stands) {
        for (const VariableKey& key : keys) {
            table.row(to_string(key.kind), item_name(world, key.item), place_name(world, key.place),
                      period_number(key.period), variable_id(world, key), stands);
        }
    };
    variables(basis.basic, "basic");
    variables(basis.full, "full");
    for (const RowKey& row : basis.basic_rows) {
        table.row(to_string(row.kind), item_name(world, row.item), place_name(world, row.place),
                  period_number(row.period), row_id(world, row), "basic");
    }
    return table.text();
}

std::vector<std::string> series_names(const World& world, const NeedForecast& need) {
    std::vector<std::string> names;
    for (const SeriesKey key : need.series) {
        names.push_back(world.items[key.item].id + "/" + world.places[key.place].id);
    }
    return names;
}

std::string history(const World& world, const NeedForecast& forecast) {
    Table table("item_id,place_id,date,quantity,available");
    for (const Series& series : world.history.series) {
        for (std::size_t n = 0; n < series.quantity.size(); ++n) {
            const Date date = advance(series.start, static_cast<int>(n), world.history.frequency);
            if (date + days{history_days} < forecast.start || date >= forecast.start) {
                continue;
            }
            table.row(world.items[series.item].id, world.places[series.place].id, date,
                      series.quantity[n], series.available.empty() ? 1 : series.available[n]);
        }
    }
    return table.text();
}

}  // namespace

std::string shipments_csv(const World& world, std::span<const Shipment> shipments) {
    Table table(
        "item_id,from_place,to_place,mode,leaves,arrives,quantity,kg,on_hand,in_transit,need_mean,"
        "critical_ratio,target,wanted,shortage_avoided,use_before_expiry,co2e_kg,short_at_origin,"
        "reason_en,reason_de,displaced_item,displaced_to,displaced_quantity,displaced_shortage");
    for (const Shipment& s : shipments) {
        const ShipmentReason& why = s.reason;
        const Text words = reason_in_words(world, s);
        table.row(world.items[s.item].id, world.places[s.from].id, world.places[s.to].id,
                  world.lanes[s.lane].mode, s.leaves, s.arrives, s.quantity, s.mass.value,
                  why.on_hand, why.in_transit, why.need_mean, why.critical_ratio, why.target,
                  why.wanted, why.shortage_avoided, why.use_before_expiry, why.co2e_kg,
                  why.short_at_origin ? 1 : 0, words.english, words.german,
                  why.displaced ? world.items[why.displaced->item].id : "",
                  why.displaced ? world.places[why.displaced->to].id : "",
                  why.displaced ? std::optional(why.displaced->quantity) : std::nullopt,
                  why.displaced ? std::optional(why.displaced->shortage) : std::nullopt);
    }
    return table.text();
}

std::string under_way_csv(const World& world, std::span<const Redirection> redirections) {
    Table table(
        "transit_row,item_id,fate,to_place,quantity,arrives,open_until,shortage_avoided,gain,cost,"
        "co2e_kg,reason_en,reason_de");
    for (const Redirection& row : redirections) {
        for (const Part& part : row.parts) {
            const Text words = reason_in_words(world, row, part);
            table.row(row.transit + 1, world.items[world.transit[row.transit].item].id,
                      name_of(part.fate), world.places[part.to].id, part.quantity, part.arrives,
                      row.branches, part.shortage_avoided, part.gain, part.cost, part.co2e_kg,
                      words.english, words.german);
        }
    }
    return table.text();
}

std::vector<File> answer_files(const Publication& publication) {
    const World& world = publication.world;
    const Plan& plan = publication.plan;
    std::vector<File> files{
        {"entries.csv", entries(world, plan)},
        {"runs.csv", runs(world, plan)},
        {"flows.csv", flows(world, plan)},
        {"stock_plan.csv", stock_plan(world, plan)},
        {"limits.csv", limits(world, plan)},
        {"valuations.csv", valuations(world, plan)},
        {"coverage.csv", coverage(world, plan)},
        {"indicators.csv", indicators(plan)},
        {"certificate.csv", certificate(world, plan)},
        {"basis.csv", basis(world, plan.basis)},
        {"shipments.csv", shipments_csv(world, publication.shipments)},
        {"forecast.csv",
         forecast_csv(publication.forecast, series_names(world, publication.forecast))},
        {"history.csv", history(world, publication.forecast)}};
    if (!publication.under_way.empty()) {
        files.push_back({"under_way.csv", under_way_csv(world, publication.under_way)});
    }
    return files;
}

}  // namespace vorrat::publish
