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

# The same rows in the other ways that people write them.
dialects() {
    for file; do
        name=$folder/$(basename "$file" .csv)
        tr ',' '\t' <"$file" >"$name.tsv"
        tr ',' ' ' <"$file" >"$name.columns"
        tr ',.' ';,' <"$file" >"$name.semicolons"
        awk -F, '/^#/ { next }
            !names { names = split($0, name); next }
            { printf "{"
              for (i = 1; i <= names; i++)
                  printf "%s\"%s\": %s", (i > 1 ? ", " : ""), name[i], ($i == "" ? "null" : $i)
              print "}" }' "$file" >"$name.jsonl"
    done
}

case $target in
scene | render | explain)
    copy scenes/*.scene scenes/*/*.scene tests/bad/*.scene tests/golden/*.scene src/starters/*.scene ;;
theme) copy tests/*.theme tests/bad/*.theme ;;
data | recording)
    copy tests/*.csv tests/bad/*.csv tests/bad/*.json tests/traces/*.csv
    dialects tests/linear.csv tests/bad/data_missing.csv tests/traces/adam_wd_lr1.csv
    "$optanim" -q scenes/lamb_lr1.scene --set epochs=3 -o "$folder/run.csv" ;;
npy)
    copy tests/bad/*.npy tests/reference/networks/*.npy
    "$optanim" -q scenes/lamb_lr1.scene --set epochs=3 -o "$folder/run.npy" ;;
network)
    for text in '{data: moons, hidden: [3, 2], test: 0.25}' '{data: {waves: {points: 9}}, activation: gelu, hidden: []}' \
        '{data: {blobs: {classes: 4, points: 20}}, activation: relu, init: {normal: 0.5}}' \
        '{data: {file: p.csv, class: c}, hidden: [2], activation: sigmoid, init: he}' \
        '{data: {file: p.csv, columns: [x], value: y}, loss: mse}' '{data: {digits: {points: 12}}, hidden: [2]}'; do
        printf '%s\n\nx,y,c\n1,0.5,3\n2,-1,4\n3,7,3\n' "$text" >"$folder/$(echo "$text" | cksum | cut -d' ' -f1)"
    done ;;
formula)
    grep -ho '\.formula = "[^"]*"' src/problem/functions.c | sed 's/.*= "//; s/"$//' |
        awk -v folder="$folder" '{ print >(folder "/formula-" NR) }' ;;
rule)
    copy src/optim/rules/*.rule
    for scene in scenes/rules/*.scene; do
        sed -n '/^ *- rule:$/,/^[a-z]/p' "$scene" | sed '1d; /^[a-z]/d; s/^      //' \
            >"$folder/$(basename "$scene" .scene).rule"
    done ;;
text)
    grep -ho '"[^"]*\\\\[a-z][^"]*"' src/optim/rules/*.c | sed 's/^"/$/; s/"$/$/; s/\\\\/\\/g' |
        awk -v folder="$folder" '{ print >(folder "/text-" NR) }' ;;
template)
    grep -h '^title:' scenes/*.scene scenes/*/*.scene tests/bad/*.scene | sed 's/^title: *//; s/^"//; s/"$//' |
        awk -v folder="$folder" '{ print >(folder "/title-" NR) }' ;;
set)
    for set in optimizers.0.lr=0.5 'start=[1, 2]' video.hold=1s 'theme={background: "#123"}' \
        'problem={function: beale}' optimizers.1.inner=adam 'targets=[[0, 0]]' seed=3 \
        'optimizers.0.lr={formula: "0.1*exp(-t/20)"}' \
        'lr={join: {schedules: [{wsd: {steps: 9}}, {rex: }], at: [9]}}'; do
        printf %s "$set" >"$folder/$(echo "$set" | cksum | cut -d' ' -f1)"
    done ;;
flow)
    for text in '{optimizers: [{adam: {lr: 0.1, label: "A \\x1b \\u00e9"}}], epochs: 9}' "['it''s', ~, true, -.5e3, 0x1F]" \
        '{a: [], b: {}, c: w0*x + 1}'; do
        printf %s "$text" >"$folder/$(echo "$text" | cksum | cut -d' ' -f1)"
    done ;;
number)
    for number in 0 -0 0.1 1e-320 4.9406564584124654e-324 1.7976931348623157e308 1e400 -.5e+07 \
        9007199254740993 0.30000000000000004 '#123' '#0072b2' orange; do
        printf %s "$number" >"$folder/$(echo "$number" | cksum | cut -d' ' -f1)"
    done ;;
ticks)
    printf '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\360\077\010\0' >"$folder/unit"
    printf '\0\0\0\0\0\0\360\077\001\0\0\0\0\0\360\077\010\0' >"$folder/ulp" ;;
levels)
    # A count; then doubles: 0, 1, 2, 3; 1 and its neighbour; infinity and no number.
    zero='\0\0\0\0\0\0\0\0' one='\0\0\0\0\0\0\360\077' two='\0\0\0\0\0\0\0\100' three='\0\0\0\0\0\0\010\100'
    # The formats are these bytes.
    # shellcheck disable=SC2059
    printf "\010$zero$one$two$three" >"$folder/rising"
    # shellcheck disable=SC2059
    printf "\003$one$one\001\0\0\0\0\0\360\077$one" >"$folder/ulp"
    # shellcheck disable=SC2059
    printf "\143$zero\0\0\0\0\0\0\360\177$three\001\0\0\0\0\0\370\177" >"$folder/infinite" ;;
extract)
    # Those of FFmpeg's formats are left out where it is missing.
    for format in png gif apng svg pdf webp avif mp4 webm; do
        "$optanim" -q scenes/lamb_lr1.scene --size 64x48 --set epochs=3 -o "$folder/film.$format" ||
            rm -f "$folder/film.$format"
    done
    [ -s "$folder/film.png" ] ;;
esac
