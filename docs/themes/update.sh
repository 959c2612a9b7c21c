#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Draws the pictures of docs/themes.md again: docs/themes/update.sh build/optanim
set -eu
optanim=$(realpath "$1")
cd "$(dirname "$0")"
for theme in $("$optanim" --list themes | sed -n 's/^  *\([a-z]*\) .*/\1/p'); do
    "$optanim" -q themes.scene --theme "$theme" --frame 30 -o "$theme.png"
done
