#include "vorrat/council/entry.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "vorrat/base/text.h"
#include "vorrat/council/fields.h"

namespace vorrat::council {
namespace {

/// Sorted keys: the canonical form.
using Json = nlohmann::json;

constexpr std::size_t id_bytes_max = 64;
constexpr std::size_t text_bytes_max = 10'000;
constexpr std::int64_t whole_max = 1'000'000'000;
constexpr std::int64_t share_max = 1000;

/// The kinds, in the order of Event.
constexpr std::array kinds = std::to_array<std::string_view>(
    {"found",  "rules",   "join",    "leave",  "delegate",    "recall",  "announce",
     "draw",   "propose", "support", "amend",  "alternative", "say",     "move",
     "ballot", "count",   "decide",  "budget", "project",     "approve", "share"});
static_assert(kinds.size() == std::variant_size_v<Event>);

constexpr std::array phases =
    std::to_array<std::string_view>({"propose", "discuss", "amend", "vote", "object"});
constexpr std::array ofs =
    std::to_array<std::string_view>({"consumers", "producers", "place", "region"});
constexpr std::array voices =
    std::to_array<std::string_view>({"discussion", "objection", "minority"});
constexpr std::array outcomes = std::to_array<std::string_view>(
    {"adopted", "kept", "no_quorum", "returned", "lapsed", "infeasible"});
constexpr std::array tie_words = std::to_array<std::string_view>({"given", "name", "lot"});
constexpr std::array completion_words =
    std::to_array<std::string_view>({"none", "add1", "add1u", "utilitarian", "phragmen"});
constexpr std::array utility_words =
    std::to_array<std::string_view>({"auto", "cost", "cardinality", "additive"});

std::span<const std::string_view> words(Phase) { return phases; }
std::span<const std::string_view> words(Of) { return ofs; }
std::span<const std::string_view> words(Voice) { return voices; }
std::span<const std::string_view> words(Outcome) { return outcomes; }
std::span<const std::string_view> words(decide::Ties) { return tie_words; }
std::span<const std::string_view> words(decide::Completion) { return completion_words; }
std::span<const std::string_view> words(decide::Utility) { return utility_words; }

template <class Enum>
std::string_view word_of(Enum value) {
    return words(value)[static_cast<std::size_t>(value)];
}

template <class Enum>
std::optional<Enum> named(std::string_view word) {
    const auto all = words(Enum{});
    const auto found = std::ranges::find(all, word);
    if (found == all.end()) {
        return std::nullopt;
    }
    return static_cast<Enum>(found - all.begin());
}

/// Whether the parts of a line may be written on several lines of the text.
bool is_sound_text(std::string_view text) {
    std::string flat(text);
    std::ranges::replace(flat, '\n', ' ');
    return text.size() <= text_bytes_max && !first_not_utf8(text) && !has_control(flat);
}

class Writer {
public:
    Json json = Json::object();

    template <class T>
    void operator()(const char* name, const T& value) {
        json[name] = to_json(value);
    }

private:
    static Json to_json(const std::string& value) { return value; }
    static Json to_json(bool value) { return value; }
    static Json to_json(std::int64_t value) { return value; }
    static Json to_json(double value) {
        constexpr double exact_max = 1e15;
        if (value == std::floor(value) && std::abs(value) < exact_max) {
            return static_cast<std::int64_t>(value);
        }
        return value;
    }
    static Json to_json(Date value) { return vorrat::to_string(value); }
    static Json to_json(Share value) { return council::to_string(value); }
    template <class Enum>
    requires std::is_enum_v<Enum>
    static Json to_json(Enum value) { return word_of(value); }
    template <class T>
    static Json to_json(const std::vector<T>& values) {
        Json list = Json::array();
        for (const T& value : values) {
            list.push_back(to_json(value));
        }
        return list;
    }
    template <class T>
    static Json to_json(const std::map<std::string, T>& values) {
        Json object = Json::object();
        for (const auto& [key, value] : values) {
            object[key] = to_json(value);
        }
        return object;
    }
    template <class T>
    requires requires(Writer& w, const T& value) { fields(w, value, value); }
    static Json to_json(const T& value) {
        Writer inner;
        fields(inner, value, value);
        return std::move(inner.json);
    }
};

/// Reads fields of an object; the first problem is kept, later reads give defaults.
class Reader {
public:
    Reader(const Json& json, std::string prefix) : json_(json), prefix_(std::move(prefix)) {}

