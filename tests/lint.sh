#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks the form of all sources, and what clang-tidy and cppcheck find in them: tests/lint.sh
# [FILE...]. Needs clang-format, clang-tidy and cppcheck; prints findings and fails where there are any.
set -eu
cd "$(dirname "$0")/.."

[ $# -gt 0 ] || set -- $(find src tests -name '*.[ch]' | LC_ALL=C sort)
sources=$(printf '%s\n' "$@" | grep '\.c$' || true)
libraries="libavcodec libavformat libavutil cairo freetype2 harfbuzz fribidi yaml-0.1 libdeflate libxxhash"
defines='-D_GNU_SOURCE -DOPTANIM_VERSION="" -DSOURCE_DIR="" -DOPTANIM="" -DFAIL_ALLOCATION=""'
status=0

clang-format --dry-run -Werror "$@" || status=1

# Lists are split on purpose.
# shellcheck disable=SC2046,SC2086
if [ -n "$sources" ]; then
    jobs=$(getconf _NPROCESSORS_ONLN)
    # cmocka's fail() is not declared to end a test, so the analyzer goes on with what a test has
    # just found to be wrong: tests are spared it.
    printf '%s\n' $sources | xargs -P "$jobs" -n 1 sh -c '
        flags=$1 file=$2 checks=
        case $file in tests/*) checks=--checks=-clang-analyzer-* ;; esac
        exec clang-tidy --quiet $checks "$file" -- -std=c17 -Isrc -Itests $flags 2>/dev/null' \
        - "$defines $(pkg-config --cflags $libraries)" || status=1

    # A program a file, so that the verdict on each is the same for any number of jobs: where
    # cppcheck divides the files itself, what it finds across them depends on how.
    # comparePointers: the two ends of a font that fonts.S brings.
    # invalidPointerCast: the fields that a settings table points at.
    printf '%s\n' $sources | xargs -P "$jobs" -n 1 cppcheck --quiet --error-exitcode=1 \
        --inline-suppr --std=c11 --enable=warning,performance,portability \
        --suppress=missingIncludeSystem --suppress=comparePointers:src/draw/text/fonts.c \
        --suppress=comparePointers:tests/test_maths.c --suppress=invalidPointerCast \
        $defines -Isrc -Itests || status=1
fi
exit $status
