#include "vorrat/service/published_record.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "vorrat/base/file.h"

namespace vorrat::service {
namespace {

constexpr std::uint64_t per_tile = ledger::tile_width_max;

}  // namespace

ledger::Nodes PublishedRecord::nodes() const {
    const auto read = [folder = folder](const std::string& path) {
        return read_file(folder / path);
    };
    return ledger::nodes_of_tiles(read, size());
}

Result<std::vector<std::string>> PublishedRecord::tile_entries(std::uint64_t index) const {
    const ledger::Tile tile{index, std::min(per_tile, size() - index * per_tile)};
    const std::string path = ledger::entries_path(tile);
    const auto bundle = read_file(folder / path);
    if (!bundle) {
        return bad_input(bundle.error().message);
    }
    const auto entries = ledger::parse_entries(*bundle, tile.width, path);
    if (!entries) {
        return entries.error();
    }
    return std::vector<std::string>(entries->begin(), entries->end());
}

Result<record::Receipt> PublishedRecord::receipt(std::uint64_t entry) const {
    const auto path = ledger::inclusion_path(nodes(), entry, size());
    if (!path) {
        return path.error();
    }
    const auto entries = tile_entries(entry / per_tile);
    if (!entries) {
        return entries.error();
    }
    record::Receipt receipt{entry, (*entries)[entry % per_tile], *path, to_text(note)};
    if (auto held = record::check_receipt(receipt, key); !held) {
        return held.error();
    }
    return receipt;
}

Result<PublishedRecord> open_published_record(const std::filesystem::path& folder) {
    const auto key_text = read_file(folder / "ledger.key");
    if (!key_text) {
        return bad_input(key_text.error().message);
    }
    const auto key = ledger::parse_verifier(key_text->substr(0, key_text->find('\n')));
    if (!key) {
        return key.error();
    }
    const std::string file = (folder / "checkpoint").string();
    const auto text = read_file(file);
    if (!text) {
        return bad_input(text.error().message);
    }
    const auto checkpoint = ledger::open_checkpoint(*text, *key, file);
    if (!checkpoint) {
        return checkpoint.error();
    }
    return PublishedRecord{folder, *key, *ledger::parse_note(*text, file), *checkpoint};
}

Result<std::string> consistency_text(const ledger::Nodes& nodes, std::uint64_t before,
                                     const ledger::Note& note, std::uint64_t size) {
    const auto path = ledger::consistency_path(nodes, before, size);
    if (!path) {
        return path.error();
    }
    nlohmann::ordered_json proof = nlohmann::ordered_json::array();
    for (const ledger::Hash& hash : *path) {
        proof.push_back(ledger::to_base64(ledger::as_bytes(hash)));
    }
    const nlohmann::ordered_json json{{"format", "vorrat-consistency/1"},
                                      {"before", before},
                                      {"size", size},
                                      {"proof", proof},
                                      {"checkpoint", to_text(note)}};
    return json.dump(2) + "\n";
}

}  // namespace vorrat::service
