#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# tests/same_numbers.sh OPTANIM... -- SCENE...: the CSV and the frames of each scene are the same from every
# one of the programs, with the processor's features and without those that make glibc choose other functions.
set -eu
programs=
while [ "$1" != -- ]; do
    programs="$programs $1"
    shift
done
shift
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
status=0

for scene in "$@"; do
    rm -f "$folder"/first.*
    # Paths of programs have no spaces.
    for program in $programs; do
        for features in "" -FMA,-FMA4,-AVX2,-AVX2_Usable,-AVX512F; do
            GLIBC_TUNABLES=${features:+glibc.cpu.hwcaps=$features} \
                "$program" "$scene" --size 160x120 -o "$folder/other.csv" -o "$folder/other.raw" --quiet
            for kind in csv raw; do
                [ -e "$folder/first.$kind" ] || cp "$folder/other.$kind" "$folder/first.$kind"
                if ! cmp "$folder/first.$kind" "$folder/other.$kind"; then
                    echo "$scene: another $kind by $program, features: ${features:-all}"
                    status=1
                fi
            done
        done
    done
done
exit $status