    template <class T>
    void operator()(const char* name, T& value) {
        known_.emplace_back(name);
        const auto found = json_.find(name);
        if (found == json_.end()) {
            fail(name, "to be there", "nothing");
            return;
        }
        read(*found, prefix_ + name, value);
    }
    void expect_known() {
        for (const auto& [key, value] : json_.items()) {
            if (std::ranges::find(known_, key) == known_.end()) {
                fail(key, "no such field", shown(key));
            }
        }
    }
    void know(const char* name) { known_.emplace_back(name); }
    void fail(const std::string& name, const std::string& want, const std::string& got) {
        if (!problem) {
            problem = bad_input(fmt::format("{}: want {}, got {}", prefix_ + name, want, got));
        }
    }

    std::optional<Error> problem;

private:
    void wrong(const std::string& name, const std::string& want, const Json& got) {
        if (!problem) {
            problem = bad_input(
                fmt::format("{}: want {}, got {}", name, want,
                            shown(got.dump(-1, ' ', false, Json::error_handler_t::replace))));
        }
    }
    void read(const Json& json, const std::string& name, std::string& value) {
        if (!json.is_string() || !is_sound_text(json.get_ref<const std::string&>())) {
            wrong(name, "a text without control characters, of at most 10,000 bytes", json);
            return;
        }
        value = json.get<std::string>();
    }
    void read(const Json& json, const std::string& name, bool& value) {
        if (!json.is_boolean()) {
            wrong(name, "true or false", json);
            return;
        }
        value = json.get<bool>();
    }
    void read(const Json& json, const std::string& name, std::int64_t& value) {
        if (!json.is_number_integer() || json.get<double>() < 0 ||
            json.get<double>() > static_cast<double>(whole_max)) {
            wrong(name, "a whole number of at least 0", json);
            return;
        }
        value = json.get<std::int64_t>();
    }
    void read(const Json& json, const std::string& name, double& value) {
        if (!json.is_number() || !std::isfinite(json.get<double>())) {
            wrong(name, "a number", json);
            return;
        }
        value = json.get<double>();
    }
    void read(const Json& json, const std::string& name, Date& value) {
        const auto date =
            json.is_string() ? parse_date(json.get_ref<const std::string&>()) : std::nullopt;
        if (!date || vorrat::to_string(*date) != json.get_ref<const std::string&>()) {
            wrong(name, "a date such as 2026-11-23", json);
            return;
        }
        value = *date;
    }
    void read(const Json& json, const std::string& name, Share& value) {
        const auto share =
            json.is_string() ? share_of(json.get_ref<const std::string&>()) : std::nullopt;
        if (!share) {
            wrong(name, "a share such as 1/2", json);
            return;
        }
        value = *share;
    }
    template <class Enum>
    requires std::is_enum_v<Enum>
    void read(const Json& json, const std::string& name, Enum& value) {
        const auto found =
            json.is_string() ? named<Enum>(json.get_ref<const std::string&>()) : std::nullopt;
        if (!found) {
            wrong(name, fmt::format("one of {}", fmt::join(words(Enum{}), ", ")), json);
            return;
        }
        value = *found;
    }
    template <class T>
    void read(const Json& json, const std::string& name, std::vector<T>& values) {
        if (!json.is_array()) {
            wrong(name, "a list", json);
            return;
        }
        for (const Json& entry : json) {
            read(entry, name, values.emplace_back());
        }
    }
    template <class T>
    void read(const Json& json, const std::string& name, std::map<std::string, T>& values) {
        if (!json.is_object()) {
            wrong(name, "an object", json);
            return;
        }
        for (const auto& [key, entry] : json.items()) {
            read(entry, fmt::format("{}.{}", name, key), values[key]);
        }
    }
    template <class T>
    requires requires(Reader& r, T& value) { fields(r, value, value); }
    void read(const Json& json, const std::string& name, T& value) {
        if (!json.is_object()) {
            wrong(name, "an object", json);
            return;
        }
        Reader inner(json, name + ".");
        fields(inner, value, value);
        inner.expect_known();
        if (!problem) {
            problem = inner.problem;
        }
    }

