#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# tests/valgrind.sh OPTANIM: a small film of each format under valgrind. What libraries keep to their end is
# no leak; what they read that nobody wrote is theirs: x264 and libaom do so on purpose, so videos are left
# out where their code is.
set -eu
optanim=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf 'optimizers: [lamb, sgd]\nepochs: 3\nvideo: {size: [64, 48]}\nlayout: [[surface, contour]]\n' >a.scene
status=0
for output in film.gif film.apng film.png 'film%d.png' film.svg film.pdf film.csv film.raw film.y4m; do
    if ! valgrind --quiet --error-exitcode=9 --leak-check=full \
        --show-leak-kinds=definite --errors-for-leak-kinds=definite \
        "$optanim" -q --threads 2 a.scene -o "$output"; then
        echo "valgrind: $output"
        status=1
    fi
done
for input in "--extract film.png" "--extract film.svg" "--check a.scene" "--explain a.scene" --list --schema; do
    # The list is split on purpose.
    # shellcheck disable=SC2086
    if ! valgrind --quiet --error-exitcode=9 --leak-check=full \
        --show-leak-kinds=definite --errors-for-leak-kinds=definite \
        "$optanim" $input >/dev/null; then
        echo "valgrind: $input"
        status=1
    fi
done
exit $status
