#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks src/ against its plan (docs/architecture.md): a file includes only rooms below its own, includes have
# no cycles, only main.c is outside of a room, no .c file has over 450 lines, and a struct tag means one thing.
# Prints each violation, and fails if there is one: tests/rooms.sh [SRC]
set -eu
cd "${1:-$(dirname "$0")/../src}"

# The rooms from the ground up. A file may include its own room and those named before it.
rooms="base tree expression problem starters optim optim/program optim/rules sim scene draw draw/raster draw/text encode encode/gif
    encode/ffmpeg encode/html plot panels figure options preview film reference web web/core web/player app"

find . -type f | sed 's|^\./||' | LC_ALL=C sort | awk -v rooms="$rooms" '
function room_of(file) {
    return file ~ /\// ? substr(file, 1, match(file, "/[^/]*$") - 1) : ""
}
function breach(text) {
    print text
    breaches++
}
# Visits all files that a file includes, depth first.
function walk(file, trail,    list, count, i) {
    if (state[file] == "done")
        return
    if (state[file] == "open") {
        breach("a circle of includes: " trail file)
        return
    }
    state[file] = "open"
    count = split(includes[file], list, " ")
    for (i = 1; i <= count; i++)
        walk(list[i], trail file " > ")
    state[file] = "done"
}
BEGIN {
    count = split(rooms, names, " ")
    for (i = 1; i <= count; i++)
        level[names[i]] = i
}
{
    file = $0
    room = room_of(file)
    if (room == "" && file != "main.c")
        breach(file " stands in no room")
    else if (room != "" && !(room in level))
        breach(file ": no room " room " is in the plan")
    lines = 0
    while ((getline line < file) > 0) {
        lines++
        if (file ~ /\.[ch]$/ && match(line, /struct [a-z_0-9]+ \{/)) {
            tag = substr(line, RSTART, RLENGTH - 2)
            if (tag in tags)
                breach(file ":" lines ": a second " tag ", the first is in " tags[tag])
            tags[tag] = file
        }
        if (file !~ /\.[ch]$/ || line !~ /^#include "/)
            continue
        split(line, parts, "\"")
        other = parts[2]
        includes[file] = includes[file] " " other
        if (room != "" && level[room_of(other)] > level[room])
            breach(file ":" lines ": includes " other ", which lies above " room)
    }
    close(file)
    if (file ~ /\.c$/ && lines > 450)
        breach(file " has " lines " lines, more than 450")
    if (file ~ /\.[ch]$/)
        files[++file_count] = file
}
END {
    for (i = 1; i <= file_count; i++)
        walk(files[i], "")
    if (file_count < 100)
        breach("only " file_count " files were found")
    exit breaches > 0
}'
