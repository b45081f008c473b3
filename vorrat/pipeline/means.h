#pragma once

#include "vorrat/base/parallel.h"
#include "vorrat/base/progress.h"
#include "vorrat/base/result.h"
#include "vorrat/model/need.h"
#include "vorrat/model/world.h"

namespace vorrat::pipeline {

/// What every stage may use, and where it tells how far it is.
struct Means {
    Threads threads = Threads::all();
    Progress progress{};
};

}  // namespace vorrat::pipeline
