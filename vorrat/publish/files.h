#pragma once

#include <string>
#include <vector>

#include "vorrat/publish/publish.h"

namespace vorrat::publish {

struct File {
    std::string name;
    std::string bytes;
};

/// The files of docs/formats/plan.md, section "The problem".
std::vector<File> problem_files(const Publication& publication);

/// The files of section "The answer", without report.html.
std::vector<File> answer_files(const Publication& publication);

/// `plan.json`.
File plan_json(const Publication& publication);

/// Writes the files and SHA256SUMS as the whole content of the folder; see publish().
Outcome write_folder(const std::vector<File>& files, const std::filesystem::path& folder,
                     const Accept& accept);

}  // namespace vorrat::publish
