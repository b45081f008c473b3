#include <array>
#include <cerrno>
#include <cstring>
#include <ostream>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "vorrat/base/file.h"
#include "vorrat/service/each_command.h"
#include "vorrat/service/ledger_desk.h"

namespace vorrat::service {
namespace {

namespace fs = std::filesystem;
using record::Json;

/// A file that only its owner may read and that was not there before.
Outcome write_secret(const fs::path& path, std::string_view bytes) {
    const int made = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made < 0) {
        return failed(fmt::format("{}: {}", path.string(), std::strerror(errno)));
    }
    const bool written =
        ::write(made, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
        ::fsync(made) == 0;
    const bool closed = ::close(made) == 0;
    if (!written || !closed) {
        return failed(fmt::format("{}: cannot be written", path.string()));
    }
    return Done{};
}

Result<ledger::Signer> new_key(const fs::path& path, const std::string& name,
                               ledger::KeyType type) {
    if (!ledger::is_key_name(name)) {
        return usage_error("--origin: want a name without blanks and \"+\"");
    }
    ledger::Signer signer{name, type, ledger::random_seed()};
    if (auto written = write_secret(path, signer.text() + "\n"); !written) {
        return written.error();
    }
    return signer;
}

std::string public_text(const ledger::Signer& signer) {
    return ledger::to_base64(ledger::as_bytes(signer.verifier().key));
}

Result<int> init(const Values& values, const Streams& streams) {
    const fs::path folder = values.text("LEDGER");
    const std::string origin = values.text("origin");
    std::error_code error;
    fs::create_directories(folder / "files", error);
    if (error) {
        return failed(fmt::format("{}: {}", folder.string(), error.message()));
    }
    const auto log_key = new_key(folder / "log.key", origin, ledger::KeyType::log);
    if (!log_key) {
        return log_key.error();
    }
    const auto registrar = new_key(folder / "registrar.key", "registrar", ledger::KeyType::log);
    if (!registrar) {
        return registrar.error();
    }
    auto disk = std::make_unique<ledger::Folder>(folder);
    auto log = ledger::Log::create(*disk, origin);
    if (!log) {
        return log.error();
    }
    Desk desk{folder, std::move(disk), std::move(*log), record::Book(origin), {}};
    const Json charter{{"kind", "charter"},
                       {"at", time_of(values)},
                       {"title", values.has("title") ? values.text("title") : origin},
                       {"registrar", public_text(*registrar)}};
    if (auto appended = append_bodies(desk, {charter}, *registrar); !appended) {
        return appended.error();
    }
    streams.out << fmt::format("{}\n", log_key->verifier().text());
    return 0;
}

Result<int> key(const Values& values, const Streams& streams) {
    const bool witness = values.text("key-type") == "witness";
    const auto made = new_key(values.text("LEDGER"), values.text("origin"),
                              witness ? ledger::KeyType::witness : ledger::KeyType::log);
    if (!made) {
        return made.error();
    }
    streams.out << (witness ? made->verifier().text() : public_text(*made)) << "\n";
    return 0;
}

/// One JSON value per line: bodies to be signed.
Result<std::vector<Json>> read_bodies(const Values& values) {
    const std::string path = values.text("record");
    const auto text = read_file(path);
    if (!text) {
        return bad_input(text.error().message);
    }
    std::vector<Json> bodies;
    std::string_view rest = *text;
    for (std::size_t line = 1; !rest.empty(); ++line) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view one = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (one.empty()) {
            continue;
        }
        Json body = record::parse_shallow(one);
        if (!body.is_object()) {
            return bad_input(fmt::format("{}:{}: want a JSON object in one line", path, line));
        }
        body.emplace("at", time_of(values));
        bodies.push_back(std::move(body));
    }
    if (bodies.empty()) {
        return bad_input(fmt::format("{}: want a JSON object in each line", path));
    }
    return bodies;
}

Result<int> append(const Values& values, const Streams& streams) {
    const auto bodies = read_bodies(values);
    if (!bodies) {
        return bodies.error();
    }
    auto desk = open_desk(values, ledger::Access::write);
    if (!desk) {
        return desk.error();
    }
    const auto signer = signer_of(values, *desk, "registrar.key");
    if (!signer) {
        return signer.error();
    }
    const auto first = append_bodies(*desk, *bodies, *signer);
    if (!first) {
        return first.error();
    }
    for (std::size_t k = 0; k < bodies->size(); ++k) {
        streams.out << fmt::format("{}\n", *first + k);
    }
    return 0;
}

Result<int> show(const Values& values, const Streams& streams) {
    const auto desk = open_desk(values, ledger::Access::read);
    if (!desk) {
        return desk.error();
    }
    const bool one = values.has("entry");
    const auto number = static_cast<std::size_t>(one ? values.whole("entry") : 0);
    if (one && number >= desk->entries.size()) {
        return usage_error(fmt::format("--entry: want a number below {}", desk->entries.size()));
    }
    for (std::size_t k = one ? number : 0; k < (one ? number + 1 : desk->entries.size()); ++k) {
        const auto entry = record::parse_entry(desk->entries[k]);
        if (values.flag("json")) {
            streams.out << desk->entries[k] << "\n";
        } else {
            Json rest = entry->body;
            rest.erase("kind");
            rest.erase("at");
            streams.out << fmt::format("{}  {}  {}  {}\n", k, entry->at(), entry->kind(),
                                       record::canonical(rest));
        }
    }
    return 0;
}

Result<int> checkpoint(const Values& values, const Streams& streams) {
    auto desk = open_desk(values, ledger::Access::write);
    if (!desk) {
        return desk.error();
    }
    const auto note = current_checkpoint(*desk);
    if (!note) {
        return note.error();
    }
    streams.out << to_text(*note);
    return 0;
}

}  // namespace

