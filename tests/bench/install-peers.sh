#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the programs that the benchmarks compare optanim with: ffmpeg, gifsicle, gnuplot, mawk and matplotlib from
# Debian, gifski from npm into build/peers/.
set -eu
cd "$(dirname "$0")/../.."

as_root=""
[ "$(id -u)" -eq 0 ] || as_root=sudo
$as_root apt-get update
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    ffmpeg gifsicle gnuplot-nox mawk npm python3 python3-matplotlib python3-numpy
npm install --prefix build/peers --no-audit --no-fund gifski@1.7.1
