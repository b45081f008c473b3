#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "vorrat/base/date.h"
#include "vorrat/council/council.h"
#include "vorrat/pipeline/pipeline.h"

namespace vorrat::service {

/// The plan of a workspace as it is, and what it would be with some files otherwise.
///
/// instead  name -> text
/// title    of the workspace
/// returns  alternatives.json (docs/formats/alternatives.md) of two: `base` and `what-if`; where no
/// plan
///          would keep all limits, the second says which collide
/// errors   bad_input: a workspace that is not sound, with or without the files; those of the
/// stages cost     two plans, and a forecast or two
Result<std::string> what_if(const std::filesystem::path& workspace,
                            std::map<std::string, std::string> instead, const std::string& title,
                            std::optional<Date> as_of, const pipeline::Means& means);

/// The files that these changes would write. errors  as `council::edited`; packed tables
Result<std::map<std::string, std::string>> files_with(const std::filesystem::path& workspace,
                                                      const council::Changes& changes);

}  // namespace vorrat::service
