#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "vorrat/service/each_command.h"

namespace vorrat::service {
namespace {

using nlohmann::ordered_json;

ordered_json as_json(const World& world, const plan::Reason& reason) {
    ordered_json way = ordered_json::array();
    for (const plan::LinkOfWay& link : reason.way) {
        way.push_back({{"limit", link.limit}, {"use", link.use}, {"valuation", link.valuation}});
    }
    ordered_json relaxed = ordered_json::array();
    for (const plan::Relaxed& r : reason.relaxed) {
        relaxed.push_back({{"limit", r.limit},
                           {"from", r.from},
                           {"to", r.to},
                           {"met", r.met},
                           {"worth", r.worth},
                           {"fairness", r.fairness}});
    }
    ordered_json json = {{"item_id", world.items[reason.need.item].id},
                         {"place_id", world.places[reason.need.place].id},
                         {"need", reason.need.need},
                         {"met", reason.need.met},
                         {"period", reason.period.value},
                         {"earliest", nullptr},
                         {"way", way},
                         {"relaxed", relaxed}};
    if (reason.earliest) {
        json["earliest"] = reason.earliest->value;
    }
    return json;
}

std::string in_words(const World& world, const plan::Reason& reason) {
    const UnmetNeed& need = reason.need;
    std::string text = fmt::format("{} at {}: {:.4g} of {:.4g} stay unmet, most in period {}\n",
                                   world.items[need.item].id, world.places[need.place].id,
                                   need.need - need.met, need.need, reason.period.value);
    if (!reason.earliest) {
        text += "  no lane and no activity leads there\n";
    } else if (*reason.earliest != reason.period) {
        text +=
            fmt::format("  more can come from period {} on, not before\n", reason.earliest->value);
    }
    for (const plan::LinkOfWay& link : reason.way) {
        text += fmt::format("  takes {:.4g} of {}, each worth {:.4g}\n", link.use, link.limit,
                            link.valuation);
    }
    for (const plan::Relaxed& r : reason.relaxed) {
        text += fmt::format(
            "  {:.6g} instead of {:.6g}: {:+.4g} here, worth of the plan {:+.4g}, lowest coverage "
            "{:+.3g} ({})\n",
            r.to, r.from, r.met, r.worth, r.fairness, r.limit);
    }
    return text;
}

}  // namespace

Result<int> run_why(const Values& values, const Streams& streams) {
    auto reading = read_workspace(values, streams);
    if (!reading) {
        return reading.error();
    }
    const auto earlier = earlier_plan(values, reading->world);
    if (!earlier) {
        return earlier.error();
    }
    const pipeline::Means means = means_of(values, streams);
    // What loosening a limit brings is found by the exact method, and told beside a plan of the
    // same.
    const auto run =
        pipeline::run(std::move(*reading), {.as_of = date_of(values, "as-of"),
                                            .earlier = *earlier ? &**earlier : nullptr,
                                            .method = {.algorithm = solve::Algorithm::exact},
                                            .means = means});
    if (!run) {
        return run.error();
    }
    const long most = values.whole("reasons");
    const auto reasons =
        pipeline::why_unmet(*run, static_cast<std::size_t>(std::max(0L, most)), means);
    if (!reasons) {
        return reasons.error();
    }
    ordered_json list = ordered_json::array();
    for (const plan::Reason& reason : *reasons) {
        if (values.flag("json")) {
            list.push_back(as_json(run->world, reason));
        } else {
            streams.out << in_words(run->world, reason);
        }
    }
    if (values.flag("json")) {
        streams.out << list.dump(2) << "\n";
    } else if (reasons->empty()) {
        streams.out << "no need stays unmet\n";
    }
    return 0;
}

}  // namespace vorrat::service
