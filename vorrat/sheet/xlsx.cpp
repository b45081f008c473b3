#include "vorrat/sheet/xlsx.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "vorrat/base/date.h"
#include "vorrat/base/text.h"
#include "vorrat/sheet/package.h"

namespace vorrat::sheet {
namespace {

using Stop = std::optional<Error>;

/// A cell of a workbook holds at most 32,767 characters.
constexpr std::size_t cell_bytes_max = std::size_t{4} * 32'767;

std::string_view of(const Attributes& attributes, std::string_view name) {
    const auto found = attributes.find(name);
    return found == attributes.end() ? std::string_view() : found->second;
}

std::optional<std::size_t> whole(std::string_view text) {
    std::size_t number = 0;
    const auto [rest, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool all = problem == std::errc{} && rest == text.data() + text.size();
    return all ? std::optional(number) : std::nullopt;
}

std::optional<double> real(std::string_view text) {
    double number = 0;
    const auto [rest, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool all = problem == std::errc{} && rest == text.data() + text.size();
    return all && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

/// Day formats among those that are not written into a workbook, ECMA-376 part 1, section 18.8.30.
bool is_builtin_date(std::size_t id) {
    return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
}

/// What a workbook says once for all its sheets.
struct Shared {
    std::vector<std::string> strings;
    std::vector<bool> style_is_date;  ///< per cell style
    bool from_1904 = false;
};

struct SheetEntry {
    std::string name;
    std::string relation;
};

struct Outline {
    std::vector<SheetEntry> sheets;
    bool from_1904 = false;
};

Result<Outline> read_outline(Package& package) {
    Outline outline;
    const XmlEvents events{.begin = [&](std::string_view name, const Attributes& a) -> Stop {
        if (name == "workbookPr") {
            outline.from_1904 = of(a, "date1904") == "1" || of(a, "date1904") == "true";
        }
        if (name == "sheet" && !of(a, "state").ends_with("idden")) {
            outline.sheets.push_back({std::string(of(a, "name")), std::string(of(a, "id"))});
        }
        return std::nullopt;
    }};
    const auto done = package.read("xl/workbook.xml", events);
    return done ? Result(std::move(outline)) : done.error();
}

/// The parts that hold worksheets, by the relation that leads to them.
Result<std::map<std::string, std::string>> read_relations(Package& package) {
    std::map<std::string, std::string> parts;
    const XmlEvents events{.begin = [&](std::string_view name, const Attributes& a) -> Stop {
        if (name == "Relationship" && of(a, "Type").ends_with("/worksheet")) {
            const std::string_view target = of(a, "Target");
            parts[std::string(of(a, "Id"))] = target.starts_with('/')
                                                  ? std::string(target.substr(1))
                                                  : "xl/" + std::string(target);
        }
        return std::nullopt;
    }};
    const auto done = package.read("xl/_rels/workbook.xml.rels", events);
    return done ? Result(std::move(parts)) : done.error();
}

Outcome read_strings(Package& package, const Limits& limits, Shared& shared) {
    bool in_text = false;
    int phonetic = 0;
    std::size_t bytes = 0;
    const XmlEvents events{
        .begin = [&](std::string_view name, const Attributes&) -> Stop {
            if (name == "si") {
                if (shared.strings.size() == limits.cells_max) {
                    return bad_input("sharedStrings.xml: holds more texts than can be imported");
                }
                shared.strings.emplace_back();
            }
            phonetic += name == "rPh" ? 1 : 0;
            in_text = name == "t" && phonetic == 0 && !shared.strings.empty();
            return std::nullopt;
        },
        .end = [&](std::string_view name) -> Stop {
            phonetic -= name == "rPh" ? 1 : 0;
            in_text = false;
            return std::nullopt;
        },
        .text = [&](std::string_view text) -> Stop {
            if (!in_text) {
                return std::nullopt;
            }
            bytes += text.size();
            if (bytes > limits.text_bytes_max) {
                return bad_input("sharedStrings.xml: holds more text than can be imported");
            }
            shared.strings.back() += text;
            return std::nullopt;
        }};
    return package.read("xl/sharedStrings.xml", events);
}

Outcome read_styles(Package& package, Shared& shared) {
    std::map<std::size_t, bool> own_formats;
    bool in_cells = false;
    const XmlEvents events{.begin = [&](std::string_view name, const Attributes& a) -> Stop {
                               if (name == "numFmt") {
                                   if (const auto id = whole(of(a, "numFmtId"))) {
                                       own_formats[*id] = is_date_format(of(a, "formatCode"));
                                   }
                               }
                               in_cells = in_cells || name == "cellXfs";
                               if (name == "xf" && in_cells) {
                                   const auto id = whole(of(a, "numFmtId")).value_or(0);
                                   const auto own = own_formats.find(id);
                                   shared.style_is_date.push_back(own == own_formats.end()
                                                                      ? is_builtin_date(id)
                                                                      : own->second);
                               }
                               return std::nullopt;
                           },
                           .end = [&](std::string_view name) -> Stop {
                               in_cells = in_cells && name != "cellXfs";
                               return std::nullopt;
                           }};
    return package.read("xl/styles.xml", events);
}

struct Block {
    std::pair<std::size_t, std::size_t> first;
    std::pair<std::size_t, std::size_t> last;
};

std::optional<Block> block_of(std::string_view reference) {
    const auto colon = reference.find(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    const auto first = cell_position(reference.substr(0, colon));
    const auto last = cell_position(reference.substr(colon + 1));
    return first && last ? std::optional(Block{*first, *last}) : std::nullopt;
}

/// The cells of one worksheet as its XML gives them.
class Worksheet {
public:
    Worksheet(std::string name, const Shared& shared, Grid::Room& room)
        : shared_(shared), grid_(std::move(name), room) {}

    Result<Sheet> read(Package& package, const std::string& part) {
        const XmlEvents events{
            .begin = [this](std::string_view name, const Attributes& a) { return begin(name, a); },
            .end = [this](std::string_view name) { return end(name); },
            .text = [this](std::string_view text) { return add(text); }};
        if (auto done = package.read(part, events); !done) {
            return done.error();
        }
        for (const Block& block : merged_) {
            if (auto done = grid_.spread(block.first.first, block.first.second, block.last.first,
                                         block.last.second);
                !done) {
                return done.error();
            }
        }
        return grid_.finished();
    }

private:
    Stop begin(std::string_view name, const Attributes& a) {
        if (name == "row") {
            row_ = whole(of(a, "r")).value_or(row_ + 1);
            column_ = 0;
        } else if (name == "c") {
            const auto at = cell_position(of(a, "r"));
            row_ = at ? at->first + 1 : std::max<std::size_t>(row_, 1);
            column_ = at ? at->second : column_;
            type_ = of(a, "t");
            style_ = whole(of(a, "s")).value_or(0);
            value_.clear();
        } else if (name == "mergeCell") {
            constexpr std::size_t blocks_max = 100'000;
            const auto block = block_of(of(a, "ref"));
            if (block && merged_.size() < blocks_max) {
                merged_.push_back(*block);
            }
        }
        phonetic_ += name == "rPh" ? 1 : 0;
        in_value_ = name == "v" || (name == "t" && phonetic_ == 0);
        return std::nullopt;
    }

    Stop end(std::string_view name) {
        in_value_ = false;
        phonetic_ -= name == "rPh" ? 1 : 0;
        if (name != "c") {
            return std::nullopt;
        }
        const auto put = grid_.put(row_ - 1, column_, cell());
        ++column_;
        return put ? std::nullopt : std::optional(put.error());
    }

    Stop add(std::string_view text) {
        if (in_value_) {
            value_ += text;
        }
        return value_.size() <= cell_bytes_max
                   ? std::nullopt
                   : std::optional(bad_input("a cell holds more text than a cell can"));
    }

    Cell cell() const {
        if (type_ == "s") {
            const auto index = whole(value_);
            const bool known = index && *index < shared_.strings.size();
            return known ? text_cell(shared_.strings[*index]) : Cell{};
        }
        if (!type_.empty() && type_ != "n") {
            return type_ == "d" ? day_cell(value_) : text_cell(value_);
        }
        const auto number = real(value_);
        if (!number) {
            return text_cell(value_);
        }
        if (style_ < shared_.style_is_date.size() && shared_.style_is_date[style_]) {
            const auto day = date_of_serial(*number, shared_.from_1904);
            return day ? Cell{CellKind::date, *day} : text_cell(value_);
        }
        // A spreadsheet shows 15 digits; the 17 that it writes are those of its arithmetic.
        return {CellKind::number, fmt::format("{:.15g}", *number)};
    }

    static Cell text_cell(std::string_view value) {
        const auto text = trimmed(value);
        return {text.empty() ? CellKind::empty : CellKind::text, std::string(text)};
    }

    static Cell day_cell(std::string_view value) {
        const auto day = parse_date(value);
        return day ? Cell{CellKind::date, to_string(*day)} : text_cell(value);
    }

    const Shared& shared_;
    Grid grid_;
    std::vector<Block> merged_{};
    std::size_t row_ = 0;  ///< from 1
    std::size_t column_ = 0;
    std::string type_{};
    std::size_t style_ = 0;
    std::string value_{};
    bool in_value_ = false;
    int phonetic_ = 0;
};

Result<Shared> read_shared(Package& package, bool from_1904, const Limits& limits) {
    Shared shared{.from_1904 = from_1904};
    if (package.has("xl/sharedStrings.xml")) {
        if (auto done = read_strings(package, limits, shared); !done) {
            return done.error();
        }
    }
    if (package.has("xl/styles.xml")) {
        if (auto done = read_styles(package, shared); !done) {
            return done.error();
        }
    }
    return shared;
}

}  // namespace

std::optional<std::pair<std::size_t, std::size_t>> cell_position(std::string_view name) {
    std::size_t column = 0;
    std::size_t at = 0;
    constexpr std::size_t letters_max = 3;
    for (; at < name.size() && at < letters_max && name[at] >= 'A' && name[at] <= 'Z'; ++at) {
        column = column * 26 + static_cast<std::size_t>(name[at] - 'A') + 1;
    }
    const auto row = whole(name.substr(at));
    if (column == 0 || !row || *row == 0) {
        return std::nullopt;
    }
    return std::pair(*row - 1, column - 1);
}

bool is_date_format(std::string_view format) {
    for (std::size_t at = 0; at < format.size(); ++at) {
        const char c = format[at];
        if (c == '\\' || c == '_' || c == '*') {
            ++at;
        } else if (c == '"' || c == '[') {
            at = std::min(format.find(c == '"' ? '"' : ']', at + 1), format.size());
        } else if (c == ';') {
            return false;
        } else if (c == 'd' || c == 'y' || c == 'D' || c == 'Y') {
            return true;
        }
    }
    return false;
}

std::optional<std::string> date_of_serial(double serial, bool from_1904) {
    constexpr double serial_max = 200'000;
    if (!(serial >= 1) || serial > serial_max) {
        return std::nullopt;
    }
    const int day = static_cast<int>(serial);
    using namespace std::chrono_literals;
    if (from_1904) {
        return to_string(Date{1904y / 1 / 1} + days{day});
    }
    // 1900 was no leap year, but spreadsheets count 29 February 1900 as day 60.
    constexpr int not_a_day = 60;
    if (day == not_a_day) {
        return std::nullopt;
    }
    return to_string(Date{1899y / 12 / 31} + days{day < not_a_day ? day : day - 1});
}

Result<Book> read_xlsx(std::string_view bytes, const Limits& limits) {
    auto package = Package::open(bytes, limits.unpacked_bytes_max);
    if (!package) {
        return package.error();
    }
    if (!package->has("xl/workbook.xml")) {
        return bad_input("want an XLSX workbook, got a ZIP file without one");
    }
    const auto outline = read_outline(*package);
    if (!outline) {
        return outline.error();
    }
    const auto parts = read_relations(*package);
    if (!parts) {
        return parts.error();
    }
    const auto shared = read_shared(*package, outline->from_1904, limits);
    if (!shared) {
        return shared.error();
    }
    Book book;
    Grid::Room room{limits.cells_max, limits.text_bytes_max};
    for (const SheetEntry& entry : outline->sheets) {
        const auto part = parts->find(entry.relation);
        if (part == parts->end()) {
            continue;
        }
        auto sheet = Worksheet(entry.name, *shared, room).read(*package, part->second);
        if (!sheet) {
            return sheet.error();
        }
        book.sheets.push_back(std::move(*sheet));
    }
    return book;
}

}  // namespace vorrat::sheet
