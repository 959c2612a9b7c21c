#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs all fuzz targets that build.sh made, one after the other, $FUZZ_SECONDS each (default: 900):
# tests/fuzz/run.sh [build-fuzz]. What breaks one is in FOLDER/finds_NAME; then the status is 1.
set -eu
cd "${1:-build-fuzz}"
status=0
for target in ./fuzz_*; do
    name=${target#./fuzz_}
    case $name in *.dict) continue ;; esac
    mkdir -p "finds_$name"
    "$target" -fork=1 -ignore_crashes=1 -ignore_timeouts=1 -ignore_ooms=1 -timeout=10 \
        -rss_limit_mb=3000 "-dict=fuzz_$name.dict" "-max_total_time=${FUZZ_SECONDS:-900}" \
        "-artifact_prefix=finds_$name/" "corpus_$name" >"log_$name" 2>&1 || true
    printf '%s: %s\n' "$name" "$(grep '^#' "log_$name" | tail -n 1)"
    [ -z "$(ls "finds_$name")" ] || status=1
    ls "finds_$name"
done
exit $status
