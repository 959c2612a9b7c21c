#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Holds src/ to its plan (docs/architecture.md): every folder is a room that includes only what lies below
# it, no files include each other in a circle, main.c alone stands outside, no .c file has over 450 lines.
# Prints each breach and fails where there is one: tests/rooms.sh [SRC]
set -eu
cd "${1:-$(dirname "$0")/../src}"

# From the ground up. A file may include its own room and those named before it.
rooms="base tree problem starters optim optim/rules sim scene draw draw/raster draw/text encode encode/gif
    encode/ffmpeg plot panels figure options preview film reference web app"

find . -type f | sed 's|^\./||' | LC_ALL=C sort | awk -v rooms="$rooms" '
function room_of(file) {
    return file ~ /\// ? substr(file, 1, match(file, "/[^/]*$") - 1) : ""
}
function stem_of(file) {
    sub(/\.[^.\/]*$/, "", file)
    return file
}
function breach(text) {
    print text
    breaches++
}
# Walks what a file and the header of its name include, depth first.
function walk(stem, trail,    list, count, i) {
    if (state[stem] == "done")
        return
    if (state[stem] == "open") {
        breach("a circle of includes: " trail stem)
        return
    }
    state[stem] = "open"
    count = split(includes[stem], list, " ")
    for (i = 1; i <= count; i++)
        walk(list[i], trail stem " > ")
    state[stem] = "done"
}
BEGIN {
    count = split(rooms, names, " ")
    for (i = 1; i <= count; i++)
        level[names[i]] = i
}
{
    file = $0
    room = room_of(file)
    stem = stem_of(file)
    if (room == "" && file != "main.c")
        breach(file " stands in no room")
    else if (room != "" && !(room in level))
        breach(file ": no room " room " is in the plan")
    lines = 0
    while ((getline line < file) > 0) {
        lines++
        if (file !~ /\.[ch]$/ || line !~ /^#include "/)
            continue
        split(line, parts, "\"")
        other = parts[2]
        if (stem_of(other) != stem)
            includes[stem] = includes[stem] " " stem_of(other)
        if (room != "" && level[room_of(other)] > level[room])
            breach(file ":" lines ": includes " other ", which lies above " room)
    }
    close(file)
    if (file ~ /\.c$/ && lines > 450)
        breach(file " has " lines " lines, more than 450")
    if (file ~ /\.[ch]$/)
        stems[++stem_count] = stem
}
END {
    for (i = 1; i <= stem_count; i++)
        walk(stems[i], "")
    if (stem_count < 100)
        breach("only " stem_count " files were found")
    exit breaches > 0
}'
