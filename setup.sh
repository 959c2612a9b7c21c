#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what Debian 12 (or a relative) lacks for a build, and builds optanim into build/.
set -eu
cd "$(dirname "$0")"

packages="
    gcc libc6-dev make cmake pkg-config
    libavcodec-dev libavformat-dev libavutil-dev
    libcairo2-dev libfreetype-dev libharfbuzz-dev libfribidi-dev
    libyaml-dev libdeflate-dev zlib1g-dev libwebp-dev libxxhash-dev libcmocka-dev libmpfr-dev
    clang lld wasi-libc libclang-rt-dev-wasm32
"

missing=""
for package in $packages; do
    state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) || state=absent
    [ "$state" = installed ] || missing="$missing $package"
done
if [ -n "$missing" ]; then
    as_root=""
    [ "$(id -u)" -eq 0 ] || as_root=sudo
    $as_root apt-get update
    # The list is split on purpose.
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
fi

cmake --preset release
cmake --build --preset release --parallel "$(nproc)"
