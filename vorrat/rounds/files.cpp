#include "vorrat/rounds/files.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "vorrat/base/csv.h"
#include "vorrat/base/text.h"

namespace vorrat::rounds {
namespace {

/// A quantity as people write it: to a thousandth of a unit. The valuation of what cannot be had is
/// an empty cell.
std::string number(double value) {
    if (!std::isfinite(value)) {
        return "";
    }
    const double rounded = std::round(value * 1e3) / 1e3;
    return fmt::format("{}", rounded == 0 ? 0.0 : rounded);
}
std::string share(double value) { return fmt::format("{:.4f}", value); }

std::string key_cells(const std::string& a, const std::string& b) {
    return csv_field(a) + "," + csv_field(b);
}

std::string ask_cells(const Agenda& agenda, const Ask& ask) {
    return key_cells(agenda.world.places[ask.what.place].id, agenda.world.items[ask.what.item].id);
}

std::string labour_cells(const Agenda& agenda, const Labour& labour) {
    return key_cells(agenda.world.places[labour.what.second].id,
                     agenda.world.resources[labour.what.first].id);
}

std::optional<double> quantity_of(std::string_view text) {
    constexpr double most = 1e12;
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = problem == std::errc{} && end == text.data() + text.size();
    return whole && value >= 0 && value <= most ? std::optional(value) : std::nullopt;
}

/// Two columns that name a row of the agenda, and its quantity.
struct Form {
    std::string first;
    std::string second;
    std::map<std::pair<std::string, std::string>, std::size_t> rows;
    /// What is wrong with a quantity in this row; empty: nothing.
    std::function<std::string(std::size_t row, double quantity)> objection;
};

class FormReader {
public:
    FormReader(CsvReader& reader, const Form& form) : reader_(reader), form_(form) {}

    Outcome read(std::vector<double>& values) {
        const bool complete =
            find(form_.first, first_) && find(form_.second, second_) && find("quantity", quantity_);
        if (!complete) {
            return bad_input(fmt::format(
                "{}:1: want the columns {}, {}, quantity, got {}", reader_.file(), form_.first,
                form_.second, shown(fmt::format("{}", fmt::join(reader_.header(), ", ")))));
        }
        for (CsvStep step = reader_.next(); step != CsvStep::end; step = reader_.next()) {
            if (step == CsvStep::bad_row) {
                return reader_.error();
            }
            if (auto done = read_row(values); !done) {
                return done;
            }
        }
        return Done{};
    }

private:
    bool find(std::string_view name, std::size_t& at) const {
        const auto found = std::ranges::find(reader_.header(), name);
        at = static_cast<std::size_t>(found - reader_.header().begin());
        return found != reader_.header().end();
    }
    Error wrong(std::size_t field, std::string_view want) const {
        const CsvPosition at = reader_.position(field);
        return bad_input(fmt::format("{}:{}:{}: want {}, got {}", reader_.file(), at.line,
                                     at.column, want, shown(reader_.fields()[field])));
    }
    Outcome read_row(std::vector<double>& values) {
        const auto fields = reader_.fields();
        const auto row =
            form_.rows.find({std::string(fields[first_]), std::string(fields[second_])});
        if (row == form_.rows.end()) {
            return wrong(second_, fmt::format("an {} that is asked for at {}", form_.second,
                                              shown(fields[first_])));
        }
        if (!seen_.insert(row->second).second) {
            return wrong(second_, "each row once");
        }
        const auto quantity = quantity_of(trimmed(fields[quantity_]));
        if (!quantity) {
            return wrong(quantity_, "a number of at least 0");
        }
        if (const std::string why = form_.objection(row->second, *quantity); !why.empty()) {
            return wrong(quantity_, why);
        }
        values[row->second] = *quantity;
        return Done{};
    }

