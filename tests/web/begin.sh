# SPDX-License-Identifier: GPL-3.0-or-later
# For tests that need npm; source it with $0 in this folder. Sets optanim, root and a new folder, which becomes the
# working folder. Skips the test (status 77) if something is missing.
#     begin TEST.mjs PACKAGE...
#     begin_browser TEST.mjs PACKAGE...     Chromium too ($CHROMIUM or in the path), and playwright-core
root=$(realpath "$(dirname "$0")/../..")
optanim=$(realpath "${optanim:-$root/build/optanim}")

skip() {
    echo "skipped: $1"
    exit 77
}

begin() {
    for tool in node npm; do
        command -v $tool >/dev/null || skip "no $tool here"
    done
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    cd "$folder"
    cp "$root/tests/web/$1" "$root/tests/web/browser.mjs" .
    shift
    [ $# -gt 0 ] || return 0
    npm install --silent --no-audit --no-fund "$@" >/dev/null 2>&1 || skip "npm cannot install $*"
}

begin_browser() {
    CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
    [ -n "$CHROMIUM" ] || skip "no Chromium here"
    begin "$@" playwright-core
    FOLDER=$folder
    export CHROMIUM FOLDER
}

# The player's own modules for node. Skips the test where the program has no module.
copy_module() {
    printf 'optimizers: [sgd]\nepochs: 2\n' >module.scene
    "$optanim" -q module.scene -o module.html 2>why || skip "$(cat why)"
    rm module.html
    for name in unpack module paint format address; do
        sed 's/^import .*//' "$root/src/web/player/$name.js" >$name.mjs
    done
}
