#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Draws the golden pictures listed in golden/list.txt again, and sums the frames of golden/frames.txt:
# tests/update-golden.sh build/optanim
# Look at each changed picture before committing it.
set -eu
optanim=$(realpath "$1")
cd "$(dirname "$0")/.."
while read -r name scene frame; do
    "$optanim" -q "$scene" --frame "$frame" -o "tests/golden/$name.png"
done <tests/golden/list.txt
tests/golden/libraries.sh >tests/golden/libraries.txt
GOLDEN_WRITE=1 "$(dirname "$optanim")/tests/test_golden" >/dev/null
