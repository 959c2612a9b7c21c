#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the fuzz targets with clang, and their seeds and dictionaries, into a folder: tests/fuzz/build.sh
# [build-fuzz]. Respects OSS-Fuzz's variables CC, CFLAGS, LIB_FUZZING_ENGINE, OUT and WORK. Then run, for example:
# build-fuzz/fuzz_scene build-fuzz/corpus_scene -max_total_time=3600
set -eu
cd "$(dirname "$0")/../.."

out=$(realpath -m "${OUT:-${1:-build-fuzz}}")
work=$(realpath -m "${WORK:-$out/objects}")
cc=${CC:-clang}
flags=${CFLAGS:--O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined}
engine=${LIB_FUZZING_ENGINE:--fsanitize=fuzzer}
libraries="cairo freetype2 harfbuzz fribidi yaml-0.1 libdeflate zlib libwebp libxxhash"
export CC="$cc"

mkdir -p "$out"
cmake -S . -B "$work" -DCMAKE_BUILD_TYPE=None -DCMAKE_C_COMPILER="$cc" -DCMAKE_C_FLAGS="$flags" \
    -DOPTANIM_WERROR=OFF >/dev/null
cmake --build "$work" --target optanim --parallel >/dev/null

"$work/optanim" --schema | grep -o '"[a-z_0-9][a-z_0-9]*"' | LC_ALL=C sort -u >"$work/words.dict"
"$work/optanim" --list --json | grep -o '"name": "[a-z_0-9.][a-z_0-9.]*"' | sed 's/.*: //' |
    LC_ALL=C sort -u >>"$work/words.dict"
for source in tests/fuzz/fuzz_*.c; do
    name=$(basename "$source" .c)
    # The lists are split on purpose.
    # shellcheck disable=SC2046,SC2086
    "$cc" $flags -std=c17 -D_GNU_SOURCE -Isrc -Itests/fuzz $(pkg-config --cflags $libraries) \
        "$source" "$work/liboptanim_core.a" $engine $(pkg-config --libs $libraries) -lm -ldl -pthread \
        -o "$out/$name"
    LC_ALL=C sort -u "$work/words.dict" >"$out/$name.dict"
    corpus=$out/corpus_${name#fuzz_}
    mkdir -p "$corpus"
    sh tests/fuzz/seeds.sh "$work/optanim" "${name#fuzz_}" "$corpus"
done
