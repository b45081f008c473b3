#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <span>
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
///          plan would keep all limits, the second says which collide. Beside it `caps`: what is
///          used of which cap in both, and where both have the same items and places `changes`:
///          the largest changes of each kind in words, and why (docs/math/plan.md section 8.1)
/// errors   bad_input: a workspace that is not sound, with or without the files; those of the
///          stages
/// cost     two plans, and a forecast or two
Result<std::string> what_if(const std::filesystem::path& workspace,
                            std::map<std::string, std::string> instead, const std::string& title,
                            std::optional<Date> as_of, const pipeline::Means& means);

/// A limit that the tables say, larger or smaller.
struct LimitChange {
    std::string kind;   ///< resource, storage or lane, as in limits.csv
    std::string id;     ///< of a resource; of a lane `from>to>mode`; empty for storage
    std::string place;  ///< of a resource (empty: of all places together) or of storage
    double factor = 1;  ///< >= 0
};

/// The tables with these limits changed, those of `files` first: name -> text.
/// errors  bad_input: the tables do not say such a limit; a packed table
Result<std::map<std::string, std::string>> with_limits(const std::filesystem::path& workspace,
                                                       std::map<std::string, std::string> files,
                                                       std::span<const LimitChange> changes);

/// The files that these changes would write. errors  as `council::edited`; packed tables
Result<std::map<std::string, std::string>> files_with(const std::filesystem::path& workspace,
                                                      const council::Changes& changes);

}  // namespace vorrat::service
