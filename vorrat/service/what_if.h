#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "vorrat/base/date.h"
#include "vorrat/council/council.h"
#include "vorrat/pipeline/pipeline.h"

namespace vorrat::service {

/// The plan of a workspace as it is, kept in memory as long as its files stay what they are. Calls
/// wait for one another.
class KeptPlan {
public:
    /// The plan, made anew where there is none or a table changed (name, size, time or place on
    /// disk). published: folder of a plan from which it starts; empty, or without a plan: none
    Result<std::shared_ptr<const pipeline::Run>> of(const std::filesystem::path& workspace,
                                                    const std::filesystem::path& published,
                                                    std::optional<Date> as_of,
                                                    const pipeline::Means& means);

private:
    std::mutex making_;
    std::string made_of_;
    std::shared_ptr<const pipeline::Run> run_;
};

/// A limit that the tables say, larger or smaller.
struct LimitChange {
    std::string kind;   ///< resource, storage or lane, as in limits.csv
    std::string id;     ///< of a resource; of a lane `from>to>mode`; empty for storage
    std::string place;  ///< of a resource (empty: of all places together) or of storage
    double factor = 1;  ///< >= 0
};

/// What would be otherwise than it is.
struct Otherwise {
    std::map<std::string, std::string> instead = {};  ///< files: name -> text
    std::vector<LimitChange> limits = {};             ///< of what the files then say
};

/// The plan of a workspace as it is, and what it would be otherwise.
///
/// base     the plan as the workspace is, made by `pipeline::plan_only`
/// returns  alternatives.json (docs/formats/alternatives.md) of two: `base` and `what-if`; where no
///          plan would keep all limits, the second says which collide. Beside it `caps`: what is
///          used of which cap in both, and where both have the same items and places `changes`:
///          the largest changes of each kind in words, and why (docs/math/plan.md section 8.1)
/// errors   bad_input: a workspace that is not sound, with or without the files; a limit that no
///          table says; those of the stages
/// cost     the tables but for the needs read again, and a plan that starts from the one as it is;
///          with other needs, items or places: all read again, and a forecast
Result<std::string> what_if(const std::filesystem::path& workspace, const pipeline::Run& base,
                            Otherwise otherwise, std::optional<Date> as_of,
                            const pipeline::Means& means);

/// Changes these limits, one after the other, so that two of the same limit multiply.
/// errors  bad_input: a limit that the world does not have
vorrat::Outcome change_limits(World& world, std::span<const LimitChange> changes);

/// The files that these changes would write. errors  as `council::edited`; packed tables
Result<std::map<std::string, std::string>> files_with(const std::filesystem::path& workspace,
                                                      const council::Changes& changes);

/// Whether the workspace with these changes would be a sound one, which the planner could be asked
/// about. errors  bad_input: the first thing that is not; failed: it cannot be read
/// cost  that of reading the workspace
vorrat::Outcome sound_with(const std::filesystem::path& workspace, const council::Changes& changes);

}  // namespace vorrat::service
