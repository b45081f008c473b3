#pragma once

#include "vorrat/publish/digest.h"

namespace vorrat::publish {

/// A heading and what stands under it; lines are whole sentences or entries of a list.
struct Chapter {
    std::string key;  ///< of the section in the report
    Text heading;
    std::vector<Text> lines;
};

/// A value or bound of the stage as people read it: fairness is a share, the others are numbers.
Text stage_value(const PlanStage& stage, double value);

std::vector<Chapter> chapters(const Publication& publication, const Digest& digest);

}  // namespace vorrat::publish
