#include "vorrat/service/each_command.h"

namespace vorrat::service {

Result<ingest::Reading> read_sound_input(const Values& values, const Streams& streams) {
    auto reading = read_input(values, streams);
    if (!reading) {
        return reading.error();
    }
    if (!reading->sound()) {
        const auto world = pipeline::sound_world(*std::move(reading));
        return world.error();
    }
    const std::filesystem::path beside =
        values.has("out") ? values.text("out") : values.text("INPUT");
    const auto told = report_skipped(*reading, beside.parent_path(), streams);
    if (!told) {
        return told.error();
    }
    return reading;
}

std::optional<Date> origin_of(const Values& values, const History& history) {
    const auto day = date_of(values, "as-of");
    return day ? std::optional(first_step_of(*day, history.frequency)) : std::nullopt;
}

SeriesNames::SeriesNames(const ingest::Reading& reading) : world_(&reading.world) {
    for (std::size_t n = 0; n < reading.names.size(); ++n) {
        const Series& series = reading.world.history.series[n];
        given_.emplace(SeriesKey{series.item, series.place}, reading.names[n]);
    }
    for (std::size_t n = 0; n < reading.announced.size(); ++n) {
        given_.emplace(reading.announced[n], reading.announced_names[n]);
    }
}

std::string SeriesNames::of(SeriesKey key) const {
    const auto found = given_.find(key);
    return found != given_.end() ? found->second
                                 : world_->items[key.item].id + "/" + world_->places[key.place].id;
}

}  // namespace vorrat::service
