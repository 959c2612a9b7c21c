#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the module of pages in node over all scenes: its CSV is the program's to the bit: tests/web/numbers.sh [OPTANIM].
# Skips the test (status 77) where node or the module is missing.
set -eu
optanim=${1:-}
. "$(dirname "$0")/begin.sh"
begin
copy_module
for part in scenes scenes/as-published scenes/rules tests/golden; do
    "$optanim" -q --size 160x120 "$root/$part"/*.scene -o "$part/" -f html,csv
done
# A page does not hold the digits.
for scene in moons spirals honest_plane; do
    "$optanim" -q --size 160x120 "$root/scenes/networks/$scene.scene" -o networks/ -f html,csv
done
"$optanim" -q "$root"/scenes/lamb_lr*.scene "$root"/scenes/adam_lr*.scene -o posted/ -f html,csv
# Data from other folders.
mkdir -p far/data
printf 'step,w0,w1\n0,1,2\n1,1.5,2.5\n2,3,3\n' >far/data/run.csv
printf 'x,y\n0,1\n1,3\n2,5.5\n' >far/points.csv
printf 'problem: {regression: {data: points.csv}}\noptimizers: [recorded: data/run.csv, sgd: {lr: 0.3}]\nepochs: 5\n' >far/data.scene
"$optanim" -q far/data.scene -o data.html -o data.csv
node numbers.mjs
