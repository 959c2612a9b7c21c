#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the commands that README.md shows, in a new folder with only a few scenes: tests/readme.sh [OPTANIM].
# Commands that need a terminal or a cluster are skipped.
set -eu
cd "$(dirname "$0")/.."
optanim=$(realpath "${1:-build/optanim}")
readme=$(realpath README.md)
scenes=$(realpath scenes)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir bin scenes
ln -s "$optanim" bin/optanim
cp -r "$scenes"/base "$scenes"/lamb_lr1.scene "$scenes"/losses_lr1.scene scenes/
PATH=$folder/bin:$PATH
sed -n 's/^    //p' "$readme" | grep -E '^(echo|optanim|parallel) ' | grep -v -e --watch >lines
command -v parallel >/dev/null || sed -i '/^parallel/d' lines
[ "$(wc -l <lines)" -ge 12 ] || { echo "README.md has too few lines to copy"; exit 1; }
while read -r line; do
    sh -c "$line" </dev/null >out 2>&1 || { echo "FAILED: $line"; cat out; exit 1; }
    echo "ok  $line"
done <lines

# The long scene is valid, and every file that README's commands mention exists.
sed -n '/^A longer one:\|A longer one:$/,/^The page/s/^    //p' "$readme" >long.scene
optanim --check long.scene
for file in lamb.mp4 lamb.gif lamb.png lamb.csv lamb.html slide.mp4 my.scene rates.mp4 renders/index.html \
    renders/lamb_lr1.mp4 renders/lamb_lr1.gif renders/lamb_lr1.poster.png lamb.md; do
    [ -s "$file" ] || { echo "README.md: there is no $file"; exit 1; }
done

# The new optimizer compiles as a file of its own.
sed -n '/^## A new optimizer/,/^## Where/s/^    //p' "$readme" >normalized.c
[ "$(wc -l <normalized.c)" -ge 10 ] || { echo "README.md has no new optimizer"; exit 1; }
${CC:-cc} -std=c17 -Wall -Wextra -Werror -D_GNU_SOURCE -I "$(dirname "$readme")/src" -c normalized.c
echo "ok  the new optimizer"
