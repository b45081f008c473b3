// Any bytes as the tables of an earlier plan: a plan within its world, or an error that names its
// file.

#include <cstdint>

#include "folder_text.h"

#include "vorrat/base/check.h"
#include "vorrat/publish/publish.h"

using vorrat::check;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    vorrat::World world;
    world.items = {{.id = "bread"}};
    world.communities = {{"n", 1}};
    world.places = {{.id = "hub", .kind = vorrat::PlaceKind::hub}, {.id = "n"}};
    world.lanes = {{{0}, {1}, "road", 1, {10}, {}, {}}};
    world.activities = {{.id = "bake", .places = {{0}}}};
    world.resources = {{"hours", "hour"}};
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto plan = vorrat::publish::read_plan(unpacked(text), world);
    if (!plan) {
        check(!plan.error().message.empty(), "an error says what is wrong");
        return 0;
    }
    for (const vorrat::PlannedFlow& flow : plan->flows) {
        check(flow.lane.index() < world.lanes.size(), "a flow takes a lane of the world");
    }
    for (const vorrat::VariableKey& key : plan->basis.full) {
        check(key.slice >= 0, "a slice has a number");
    }
    vorrat::NeedForecast forecast;
    const vorrat::publish::Publication now{
        .world = world, .forecast = forecast, .plan = *plan, .shipments = {}};
    check(vorrat::publish::plan_changes(*plan, now, vorrat::Language::english).empty(),
          "a plan does not differ from itself");
    return 0;
}
