#include "vorrat/api/record.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "vorrat/api/routes.h"
#include "vorrat/base/file.h"

namespace vorrat::api {
namespace {

namespace fs = std::filesystem;
using Index = std::shared_ptr<const RecordIndex>;

constexpr std::size_t entries_limit_max = 1'000;
constexpr std::size_t path_before_file = 4;  // api, v1, record, published

std::string base64(const ledger::Hash& hash) { return ledger::to_base64(ledger::as_bytes(hash)); }

/// Adds the entries that follow the `known` first ones.
Outcome add_entries(RecordIndex& index, std::uint64_t known) {
    const std::uint64_t size = index.record.size();
    for (std::uint64_t next = known; next < size;) {
        const std::uint64_t tile = next / ledger::tile_width_max;
        const auto entries = index.record.tile_entries(tile);
        if (!entries) {
            return entries.error();
        }
        const std::uint64_t first = tile * ledger::tile_width_max;
        for (; next < first + entries->size(); ++next) {
            const auto entry = record::parse_entry((*entries)[next - first]);
            if (!entry) {
                return bad_input(fmt::format("entry {}: {}", next, entry.error().message));
            }
            index.by_kind[entry->kind()].push_back(next);
        }
    }
    return Done{};
}

/// The index of the folder as it is now; what an earlier one knows is not read again.
Result<Index> read_index(const fs::path& folder, const RecordIndex* earlier) {
    auto record = service::open_published_record(folder);
    if (!record) {
        return record.error();
    }
    auto index = std::make_shared<RecordIndex>(RecordIndex{std::move(*record), {}});
    std::uint64_t known = 0;
    if (earlier != nullptr && earlier->record.size() <= index->record.size()) {
        known = earlier->record.size();
        index->by_kind = earlier->by_kind;
    }
    if (auto added = add_entries(*index, known); !added) {
        return added.error();
    }
    return Index(std::move(index));
}

Reply summary_reply(const RecordIndex& index, const Call& /*call*/) {
    const service::PublishedRecord& record = index.record;
    Json kinds = Json::array();
    for (const auto& [kind, entries] : index.by_kind) {
        kinds.push_back({{"kind", kind}, {"entries", entries.size()}});
    }
    Json signers = Json::array();
    for (const ledger::NoteSignature& signature : record.note.signatures) {
        signers.push_back(signature.name);
    }
    return json_reply({{"origin", record.checkpoint.origin},
                       {"key", record.key.text()},
                       {"size", record.size()},
                       {"root", base64(record.checkpoint.head.root)},
                       {"checkpoint", to_text(record.note)},
                       {"signers", std::move(signers)},
                       {"kinds", std::move(kinds)}});
}

/// Reads entries with their paths; one tile of entries is kept, for rows come in order.
class EntryReader {
public:
    explicit EntryReader(const service::PublishedRecord& record)
        : record_(record), nodes_(record.nodes()) {}

    Result<Json> row(std::uint64_t number) {
        const std::uint64_t tile = number / ledger::tile_width_max;
        if (tile_ != tile) {
            auto entries = record_.tile_entries(tile);
            if (!entries) {
                return entries.error();
            }
            entries_ = std::move(*entries);
            tile_ = tile;
        }
        const std::string& bytes = entries_[number % ledger::tile_width_max];
        const auto entry = record::parse_entry(bytes);
        const auto path = ledger::inclusion_path(nodes_, number, record_.size());
        if (!entry || !path) {
            return entry ? path.error() : entry.error();
        }
        Json proof = Json::array();
        for (const ledger::Hash& hash : *path) {
            proof.push_back(base64(hash));
        }
        return Json{{"index", number},          {"kind", entry->kind()},
                    {"at", entry->at()},        {"body", entry->body},
                    {"entry", bytes},           {"leaf", base64(ledger::leaf_hash(bytes))},
                    {"proof", std::move(proof)}};
    }

private:
    const service::PublishedRecord& record_;
    ledger::Nodes nodes_;
    std::optional<std::uint64_t> tile_;
    std::vector<std::string> entries_;
};

/// The k-th entry of a list that is either all entries or those of a kind.
struct Listed {
    const std::vector<std::uint64_t>* of_kind = nullptr;
    std::uint64_t total = 0;
    bool newest_first = false;

