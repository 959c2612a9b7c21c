#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks the format of all sources, and runs clang-tidy and cppcheck on them: tests/lint.sh [FILE...]. Needs
# clang-format, clang-tidy and cppcheck; prints findings, and fails if there are any.
set -eu
cd "$(dirname "$0")/.."

[ $# -gt 0 ] || set -- $(find src tests -name '*.[ch]' | LC_ALL=C sort)
sources=$(printf '%s\n' "$@" | grep '\.c$' || true)
libraries="libavcodec libavformat libavutil cairo freetype2 harfbuzz fribidi yaml-0.1 libdeflate libxxhash"
defines='-D_GNU_SOURCE -DOPTANIM_VERSION="" -DSOURCE_DIR="" -DOPTANIM="" -DFAIL_ALLOCATION="" -DFAIL_CALL="" -DHTML_MISSING="" -DWRITE_TABLES=""'
status=0

clang-format --dry-run -Werror "$@" || status=1

# Lists are split on purpose.
# shellcheck disable=SC2046,SC2086
if [ -n "$sources" ]; then
    jobs=$(getconf _NPROCESSORS_ONLN)
    # cmocka's fail() is not declared as noreturn, so the analyzer would continue past failed assertions and
    # report errors there: its checks are off for tests.
    printf '%s\n' $sources | xargs -P "$jobs" -n 1 sh -c '
        flags=$1 file=$2 checks=
        case $file in
        # The library has its own names for the parameters of its functions.
        *allocation.c) checks=--checks=-readability-inconsistent-declaration-parameter-name ;;
        tests/*) checks=--checks=-clang-analyzer-* ;;
        esac
        exec clang-tidy --quiet $checks "$file" -- -std=c17 -Isrc -Itests $flags 2>/dev/null' \
        - "$defines $(pkg-config --cflags $libraries)" || status=1

    # One process a file, so that the findings are the same for any number of jobs: if cppcheck distributes the
    # files itself, its checks across files depend on the distribution.
    # invalidPointerCast: the fields that a settings table points at.
    printf '%s\n' $sources | xargs -P "$jobs" -n 1 cppcheck --quiet --error-exitcode=1 \
        --inline-suppr --std=c11 --enable=warning,performance,portability \
        --suppress=missingIncludeSystem \
        --suppress=invalidPointerCast \
        $defines -Isrc -Itests || status=1
fi
exit $status
