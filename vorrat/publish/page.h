#pragma once

#include <string>

#include "vorrat/publish/digest.h"
#include "vorrat/publish/html.h"

namespace vorrat::publish {

/// The page around the sections: style, script, language switch. The content policy allows no
/// request to anywhere and no script but this one, so that no name in the data can run.
std::string page(const Text& title, const std::string& header, const std::string& sections);

/// Pictures of the report as figures; empty when there is nothing to show.
std::string map_picture(const Publication& publication, const Digest& digest);
std::string flow_picture(const Publication& publication);
std::string fan_pictures(const Publication& publication, const Digest& digest);

}  // namespace vorrat::publish