    std::uint64_t entry(std::uint64_t k) const {
        const std::uint64_t place = newest_first ? total - 1 - k : k;
        return of_kind == nullptr ? place : (*of_kind)[place];
    }
    /// How many of the list come before the entry `cursor`; that one need not be in it.
    std::uint64_t before(std::uint64_t cursor) const {
        const auto rising = [&](std::uint64_t number) {
            return of_kind == nullptr
                       ? std::min(number, total)
                       : static_cast<std::uint64_t>(std::ranges::lower_bound(*of_kind, number) -
                                                    of_kind->begin());
        };
        return newest_first ? total - rising(cursor + 1) : rising(cursor);
    }
};

Reply entries_reply(const RecordIndex& index, const Call& call) {
    const Target& target = call.target;
    const auto page = page_of(target, entries_limit_max);
    if (!page) {
        return bad_page(entries_limit_max);
    }
    const std::string order = from_query(target, "order");
    if (!order.empty() && order != "oldest" && order != "newest") {
        return bad_request("want order to be oldest or newest");
    }
    static const std::vector<std::uint64_t> none;
    Listed listed{nullptr, index.record.size(), order == "newest"};
    if (const std::string kind = from_query(target, "kind"); !kind.empty()) {
        const auto found = index.by_kind.find(kind);
        listed.of_kind = found == index.by_kind.end() ? &none : &found->second;
        listed.total = listed.of_kind->size();
    }
    const std::uint64_t first =
        target.query.contains("cursor") ? listed.before(page->cursor) : std::uint64_t{0};
    const std::uint64_t end = std::min<std::uint64_t>(first + page->limit, listed.total);
    EntryReader reader(index.record);
    Json rows = Json::array();
    for (std::uint64_t k = first; k < end; ++k) {
        auto row = reader.row(listed.entry(k));
        if (!row) {
            return unavailable(row.error());
        }
        rows.push_back(std::move(*row));
    }
    return json_reply(
        {{"total", listed.total},
         {"size", index.record.size()},
         {"checkpoint", to_text(index.record.note)},
         {"rows", std::move(rows)},
         {"next", end < listed.total ? Json(std::to_string(listed.entry(end))) : Json(nullptr)}});
}

/// The entry of the path; nothing when the record has none of that number.
std::optional<std::uint64_t> entry_in(const RecordIndex& index, const Call& call) {
    const auto number = whole_number(call.part("index"));
    return number && *number < index.record.size() ? number : std::nullopt;
}

Reply no_such_entry(const RecordIndex& index) {
    return not_found(fmt::format("want an entry below the size {}", index.record.size()));
}

Reply entry_reply(const RecordIndex& index, const Call& call) {
    const auto number = entry_in(index, call);
    if (!number) {
        return no_such_entry(index);
    }
    auto row = EntryReader(index.record).row(*number);
    if (!row) {
        return unavailable(row.error());
    }
    row->emplace("checkpoint", to_text(index.record.note));
    return json_reply(*row);
}

Reply receipt_reply(const RecordIndex& index, const Call& call) {
    const auto number = entry_in(index, call);
    if (!number) {
        return no_such_entry(index);
    }
    const auto receipt = index.record.receipt(*number);
    return receipt
               ? bytes_reply(to_text(*receipt, nullptr), fmt::format("entry-{}.receipt", *number))
               : unavailable(receipt.error());
}

Reply consistency_reply(const RecordIndex& index, const Call& call) {
    const std::uint64_t size = index.record.size();
    const auto before = whole_number(call.target, "from", 0, SIZE_MAX / 2);
    if (!before || *before == 0 || *before > size) {
        return bad_request(fmt::format("from: want an earlier size of 1 to {}", size));
    }
    auto text = service::consistency_text(index.record.nodes(), *before, index.record.note, size);
    if (!text) {
        return unavailable(text.error());
    }
    return {.content_type = "application/json", .body = std::move(*text)};
}

/// What the published folder holds at its top: docs/formats/ledger.md, section 1.
constexpr std::array<std::string_view, 5> published_tops{"checkpoint", "files", "ledger.key",
                                                         "plans", "tile"};

bool is_published(const std::string& path) {
    return std::ranges::count(published_tops, path.substr(0, path.find('/'))) > 0;
}

Reply published_list(const RecordIndex& index, const Call& call) {
    const service::PublishedRecord& record = index.record;
    const auto page = page_of(call.target);
    if (!page) {
        return bad_page();
    }
    std::map<std::string, std::uintmax_t> files;
    std::error_code error;
    for (auto entry = fs::recursive_directory_iterator(record.folder, error);
         !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        const std::string path = entry->path().lexically_relative(record.folder).generic_string();
        std::error_code none;
        if (is_published(path) && entry->is_regular_file(none) && !entry->is_symlink(none)) {
            files.emplace(path, entry->file_size(none));
        }
    }
    if (error) {
        return unavailable(failed(error.message()));
    }
    Json rows = Json::array();
    std::size_t number = 0;
    for (const auto& [path, bytes] : files) {
        if (number >= page->cursor && rows.size() < page->limit) {
            rows.push_back({{"path", path}, {"bytes", bytes}});
        }
        ++number;
    }
    const std::size_t end = page->cursor + rows.size();
    return json_reply({{"total", files.size()},
                       {"rows", std::move(rows)},
                       {"next", end < files.size() ? Json(std::to_string(end)) : Json(nullptr)}});
}

/// A segment of a published path: no other file of the folder can be named, nor one outside.
bool is_segment(const std::string& segment) {
    constexpr std::string_view letters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    return !segment.empty() && segment.front() != '.' &&
           segment.find_first_not_of(letters) == std::string::npos;
}

Reply published_file(const RecordIndex& index, const Call& call) {
    const service::PublishedRecord& record = index.record;
    fs::path path;
    // The parts as they came: once joined, an encoded slash would part them anew.
    for (const std::string& part : std::span(call.target.path).subspan(path_before_file)) {
        if (!is_segment(part)) {
            return not_found("no such published file");
        }
        path /= part;
    }
    std::error_code none;
    const fs::path file = record.folder / path;
    const bool served =
        is_published(path.generic_string()) && fs::is_regular_file(fs::symlink_status(file, none));
    auto bytes = served ? read_file(file) : failed("not published");
    if (!bytes) {
        return not_found("no such published file");
    }
    return bytes_reply(std::move(*bytes), path.filename().string());
}

}  // namespace

Result<Index> RecordApi::current() const {
    const std::scoped_lock held(lock_);
    const service::PublishedRecord& record = index_->record;
    const auto text = read_file(record.folder / "checkpoint");
    if (!text || *text != to_text(record.note)) {
        auto index = read_index(record.folder, index_.get());
        if (!index) {
            return index.error();
        }
        index_ = std::move(*index);
    }
    return index_;
}

Reply RecordApi::answer(const std::function<Reply(const RecordIndex&)>& view) const {
    const auto index = current();
    return index ? view(**index) : unavailable(index.error());
}

std::vector<Route> record_routes(const std::shared_ptr<const RecordApi>& record) {
    using View = Reply (*)(const RecordIndex&, const Call&);
    const auto get = [&](std::string_view path, View view) {
        return Route{
            .method = "GET", .path = path, .answer = [record, view](const Call& call) {
                return record->answer([&](const RecordIndex& index) { return view(index, call); });
            }};
    };
    return {get("record", summary_reply),
            get("record/entries", entries_reply),
            get("record/entries/{index}", entry_reply),
            get("record/entries/{index}/receipt", receipt_reply),
            get("record/consistency", consistency_reply),
            get("record/published", published_list),
            get("record/published/{path...}", published_file)};
}

Result<std::shared_ptr<const RecordApi>> open_record_api(const fs::path& folder) {
    auto index = read_index(folder, nullptr);
    if (!index) {
        return index.error();
    }
    return std::shared_ptr<const RecordApi>(std::make_shared<RecordApi>(std::move(*index)));
}

}  // namespace vorrat::api
