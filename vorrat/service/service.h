#pragma once

#include "vorrat/service/commands.h"
#include "vorrat/service/council_desk.h"
#include "vorrat/service/published_record.h"
#include "vorrat/service/series_story.h"
#include "vorrat/service/settings.h"
#include "vorrat/service/what_if.h"

/// Commands to replies, without argv.
