#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "vorrat/base/result.h"
#include "vorrat/council/change.h"
#include "vorrat/model/decision.h"

namespace vorrat::council {

/// Names of files -> their text.
using Files = std::map<std::string, std::string>;

/// The files of a workspace that changes can touch.
std::vector<std::string> editable_files();

/// The files that the changes touch, as they would be; what nobody changes stays as it is, comments
/// too. Whether the result makes sense is for ingest to say.
///
/// files   texts of editable_files(), those that are there
/// errors  bad_input: criteria.toml is no TOML, or has the key where it cannot be changed
Result<Files> edited(const Files& files, const Changes& changes);

/// criteria.toml with this criterion set; an empty value takes it out.
Result<std::string> with_criterion(const std::string& toml_text, std::string_view key,
                                   std::string_view value);

/// The rows of decisions.csv that adopt the changes. `sample` has what all rows share.
std::vector<Decision> rows_of(const Changes& changes, const std::vector<Decision>& record,
                              const Decision& sample);

}  // namespace vorrat::council
