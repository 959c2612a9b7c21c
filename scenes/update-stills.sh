#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Draws a still of every scene of the gallery into stills/. Replaces the end of README.md by the program's tables, and
# by the stills with the scenes that made them: scenes/update-stills.sh build/optanim
set -eu
optanim=$(realpath "$1")
cd "$(dirname "$0")"
mkdir -p stills
page=$(mktemp)
sed '/^<!-- stills/,$d' README.md >"$page"
echo '<!-- stills: written by update-stills.sh -->' >>"$page"

./tables.sh "$optanim" >>"$page"
printf '\n## Every scene and its lines\n' >>"$page"
for scene in *.scene as-published/*.scene networks/*.scene; do
    name=${scene%.scene}
    still=stills/$(echo "$name" | tr / -).png
    "$optanim" -q "$scene" --scale 0.6 -o "$still"
    printf '\n### %s\n\n![%s](%s)\n\n' "$name" "$name" "$still" >>"$page"
    sed 's/^\(.\)/    \1/' "$scene" >>"$page"
done
mv "$page" README.md
chmod 644 README.md
