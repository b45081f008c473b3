#pragma once

#include "vorrat/keeper/belenios.h"
#include "vorrat/keeper/disk.h"
#include "vorrat/keeper/frontier.h"
#include "vorrat/keeper/log.h"
#include "vorrat/keeper/proof.h"
#include "vorrat/keeper/receipt_file.h"
#include "vorrat/keeper/sign_entry.h"
#include "vorrat/keeper/signing.h"
#include "vorrat/keeper/tile_writer.h"

/// What whoever keeps a record needs beside reading it: the log on a disk, signatures, proofs,
/// tiles.
