#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "vorrat/ingest/layouts.h"
#include "vorrat/ingest/needs.h"
#include "vorrat/ingest/tables.h"

namespace vorrat::ingest {
namespace {

constexpr int lead_days = 7;
constexpr std::string_view shop_id = "shop";
constexpr std::string_view source_id = "source";

/// So many rows of one sort, and where the first stands.
struct Count {
    std::string_view what;
    std::size_t rows = 0;
    std::size_t first_line = 0;

    void add(std::size_t line) {
        if (rows++ == 0) {
            first_line = line;
        }
    }
};

struct Counts {
    Count cancelled{"lines are cancellations (InvoiceNo begins with C); left out"};
    Count taken_back{
        "order lines were left out with the cancellation of the same customer, product "
        "and quantity"};
    Count no_product{
        "lines are no product (StockCode is not five digits and at most two letters); "
        "left out"};
    Count no_quantity{
        "lines have a quantity of zero or less without being cancellations; left out"};
    Count no_price{"lines have a price of zero or less (write-offs, samples); left out"};
    Count no_customer{"lines have no CustomerID; they count"};
    Count unreadable{"lines have an unreadable quantity, price or date; left out"};
};

struct OrderLine {
    std::uint32_t item = 0;
    std::int32_t day = 0;
    double quantity = 0;
    std::uint32_t line = 0;
    std::uint64_t offset = 0;
    bool taken_back = false;
};

/// `12/1/10 8:26`: month, day, year of this century, and a time that is dropped.
std::optional<Date> parse_american_date(std::string_view text) {
    text = text.substr(0, text.find(' '));
    int parts[3] = {};
    for (int k = 0; k < 3; ++k) {
        const auto [end, status] =
            std::from_chars(text.data(), text.data() + text.size(), parts[k]);
        if (status != std::errc{} || parts[k] < 0) {
            return std::nullopt;
        }
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        const bool last = k == 2;
        if (last != text.empty() || (!last && text.front() != '/')) {
            return std::nullopt;
        }
        if (!last) {
            text.remove_prefix(1);
        }
    }
    const int year = parts[2] < 100 ? 2000 + parts[2] : parts[2];
    return parse_date(fmt::format("{:04}-{:02}-{:02}", year, parts[0], parts[1]));
}

/// Capital letters; nothing when the code does not name a product.
std::optional<std::string> product_code(std::string_view code) {
    constexpr std::size_t digits = 5;
    constexpr std::size_t letters_max = 2;
    if (code.size() < digits || code.size() > digits + letters_max) {
        return std::nullopt;
    }
    std::string product;
    for (std::size_t k = 0; k < code.size(); ++k) {
        char c = code[k];
        if (c >= 'a' && c <= 'z') {
            c = static_cast<char>(c - 'a' + 'A');
        }
        const bool digit = c >= '0' && c <= '9';
        const bool letter = c >= 'A' && c <= 'Z';
        if (k < digits ? !digit : !letter) {
            return std::nullopt;
        }
        product += c;
    }
    return product;
}

class OrderReader {
public:
    OrderReader(Intake& intake, std::string header)
        : intake_(&intake), header_(std::move(header)) {}

    void read(CsvReader& rows) {
        const auto column = [&](std::string_view name) { return column_of(rows.header(), name); };
        invoice_ = column("InvoiceNo");
        code_ = column("StockCode");
        description_ = column("Description");
        quantity_ = column("Quantity");
        date_ = column("InvoiceDate");
        price_ = column("UnitPrice");
        customer_ = column("CustomerID");
        for (CsvStep step = rows.next(); step != CsvStep::end; step = rows.next()) {
            ++rows_met_;
            if (step == CsvStep::row) {
                read_line(rows);
            } else {
                refuse(rows);
            }
        }
    }

    /// Daily need per item, in the order of the first line of each.
    std::vector<NeedRow> daily_needs() const {
        std::map<std::pair<std::uint32_t, std::int32_t>, std::size_t> at;
        std::vector<NeedRow> rows;
        for (const OrderLine& order : lines_) {
            if (order.taken_back) {
                continue;
            }
            const auto [slot, is_new] = at.try_emplace({order.item, order.day}, rows.size());
            if (is_new) {
                rows.push_back({.day = order.day,
                                .item = order.item,
                                .place = 0,
                                .line = order.line,
                                .quantity = 0,
                                .offset = order.offset});
            }
            rows[slot->second].quantity += order.quantity;
        }
        return rows;
    }

    void tell(const std::string& file) {
        for (const Count* count :
             {&counts_.cancelled, &counts_.taken_back, &counts_.no_product, &counts_.no_quantity,
              &counts_.no_price, &counts_.no_customer, &counts_.unreadable}) {
            if (count->rows == 0) {
                continue;
            }
            intake_->reading.findings.add(
                {Severity::note, file, count->first_line, 0, "", "",
                 fmt::format("{} {} (here the first)", count->rows, count->what)});
        }
        intake_->count_rows(file, rows_met_);
    }

private:
    void refuse(const CsvReader& rows) {
        const CsvProblem& problem = rows.problem();
        Finding finding{intake_->bad_row(), rows.file(),  problem.at.line, problem.at.column, "",
                        problem.expected,   problem.found};
        intake_->skip("orders", header_, rows.separator(),
                      {rows.line(), std::string(rows.raw()), to_string(finding)});
        intake_->reading.findings.add(std::move(finding));
    }

