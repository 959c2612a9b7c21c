#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Shows transparent films in headless Chromium: tests/web/clear.sh [OPTANIM].
# Needs npm and Chromium ($CHROMIUM or in the path), else the test is left out (status 77).
set -eu
optanim=${1:-}
. "$(dirname "$0")/begin.sh"
begin_browser
cat >film.scene <<'END'
optimizers: [adam]
epochs: 60
background: {outside: transparent}
layout: [[history]]
panels: {history: {type: curves, legend: none, left: {series: [w0, w1], range: [-100, 100]}}}
video: {fps: 25, size: [300, 200]}
END
"$optanim" -q film.scene -o . -f apng,webp,gif,webm
node clear.mjs
