#include "vorrat/sheet/merge.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "vorrat/base/csv.h"
#include "vorrat/base/text.h"

namespace vorrat::sheet {
namespace {

constexpr std::size_t changes_kept_max = 20;  ///< of each kind

class Merger {
public:
    Merger(const Form& form, const Converted& rows, Mode mode)
        : form_(form), rows_(rows), mode_(mode) {}

    Outcome open(std::string_view current, const std::string& file) {
        if (!current.empty()) {
            auto reader = CsvReader::open(current, file);
            if (!reader) {
                return reader.error();
            }
            for (const std::string& title : reader->header()) {
                made_.header.emplace_back(trimmed(title));
            }
            reader_ = std::move(*reader);
            separator_ = reader_->separator();
        }
        for (const std::string& field : rows_.header) {
            auto at = std::ranges::find(made_.header, field);
            if (at == made_.header.end()) {
                made_.header.push_back(field);
                at = made_.header.end() - 1;
            }
            column_.push_back(static_cast<std::size_t>(at - made_.header.begin()));
        }
        find_key();
        if (reader_ && separator_ == ';') {
            find_decimals(*reader_);
        }
        for (std::size_t k = 0; k < rows_.rows.size(); ++k) {
            row_of_.emplace(key_of(widened(rows_.rows[k])), k);
        }
        return Done{};
    }

    Result<Merged> merge() {
        write(made_.header, 0);
        std::vector<bool> met(rows_.rows.size(), false);
        if (reader_) {
            for (CsvStep step = reader_->next(); step != CsvStep::end; step = reader_->next()) {
                if (step == CsvStep::bad_row) {
                    return reader_->error();
                }
                take_existing(met);
            }
        }
        for (std::size_t k = 0; k < rows_.rows.size(); ++k) {
            if (!met[k]) {
                add(k);
            }
        }
        return std::move(made_);
    }

private:
    void find_key() {
        for (std::size_t c = 0; c < made_.header.size(); ++c) {
            const bool all = form_.key.empty();
            if (all || std::ranges::find(form_.key, made_.header[c]) != form_.key.end()) {
                key_.push_back(c);
            }
        }
    }

    /// A file with decimal commas gets no decimal points.
    void find_decimals(CsvReader reader) {
        for (CsvStep step = reader.next(); step == CsvStep::row; step = reader.next()) {
            for (std::size_t c = 0; c < reader.fields().size(); ++c) {
                const Field* field = form_.find(made_.header[c]);
                const bool is_number = field != nullptr && field->kind == FieldKind::number;
                if (is_number && reader.fields()[c].find(',') != std::string_view::npos) {
                    decimals_ = Decimals::comma;
                    return;
                }
            }
        }
    }

    /// The same quantity written in two ways is the same.
    bool same(const std::string& there, const std::string& in_sheet) const {
        const auto number = number_in(there, decimals_);
        return there == in_sheet || (number && number == number_in(in_sheet, Decimals::point));
    }

    /// A value of the sheet as the table writes it.
    std::string written(std::size_t f, const std::string& value) const {
        std::string text = value;
        if (decimals_ == Decimals::comma &&
            form_.find(rows_.header[f])->kind == FieldKind::number) {
            std::ranges::replace(text, '.', ',');
        }
        return text;
    }

    std::string key_of(const std::vector<std::string>& row) const {
        std::string key;
        for (const std::size_t c : key_) {
            key += row[c];
            key += '\n';
        }
        return key;
    }

    /// A row of the sheet with the columns of the table.
    std::vector<std::string> widened(const std::vector<std::string>& row) const {
        std::vector<std::string> wide(made_.header.size());
        for (std::size_t f = 0; f < row.size(); ++f) {
            wide[column_[f]] = written(f, row[f]);
        }
        return wide;
    }

    void take_existing(std::vector<bool>& met) {
        std::vector<std::string> row;
        row.reserve(made_.header.size());
        for (const std::string_view field : reader_->fields()) {
            row.emplace_back(trimmed(field));
        }
        row.resize(made_.header.size());
        const auto found = row_of_.find(key_of(row));
        if (found == row_of_.end()) {
            if (mode_ == Mode::add) {
                write(row, 0);
            } else {
                ++made_.removed;
                keep(made_.removed, {ChangeKind::removed, std::move(row), {}});
            }
            return;
        }
        met[found->second] = true;
        set(std::move(row), found->second);
    }

    void set(std::vector<std::string> row, std::size_t k) {
        std::vector<std::string> next = row;
        bool differs = false;
        for (std::size_t f = 0; f < rows_.header.size(); ++f) {
            if (!same(row[column_[f]], rows_.rows[k][f])) {
                next[column_[f]] = written(f, rows_.rows[k][f]);
                differs = true;
            }
        }
        write(next, rows_.origin[k] + 1);
        if (!differs) {
            ++made_.unchanged;
            return;
        }
        ++made_.changed;
        keep(made_.changed, {ChangeKind::changed, std::move(row), std::move(next)});
    }

    void add(std::size_t k) {
        auto row = widened(rows_.rows[k]);
        write(row, rows_.origin[k] + 1);
        ++made_.added;
        keep(made_.added, {ChangeKind::added, {}, std::move(row)});
    }

    void keep(std::size_t count, Change change) {
        if (count <= changes_kept_max) {
            made_.changes.push_back(std::move(change));
        }
    }

    void write(const std::vector<std::string>& row, std::size_t origin) {
        const std::size_t begin = made_.text.size();
        for (std::size_t c = 0; c < row.size(); ++c) {
            if (c > 0) {
                made_.text += separator_;
            }
            made_.text += csv_field(row[c]);
        }
        made_.text += '\n';
        const auto lines = std::count(made_.text.begin() + static_cast<std::ptrdiff_t>(begin),
                                      made_.text.end(), '\n');
        made_.origin.insert(made_.origin.end(), static_cast<std::size_t>(lines), origin);
    }

    const Form& form_;
    const Converted& rows_;
    Mode mode_;
    std::optional<CsvReader> reader_{};
    char separator_ = ',';
    Decimals decimals_ = Decimals::point;
    std::vector<std::size_t> column_{};  ///< per field of the sheet, in the table
    std::vector<std::size_t> key_{};     ///< columns of the table
    std::unordered_map<std::string, std::size_t> row_of_{};
    Merged made_{};
};

}  // namespace

Result<Merged> merged(std::string_view current, const std::string& file, const Form& form,
                      const Converted& rows, Mode mode) {
    Merger merger(form, rows, mode);
    if (auto opened = merger.open(current, file); !opened) {
        return opened.error();
    }
    return merger.merge();
}

}  // namespace vorrat::sheet
