#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "vorrat/base/result.h"

namespace vorrat::sheet {

using Attributes = std::map<std::string_view, std::string_view>;

/// What is met in an XML file; names without their prefix. An error ends the reading.
struct XmlEvents {
    std::function<std::optional<Error>(std::string_view name, const Attributes& attributes)> begin;
    std::function<std::optional<Error>(std::string_view name)> end = {};
    std::function<std::optional<Error>(std::string_view text)> text = {};
};

/// Pieces of a file, one after the other; an empty one at its end.
using Pieces = std::function<Result<std::string_view>()>;

/// errors  bad_input: not well formed, deeper than any workbook, or with a document type (whose
///         entities could grow without end); those of `pieces` and `events`
Outcome read_xml(std::string_view file, const Pieces& pieces, const XmlEvents& events);

}  // namespace vorrat::sheet
