#pragma once

#include "vorrat/service/api.h"
#include "vorrat/service/commands.h"
#include "vorrat/service/settings.h"

/// Commands and requests to replies, without argv and without sockets.
