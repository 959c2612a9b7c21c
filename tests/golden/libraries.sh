#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the bits of a picture depend on, apart from the program.
uname -m
pkg-config --modversion cairo pixman-1 freetype2 harfbuzz fribidi
