#include "vorrat/ingest/long_format.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "vorrat/ingest/needs.h"
#include "vorrat/ingest/tables.h"

namespace vorrat::ingest {
namespace {

constexpr std::string_view only_depot = "depot";

/// What the static attributes say about one unique_id.
struct Attributes {
    std::string item;
    std::string place;
    std::string group;
    std::string community;
};

using AttributesById = std::map<std::string, Attributes, std::less<>>;

AttributesById read_attributes(Intake& intake, const TextFile& file) {
    AttributesById all;
    auto table =
        Table::open(intake, file, {{"unique_id"}, {"item", "place", "group", "community"}});
    while (table && table->next()) {
        table->unique({"unique_id"});
        const std::string id = table->id("unique_id");
        Attributes attributes;
        for (const auto& [column, into] :
             {std::pair{"item", &attributes.item}, std::pair{"place", &attributes.place},
              std::pair{"group", &attributes.group},
              std::pair{"community", &attributes.community}}) {
            if (!table->text(column).empty()) {
                *into = table->id(column);
            }
        }
        if (table->accept()) {
            all.emplace(id, std::move(attributes));
        }
    }
    return all;
}

/// Makes items and places for the unique_ids, in the order in which they are met.
class SeriesNames {
public:
    SeriesNames(Intake& intake, AttributesById attributes)
        : intake_(&intake), attributes_(std::move(attributes)) {}

    /// The number of the series called so.
    std::uint32_t number(std::string_view unique_id) {
        const std::size_t before = names_.size();
        const std::uint32_t number = names_.add(unique_id);
        if (names_.size() == before) {
            return number;
        }
        const auto found = attributes_.find(unique_id);
        const Attributes none;
        const Attributes& about = found == attributes_.end() ? none : found->second;
        const ItemId item = item_named(*intake_, about.item.empty() ? unique_id : about.item);
        const PlaceId place =
            place_named(about.place.empty() ? only_depot : about.place, about.community);
        if (!about.group.empty()) {
            intake_->world().items[item].group = about.group;
        }
        keys_.push_back({item, place});
        return number;
    }

    const Names& names() const { return names_; }
    const std::vector<std::pair<ItemId, PlaceId>>& keys() const { return keys_; }
    /// Makes items and places for the attributes without a row in the history.
    void announce_others() {
        for (const auto& [unique_id, about] : attributes_) {
            if (names_.find(unique_id)) {
                continue;
            }
            const std::uint32_t series = number(unique_id);
            const auto [item, place] = keys_[series];
            intake_->reading.announced.push_back({item, place});
            intake_->reading.announced_names.emplace_back(unique_id);
        }
    }
    std::size_t without_attributes() const {
        return static_cast<std::size_t>(std::ranges::count_if(
            names_.all(), [this](const std::string& name) { return !attributes_.contains(name); }));
    }

private:
    PlaceId place_named(std::string_view id, std::string_view community) {
        if (const auto known = intake_->places.find(id)) {
            return PlaceId{*known};
        }
        World& world = intake_->world();
        Place place;
        place.id = std::string(id);
        place.name = place.id;
        const std::string_view name = community.empty() ? id : community;
        place.community = CommunityId{intake_->communities.add(name)};
        if (place.community.index() == world.communities.size()) {
            world.communities.push_back({std::string(name), 0});
        }
        world.places.push_back(std::move(place));
        return PlaceId{intake_->places.add(id)};
    }

    Intake* intake_;
    AttributesById attributes_;
    Names names_;
    std::vector<std::pair<ItemId, PlaceId>> keys_;  // per series
};

}  // namespace

bool is_long(std::string_view text) {
    const auto reader = CsvReader::open(text, "");
    if (!reader) {
        return false;
    }
    const std::span<const std::string> header = reader->header();
    return column_of(header, "unique_id") != no_column && column_of(header, "ds") != no_column &&
           column_of(header, "y") != no_column;
}

void read_long_history(Intake& intake, TextFile history, std::optional<TextFile> attributes,
                       const GridWish& wish) {
    const bool bare = wish.among == GridWish::Frequencies::all;
    const bool has_attributes = attributes.has_value();
    SeriesNames series(intake,
                       has_attributes ? read_attributes(intake, *attributes) : AttributesById{});
    std::vector<TextFile> files;
    const std::string file = history.name;
    files.push_back(std::move(history));
    const NeedWords words{.date = "ds",
                          .item = "unique_id",
                          .place = "",
                          .quantity = "y",
                          .available = "available",
                          .clock = bare ? Clock::read : Clock::dropped};
    const NeedLookups lookups{.item = [&](std::string_view id) { return series.number(id); },
                              .place = {}};
    NeedRows needs = read_need_rows(intake, std::move(files), words, lookups);
    // `item` is the number of the series so far; two of them at one item and place would collide.
    std::map<std::pair<ItemId, PlaceId>, std::uint32_t> taken;
    for (std::uint32_t k = 0; k < series.keys().size(); ++k) {
        const auto [first, is_new] = taken.try_emplace(series.keys()[k], k);
        if (is_new) {
            continue;
        }
        intake.error(attributes ? attributes->name : file,
                     fmt::format("one unique_id per item and place, as {}",
                                 shown(series.names().all()[first->second])),
                     shown(series.names().all()[k]) + " there too");
    }
    for (NeedRow& row : needs.rows) {
        if (row.dropped) {
            continue;
        }
        const auto& key = series.keys()[row.item];
        row.dropped = taken.at(key) != row.item;  // the finding above says why
        row.item = key.first.value;
        row.place = key.second.value;
    }
    if (has_attributes && series.without_attributes() > 0) {
        intake.warn(attributes->name, fmt::format("{} unique_ids of {} have no attributes here",
                                                  series.without_attributes(), file));
    }
    intake.world().history = form_history(intake, needs, Gap::unknown, wish);
    series.announce_others();
    for (const Series& made : intake.world().history.series) {
        const std::uint32_t number = taken.at({made.item, made.place});
        intake.reading.names.push_back(series.names().all()[number]);
    }
}

}  // namespace vorrat::ingest
