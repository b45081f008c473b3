#include "vorrat/api/edit.h"
#include "vorrat/api/work_routes.h"
#include "vorrat/api/workbook.h"
#include "vorrat/base/csv.h"
#include "vorrat/base/text.h"
#include "vorrat/ingest/ingest.h"

namespace vorrat::api {
namespace {

using access::Right;

/// A table that is not there is given with its columns alone, to be filled in.
/// errors  bad_input: no CSV
Result<std::string> text_of(const std::filesystem::path& workspace, const sheet::Form& form) {
    const std::string table(form.name);
    for (const char* packing : {".csv", ".csv.gz", ".csv.zst"}) {
        std::error_code none;
        if (std::filesystem::exists(workspace / (table + packing), none)) {
            auto bytes = ingest::read_packed(workspace / (table + packing));
            return bytes ? ingest::as_utf8(table + packing, std::move(*bytes)) : bytes;
        }
    }
    std::string header;
    for (const sheet::Field& field : form.fields) {
        header += (header.empty() ? "" : ",") + std::string(field.name);
    }
    return header + '\n';
}

Result<sheet::Table> table_of(const std::filesystem::path& workspace, const sheet::Form& form) {
    const std::string name(form.name);
    const auto text = text_of(workspace, form);
    if (!text) {
        return text.error();
    }
    auto reader = CsvReader::open(*text, name + ".csv");
    if (!reader) {
        return reader.error();
    }
    sheet::Table table{.name = name, .header = reader->header(), .rows = {}};
    for (CsvStep step = reader->next(); step != CsvStep::end; step = reader->next()) {
        if (step == CsvStep::bad_row) {
            return reader->error();
        }
        auto& row = table.rows.emplace_back();
        for (std::size_t c = 0; c < table.header.size(); ++c) {
            const sheet::Field* field = form.find(trimmed(table.header[c]));
            const bool is_text = field != nullptr && field->kind != sheet::FieldKind::number &&
                                 field->kind != sheet::FieldKind::date;
            const auto value = trimmed(reader->fields()[c]);
            row.push_back(is_text ? text_cell(value) : cell_of(value));
        }
    }
    return table;
}

/// `needs.csv` or `needs.xlsx`.
Reply taken_out(const std::filesystem::path& workspace, const Call& call) {
    if (!allowed_at(call.caller, Right::plan, "")) {
        return forbidden("a table concerns every place; your role is for some only");
    }
    const std::string& file = call.part("name");
    const std::size_t dot = std::min(file.rfind('.'), file.size());
    const std::string_view ending = std::string_view(file).substr(dot);
    const sheet::Form* form = sheet::form_named(std::string_view(file).substr(0, dot));
    if (form == nullptr || (ending != ".csv" && ending != ".xlsx")) {
        return not_found("want a table that can be imported, as .csv or .xlsx");
    }
    const auto table = table_of(workspace, *form);
    if (!table) {
        return not_found(table.error().message);
    }
    return ending == ".xlsx" ? xlsx_reply(*table) : bytes_reply(csv_of(*table), file);
}

}  // namespace

std::vector<Route> takeout_routes(const std::filesystem::path& workspace) {
    return {{.method = "GET",
             .path = "workspace/{name}",
             .right = Right::plan,
             .answer = [workspace](const Call& call) { return taken_out(workspace, call); }}};
}

}  // namespace vorrat::api
