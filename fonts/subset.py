#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the fonts of the themes light and dark, which are kept beside this file:

    fonts/subset.py INTER STIX

INTER is the folder of Inter-Regular.otf, Inter-Medium.otf and Inter-SemiBold.otf (Debian's fonts-inter, in
/usr/share/fonts/opentype/inter), STIX the WOFF file of STIX Two Math (of npm's @fontsource/stix-two-math, 5.3.0:
files/stix-two-math-latin-400-normal.woff). Needs fontTools (Debian's python3-fonttools). The build does not run it.
"""
import pathlib
import sys

from fontTools import subset

HERE = pathlib.Path(__file__).parent

# Latin, Greek and Cyrillic, Vietnamese, combining marks, punctuation, currency, and the signs that titles and
# labels use. What is left out comes from DejaVu Sans, which is part of the program anyway.
TEXT = """
    20-7E A0-17F 18F 192 1A0-1A1 1AF-1B0 1CD-1DC 1E6-1E7 218-21B 2BC 2C6-2C7 2D8-2DD 300-304 306-30C 30F 311 31B
    323 326-328 384-38A 38C 38E-3A1 3A3-3CE 400-45F 490-491 4D8-4D9 1E80-1E85 1E9E 1EA0-1EF9 2002-200B 2010-2015
    2018-201A 201C-201E 2020-2022 2026 202F 2030 2032-2033 2039-203A 2044 2070 2074-208E 20AC 2116 2122 2126
    2190-2199 21D2 2202 2206 220F 2211-2212 2215 2219-221A 221E 222B 2248 2260 2264-2265 25CF 2713
"""

# What src/draw/text/maths_symbols.c can name: letters of its alphabets, operators, relations, delimiters, accents.
# The larger forms of signs and delimiters follow from the MATH table.
MATHS = """
    20-7E A0 A8 AC AF B0-B1 B4 B7 D7 F7 131 237 2C6-2C7 2D8-2DD 300-304 306-308 30A 30C 332 338 391-3A9 3B1-3C9 3D1
    3D5-3D6 3F0-3F1 3F5 2016 2020-2022 2026 2032-2034 2044 20D7 2102 210A-210D 210E-2113 2115 2118-211D 2124 2128
    212C-212D 212F-2131 2133-2134 2190-2195 21A6 21D0-21D5 2200-2209 220F-2213 2215-221A 221D-221E 2220 2223
    2225-222C 2236-2237 223C 2243 2245 2248 2254 2260-2261 2264-2265 226A-226B 2282-2283 2286-2287 2295-2299
    22A4-22A5 22C5-22C6 22EE-22F1 2308-230B 27E8-27E9 1D400-1D467 1D49C-1D4CF 1D538-1D56B 1D6A4-1D6A5 1D6A8-1D71B
    1D7CE-1D7E1
"""


def points(ranges):
    found = []
    for item in ranges.split():
        first, _, last = item.partition("-")
        found += range(int(first, 16), int(last or first, 16) + 1)
    return found


def even_figures(font):
    """Gives tabular figures one width: the 4 of Inter Medium and SemiBold 4.0 beta 7 is a little narrower."""
    for record in font["GSUB"].table.FeatureList.FeatureRecord if "GSUB" in font else []:
        if record.FeatureTag != "tnum":
            continue
        for index in record.Feature.LookupListIndex:
            for table in font["GSUB"].table.LookupList.Lookup[index].SubTable:
                tables = getattr(table, "ExtSubTable", table).mapping
                figures = [tables[font.getBestCmap()[ord(c)]] for c in "0123456789"]
                for figure in figures:
                    font["hmtx"][figure] = (font["hmtx"][figures[0]][0], font["hmtx"][figure][1])


def make(source, target, ranges, features):
    options = subset.Options(
        layout_features=features, hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 13, 14], glyph_names=False,
        drop_tables=["DSIG", "FFTM", "GDEF"] if not features else ["DSIG", "FFTM"])
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=points(ranges))
    subsetter.subset(font)
    even_figures(font)
    font.recalcTimestamp = False  # nothing in the file depends on when it was made
    subset.save_font(font, str(HERE / target), options)
    print(f"{target}: {(HERE / target).stat().st_size} bytes")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    inter, stix = map(pathlib.Path, sys.argv[1:])
    for weight in ["Regular", "Medium", "SemiBold"]:
        # Without calt, which would turn "->" into an arrow and "2x3" into a product.
        make(inter / f"Inter-{weight}.otf", f"Inter-{weight}.otf", TEXT,
             ["kern", "ccmp", "locl", "mark", "mkmk", "tnum"])
    make(stix, "STIXTwoMath.ttf", MATHS, [])


if __name__ == "__main__":
    main()
