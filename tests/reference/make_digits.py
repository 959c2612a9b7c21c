#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes digits.gz from the digits that scikit-learn ships: make_digits.py digits.csv.gz digits.gz

A sample is 65 bytes: its class, and its 64 pixels from 0 to 16, row by row."""
import gzip
import sys

source, target = sys.argv[1:]
with gzip.open(source, "rt") as lines:
    rows = [[int(float(number)) for number in line.split(",")] for line in lines]
raw = b"".join(bytes(row[-1:] + row[:-1]) for row in rows)
with open(target, "wb") as out:
    out.write(gzip.compress(raw, 9, mtime=0))
