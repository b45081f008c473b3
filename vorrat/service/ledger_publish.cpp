#include <ostream>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "vorrat/base/file.h"
#include "vorrat/service/each_command.h"
#include "vorrat/service/ledger_desk.h"
#include "vorrat/service/published_record.h"
#include "vorrat/verify/verify.h"

namespace vorrat::service {
namespace {

namespace fs = std::filesystem;
using record::Json;

Outcome make_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        return failed(fmt::format("{}: {}", folder.string(), error.message()));
    }
    return Done{};
}

/// The criteria of a published plan as a document of their own.
Result<std::string> criteria_of(const fs::path& plan) {
    const auto text = read_file(plan / "plan.json");
    if (!text) {
        return bad_input(text.error().message);
    }
    const auto json = nlohmann::ordered_json::parse(*text, nullptr, false);
    if (!json.is_object() || !json.contains("criteria")) {
        return bad_input(
            fmt::format("{}: want an object with criteria", (plan / "plan.json").string()));
    }
    return json["criteria"].dump(2) + "\n";
}

Result<std::string> document_of(const Values& values) {
    if (values.has("plan") && values.has("attach")) {
        return usage_error("document: want --plan or --attach, found both");
    }
    if (values.has("plan")) {
        return criteria_of(values.text("plan"));
    }
    if (!values.has("attach")) {
        return usage_error("document: want --plan, whose criteria it is, or --attach, a text");
    }
    auto text = read_file(values.text("attach"));
    if (!text) {
        return bad_input(text.error().message);
    }
    // So that nobody finds a short text by trying hashes.
    return to_hex(ledger::random_seed()) + "\n" + *text;
}

Result<std::string> prove_published(const fs::path& folder, const Values& values) {
    const auto published = open_published_record(folder);
    if (!published) {
        return published.error();
    }
    if (!values.has("entry")) {
        return consistency_text(published->nodes(),
                                static_cast<std::uint64_t>(values.whole("size")), published->note,
                                published->size());
    }
    const auto receipt = published->receipt(static_cast<std::uint64_t>(values.whole("entry")));
    if (!receipt) {
        return receipt.error();
    }
    return to_text(*receipt, nullptr);
}

Result<std::string> prove_working(const Values& values) {
    auto desk = open_desk(values, ledger::Access::write);
    if (!desk) {
        return desk.error();
    }
    if (values.has("entry")) {
        const auto receipt = receipt_of(*desk, static_cast<std::uint64_t>(values.whole("entry")));
        if (!receipt) {
            return receipt.error();
        }
        return to_text(*receipt, nullptr);
    }
    const auto note = current_checkpoint(*desk);
    if (!note) {
        return note.error();
    }
    std::vector<ledger::Hash> leaves;
    for (const std::string& bytes : desk->entries) {
        leaves.push_back(ledger::leaf_hash(bytes));
    }
    return consistency_text(ledger::nodes_of(leaves),
                            static_cast<std::uint64_t>(values.whole("size")), *note, leaves.size());
}

Outcome write_published(const fs::path& out, const std::string& path, std::string_view bytes) {
    const fs::path file = out / path;
    if (auto made = make_folder(file.parent_path()); !made) {
        return made;
    }
    return write_file(file, bytes);
}

/// Full tiles never change; those that are there are not written again. Partial tiles that have
/// grown are taken away.
Outcome export_tiles(const Desk& desk, const fs::path& out) {
    std::vector<fs::path> written;
    ledger::TileWriter writer([&](const std::string& path, std::string_view bytes) -> Outcome {
        std::error_code none;
        if (fs::exists(out / path, none)) {
            const auto there = read_file(out / path);
            return there && *there == bytes
                       ? Outcome(Done{})
                       : failed(fmt::format("{}: is not the tile of this ledger",
                                            (out / path).string()));
        }
        return write_published(out, path, bytes);
    });
    for (const std::string& entry : desk.entries) {
        if (auto added = writer.add(entry); !added) {
            return added;
        }
    }
    return writer.finish();
}

bool is_partial_tile_of(const std::string& path, std::uint64_t size) {
    const std::size_t mark = path.find(".p/");
    if (mark == std::string::npos) {
        return true;
    }
    const bool entries = path.starts_with("tile/entries/");
    const unsigned level =
        entries ? 0 : static_cast<unsigned>(std::strtoul(path.c_str() + 5, nullptr, 10));
    const auto tiles = ledger::tiles_of(level, size);
    return !tiles.empty() && path == (entries ? ledger::entries_path(tiles.back())
                                              : ledger::tile_path(level, tiles.back()));
}

