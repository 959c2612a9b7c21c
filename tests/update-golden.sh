#!/bin/sh
# Draws the golden pictures of golden/list.txt anew: tests/update-golden.sh build/optanim
# Look at each that changed before keeping it.
set -eu
optanim=$(realpath "$1")
cd "$(dirname "$0")/.."
while read -r name scene frame; do
    "$optanim" -q "$scene" --frame "$frame" -o "tests/golden/$name.png"
done <tests/golden/list.txt
