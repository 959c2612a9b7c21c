#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# tests/same_numbers.sh OPTANIM... -- SCENE...: every program must write the same CSV for each scene, both with all
# features of the processor and without those for which glibc selects other functions.
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
    rm -f "$folder/first.csv"
    # Paths of programs have no spaces.
    for program in $programs; do
        for features in "" -FMA,-FMA4,-AVX2,-AVX2_Usable,-AVX512F; do
            GLIBC_TUNABLES=${features:+glibc.cpu.hwcaps=$features} \
                "$program" "$scene" -o "$folder/other.csv" --quiet
            [ -e "$folder/first.csv" ] || cp "$folder/other.csv" "$folder/first.csv"
            if ! cmp "$folder/first.csv" "$folder/other.csv"; then
                echo "$scene: other numbers by $program, features: ${features:-all}"
                status=1
            fi
        done
    done
done
exit $status
