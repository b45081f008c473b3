#pragma once

#include "vorrat/access/accounts.h"
#include "vorrat/access/journal.h"
#include "vorrat/access/role.h"

/// Who may do what, and who did what.
