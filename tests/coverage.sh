#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Tells which branches of src/ no test takes: tests/coverage.sh [build-coverage]. Needs gcovr. Counters of
# threads are updated atomically, or they would lose counts. test_memory is left out: it would fail gcov's own
# allocations, and where memory is short the program ends before it could write any counts.
set -eu
cd "$(dirname "$0")/.."
folder=${1:-build-coverage}
cmake -S . -B "$folder" -DCMAKE_BUILD_TYPE=None -DCMAKE_C_FLAGS="-O1 --coverage -fprofile-update=atomic" \
    -DOPTANIM_WERROR=OFF >/dev/null
cmake --build "$folder" --parallel >/dev/null
find "$folder" -name '*.gcda' -delete
# Where a test lets no file grow, gcov's cannot either; it says so among what the program says.
export GCOV_ERROR_FILE=/dev/null
ctest --test-dir "$folder" -E "web_|readme|test_memory" -j "$(nproc)" || true
gcovr --root . --filter src/ --branches --exclude-throw-branches --exclude-unreachable-branches \
    --gcov-ignore-parse-errors --print-summary "$folder"
