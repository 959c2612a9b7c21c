#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# tests/rooms.sh finds each kind of breach in a copy of src/, and none in the copy as it is.
set -eu
tests=$(realpath "$(dirname "$0")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# What is expected of rooms.sh, and the breach, a command that is run in the copy.
check() {
    rm -rf "$folder/src"
    cp -r "$tests/../src" "$folder/src"
    (cd "$folder/src" && sh -c "$2")
    if "$tests/rooms.sh" "$folder/src" >"$folder/out"; then
        echo "FAILED: nothing was found after: $2"
        exit 1
    fi
    grep -q "$1" "$folder/out" || { echo "FAILED: no '$1' after: $2"; cat "$folder/out"; exit 1; }
    echo "ok  $1"
}

"$tests/rooms.sh"
check 'base/bytes.c:.*includes plot/panel.h, which lies above base' \
    "printf '#include \"plot/panel.h\"\n' >>base/bytes.c"
check 'a circle of includes' "printf '#include \"base/text.h\"\n' >>base/path.h
    printf '#include \"base/path.h\"\n' >>base/text.h"
check 'plot/theme.h:.*a second struct theme' 'printf "struct theme {\n    int x;\n};\n" >>base/bytes.c'
check 'stray.c stands in no room' 'echo >stray.c'
check 'no room attic is in the plan' 'mkdir attic && echo >attic/old.c'
check 'base/bytes.c has .* lines' 'seq 451 >>base/bytes.c'
