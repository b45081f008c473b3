#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "vorrat/base/result.h"
#include "vorrat/ingest/finding.h"

namespace vorrat::ingest {

/// A text as UTF-8, and the name under which it lies on disk.
struct TextFile {
    std::string name;
    std::string text;
};

/// Unpacks by the name's ending: `.gz` (gzip, several members allowed), `.zst`; else the bytes.
/// errors: bad_input: broken, cut off or followed by other bytes; larger than `bytes_max`; or a
/// bomb: past 64 MiB and more than 500 times its packed size (tables pack 5 to 50 times)
Result<std::string> unpack(std::string_view name, std::string bytes, std::size_t bytes_max);

/// UTF-8 stays as it is (a byte order mark too, the CSV reader skips it). Otherwise the text is
/// taken as Windows-1252, converted, and a note says so. UTF-16, a mixture of both encodings and
/// bytes that Windows-1252 does not have are errors: then there is no text.
std::optional<TextFile> decode(std::string name, std::string bytes, Findings& findings);

}  // namespace vorrat::ingest
