#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# tests/valgrind.sh OPTANIM: a small film of each format, and what else the program does, under valgrind. What
# libraries keep to their end is no leak. x264 and libaom read what nobody wrote and throw it away; so with
# their formats that is not looked at.
set -eu
optanim=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf 'optimizers: [lamb, sgd]\nepochs: 3\nvideo: {size: [64, 48]}\nlayout: [[surface, contour]]\n' >a.scene
status=0

# check UNDEFINED ARGUMENT...: whether reads of undefined values are errors, yes or no.
check() {
    undefined=$1
    shift
    if ! valgrind --quiet --error-exitcode=9 "--undef-value-errors=$undefined" --leak-check=full \
        --show-leak-kinds=definite --errors-for-leak-kinds=definite "$optanim" "$@" >/dev/null; then
        echo "valgrind: $*"
        status=1
    fi
}

for output in film.gif film.apng film.png film%d.png film.svg film.pdf film.csv film.raw film.y4m; do
    check yes -q --threads 2 a.scene -o "$output"
done
for output in film.mp4 film.webm film.webp film.avif; do
    check no -q --threads 2 a.scene -o "$output"
done
check yes --extract film.png
check yes --extract film.svg
check yes --check a.scene
check yes --explain a.scene
check yes --list
check yes --schema
exit $status
