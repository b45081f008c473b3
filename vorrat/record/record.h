#pragma once

#include "vorrat/record/book.h"
#include "vorrat/record/count.h"
#include "vorrat/record/entry.h"
#include "vorrat/record/receipt.h"
#include "vorrat/record/vote.h"

/// What the entries of the public ledger mean: members, votes, criteria, plans.
