#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Validates scenes with the JSON Schema: tests/web/schema.sh [OPTANIM]. Needs npm; skips the test (status 77), with
# a message, if it is missing.
set -eu
optanim=${1:-}
. "$(dirname "$0")/begin.sh"
begin_packages
"$optanim" --schema >schema.json
mkdir whole
for scene in "$root"/scenes/*.scene; do
    "$optanim" --explain "$scene" >"whole/$(basename "$scene")"
done
for name in fit function post; do
    "$optanim" --new "whole/new_$name.scene" --from $name
done
ROOT=$root node schema.mjs
