#include "vorrat/keeper/batch.h"

#include <algorithm>

#include <fmt/format.h>

#include "vorrat/keeper/tile_writer.h"

namespace vorrat::ledger {
namespace {

template <class Whole>
void append_little_endian(std::string& bytes, Whole value) {
    for (std::size_t i = 0; i < sizeof value; ++i, value = static_cast<Whole>(value >> 8U)) {
        bytes += static_cast<char>(value & 0xffU);
    }
}

std::uint64_t little_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i > 0; --i) {
        value = value << 8U | static_cast<unsigned char>(bytes[i - 1]);
    }
    return value;
}

std::string_view view(const Hash& hash) {
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

Hash hash_at(std::string_view bytes, std::size_t at) {
    Hash hash{};
    std::ranges::copy(bytes.substr(at, hash.size()), hash.begin());
    return hash;
}

}  // namespace

std::string batch_bytes(std::uint64_t first, std::span<const std::string> entries,
                        const Hash& root) {
    std::string payload;
    for (const std::string& entry : entries) {
        append_entry(payload, entry);
    }
    std::string bytes(batch_mark);
    append_little_endian(bytes, static_cast<std::uint32_t>(payload.size()));
    append_little_endian(bytes, first);
    append_little_endian(bytes, static_cast<std::uint32_t>(entries.size()));
    bytes += payload;
    bytes += view(root);
    bytes += view(sha256(bytes));
    return bytes;
}

Result<std::size_t> parse_batch_head(std::string_view bytes) {
    if (bytes.size() < batch_head_bytes) {
        return bad_input(fmt::format("want 20 bytes head, got {}", bytes.size()));
    }
    if (!bytes.starts_with(batch_mark)) {
        return bad_input("want the mark VLB1");
    }
    const std::uint64_t payload = little_endian(bytes.substr(4, 4));
    if (payload > batch_payload_max) {
        return bad_input(fmt::format("want at most {} bytes, got {}", batch_payload_max, payload));
    }
    return payload;
}

Result<Batch> parse_batch(std::string_view bytes) {
    const auto payload = parse_batch_head(bytes);
    if (!payload) {
        return payload.error();
    }
    const std::size_t whole = batch_head_bytes + *payload + batch_tail_bytes;
    if (bytes.size() < whole) {
        return bad_input(fmt::format("want a batch of {} bytes, got {}", whole, bytes.size()));
    }
    Batch batch;
    batch.bytes = whole;
    batch.first = little_endian(bytes.substr(8, 8));
    batch.root = hash_at(bytes, whole - batch_tail_bytes);
    batch.sum = hash_at(bytes, whole - batch.sum.size());
    if (sha256(bytes.substr(0, whole - batch.sum.size())) != batch.sum) {
        return bad_input("want a batch whose sum fits");
    }
    auto entries = parse_entries(bytes.substr(batch_head_bytes, *payload),
                                 little_endian(bytes.substr(16, 4)), "payload");
    if (!entries) {
        return entries.error();
    }
    batch.entries = std::move(*entries);
    return batch;
}

}  // namespace vorrat::ledger
