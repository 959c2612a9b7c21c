#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Writes the first inputs of a fuzz target into a folder: tests/fuzz/seeds.sh OPTANIM TARGET FOLDER
set -eu
optanim=$(realpath "$1") target=$2 folder=$(realpath "$3")
cd "$(dirname "$0")/../.."

# Copies files under names that do not collide.
copy() {
    for file; do
        [ ! -f "$file" ] || cp "$file" "$folder/$(echo "$file" | tr '/' '-')"
    done
}

case $target in
scene | render)
    copy scenes/*.scene scenes/*/*.scene tests/bad/*.scene tests/golden/*.scene src/starters/*.scene ;;
theme) copy tests/*.theme tests/bad/*.theme ;;
data | recording) copy tests/*.csv tests/bad/*.csv tests/bad/*.json tests/traces/*.csv ;;
formula)
    "$optanim" --list --json | grep '"topic": "function"' >/dev/null || true
    grep -ho '\.formula = "[^"]*"' src/problem/functions.c | sed 's/.*= "//; s/"$//' |
        awk -v folder="$folder" '{ print >(folder "/formula-" NR) }' ;;
text)
    grep -ho '"[^"]*\\\\[a-z][^"]*"' src/optim/rules/*.c | sed 's/^"/$/; s/"$/$/; s/\\\\/\\/g' |
        awk -v folder="$folder" '{ print >(folder "/text-" NR) }' ;;
template)
    grep -h '^title:' scenes/*.scene scenes/*/*.scene tests/bad/*.scene | sed 's/^title: *//; s/^"//; s/"$//' |
        awk -v folder="$folder" '{ print >(folder "/title-" NR) }' ;;
set)
    for set in optimizers.0.lr=0.5 'start=[1, 2]' video.hold=1s 'theme={background: "#123"}' \
        'problem={function: beale}' optimizers.1.inner=adam 'targets=[[0, 0]]' seed=3; do
        printf %s "$set" >"$folder/$(echo "$set" | cksum | cut -d' ' -f1)"
    done ;;
ticks)
    printf '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\360\077\010\0' >"$folder/unit"
    printf '\0\0\0\0\0\0\360\077\001\0\0\0\0\0\360\077\010\0' >"$folder/ulp" ;;
extract)
    for format in png gif webp apng avif mp4 webm svg; do
        "$optanim" -q scenes/lamb_lr1.scene --size 64x48 --set epochs=3 -o "$folder/film.$format" ||
            rm -f "$folder/film.$format"
    done ;;
esac
