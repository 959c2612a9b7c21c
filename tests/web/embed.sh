#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Pastes the output of --embed into pages and opens them in headless Chromium: tests/web/embed.sh [OPTANIM].
# Markdown is converted by marked, markdown-it and, if installed, cmark-gfm, pandoc, Jekyll and Hugo. Needs npm and Chromium ($CHROMIUM or in the
# path); skips the test (status 77) if one is missing.
set -eu
optanim=${1:-}
. "$(dirname "$0")/begin.sh"
begin_browser

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
paste -f mp4 --embed quarto >quarto.md
paste -f gif --poster --embed github >github.md
paste -f mp4 --embed github >linked.md
"$optanim" -q film*.scene -o 'site/some films/' --sizes 345x197,240x300 --themes light,dark -f mp4,gif --embed html >choice.html
"$optanim" -q film*.scene -o 'site/some films/' --sizes 345x197,240x300 --themes light,dark -f gif --poster --embed github >choice.md
printf 'optimizers: [adam]\nsteps: 1\nvideo: {size: [345, 197]}\n' >single.scene
"$optanim" -q single.scene -o 'site/some films/' -f mp4,gif --embed html >single.html
rm single.scene
paste -f mp4 --embed html --embed-base /assets/films >based.html
paste -f mp4 --embed html --embed-base 'https://films.example:8080/a%20b/"><i>{{x}}' >remote.html
if command -v cmark-gfm >/dev/null; then
    for name in github linked choice; do
        cmark-gfm --unsafe -e tagfilter -e table -e autolink $name.md >$name.gfm.html
    done
fi
if command -v pandoc >/dev/null; then
    pandoc -f markdown -t html quarto.md >quarto.html
    pandoc -f markdown -t latex quarto.md >quarto.tex
fi
if command -v jekyll >/dev/null; then
    page() {
        printf -- '---\nlayout: null\n---\nSome *words*.\n\n'
        paste "$@" --embed jekyll
    }
    printf 'baseurl: /blog\n' >site/_config.yml
    page -f mp4,webm,gif >site/video.md
    page -f gif >site/picture.md
    jekyll build -q -s site -d blog
fi
if command -v hugo >/dev/null; then
    mkdir -p hugo/content hugo/layouts/_default hugo/static/films
    printf 'baseURL = "/"\ntitle = "x"\n' >hugo/config.toml
    printf '{{ .Content }}' >hugo/layouts/_default/single.html
    printf -- '---\ntitle: x\n---\n' >hugo/content/page.md
    "$optanim" -q --size 345x197 ./*.scene -o hugo/static/films/ -f mp4 --embed hugo --embed-base /films >>hugo/content/page.md
    hugo --quiet -s hugo -d ../hugo-built
fi
node embed.mjs
