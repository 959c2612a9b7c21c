#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the programs that the benchmarks compare optanim with: ffmpeg and gifsicle from Debian,
# gifski from npm into build/peers/.
set -eu
cd "$(dirname "$0")/../.."

as_root=""
[ "$(id -u)" -eq 0 ] || as_root=sudo
$as_root apt-get update
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    ffmpeg gifsicle npm python3 python3-numpy
npm install --prefix build/peers --no-audit --no-fund gifski@1.7.1
