#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "vorrat/service/each_command.h"

namespace vorrat::service {

using nlohmann::ordered_json;

std::string evaluation_json(std::span<const publish::EvaluationRow> rows) {
    ordered_json all = ordered_json::array();
    for (const publish::EvaluationRow& r : rows) {
        all.push_back({{"model", r.model},
                       {"origin", r.origin},
                       {"series", r.series},
                       {"wrmsse", r.wrmsse},
                       {"rmsse", r.rmsse},
                       {"mase", r.mase},
                       {"smape", r.smape},
                       {"scaled_pinball", r.scaled_pinball},
                       {"weighted_scaled_pinball", r.weighted_scaled_pinball},
                       {"coverage", {{"50", r.coverage_50}, {"95", r.coverage_95}}},
                       {"calibration", {{"50", r.calibration_50}, {"95", r.calibration_95}}},
                       {"bias", r.bias}});
    }
    return all.dump(2) + "\n";
}

std::string evaluation_table(std::span<const publish::EvaluationRow> rows) {
    std::string text = fmt::format(
        "{:<15} {:<10} {:>6} {:>7} {:>7} {:>7} {:>7} {:>8} {:>8} {:>6} {:>6} {:>6} {:>6} {:>7}\n",
        "model", "origin", "series", "WRMSSE", "RMSSE", "MASE", "sMAPE", "pinball", "weighted",
        "in 50%", "in 95%", "PIT 50", "PIT 95", "bias");
    for (const publish::EvaluationRow& r : rows) {
        text += fmt::format(
            "{:<15} {:<10} {:>6} {:>7.3f} {:>7.3f} {:>7.3f} {:>7.1f} {:>8.3f} {:>8.3f} {:>6.1f} "
            "{:>6.1f} {:>6.1f} {:>6.1f} {:>6.1f}%\n",
            r.model, r.origin, r.series, r.wrmsse, r.rmsse, r.mase, r.smape, r.scaled_pinball,
            r.weighted_scaled_pinball, 100 * r.coverage_50, 100 * r.coverage_95,
            100 * r.calibration_50, 100 * r.calibration_95, 100 * r.bias);
    }
    return text;
}

}  // namespace vorrat::service
