// Any bytes as what councils state in a round: quantities that are written and read again, or an
// error that names the file.

#include <cstdint>
#include <string_view>

#include "vorrat/base/check.h"
#include "vorrat/rounds/rounds.h"

using vorrat::check;
using namespace vorrat;          // NOLINT: a program of one file
using namespace vorrat::rounds;  // NOLINT

namespace {

/// Two depots, one item, one resource at the first of them.
Agenda small_agenda() {
    Agenda agenda;
    Item bread;
    bread.id = "bread";
    const ItemId item = agenda.world.items.push_back(bread);
    for (const char* id : {"east", "west"}) {
        Place place;
        place.id = id;
        agenda.asks.push_back({{item, agenda.world.places.push_back(place)}, 10});
    }
    const ResourceId hours = agenda.world.resources.push_back({"hours", "h"});
    agenda.labours.push_back({{hours, PlaceId{0}}, 20, 10});
    return agenda;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    static const Agenda agenda = small_agenda();
    for (const auto read : {&read_requests, &read_offers}) {
        Statements stated = first_statements(agenda);
        if (const auto done = read(text, "1/file.csv", agenda, stated); !done) {
            check(done.error().message.starts_with("1/file.csv"), "an error names the file");
            continue;
        }
        check(stated.offers[0] <= agenda.labours[0].capacity, "nobody offers more than there is");
        Statements again = first_statements(agenda);
        check(
            static_cast<bool>(read_requests(requests_csv(agenda, stated), "again", agenda, again)),
            "what is written can be read");
    }
    return 0;
}
