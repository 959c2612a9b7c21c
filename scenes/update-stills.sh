#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Draws a still of every scene of the gallery into stills/, and writes what the program's tables hold
# and the stills with the lines that made them to the end of README.md:
# scenes/update-stills.sh build/optanim
set -eu
optanim=$(realpath "$1")
cd "$(dirname "$0")"
mkdir -p stills
page=$(mktemp)
sed '/^<!-- stills/,$d' README.md >"$page"
echo '<!-- stills: written by update-stills.sh -->' >>"$page"

# The options of an entry with their defaults, as the cell of a table.
options() {
    "$optanim" --list "$1" | awk '/^options of every/ { exit }
        on && NF { printf "%s`%s`%s", comma, $1, value(); comma = ", " }
        /^options:/ { on = 1 }
        function value() { return $2 == "-" ? "" : $2 ~ /^\[/ ? " " $2 " " $3 : " " $2 }'
}

cat >>"$page" <<'END'

## What the tables hold

With the defaults of options that have one; `optanim --list optimizers.lamb` tells what each does.
END
for topic in keys optimizers schedules losses functions panels themes formats; do
    printf '\n**%s**\n\n| name | what it is | options |\n|---|---|---|\n' "$topic" >>"$page"
    "$optanim" --list $topic | sed '1d; s/|/\\|/g; s/  lr \([^ ]*\)  /  lr \1: /' | while read -r name what; do
        # shellcheck disable=SC2016
        printf '| `%s` | %s | %s |\n' "$name" "$what" "$(options "$topic.$name")"
    done >>"$page"
done
printf '\n## Every scene and its lines\n' >>"$page"
for scene in *.scene as-published/*.scene; do
    name=${scene%.scene}
    still=stills/$(echo "$name" | tr / -).png
    "$optanim" -q "$scene" --scale 0.6 -o "$still"
    printf '\n### %s\n\n![%s](%s)\n\n' "$name" "$name" "$still" >>"$page"
    sed 's/^\(.\)/    \1/' "$scene" >>"$page"
done
mv "$page" README.md
chmod 644 README.md
