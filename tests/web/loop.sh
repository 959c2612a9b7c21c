#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Plays moving pictures in headless Chromium: those of `loop: once` stop: tests/web/loop.sh [OPTANIM].
# Needs npm and Chromium ($CHROMIUM or in the path), else the test is left out (status 77).
set -eu
optanim=${1:-}
. "$(dirname "$0")/begin.sh"
begin_browser
printf 'optimizers: [adam]\nepochs: 12\nvideo: {fps: 10, size: [200, 200], loop: once}\n' >once.scene
printf 'optimizers: [adam]\nepochs: 12\nvideo: {fps: 10, size: [200, 200]}\n' >forever.scene
"$optanim" -q once.scene forever.scene -o . -f avif,webp,gif,apng
node loop.mjs
