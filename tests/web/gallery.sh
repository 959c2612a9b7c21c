#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Opens a gallery in headless Chromium: tests/web/gallery.sh [OPTANIM]. Needs npm and Chromium
# ($CHROMIUM or in the path); says so and leaves the test out (status 77) where one is missing.
set -eu
cd "$(dirname "$0")/../.."
optanim=$(realpath "${1:-build/optanim}")
scenes=$(realpath scenes)
test=$(realpath tests/web/gallery.mjs)

chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
for tool in node npm; do
    command -v $tool >/dev/null || { echo "skipped: no $tool here"; exit 77; }
done
[ -n "$chromium" ] || { echo "skipped: no Chromium here"; exit 77; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund playwright-core axe-core >/dev/null 2>&1 ||
    { echo "skipped: npm cannot install playwright-core and axe-core"; exit 77; }
cp "$test" gallery.mjs

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
    "$scenes"/lamb_lr1.scene "$scenes"/adam_lr1.scene "$scenes"/race.scene \
    "$scenes"/saddle.scene $long.scene we*.scene bad.scene 2>/dev/null && { echo "bad.scene went well"; exit 1; }
"$optanim" -q --size 345x197 --gallery images.html -o renders/ -f gif "$scenes"/lamb_lr1.scene
"$optanim" -q --size 345x197 --gallery broken.html -o broken/ -f mp4,gif --poster $long.scene we*.scene
for film in broken/*.mp4; do
    printf 'no film' >"$film"
done
"$optanim" -q --size 345x197 --gallery still.html -o renders/ -f png $long.scene
CHROMIUM=$chromium FOLDER=$folder node gallery.mjs
