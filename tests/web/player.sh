#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a reader does with a page that computes, in headless Chromium: tests/web/player.sh [OPTANIM]. Needs npm and
# Chromium ($CHROMIUM or in the path); skips the test (status 77), with a message, if one or the module is missing.
set -eu
optanim=${1:-}
. "$(dirname "$0")/begin.sh"
begin_browser
copy_module

cat >'hostile.scene' <<'END'
title: '</script><script>document.title = 1</script> <b>{step}</b> & "quotes"'
description: '"><script>document.title = "broken"</script><img src=x onerror="document.title = 1">'
optimizers: [lamb, {sgd: {lr: 0.1, label: '</script><script>document.title = 2</script><!-- <script>'}}]
epochs: 30
# </script><script>document.title = 3</script> <!-- <script>
END
printf 'x,y\n0,1\n1,3\n2,5.5\n3,7\n' >points.csv
cat >controls.scene <<'END'
problem: {regression: {data: points.csv}}
optimizers: [adam: {lr: 0.2}, momentum: {lr: 0.02, label: Heavy ball}]
controls: {lr: [1e-3, 1], adam.beta1: , seed: }
seed: 3
epochs: 60
layout: [[contour, history]]
panels: {history: {type: curves, left: [loss]}}
theme: light
END
cat >seeds.scene <<'END'
optimizers: [adam: {lr: 0.5}, momentum: {lr: 0.1}]
compare: {columns: {seed: [1, 2, 3]}}
epochs: 20
END
cat >long.scene <<'END'
optimizers: [adam: {lr: 0.02}, momentum: {lr: 0.004}, sgd: {lr: 0.03}]
epochs: 3000
layout: [[contour, surface], [history, surface]]
panels: {history: {type: curves, left: [loss]}}
video: {duration: 6s}
END
cat >network.scene <<'END'
problem: {network: {data: moons, hidden: [6]}}
optimizers: [adam: {lr: 0.02}, lamb: {lr: 0.02}]
steps: 120
layout: {grid: [[contour, surface, history]]}
END
"$optanim" -q network.scene long.scene seeds.scene hostile.scene controls.scene "$root"/scenes/lamb_lr1.scene "$root"/scenes/race.scene "$root"/scenes/grid.scene "$root"/scenes/loss_functions.scene -o . -f html
OPTANIM=$optanim node player.mjs
