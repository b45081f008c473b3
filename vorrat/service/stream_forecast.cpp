#include "vorrat/service/stream_forecast.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <unordered_set>

#include <fmt/format.h>

#include "vorrat/ingest/ingest.h"
#include "vorrat/service/each_command.h"

namespace vorrat::service {
namespace {

constexpr std::size_t read_bytes = std::size_t{1} << 20U;

/// Where the columns are that the first reading looks at.
struct Header {
    std::string text;
    char separator = ',';
    std::size_t id = 0;
    std::size_t date = 0;
    std::size_t quantity = 0;
};

std::string_view cell(std::string_view line, char separator, std::size_t column) {
    for (; column > 0; --column) {
        const std::size_t end = line.find(separator);
        if (end == std::string_view::npos) {
            return {};
        }
        line.remove_prefix(end + 1);
    }
    return line.substr(0, line.find(separator));
}

/// Lines of a file, read a megabyte at a time; without their line ends.
class Lines {
public:
    explicit Lines(const std::filesystem::path& path) : in_(path, std::ios::binary) {}

    bool opened() const { return in_.is_open(); }
    bool next(std::string_view& line) {
        std::size_t end = buffer_.find('\n', at_);
        while (end == std::string::npos && in_) {
            buffer_.erase(0, at_);
            at_ = 0;
            const std::size_t before = buffer_.size();
            buffer_.resize(before + read_bytes);
            in_.read(buffer_.data() + before, read_bytes);
            buffer_.resize(before + static_cast<std::size_t>(in_.gcount()));
            end = buffer_.find('\n', before);
        }
        if (at_ == buffer_.size()) {
            return false;
        }
        end = std::min(end, buffer_.size());
        line = std::string_view(buffer_).substr(at_, end - at_);
        bytes_ += end - at_ + 1;
        at_ = std::min(end + 1, buffer_.size());
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        ++number_;
        return true;
    }
    std::size_t number() const { return number_; }
    std::size_t bytes() const { return bytes_; }

private:
    std::ifstream in_;
    std::string buffer_;
    std::size_t at_ = 0;
    std::size_t bytes_ = 0;
    std::size_t number_ = 0;
};

Result<Header> read_header(Lines& lines, const std::string& file) {
    std::string_view line;
    if (!lines.next(line)) {
        return bad_input(fmt::format("{}:1: want a header row, got an empty file", file));
    }
    if (line.starts_with("\x28\xb5\x2f\xfd") || line.starts_with("\x1f\x8b")) {
        return bad_input(fmt::format("{}: want an unpacked file to read in pieces", file));
    }
    Header header{.text = std::string(line)};
    if (header.text.starts_with("\xef\xbb\xbf")) {
        header.text.erase(0, 3);
    }
    for (const char candidate : {';', '\t'}) {
        if (std::ranges::count(line, candidate) > std::ranges::count(line, header.separator)) {
            header.separator = candidate;
        }
    }
    for (const auto& [name, at] :
         {std::pair{"unique_id", &header.id}, std::pair{"ds", &header.date},
          std::pair{"y", &header.quantity}}) {
        std::size_t column = 0;
        const auto columns =
            static_cast<std::size_t>(1 + std::ranges::count(header.text, header.separator));
        while (column < columns && cell(header.text, header.separator, column) != name) {
            ++column;
        }
        if (column == columns) {
            return bad_input(
                fmt::format("{}:1: {}: want this column, got none in the header", file, name));
        }
        *at = column;
    }
    return header;
}

/// What the first reading finds.
struct Survey {
    std::string last_date;
    std::size_t series = 0;
};

Result<Survey> survey(const Stream& stream, const Progress& progress, std::size_t bytes) {
    const std::string file = stream.input.filename().string();
    Lines lines(stream.input);
    const auto header = read_header(lines, file);
    if (!header) {
        return header.error();
    }
    Survey found;
    std::unordered_set<std::size_t> met;
    std::string last_id;
    std::string_view line;
    while (lines.next(line)) {
        if (line.find('"') != std::string_view::npos) {
            return bad_input(fmt::format("{}:{}: want no quotes in a file read in pieces", file,
                                         lines.number()));
        }
        const std::string_view id = cell(line, header->separator, header->id);
        if (id != last_id || found.series == 0) {
            last_id = id;
            ++found.series;
            if (!met.insert(std::hash<std::string_view>{}(id)).second) {
                return bad_input(fmt::format(
                    "{}:{}: unique_id: want the rows of a series together in a file read in "
                    "pieces, got more of {}",
                    file, lines.number(), id));
            }
            progress.tell("reading",
                          0.1 * static_cast<double>(lines.bytes()) / static_cast<double>(bytes));
            if (progress.stopped()) {
                return failed("forecast: stopped before it was done");
            }
        }
        // Dates as text are in the order of time, hours and all.
        const std::string_view date = cell(line, header->separator, header->date);
        if (date > found.last_date && !cell(line, header->separator, header->quantity).empty()) {
            found.last_date = date;
        }
    }
    return found;
}

/// A date at the end of a month stands for the month's first day, as ingest keeps it.
Date month_begin(Date date) {
    constexpr std::chrono::day last_in_every_month{28};
    const std::chrono::year_month_day parts{date};
    return parts.day() > last_in_every_month
               ? Date{parts.year() / parts.month() / std::chrono::day{1}}
               : date;
}

/// Forecasts the pieces one by one and appends their rows to a file.
class PieceWriter {
public:
    PieceWriter(const Stream& stream, const forecast::Settings& settings, std::ofstream& out)
        : stream_(stream), settings_(settings), out_(out), frequency_(stream.frequency) {}