    CsvReader& reader_;
    const Form& form_;
    std::size_t first_ = 0;
    std::size_t second_ = 0;
    std::size_t quantity_ = 0;
    std::set<std::size_t> seen_;
};

Outcome read_form(std::string_view text, const std::string& file, const Form& form,
                  std::vector<double>& values) {
    auto reader = CsvReader::open(text, file);
    if (!reader) {
        return reader.error();
    }
    return FormReader(*reader, form).read(values);
}

}  // namespace

std::string limit_name(const Agenda& agenda, const RowKey& row) {
    const World& world = agenda.world;
    const std::string at = row.place ? " " + world.places[*row.place].id : "";
    switch (row.kind) {
        case RowKind::cap:
            return "cap " + row.indicator;
        case RowKind::lane: {
            const Lane& lane = world.lanes[*row.lane];
            return fmt::format("lane {}>{}>{}", world.places[lane.from].id,
                               world.places[lane.to].id, lane.mode);
        }
        case RowKind::storage:
            return "storage" + at;
        case RowKind::work:
            return "work " + world.resources[*row.resource].id;
        default:
            return "resource " + world.resources[*row.resource].id + at;
    }
}

std::string requests_csv(const Agenda& agenda, const Statements& statements) {
    std::string text = "place_id,item_id,quantity\n";
    for (std::size_t k = 0; k < agenda.asks.size(); ++k) {
        text += fmt::format("{},{}\n", ask_cells(agenda, agenda.asks[k]),
                            number(statements.requests[k]));
    }
    return text;
}

std::string offers_csv(const Agenda& agenda, const Statements& statements) {
    std::string text = "place_id,resource_id,quantity\n";
    for (std::size_t k = 0; k < agenda.labours.size(); ++k) {
        text += fmt::format("{},{}\n", labour_cells(agenda, agenda.labours[k]),
                            number(statements.offers[k]));
    }
    return text;
}

std::string goods_csv(const Agenda& agenda, const Statements& stated, const Answer& answer) {
    std::string text = "place_id,item_id,requested,possible,valuation\n";
    for (std::size_t k = 0; k < agenda.asks.size(); ++k) {
        text += fmt::format("{},{},{},{}\n", ask_cells(agenda, agenda.asks[k]),
                            number(stated.requests[k]), number(answer.possible.requests[k]),
                            number(answer.valuations.goods[k]));
    }
    return text;
}

std::string hours_csv(const Agenda& agenda, const Statements& stated, const Answer& answer) {
    std::string text = "place_id,resource_id,offered,used,valuation,excess\n";
    for (std::size_t k = 0; k < agenda.labours.size(); ++k) {
        text += fmt::format("{},{},{},{},{}\n", labour_cells(agenda, agenda.labours[k]),
                            number(stated.offers[k]), number(answer.possible.offers[k]),
                            number(answer.valuations.hours[k]), share(answer.hour_excess[k]));
    }
    return text;
}

std::string excess_csv(const Agenda& agenda, const Answer& answer) {
    std::string text = "item_id,requested,possible,excess_need,excess_supply\n";
    for (const ItemExcess& excess : answer.items) {
        text += fmt::format("{},{},{},{},{}\n", csv_field(agenda.world.items[excess.item].id),
                            number(excess.requested), number(excess.possible), share(excess.need),
                            share(excess.supply));
    }
    return text;
}

std::string limits_csv(const Agenda& agenda, const Answer& answer) {
    std::string text = "limit,used,available,valuation\n";
    for (const PlanLimit& limit : answer.limits) {
        text += fmt::format("{},{},{},{}\n", csv_field(limit_name(agenda, limit.row)),
                            number(limit.used), number(limit.limit), number(limit.valuation));
    }
    return text;
}

std::string communities_csv(const Agenda& agenda, const Answer& answer) {
    std::string text = "community,people,social_cost_per_person,of_mean\n";
    for (const SocialCost& cost : answer.costs) {
        const Community& community = agenda.world.communities[cost.community];
        text += fmt::format("{},{},{},{}\n", csv_field(community.id), number(community.population),
                            number(cost.per_person), share(cost.of_mean));
    }
    return text;
}

Outcome read_requests(std::string_view text, const std::string& file, const Agenda& agenda,
                      Statements& before) {
    Form form{"place_id", "item_id", {}, [](std::size_t, double) { return std::string(); }};
    for (std::size_t k = 0; k < agenda.asks.size(); ++k) {
        const SeriesKey& what = agenda.asks[k].what;
        form.rows[{agenda.world.places[what.place].id, agenda.world.items[what.item].id}] = k;
    }
    return read_form(text, file, form, before.requests);
}

Outcome read_offers(std::string_view text, const std::string& file, const Agenda& agenda,
                    Statements& before) {
    Form form{"place_id", "resource_id", {}, [&](std::size_t row, double quantity) {
                  const double most = agenda.labours[row].capacity;
                  return quantity <= most ? std::string()
                                          : fmt::format("at most {}, all there is", most);
              }};
    for (std::size_t k = 0; k < agenda.labours.size(); ++k) {
        const auto& [resource, place] = agenda.labours[k].what;
        form.rows[{agenda.world.places[place].id, agenda.world.resources[resource].id}] = k;
    }
    return read_form(text, file, form, before.offers);
}

}  // namespace vorrat::rounds
