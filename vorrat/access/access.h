#pragma once

#include "vorrat/access/role.h"

/// Who may do what.
