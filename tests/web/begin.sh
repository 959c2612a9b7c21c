# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# For tests that need npm; source it with $0 in this folder. Sets optanim, root and a new folder, which becomes the
# working folder. Skips the test (status 77) if something is missing.
#     begin             node
#     begin_packages    the packages of package.json too
#     begin_browser     and Chromium ($CHROMIUM or in the path)
root=$(realpath "$(dirname "$0")/../..")
optanim=$(realpath "${optanim:-$root/build/optanim}")

skip() {
    echo "skipped: $1"
    exit 77
}

# The packages are installed once, beside the program, and again where package.json is another.
install() {
    packages=$(dirname "$optanim")/tests/web
    mkdir -p "$packages"
    (
        flock 9
        cmp -s "$root/tests/web/package.json" "$packages/installed" && exit
        cp "$root/tests/web/package.json" "$packages"
        cd "$packages"
        npm install --silent --no-audit --no-fund >/dev/null 2>&1 && cp package.json installed
    ) 9>"$packages/lock" || skip "npm cannot install the packages of tests/web/package.json"
}

begin() {
    command -v node >/dev/null || skip "no node here"
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    cd "$folder" || exit
    cp "$root"/tests/web/*.mjs .
}

begin_packages() {
    command -v npm >/dev/null || skip "no npm here"
    install
    begin
    ln -s "$packages/node_modules" .
}

begin_browser() {
    # The shell is the same browser without windows, and takes half the time.
    CHROMIUM=${CHROMIUM:-$(command -v chromium-headless-shell || command -v chromium || command -v chromium-browser ||
        command -v google-chrome || true)}
    [ -n "$CHROMIUM" ] || skip "no Chromium here"
    begin_packages
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
