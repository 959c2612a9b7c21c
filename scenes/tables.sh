#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints the tables of README.md from the program's own tables: scenes/tables.sh build/optanim
set -eu
optanim=$1

# The options of an entry with their defaults, for a table cell.
options() {
    "$optanim" --list "$1" | awk '/^options of every/ { exit }
        on && NF { printf "%s`%s`%s", comma, $1, value(); comma = ", " }
        /^options:/ { on = 1 }
        function value() { return $2 == "-" ? "" : $2 ~ /^\[/ ? " " $2 " " $3 : " " $2 }'
}

cat <<'END'

## What the tables hold

With the defaults of options that have one; `optanim --list optimizers.lamb` prints what each does.
END
for topic in keys optimizers schedules losses functions data activations panels series themes formats; do
    printf '\n**%s**\n\n| name | what it is | options |\n|---|---|---|\n' "$topic"
    "$optanim" --list $topic | sed '1d; s/|/\\|/g; s/ lr \([^ ]*\)  / lr \1: /' | while read -r name what; do
        # shellcheck disable=SC2016
        printf '| `%s` | %s | %s |\n' "$name" "$what" "$(options "$topic.$name")"
    done
done
