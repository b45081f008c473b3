#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include <unistd.h>
#include <xlsxwriter.h>
#include <zip.h>

#include "vorrat/base/file.h"
#include "vorrat/sheet/sheet.h"

namespace vorrat::sheet {

/// The bytes of a workbook that `fill` writes.
inline std::string workbook(const std::function<void(lxw_workbook*, lxw_worksheet*)>& fill) {
    const auto path = std::filesystem::temp_directory_path() /
                      ("vorrat_sheet_" + std::to_string(getpid()) + ".xlsx");
    lxw_workbook* book = workbook_new(path.c_str());
    lxw_worksheet* sheet = workbook_add_worksheet(book, "Bedarf");
    fill(book, sheet);
    workbook_close(book);
    auto bytes = read_file(path);
    std::filesystem::remove(path);
    return bytes ? std::move(*bytes) : std::string();
}

/// A ZIP file with these parts.
inline std::string zipped(const std::map<std::string, std::string>& parts) {
    const auto path = std::filesystem::temp_directory_path() /
                      ("vorrat_sheet_" + std::to_string(getpid()) + ".zip");
    int problem = 0;
    zip_t* zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &problem);
    for (const auto& [name, bytes] : parts) {
        zip_source_t* source = zip_source_buffer(zip, bytes.data(), bytes.size(), 0);
        zip_file_add(zip, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    }
    zip_close(zip);
    auto bytes = read_file(path);
    std::filesystem::remove(path);
    return bytes ? std::move(*bytes) : std::string();
}

/// A workbook of one sheet from its XML, with these texts.
inline std::string workbook_of(const std::string& sheet_xml, const std::string& strings_xml) {
    return zipped(
        {{"xl/workbook.xml",
          R"(<workbook xmlns:r="x"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>)"},
         {"xl/_rels/workbook.xml.rels",
          R"(<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>)"},
         {"xl/sharedStrings.xml", strings_xml},
         {"xl/worksheets/sheet1.xml", sheet_xml}});
}

/// What a food bank's volunteers wrote: a title over all columns, a header of two rows, one merged
/// day for two rows, quantities with decimal commas and a unit, a sum below.
///
///     | Bedarf der Ausgaben, KW 2     (merged)          |
///     | Datum       | Ware  | Ausgabe | Menge    (merged)|
///     |             |       |         | Stück  | kg      |
///     | 05.01.2026* | Bread | East    | 3,5    | 1,75    |
///     |    (merged) | Soap  | West    | 1.200  | 120     |
///     | 06.01.2026* | Bred  | East    | 4 St.  | 2       |
///     | Summe       |       |         | 1207,5 |         |
///     * a day of the workbook
inline std::string messy_workbook() {
    return workbook([](lxw_workbook* book, lxw_worksheet* sheet) {
        lxw_format* day = workbook_add_format(book);
        format_set_num_format(day, "dd.mm.yyyy");
        worksheet_merge_range(sheet, 0, 0, 0, 4, "Bedarf der Ausgaben, KW 2", nullptr);
        const char* const header[] = {"Datum", "Ware", "Ausgabe"};
        for (lxw_col_t c = 0; c < 3; ++c) {
            worksheet_merge_range(sheet, 1, c, 2, c, header[c], nullptr);
        }
        worksheet_merge_range(sheet, 1, 3, 1, 4, "Menge", nullptr);
        worksheet_write_string(sheet, 2, 3, "Stück", nullptr);
        worksheet_write_string(sheet, 2, 4, "kg", nullptr);
        worksheet_merge_range(sheet, 3, 0, 4, 0, "", nullptr);
        lxw_datetime fifth{2026, 1, 5, 0, 0, 0};
        worksheet_write_datetime(sheet, 3, 0, &fifth, day);
        lxw_datetime sixth{2026, 1, 6, 0, 0, 0};
        worksheet_write_datetime(sheet, 5, 0, &sixth, day);
        const char* const cells[][3] = {
            {"Bread", "East", "3,5"}, {"Soap", "West", "1.200"}, {"Bred", "East", "4 St."}};
        for (lxw_row_t r = 0; r < 3; ++r) {
            for (lxw_col_t c = 0; c < 3; ++c) {
                worksheet_write_string(sheet, 3 + r, 1 + c, cells[r][c], nullptr);
            }
        }
        const double kg[] = {1.75, 120, 2};
        for (lxw_row_t r = 0; r < 3; ++r) {
            worksheet_write_number(sheet, 3 + r, 4, kg[r], nullptr);
        }
        worksheet_write_string(sheet, 6, 0, "Summe", nullptr);
        worksheet_write_formula_num(sheet, 6, 3, "=SUM(D4:D6)", nullptr, 1207.5);
    });
}

/// A workspace that knows bread and soap, east and west.
inline Known small_known() {
    const auto among = [](std::map<std::string, std::string, std::less<>> ids) -> Lookup {
        return [ids = std::move(ids)](std::string_view text) -> std::optional<std::string> {
            const auto found = ids.find(text);
            return found == ids.end() ? std::nullopt : std::optional(found->second);
        };
    };
    return {among({{"Bread", "bread"}, {"bread", "bread"}, {"Soap", "soap"}, {"soap", "soap"}}),
            among({{"East", "east"}, {"east", "east"}, {"West", "west"}, {"west", "west"}})};
}

}  // namespace vorrat::sheet
