#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Pastes the output of --embed into pages and opens them in headless Chromium: tests/web/embed.sh [OPTANIM].
# Markdown is converted by marked, markdown-it and, if installed, Jekyll. Needs npm and Chromium ($CHROMIUM or in the
# path); skips the test (status 77) if one is missing.
set -eu
optanim=${1:-}
. "$(dirname "$0")/begin.sh"
begin_browser embed.mjs marked markdown-it

printf 'optimizers: [adam]\nepochs: 30\n' >'film (1).scene'
cat >'a b"'"'onerror='document.title=1'"'#?%&<i>.scene' <<'END'
description: '"><script>document.title = "broken"</script> [x](y) `c` {{ site.title }} {% x %} *a* _b_ | ~ \ &amp; ''q'' <img src=x onerror="document.title = 1">'
optimizers: [lamb]
epochs: 30
END
paste() { "$optanim" -q --size 345x197 ./*.scene -o 'site/some films/' "$@"; }
paste -f mp4,webm,gif --embed html >video.html
paste -f mp4,webm,gif --embed markdown >video.md
paste -f gif --embed markdown >picture.md
paste -f gif --poster --embed markdown >calm.md
if command -v jekyll >/dev/null; then
    page() {
        printf -- '---\nlayout: null\n---\nSome *words*.\n\n'
        paste "$@" --embed jekyll | sed 's/site\/some/some/'
    }
    printf 'baseurl: /blog\n' >site/_config.yml
    page -f mp4,webm,gif >site/video.md
    page -f gif >site/picture.md
    jekyll build -q -s site -d blog
fi
node embed.mjs
