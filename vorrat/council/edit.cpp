#include "vorrat/council/edit.h"

#include <algorithm>
#include <charconv>
#include <functional>

#include <fmt/format.h>

#include "vorrat/base/csv.h"

namespace vorrat::council {
namespace {

using Cells = std::map<std::string, std::string, std::less<>>;

std::string written(double number) { return fmt::format("{}", number == 0 ? 0.0 : number); }

/// A table as it stands, to be written again with rows changed or added.
class Sheet {
public:
    static Result<Sheet> read(const Files& files, const std::string& name,
                              std::vector<std::string> columns) {
        Sheet sheet;
        const auto found = files.find(name);
        if (found == files.end()) {
            sheet.header_ = std::move(columns);
            return sheet;
        }
        auto reader = CsvReader::open(found->second, name);
        if (!reader) {
            return reader.error();
        }
        sheet.header_ = reader->header();
        for (const std::string& column : columns) {
            if (std::ranges::find(sheet.header_, column) == sheet.header_.end()) {
                sheet.header_.push_back(column);
            }
        }
        for (CsvStep step = reader->next(); step != CsvStep::end; step = reader->next()) {
            if (step == CsvStep::bad_row) {
                return reader->error();
            }
            Cells cells;
            for (std::size_t k = 0; k < reader->fields().size(); ++k) {
                cells[reader->header()[k]] = std::string(reader->fields()[k]);
            }
            sheet.rows_.push_back(std::move(cells));
        }
        return sheet;
    }

    void add(Cells cells) { rows_.push_back(std::move(cells)); }
    void remove_if(const std::function<bool(const Cells&)>& which) { std::erase_if(rows_, which); }

    std::string text() const {
        std::string out = line([](const std::string& column) { return column; });
        for (const Cells& row : rows_) {
            out += line([&](const std::string& column) {
                const auto cell = row.find(column);
                return cell == row.end() ? std::string() : cell->second;
            });
        }
        return out;
    }

private:
    std::string line(const std::function<std::string(const std::string&)>& cell) const {
        std::string out;
        for (const std::string& column : header_) {
            out +=
                (out.empty() && &column == &header_.front() ? "" : ",") + csv_field(cell(column));
        }
        return out + "\n";
    }

    std::vector<std::string> header_;
    std::vector<Cells> rows_;
};

std::string cell_of(const Cells& cells, std::string_view column) {
    const auto found = cells.find(column);
    return found == cells.end() ? "" : found->second;
}

vorrat::Outcome edit_needs(const Files& files, const Changes& changes, Files& out) {
    if (changes.needs.empty()) {
        return Done{};
    }
    auto sheet = Sheet::read(files, "need_changes.csv",
                             {"item_id", "factor", "community", "replaced_by", "ratio"});
    if (!sheet) {
        return sheet.error();
    }
    for (const NeedCritique& need : changes.needs) {
        sheet->remove_if([&](const Cells& row) {
            return cell_of(row, "item_id") == need.item &&
                   cell_of(row, "community") == need.community;
        });
        // A factor of 1 takes an earlier change back.
        if (need.factor != 1) {
            sheet->add({{"item_id", need.item},
                        {"factor", written(need.factor)},
                        {"community", need.community},
                        {"replaced_by", need.replaced_by},
                        {"ratio", need.replaced_by.empty() ? "" : written(need.ratio)}});
        }
    }
    out["need_changes.csv"] = sheet->text();
    return Done{};
}

vorrat::Outcome edit_activities(const Files& files, const Changes& changes, Files& out) {
    if (changes.activities.empty()) {
        return Done{};
    }
    auto activities = Sheet::read(files, "activities.csv", {"activity_id", "place_id", "name"});
    auto items = Sheet::read(files, "activity_items.csv", {"activity_id", "item_id", "quantity"});
    auto resources =
        Sheet::read(files, "activity_resources.csv", {"activity_id", "resource_id", "quantity"});
    auto impacts = Sheet::read(files, "impacts.csv", {"kind", "id", "indicator", "quantity"});
    for (const auto* sheet : {&activities, &items, &resources, &impacts}) {
        if (!*sheet) {
            return sheet->error();
        }
    }
    for (const NewActivity& added : changes.activities) {
        for (const std::string& place : added.places) {
            activities->add({{"activity_id", added.id}, {"place_id", place}, {"name", added.name}});
        }
        const auto add_item = [&](const std::string& item, double quantity) {
            items->add(
                {{"activity_id", added.id}, {"item_id", item}, {"quantity", written(quantity)}});
        };
        for (const auto& [item, quantity] : added.inputs) {
            add_item(item, -quantity);
        }
        for (const auto& [item, quantity] : added.outputs) {
            add_item(item, quantity);
        }
        for (const auto& [resource, quantity] : added.resources) {
            resources->add({{"activity_id", added.id},
                            {"resource_id", resource},
                            {"quantity", written(quantity)}});
        }
        for (const auto& [indicator, quantity] : added.impacts) {
            impacts->add({{"kind", "activity"},
                          {"id", added.id},
                          {"indicator", indicator},
                          {"quantity", written(quantity)}});
        }
    }
    out["activities.csv"] = activities->text();
    out["activity_items.csv"] = items->text();
    out["activity_resources.csv"] = resources->text();
    out["impacts.csv"] = impacts->text();
    return Done{};
}

std::string need_value(const NeedCritique& need) {
    if (need.factor == 1) {
        return "";
    }
    std::string value = written(need.factor);
    if (!need.replaced_by.empty()) {
        value += fmt::format(" > {} x {}", need.replaced_by, written(need.ratio));
    }
    return value;
}

}  // namespace

std::vector<std::string> editable_files() {
    return {"criteria.toml",      "need_changes.csv",       "activities.csv",
            "activity_items.csv", "activity_resources.csv", "impacts.csv"};
}

Result<Files> edited(const Files& files, const Changes& changes) {
    Files out;
    if (!changes.criteria.empty()) {
        const auto found = files.find("criteria.toml");
        std::string text = found == files.end() ? "" : found->second;
        for (const auto& [key, value] : changes.criteria) {
            auto next = with_criterion(text, key, value);
            if (!next) {
                return next.error();
            }
            text = std::move(*next);
        }
        out["criteria.toml"] = std::move(text);
    }
    if (auto done = edit_needs(files, changes, out); !done) {
        return done.error();
    }
    if (auto done = edit_activities(files, changes, out); !done) {
        return done.error();
    }
    return out;
}

std::vector<Decision> rows_of(const Changes& changes, const std::vector<Decision>& record,
                              const Decision& sample) {
    std::vector<Decision> rows;
    const auto add = [&](std::string key, std::string value, const std::string& reason) {
        Decision row = sample;
        for (const Decision& before : record) {
            if (before.key == key) {
                row.replaced = before.value;
            }
        }
        row.key = std::move(key);
        row.value = std::move(value);
        if (!reason.empty()) {
            row.reason = reason;
        }
        rows.push_back(std::move(row));
    };
    for (const auto& [key, value] : changes.criteria) {
        add(key, value, "");
    }
    for (const NeedCritique& need : changes.needs) {
        add("needs." + need.item + (need.community.empty() ? "" : "@" + need.community),
            need_value(need), need.reason);
    }
    for (const NewActivity& added : changes.activities) {
        add("activities." + added.id, "added", "");
    }
    return rows;
}

}  // namespace vorrat::council