    void read_line(const CsvReader& rows) {
        const auto cell = [&](std::size_t column) { return trimmed(rows.fields()[column]); };
        const auto product = product_code(cell(code_));
        if (!product) {
            return counts_.no_product.add(rows.line());
        }
        const Number quantity = parse_number(cell(quantity_), Decimals::point);
        const Number price = parse_number(cell(price_), Decimals::point);
        const auto date = parse_american_date(cell(date_));
        const bool readable = quantity.fault == NumberFault::none &&
                              price.fault == NumberFault::none && date.has_value();
        if (!readable) {
            return counts_.unreadable.add(rows.line());
        }
        const std::string key =
            fmt::format("{}\x1F{}\x1F{}", cell(customer_), *product, std::abs(quantity.value));
        if (cell(invoice_).starts_with('C')) {
            return cancel(key, rows.line());
        }
        if (quantity.value <= 0) {
            return counts_.no_quantity.add(rows.line());
        }
        if (price.value <= 0) {
            return counts_.no_price.add(rows.line());
        }
        const bool has_customer = !cell(customer_).empty();
        if (!has_customer) {
            counts_.no_customer.add(rows.line());
        }
        const ItemId item = item_named(*intake_, *product);
        Item& about = intake_->world().items[item];
        about.unit = "piece";
        const bool named = about.name != about.id;
        if (!named && !cell(description_).empty()) {
            about.name = std::string(cell(description_));
        }
        if (has_customer) {
            open_orders_[key].push_back(lines_.size());
        }
        lines_.push_back({.item = item.value,
                          .day = static_cast<std::int32_t>(date->time_since_epoch().count()),
                          .quantity = quantity.value,
                          .line = static_cast<std::uint32_t>(rows.line()),
                          .offset = rows.offset()});
    }

    /// Takes back the latest order of the same customer, product and quantity, if there is one.
    void cancel(const std::string& key, std::size_t line) {
        counts_.cancelled.add(line);
        const auto orders = open_orders_.find(key);
        if (orders == open_orders_.end() || orders->second.empty()) {
            return;
        }
        OrderLine& order = lines_[orders->second.back()];
        order.taken_back = true;
        counts_.taken_back.add(order.line);
        orders->second.pop_back();
    }

    Intake* intake_;
    std::string header_;
    Counts counts_;
    std::size_t rows_met_ = 0;
    std::vector<OrderLine> lines_;
    /// customer, product and quantity -> lines that a cancellation can still take back
    std::unordered_map<std::string, std::vector<std::size_t>> open_orders_;
    std::size_t invoice_ = 0;
    std::size_t code_ = 0;
    std::size_t description_ = 0;
    std::size_t quantity_ = 0;
    std::size_t date_ = 0;
    std::size_t price_ = 0;
    std::size_t customer_ = 0;
};

bool has_columns(Intake& intake, const CsvReader& reader) {
    bool complete = true;
    for (const std::string_view name : {"InvoiceNo", "StockCode", "Description", "Quantity",
                                        "InvoiceDate", "UnitPrice", "CustomerID"}) {
        if (column_of(reader.header(), name) != no_column) {
            continue;
        }
        complete = false;
        intake.reading.findings.add({Severity::error, reader.file(), 1, 0, std::string(name),
                                     "this column", "none in the header"});
    }
    return complete;
}

}  // namespace

void read_online_retail(Intake& intake) {
    auto text = intake.take("orders");
    if (!text) {
        return;
    }
    const std::string file = text->name;
    intake.note(file,
                "is read in the layout online_retail: order lines to needs per day and product");
    auto reader = CsvReader::open(text->text, file);
    if (!reader) {
        intake.no_header(file, reader.error());
        return;
    }
    if (!has_columns(intake, *reader)) {
        return;
    }
    const std::string header(reader->raw());
    OrderReader orders(intake, header);
    orders.read(*reader);
    orders.tell(file);
    NeedRows needs;
    NeedFile origin;
    for (const std::string& name : reader->header()) {
        origin.header.emplace_back(trimmed(name));
    }
    origin.raw_header = header;
    origin.separator = reader->separator();
    origin.date = column_of(origin.header, "InvoiceDate");
    needs.rows = orders.daily_needs();
    origin.file = *std::move(text);
    needs.files.push_back(std::move(origin));
    depot_named(intake, shop_id);
    World& world = intake.world();
    world.history = form_history(intake, needs, Gap::zero);
    Place source;
    source.id = std::string(source_id);
    source.name = source.id;
    source.kind = PlaceKind::source;
    intake.places.add(source_id);
    const PlaceId from = world.places.push_back(std::move(source));
    world.lanes.push_back({.from = from,
                           .to = PlaceId{0},
                           .mode = "road",
                           .lead_days = lead_days,
                           .length = {},
                           .capacity = {},
                           .minimum = {}});
    intake.modes.add("road");
}

}  // namespace vorrat::ingest