    /// The first piece tells the frequency, and with it the origin.
    Outcome write(const std::string& text, std::size_t first_line, const std::string& last_date) {
        auto reading =
            ingest::read_long_text(stream_.input.filename().string(), text,
                                   {.threads = settings_.threads, .frequency = frequency_});
        if (!reading) {
            return reading.error();
        }
        if (!reading->sound()) {
            const auto world = pipeline::sound_world(*std::move(reading));
            return bad_input(fmt::format("in the piece that begins at line {}: {}", first_line,
                                         world.error().message));
        }
        const History& history = reading->world.history;
        frequency_ = history.frequency;
        forecast::Settings asked = settings_;
        asked.intervals.clear();
        asked.origin = origin(last_date);
        asked.usual_season.emplace();  // what series share cannot be told from a piece of them
        asked.progress.report = {};
        const auto need = forecast::forecast(history, asked);
        if (!need) {
            return need.error();
        }
        const SeriesNames given(*reading);
        std::vector<std::string> names;
        for (const SeriesKey key : need->series) {
            names.push_back(given.of(key));
        }
        std::string rows = publish::forecast_csv(*need, names);
        if (series_ > 0) {
            rows.erase(0, rows.find('\n') + 1);
        }
        series_ += names.size();
        out_ << rows;
        return Done{};
    }
    std::size_t series() const { return series_; }

private:
    std::optional<Date> origin(const std::string& last_date) const {
        if (stream_.as_of) {
            return first_step_of(*stream_.as_of, *frequency_);
        }
        const auto day = parse_date(last_date);
        if (!day) {
            return std::nullopt;  // the piece with that row tells what is wrong with it
        }
        switch (*frequency_) {
            case Frequency::hour:
                return first_step_of(*day + days{1}, *frequency_);
            case Frequency::day:
            case Frequency::week:
                return advance(*day, 1, *frequency_);
            case Frequency::month:
            case Frequency::quarter:
            case Frequency::year:
                return advance(month_begin(*day), 1, *frequency_);
        }
        impossible("a Frequency outside its enum");
    }

    const Stream& stream_;
    const forecast::Settings& settings_;
    std::ofstream& out_;
    std::optional<Frequency> frequency_;
    std::size_t series_ = 0;
};

Outcome write_pieces(const Stream& stream, const Progress& progress, std::size_t bytes,
                     const std::string& last_date, PieceWriter& writer) {
    Lines lines(stream.input);
    const auto header = read_header(lines, stream.input.filename().string());
    if (!header) {
        return header.error();
    }
    std::string piece;
    std::string last_id;
    std::size_t first_line = 2;
    const auto flush = [&]() -> Outcome {
        const Outcome done = writer.write(header->text + "\n" + piece, first_line, last_date);
        piece.clear();
        first_line = lines.number();
        progress.tell("forecast",
                      0.1 + 0.9 * static_cast<double>(lines.bytes()) / static_cast<double>(bytes));
        return progress.stopped() ? failed("forecast: stopped before it was done") : done;
    };
    std::string_view line;
    while (lines.next(line)) {
        const std::string_view id = cell(line, header->separator, header->id);
        if (piece.size() >= stream.piece_bytes && id != last_id) {
            if (Outcome done = flush(); !done) {
                return done;
            }
        }
        if (id != last_id) {
            last_id = id;
        }
        piece += line;
        piece += '\n';
    }
    return piece.empty() ? Outcome(Done{}) : flush();
}

}  // namespace

Result<std::size_t> stream_forecast(const Stream& stream, const forecast::Settings& settings) {
    std::error_code problem;
    const std::size_t bytes = std::filesystem::file_size(stream.input, problem);
    if (problem) {
        return failed(fmt::format("{}: {}", stream.input.string(), problem.message()));
    }
    const auto found = survey(stream, settings.progress, bytes);
    if (!found) {
        return found.error();
    }
    const std::filesystem::path part = stream.out.string() + ".part";
    std::ofstream out(part, std::ios::binary);
    PieceWriter writer(stream, settings, out);
    Outcome done = write_pieces(stream, settings.progress, bytes, found->last_date, writer);
    out.close();
    if (done && !out) {
        done = failed(fmt::format("{}: cannot be written", stream.out.string()));
    }
    if (done) {
        std::filesystem::rename(part, stream.out, problem);
        done = problem
                   ? Outcome(failed(fmt::format("{}: {}", stream.out.string(), problem.message())))
                   : done;
    }
    if (!done) {
        std::filesystem::remove(part, problem);
        return done.error();
    }
    return writer.series();
}

}  // namespace vorrat::service
