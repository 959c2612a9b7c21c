#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the module of pages in node over all scenes: its CSV is the program's to the bit: tests/web/numbers.sh [OPTANIM].
# Skips the test (status 77) where node or the module is missing.
set -eu
optanim=${1:-}
. "$(dirname "$0")/begin.sh"
begin numbers.mjs
copy_module
for scene in "$root"/scenes/*.scene "$root"/scenes/as-published/*.scene "$root"/scenes/rules/*.scene "$root"/tests/golden/*.scene; do
    name=$(echo "${scene#"$root"/}" | tr / -)
    "$optanim" -q "$scene" -o "${name%.scene}.html" -o "${name%.scene}.csv"
done
node numbers.mjs
