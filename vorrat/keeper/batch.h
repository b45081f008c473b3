#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/ledger/ledger.h"

namespace vorrat::ledger {

// Batches of the file `entries`: docs/formats/ledger.md, section 11.

constexpr std::size_t batch_head_bytes = 20;
constexpr std::size_t batch_tail_bytes = 64;
constexpr std::size_t batch_payload_max = std::size_t{64} << 20U;
constexpr std::uint64_t batch_bytes_max = batch_head_bytes + batch_payload_max + batch_tail_bytes;
constexpr std::string_view batch_mark = "VLB1";

/// A batch as views into its bytes.
struct Batch {
    std::uint64_t first = 0;
    std::vector<std::string_view> entries;
    Hash root{};
    Hash sum{};
    std::size_t bytes = 0;

    std::uint64_t end() const { return first + entries.size(); }
};

/// root: of the log with these entries
std::string batch_bytes(std::uint64_t first, std::span<const std::string> entries,
                        const Hash& root);

/// Bytes of the payload that the head announces. errors: bad_input: no head
Result<std::size_t> parse_batch_head(std::string_view bytes);

/// The batch at the beginning of the bytes; more may follow.
/// errors: bad_input: what was expected, without a place
Result<Batch> parse_batch(std::string_view bytes);

}  // namespace vorrat::ledger
