#pragma once

#include "vorrat/ledger/checkpoint.h"
#include "vorrat/ledger/merkle.h"
#include "vorrat/ledger/note.h"
#include "vorrat/ledger/signature.h"
#include "vorrat/ledger/tiles.h"

/// An append-only Merkle log and its proofs; knows bytes and hashes, no plans.
