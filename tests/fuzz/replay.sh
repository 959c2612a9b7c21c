#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a fuzz target on its seeds and on inputs that failed once, in kept/NAME:
# tests/fuzz/replay.sh OPTANIM TARGET_PROGRAM NAME FOLDER
set -eu
optanim=$1 program=$2 name=$3 folder=$4
here=$(realpath "$(dirname "$0")")
mkdir -p "$folder"
sh "$here/seeds.sh" "$optanim" "$name" "$folder"
set -- "$folder"
[ ! -d "$here/kept/$name" ] || set -- "$@" "$here/kept/$name"
exec "$program" "$@"