    const Json& json_;
    std::string prefix_;
    std::vector<std::string> known_ = {};
};

template <class T>
std::string dumped(const T& value) {
    Writer writer;
    fields(writer, value, value);
    return writer.json.dump();
}

/// An event of the kind with that number, its fields not yet read.
template <std::size_t... K>
Event event_of_kind(std::size_t kind, std::index_sequence<K...>) {
    Event event;
    ((K == kind ? void(event.emplace<K>()) : void()), ...);
    return event;
}

}  // namespace

bool Share::reached(std::size_t count, std::size_t all) const {
    return static_cast<std::int64_t>(count) * in >= static_cast<std::int64_t>(all) * of;
}

std::string_view to_string(Phase phase) { return word_of(phase); }
std::string_view to_string(Of of) { return word_of(of); }
std::string_view to_string(Voice voice) { return word_of(voice); }
std::string_view to_string(Outcome outcome) { return word_of(outcome); }
std::string_view to_string(decide::Completion completion) { return word_of(completion); }
std::string_view to_string(decide::Utility utility) { return word_of(utility); }
std::string to_string(Share share) { return fmt::format("{}/{}", share.of, share.in); }
std::optional<Phase> phase_named(std::string_view word) { return named<Phase>(word); }
std::optional<Of> of_named(std::string_view word) { return named<Of>(word); }
std::optional<Voice> voice_named(std::string_view word) { return named<Voice>(word); }
std::optional<decide::Completion> completion_named(std::string_view word) {
    return named<decide::Completion>(word);
}
std::optional<decide::Utility> utility_named(std::string_view word) {
    return named<decide::Utility>(word);
}

std::optional<Share> share_of(std::string_view text) {
    Share share;
    const char* const end = text.data() + text.size();
    const auto [slash, first] = std::from_chars(text.data(), end, share.of);
    if (first != std::errc{} || slash == end || *slash != '/') {
        return std::nullopt;
    }
    const auto [rest, second] = std::from_chars(slash + 1, end, share.in);
    const bool sound = second == std::errc{} && rest == end && share.of >= 1 &&
                       share.of <= share.in && share.in <= share_max;
    if (!sound || to_string(share) != text) {
        return std::nullopt;
    }
    return share;
}

bool is_id(std::string_view text) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '.';
    };
    return !text.empty() && text.size() <= id_bytes_max && std::ranges::all_of(text, allowed);
}

std::string line_of(const Entry& entry) {
    Writer writer;
    writer("n", entry.n);
    writer("date", entry.date);
    writer("kind", std::string(kinds.at(entry.event.index())));
    std::visit([&](const auto& event) { fields(writer, event, event); }, entry.event);
    return writer.json.dump() + "\n";
}

std::string json_of(const Rules& rules) { return dumped(rules); }
std::string json_of(const Changes& changes) { return dumped(changes); }

Result<Changes> read_changes(std::string_view json) {
    const Json object = Json::parse(json, nullptr, false);
    if (!object.is_object()) {
        return bad_input("changes: want an object, got " + shown(json));
    }
    Reader reader(object, "changes.");
    Changes changes;
    fields(reader, changes, changes);
    reader.expect_known();
    return reader.problem ? Result<Changes>(*reader.problem) : changes;
}

Result<Entry> read_line(std::string_view line) {
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object()) {
        return bad_input("want an entry, a JSON object, got " + shown(line));
    }
    Reader reader(json, "");
    Entry entry;
    std::string kind;
    reader("n", entry.n);
    reader("date", entry.date);
    reader("kind", kind);
    if (reader.problem) {
        return *reader.problem;
    }
    const auto found = std::ranges::find(kinds, kind);
    if (found == kinds.end()) {
        return bad_input(
            fmt::format("kind: want one of {}, got {}", fmt::join(kinds, ", "), shown(kind)));
    }
    entry.event = event_of_kind(static_cast<std::size_t>(found - kinds.begin()),
                                std::make_index_sequence<kinds.size()>());
    std::visit([&](auto& event) { fields(reader, event, event); }, entry.event);
    reader.expect_known();
    if (reader.problem) {
        return *reader.problem;
    }
    if (line_of(entry) != std::string(line) + "\n") {
        return bad_input("want the canonical line " + shown(line_of(entry)) + ", got " +
                         shown(line));
    }
    return entry;
}

}  // namespace vorrat::council
