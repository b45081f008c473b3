#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "vorrat/api/table.h"

namespace vorrat::api {

/// A folder of docs/formats/alternatives.md, read once.
struct Alternatives {
    std::string text;  ///< alternatives.json, byte for byte
    std::string etag;
    Table changes;
};

/// errors    bad_input: no alternatives.json, a format it does not know, or changes.csv that is no
///           table of that form
Result<std::shared_ptr<const Alternatives>> read_alternatives(const std::filesystem::path& folder);

}  // namespace vorrat::api