Result<Desk> open_desk(const Values& values, ledger::Access access) {
    const fs::path folder = values.text("LEDGER");
    auto disk = std::make_unique<ledger::Folder>(folder);
    auto log = ledger::Log::open(*disk, access);
    if (!log) {
        return Error{log.error().kind, fmt::format("{}: {}", folder.string(), log.error().message)};
    }
    record::Book book(log->origin());
    Desk desk{folder, std::move(disk), std::move(*log), std::move(book), {}};
    const auto read = desk.log.each(
        0, desk.log.size(), [&](std::uint64_t number, std::string_view entry) -> Outcome {
            desk.entries.emplace_back(entry);
            const auto found = desk.book.add(entry);
            if (!found.empty()) {
                return bad_input(
                    fmt::format("{}: entry {}: {}", folder.string(), number, found.front().what));
            }
            return Done{};
        });
    if (!read) {
        return read.error();
    }
    return desk;
}

Result<ledger::Signer> read_signer(const fs::path& file) {
    const auto text = read_file(file);
    if (!text) {
        return text.error();
    }
    auto signer = ledger::parse_signer(text->substr(0, text->find('\n')));
    if (!signer) {
        return bad_input(fmt::format("{}: {}", file.string(), signer.error().message));
    }
    return signer;
}

Result<ledger::Signer> signer_of(const Values& values, const Desk& desk, const char* otherwise) {
    return read_signer(values.has("key") ? fs::path(values.text("key")) : desk.folder / otherwise);
}

std::string time_of(const Values& values) {
    return values.has("at") ? values.text("at") : now_text();
}

Result<std::uint64_t> append_bodies(Desk& desk, const std::vector<Json>& bodies,
                                    const ledger::Signer& signer) {
    std::vector<std::string> batch;
    record::Book book = desk.book;
    for (const Json& body : bodies) {
        auto entry = record::signed_entry(body, signer.seed, desk.log.origin());
        if (!entry) {
            return entry.error();
        }
        const auto found = book.add(*entry);
        if (!found.empty()) {
            return bad_input(
                fmt::format("entry {}: {}", book.now().size() - 1, found.front().what));
        }
        batch.push_back(std::move(*entry));
    }
    auto first = desk.log.append(batch);
    if (first) {
        desk.book = std::move(book);
        desk.entries.insert(desk.entries.end(), batch.begin(), batch.end());
    }
    return first;
}

Result<ledger::Note> current_checkpoint(Desk& desk) {
    if (desk.log.checkpoint()) {
        auto kept = ledger::parse_note(*desk.log.checkpoint(), "checkpoint");
        if (!kept) {
            return kept;
        }
        if (kept->text == to_text(ledger::Checkpoint{desk.log.origin(), desk.log.head()})) {
            return kept;
        }
    }
    const auto signer = read_signer(desk.folder / "log.key");
    if (!signer) {
        return signer.error();
    }
    auto note = ledger::signed_checkpoint({desk.log.origin(), desk.log.head()}, *signer);
    if (auto kept = desk.log.keep_checkpoint(note); !kept) {
        return kept.error();
    }
    return note;
}

Result<std::string> keep_document(const Desk& desk, const std::string& bytes) {
    std::string hash = to_hex(sha256(bytes));
    if (auto written = write_file(desk.document(hash), bytes); !written) {
        return written.error();
    }
    return hash;
}

Result<int> run_ledger(const Values& values, const Streams& streams) {
    using Action = Result<int> (*)(const Values&, const Streams&);
    static constexpr std::array<std::pair<std::string_view, Action>, 15> actions{{
        {"init", init},
        {"key", key},
        {"append", append},
        {"vote", ledger_vote},
        {"open", ledger_open},
        {"tally", ledger_tally},
        {"template", ledger_template},
        {"result", ledger_result},
        {"document", ledger_document},
        {"plan", ledger_plan},
        {"show", show},
        {"checkpoint", checkpoint},
        {"prove", ledger_prove},
        {"export", ledger_export},
        {"witness", ledger_witness},
    }};
    std::string names;
    for (const auto& [name, action] : actions) {
        if (name == values.text("ACTION")) {
            return action(values, streams);
        }
        names += (names.empty() ? "" : ", ") + std::string(name);
    }
    return usage_error(
        fmt::format("ACTION: want one of {}, got \"{}\"", names, values.text("ACTION")));
}

}  // namespace vorrat::service