Outcome drop_old_partial_tiles(const fs::path& out, std::uint64_t size) {
    std::error_code error;
    std::vector<fs::path> old;
    for (auto entry = fs::recursive_directory_iterator(out / "tile", error);
         !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        const std::string path = entry->path().lexically_relative(out).generic_string();
        if (entry->is_regular_file() && !is_partial_tile_of(path, size)) {
            old.push_back(entry->path());
        }
    }
    for (const fs::path& file : old) {
        fs::remove(file, error);
        fs::remove(file.parent_path(), error);  // N.p, once it is empty
    }
    return Done{};
}

Outcome export_documents(const Desk& desk, const fs::path& out) {
    std::vector<std::string> wanted(desk.book.now().documents.begin(),
                                    desk.book.now().documents.end());
    for (const auto& [hash, text] : desk.book.now().texts) {
        if (!text.redacted_by) {
            wanted.push_back(hash);
            continue;
        }
        std::error_code none;
        fs::remove(out / "files" / hash, none);
        fs::remove(desk.document(hash), none);
    }
    for (const std::string& hash : wanted) {
        const auto bytes = read_file(desk.document(hash));
        if (!bytes) {
            return failed(bytes.error().message);
        }
        if (auto written = write_published(out, "files/" + hash, *bytes); !written) {
            return written;
        }
    }
    return Done{};
}

Outcome export_plans(const Desk& desk, const fs::path& out, const fs::path& plans) {
    for (const auto& [name, plan] : desk.book.now().plans) {
        const auto sums = read_file(plans / name / "SHA256SUMS");
        if (!sums) {
            return bad_input(sums.error().message);
        }
        if (to_hex(sha256(*sums)) != plan.sums) {
            return bad_input(fmt::format("{}: is not the plan that entry {} recorded",
                                         (plans / name).string(), plan.entry));
        }
        std::error_code error;
        for (const auto& entry : fs::directory_iterator(plans / name, error)) {
            const auto bytes = read_file(entry.path());
            if (!bytes) {
                return bytes.error();
            }
            const std::string path =
                fmt::format("plans/{}/{}", name, entry.path().filename().string());
            if (auto written = write_published(out, path, *bytes); !written) {
                return written;
            }
        }
        if (error) {
            return failed(fmt::format("{}: {}", (plans / name).string(), error.message()));
        }
    }
    return Done{};
}

/// The checkpoint with the signatures of witnesses that the published one has already.
Outcome export_checkpoint(const ledger::Note& note, const fs::path& out) {
    if (const auto there = read_file(out / "checkpoint")) {
        const auto published = ledger::parse_note(*there, "checkpoint");
        if (published && published->text == note.text) {
            return Done{};
        }
    }
    return write_published(out, "checkpoint", to_text(note));
}

}  // namespace

Result<int> ledger_document(const Values& values, const Streams& streams) {
    const auto bytes = document_of(values);
    if (!bytes) {
        return bytes.error();
    }
    const auto desk = open_desk(values, ledger::Access::read);
    if (!desk) {
        return desk.error();
    }
    const auto hash = keep_document(*desk, *bytes);
    if (!hash) {
        return hash.error();
    }
    streams.out << *hash << "\n";
    return 0;
}

Result<int> ledger_plan(const Values& values, const Streams& streams) {
    const fs::path plan = values.text("plan");
    const auto verdict = verify::verify_plan(plan);
    if (!verdict) {
        return verdict.error();
    }
    if (!verdict->sound()) {
        streams.out << verify::in_words(*verdict);
        return 1;
    }
    auto desk = open_desk(values, ledger::Access::write);
    if (!desk) {
        return desk.error();
    }
    const auto sums = sha256_of_file(plan / "SHA256SUMS");
    const auto shipments = sha256_of_file(plan / "shipments.csv");
    const auto signer = signer_of(values, *desk, "registrar.key");
    if (!sums || !shipments || !signer) {
        return !sums ? sums.error() : !shipments ? shipments.error() : signer.error();
    }
    const std::string name = fs::canonical(plan).filename().string();
    const std::string at = time_of(values);
    const Json recorded{{"kind", "plan"},
                        {"at", at},
                        {"plan", name},
                        {"sums", to_hex(*sums)},
                        {"criteria", desk->book.now().criteria.value_or("")}};
    const Json approved{
        {"kind", "shipments"}, {"at", at}, {"plan", name}, {"sha256", to_hex(*shipments)}};
    const auto first = append_bodies(*desk, {recorded, approved}, *signer);
    if (!first) {
        return first.error();
    }
    streams.out << fmt::format("{}\n", *first);
    return 0;
}

