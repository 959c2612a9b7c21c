#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Finds the rates of the scenes of large_batch: for each batch and optimizer, of nine rates a factor of
# the root of 10 apart, the one with the smallest loss after the passes. best_rates.sh build/optanim
set -eu
optanim=$(realpath "$1")
cd "$(dirname "$0")"
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT

# The losses of an optimizer at the nine rates from FIRST on: search BATCH OPTIMIZER FIRST
search() {
    list=$(awk -v name="$2" -v rate="$3" 'BEGIN { for (i = 0; i < 9; i++) {
        printf "%s%s: {lr: %.3g, label: \"%.3g\"}", i ? ", " : "", name, rate, rate
        rate *= sqrt(10) } }')
    "$optanim" -q base/large_batch.scene --set "batch=$1" --set "optimizers=[$list]" -o "$folder/runs.csv"
    awk -F, -v what="$1 $2" 'NR > 1 { loss[$1] = $7; if (!($1 in seen)) { seen[$1]; order[++count] = $1 } }
        END { printf "batch %s:", what
              for (i = 1; i <= count; i++) {
                  label = order[i]; value = loss[label]
                  printf " %s:%s", label, value == "nan" ? "diverged" : sprintf("%.4g", value)
                  if (value != "nan" && (best == "" || value + 0 < loss[best] + 0)) best = label }
              printf "\n  best %s\n", best }' "$folder/runs.csv"
}

for batch in 750 128 16; do
    search $batch sgd 0.01
    search $batch lars 1
    search $batch lamb 0.001
    search $batch adam 0.0001
done
