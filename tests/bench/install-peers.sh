#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the programs that the benchmarks compare optanim with: ffmpeg, gifsicle, gnuplot, mawk and matplotlib from
# Debian, gifski from npm into build/peers/.
set -eu
cd "$(dirname "$0")/../.."

packages="ffmpeg gifsicle gnuplot-nox mawk python3 python3-matplotlib python3-numpy"
# Debian's npm conflicts with a Node.js from elsewhere, which has its own npm.
command -v npm >/dev/null || packages="$packages npm"
as_root=""
[ "$(id -u)" -eq 0 ] || as_root=sudo
$as_root apt-get update
# The list is split on purpose.
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages
npm install --prefix build/peers --no-audit --no-fund gifski@1.7.1