Result<int> ledger_prove(const Values& values, const Streams& streams) {
    if (values.has("entry") == values.has("size")) {
        return usage_error("prove: want --entry, or --size of an earlier state");
    }
    const fs::path folder = values.text("LEDGER");
    std::error_code none;
    const auto text =
        fs::exists(folder / "tile", none) ? prove_published(folder, values) : prove_working(values);
    if (!text) {
        return text.error();
    }
    if (auto delivered = deliver(values, streams, *text); !delivered) {
        return delivered.error();
    }
    return 0;
}

Result<int> ledger_export(const Values& values, const Streams& streams) {
    if (!values.has("out")) {
        return usage_error("export: want --out, the folder to publish");
    }
    auto desk = open_desk(values, ledger::Access::write);
    if (!desk) {
        return desk.error();
    }
    const auto note = current_checkpoint(*desk);
    const auto key = read_signer(desk->folder / "log.key");
    if (!note || !key) {
        return !note ? note.error() : key.error();
    }
    const fs::path out = values.text("out");
    const fs::path plans = values.has("plans") ? fs::path(values.text("plans")) : out / "plans";
    // The checkpoint comes last: what it is signed over is there before.
    for (const auto& step :
         {std::function<Outcome()>([&] { return export_tiles(*desk, out); }),
          {[&] { return export_documents(*desk, out); }},
          {[&] { return export_plans(*desk, out, plans); }},
          {[&] { return write_published(out, "ledger.key", key->verifier().text() + "\n"); }},
          {[&] { return export_checkpoint(*note, out); }},
          {[&] { return drop_old_partial_tiles(out, desk->log.size()); }}}) {
        if (auto done = step(); !done) {
            return done.error();
        }
    }
    streams.out << fmt::format("{}: {} entries\n", out.string(), desk->log.size());
    return 0;
}

Result<int> ledger_witness(const Values& values, const Streams& streams) {
    if (!values.has("key") || !values.has("trusted")) {
        return usage_error(
            "witness: want --key of the witness and --trusted, where it keeps what it saw last");
    }
    const fs::path folder = values.text("LEDGER");
    auto published = open_published_record(folder);
    const auto signer = read_signer(values.text("key"));
    if (!published || !signer) {
        return !published ? published.error() : signer.error();
    }
    if (signer->type != ledger::KeyType::witness) {
        return usage_error("--key: want a key of type witness");
    }
    const std::string kept = values.text("trusted");
    std::error_code none;
    const ledger::Head head = published->checkpoint.head;
    if (fs::exists(kept, none)) {
        const auto text = read_file(kept);
        const auto before = text ? ledger::open_checkpoint(*text, published->key, kept)
                                 : Result<ledger::Checkpoint>(text.error());
        if (!before) {
            return before.error();
        }
        const auto path =
            ledger::consistency_path(published->nodes(), before->head.size, head.size);
        const auto continues =
            path ? ledger::check_consistency(before->head, head, *path) : Outcome(path.error());
        if (!continues) {
            return bad_input(fmt::format("not signed: {}", continues.error().message));
        }
    }
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(
                             std::chrono::system_clock::now().time_since_epoch())
                             .count();
    std::erase_if(published->note.signatures, [&](const ledger::NoteSignature& signature) {
        return signature.is_of(signer->verifier());
    });
    published->note.signatures.push_back(ledger::cosignature_of(*signer, published->note, seconds));
    const std::string text = to_text(published->note);
    // What was seen is kept before it is signed in public, so that it is never signed twice.
    for (const fs::path& file : {fs::path(kept), folder / "checkpoint"}) {
        if (auto written = write_file(file, text); !written) {
            return written.error();
        }
    }
    streams.out << text;
    return 0;
}

}  // namespace vorrat::service
