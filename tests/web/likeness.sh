#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Compares what pages paint with the frames of films: tests/web/likeness.sh [OPTANIM]. Needs npm and Chromium
# ($CHROMIUM or in the path); skips the test (status 77), with a message, if one or the module is missing.
set -eu
optanim=${1:-}
. "$(dirname "$0")/begin.sh"
begin_browser
copy_module

cat >plots.scene <<'END'
optimizers: [adam: {lr: 0.5}, momentum: {lr: 0.05, label: Heavy ball}, sgd: {lr: 1.2}]
epochs: 41
layout: [[data, surface], [history, contour]]
END
cat >texts.scene <<'END'
optimizers: [lamb]
epochs: 21
layout: [[text, equation], [orbit, land]]
panels:
  text: {text: "Efficient flow: $\\frac{1}{2}\\sqrt{w_0^2 + w_1^2}$ ĀÉß\nα → β, {loss:.3f}"}
  orbit: {type: surface, camera: {orbit: {from: 20, turns: 0.5}}, color_bar: true}
  land: {type: contour, labels: true, color_bar: true}
END
# .ci/full compares all themes.
for theme in ${LIKENESS_THEMES:-post dark}; do
    for scene in plots texts; do
        "$optanim" -q $scene.scene --theme $theme -o $scene-$theme.html
        for scale in 1 2; do
            for frame in 0 10 -1; do
                "$optanim" -q $scene.scene --theme $theme --set video.scale=$scale --frame $frame -o $scene-$theme-$scale-$frame.png
            done
        done
    done
done
node likeness.mjs
