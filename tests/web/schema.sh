#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks scenes with the JSON Schema: tests/web/schema.sh [OPTANIM]. Needs npm; says so and leaves the
# test out (status 77) where it is missing.
set -eu
cd "$(dirname "$0")/../.."
optanim=$(realpath "${1:-build/optanim}")
root=$(pwd)

for tool in node npm; do
    command -v $tool >/dev/null || { echo "skipped: no $tool here"; exit 77; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund ajv@8 yaml@2 >/dev/null 2>&1 ||
    { echo "skipped: npm cannot install ajv"; exit 77; }
cp "$root/tests/web/schema.mjs" .
"$optanim" --schema >schema.json
mkdir whole
for scene in "$root"/scenes/*.scene; do
    "$optanim" --explain "$scene" >"whole/$(basename "$scene")"
done
for name in fit function post; do
    "$optanim" --new "whole/new_$name.scene" --from $name
done
ROOT=$root node schema.mjs
