#!/usr/bin/env bash
# The house is in order, and an include against its plan is found and named.
set -euo pipefail
root=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$root/tools/check_rooms" "$root"

mkdir -p "$scratch"/vorrat/{base,plan,forecast} "$scratch/apps"
for room in base plan forecast; do echo "# $room" >"$scratch/vorrat/$room/README.md"; done
cat >"$scratch/CMakeLists.txt" <<'C'
room(base LINKS fmt::fmt)
room(forecast USES base)
room(plan USES base LINKS x::y)
C
echo '#include "vorrat/base/result.h"' >"$scratch/vorrat/plan/plan.cpp"
"$root/tools/check_rooms" "$scratch"
expect() {
    local said
    if said=$("$root/tools/check_rooms" "$scratch"); then echo "not found: $1"; exit 1; fi
    grep -qF "$1" <<<"$said" || { echo "want: $1"; echo "got: $said"; exit 1; }
}
echo '#include "vorrat/forecast/forecast.h"' >"$scratch/vorrat/plan/plan.cpp"
expect "vorrat/plan/plan.cpp:1: room plan may not use room forecast"
rm "$scratch/vorrat/plan/plan.cpp"
echo '#include "vorrat/plan/inside.h"' >"$scratch/apps/main.cpp"
expect "apps/main.cpp:1: include the door vorrat/plan/plan.h, not inside.h"
rm "$scratch/apps/main.cpp"
rm "$scratch/vorrat/plan/README.md"
expect "vorrat/plan: has no README.md"
seq 41 >"$scratch/vorrat/plan/README.md"
expect "vorrat/plan/README.md: is longer than 40 lines"
echo "# plan" >"$scratch/vorrat/plan/README.md"
mkdir "$scratch/vorrat/attic"
expect "vorrat/attic: is not a room of CMakeLists.txt"
