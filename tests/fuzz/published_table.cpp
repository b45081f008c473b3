// Any bytes as a published table: columns of one length, or an error that names its file.

#include <cstdint>
#include <string_view>

#include "vorrat/api/table.h"
#include "vorrat/base/check.h"

using vorrat::check;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto table = vorrat::api::parse_table("flows", text);
    if (!table) {
        check(table.error().message.starts_with("flows"), "an error names its file");
        return 0;
    }
    for (const vorrat::api::Column& column : table->columns) {
        check((column.is_number ? column.numbers.size() : column.codes.size()) == table->rows,
              "every column has every row");
        for (std::size_t row = 0; row < table->rows; ++row) {
            column.json(row).dump(-1, ' ', false, vorrat::api::Json::error_handler_t::replace);
            column.csv(row);
        }
    }
    return 0;
}
