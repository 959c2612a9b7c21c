#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Opens a gallery in headless Chromium: tests/web/gallery.sh [OPTANIM]. Needs npm and Chromium ($CHROMIUM or in the
# path); skips the test (status 77), with a message, if one is missing.
set -eu
optanim=${1:-}
. "$(dirname "$0")/begin.sh"
begin_browser

mkdir renders
cat >'we ird"#?%<i>.scene' <<'END'
description: '"><script>document.title = "broken"</script><img src=x onerror="document.title = 1">'
optimizers: [lamb, {sgd: {lr: 0.1, label: '</script><script>document.title = 2</script>'}}]
epochs: 30
# </script><script>document.title = 3</script> <!-- <script>
END
long=a_name_without_a_space_that_is_longer_than_the_widest_column_of_the_page_has_room_for
printf 'optimizers: [lars]\nepochs: 20\n' >$long.scene
printf 'optimizers: [lamp]\n' >bad.scene
"$optanim" -q --size 345x197 --gallery renders/index.html -o renders/ -f mp4 --poster \
    "$root"/scenes/lamb_lr1.scene "$root"/scenes/adam_lr1.scene "$root"/scenes/race.scene \
    "$root"/scenes/saddle.scene $long.scene we*.scene bad.scene 2>/dev/null && { echo "bad.scene went well"; exit 1; }
"$optanim" -q --size 345x197 --gallery images.html -o renders/ -f gif "$root"/scenes/lamb_lr1.scene
"$optanim" -q --size 345x197 --gallery broken.html -o broken/ -f mp4,gif --poster $long.scene we*.scene
for film in broken/*.mp4; do
    printf 'no film' >"$film"
done
"$optanim" -q --size 345x197 --gallery still.html -o renders/ -f png $long.scene
"$optanim" -q --size 345x197 --gallery themes.html --gallery-title 'Rates <b> & "decay"' --gallery-text 'Of a lecture.' \
    --themes light,dark -o themed/ -f mp4 --poster "$root"/scenes/lamb_lr1.scene "$root"/scenes/race.scene
printf 'optimizers: [sgd]\nsteps: 6\nproblem: {function: sphere}\nlayout: [[contour]]\n' >many.scene
"$optanim" -q --size 160x120 --gallery many.html -o many/ -f mp4 --poster \
    --sweep "lr=$(seq -s, 0.005 0.005 1)" many.scene
node gallery.mjs
