#include <map>

#include <fmt/format.h>

#include "vorrat/ingest/tables.h"

namespace vorrat::ingest {
namespace {

/// What the record says so far, to be checked against the next row: it only grows.
class Record {
public:
    /// Makes findings of what cannot follow on the rows before.
    void follow(Table& table, const Decision& decision) {
        if (!date_.empty() && table.text("date") < date_) {
            table.fail("date", fmt::format("{} or later, for the record only grows", date_),
                       shown(table.text("date")));
        }
        const auto held = held_.find(decision.key);
        const std::string before = held == held_.end() ? "" : held->second;
        if (!same_value(before, decision.replaced)) {
            table.fail("replaced",
                       before.empty() ? "nothing, for no decision set it before" : shown(before),
                       shown(decision.replaced));
        }
        const auto known = of_id_.find(decision.id);
        if (known != of_id_.end() && known->second != source(decision)) {
            table.fail("decision_id", "the same date and council in all rows of a decision",
                       shown(decision.id));
        }
    }

    void add(const Decision& decision) {
        date_ = vorrat::to_string(decision.date);
        held_[decision.key] = decision.value;
        of_id_.emplace(decision.id, source(decision));
    }

private:
    static std::string source(const Decision& decision) {
        return vorrat::to_string(decision.date) + " " + decision.council;
    }

    std::string date_ = {};  ///< of the last row; such texts are ordered like their dates
    std::map<std::string, std::string, std::less<>> held_ = {};   ///< key -> value
    std::map<std::string, std::string, std::less<>> of_id_ = {};  ///< decision -> date and council
};

}  // namespace

void read_decisions(Intake& intake) {
    const auto file = intake.take("decisions");
    if (!file) {
        return;
    }
    auto table =
        Table::open(intake, *file,
                    {{"decision_id", "date", "council_id", "key", "value", "replaced", "reason"},
                     {"proposal_id"}});
    Record record;
    while (table && table->next()) {
        Decision decision;
        table->unique({"decision_id", "key"});
        decision.id = table->id("decision_id");
        decision.date = table->required_date("date");
        decision.council = table->id("council_id");
        decision.key = table->id("key");
        if (!decision.key.empty() && !can_be_decided(decision.key)) {
            table->fail("key", "the dotted key of a criterion", shown(decision.key));
        }
        decision.value = table->text("value");
        decision.replaced = table->text("replaced");
        decision.reason = table->text("reason");
        if (decision.reason.empty()) {
            table->fail("reason", "why it was decided", "nothing");
        }
        decision.proposal = table->text("proposal_id");
        record.follow(*table, decision);
        if (table->accept()) {
            record.add(decision);
            intake.world().decisions.push_back(std::move(decision));
        }
    }
}

void name_decisions(Intake& intake) {
    World& world = intake.world();
    for (const CriterionStanding& row : standings(world)) {
        if (row.standing != Standing::adopted) {
            continue;
        }
        const Decision& decision = world.decisions[*row.decision];
        world.criteria.decisions[row.key] =
            fmt::format("{}, {}, {}: {}", decision.id, decision.council,
                        vorrat::to_string(decision.date), decision.reason);
    }
}

void read_need_changes(Intake& intake) {
    const auto file = intake.take("need_changes");
    if (!file) {
        return;
    }
    auto table =
        Table::open(intake, *file, {{"item_id", "factor"}, {"community", "replaced_by", "ratio"}});
    constexpr double factor_max = 100;
    while (table && table->next()) {
        NeedChange change;
        table->unique({"item_id", "community"});
        change.item = {table->known("item_id", intake.items, an_item)};
        if (const auto community = table->known_or_empty("community", intake.communities,
                                                         "a community of places.csv")) {
            change.community = CommunityId{*community};
        }
        change.factor = table->required_number("factor", {0, factor_max, false});
        change.ratio = table->number("ratio", {0, factor_max, true}).value_or(1);
        if (const auto other = table->known_or_empty("replaced_by", intake.items, an_item)) {
            change.replaced_by = ItemId{*other};
            if (change.factor > 1) {
                table->fail("factor", "at most 1 where another item replaces it",
                            shown(table->text("factor")));
            }
            if (*change.replaced_by == change.item) {
                table->fail("replaced_by", "another item", shown(table->text("replaced_by")));
            }
        }
        if (table->accept()) {
            intake.world().need_changes.push_back(change);
        }
    }
}

namespace {

/// A finding where two corrections in force speak of the same days.
void refuse_overlap(Table& table, const std::vector<NeedOverride>& rows, const NeedOverride& row) {
    for (const NeedOverride& other : rows) {
        const bool same = other.item == row.item && other.place == row.place && !other.withdrawn;
        if (same && other.from <= row.until && row.from <= other.until) {
            table.fail(
                "from", fmt::format("days that {} does not correct already", other.id),
                fmt::format("{} to {}", vorrat::to_string(row.from), vorrat::to_string(row.until)));
        }
    }
}

NeedOverride read_need_override(Table& table, const Intake& intake) {
    NeedOverride row;
    table.unique({"override_id"});
    row.id = table.id("override_id");
    row.item = {table.known("item_id", intake.items, an_item)};
    row.place = {table.known("place_id", intake.places, a_place)};
    row.from = table.required_date("from");
    row.until = table.required_date("until");
    if (row.until < row.from) {
        table.fail("until", "from or later", shown(table.text("until")));
    }
    row.factor = table.number("factor", {0, NeedOverride::factor_max, false});
    row.quantity = table.number("quantity", at_least_zero);
    if (row.factor.has_value() == row.quantity.has_value()) {
        table.fail("factor", "a factor or a quantity, one of the two",
                   row.factor ? "both" : "none");
    }
    row.reason = table.text("reason");
    if (row.reason.empty()) {
        table.fail("reason", "why it will be otherwise", "nothing");
    }
    row.made = table.required_date("made");
    row.by = table.text("by");
    row.withdrawn = table.date("withdrawn");
    return row;
}

}  // namespace

void read_need_overrides(Intake& intake) {
    const auto file = intake.take("need_overrides");
    if (!file) {
        return;
    }
    auto table =
        Table::open(intake, *file,
                    {{"override_id", "item_id", "place_id", "from", "until", "reason", "made"},
                     {"factor", "quantity", "by", "withdrawn"}});
    std::vector<NeedOverride>& rows = intake.world().need_overrides;
    while (table && table->next()) {
        NeedOverride row = read_need_override(*table, intake);
        const Place* const place = row.place.value < intake.world().places.size()
                                       ? &intake.world().places[row.place]
                                       : nullptr;
        if (place != nullptr && place->kind != PlaceKind::depot) {
            table->fail("place_id", "a depot", shown(table->text("place_id")));
        }
        if (!row.withdrawn) {
            refuse_overlap(*table, rows, row);
        }
        if (table->accept()) {
            rows.push_back(std::move(row));
        }
    }
}

}  // namespace vorrat::ingest
