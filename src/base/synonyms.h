// SPDX-License-Identifier: GPL-3.0-or-later
// Names that other programs use; the tables behind names.c.
#pragma once

// A name from elsewhere, normalized to lower-case letters and digits, and the one or two names it
// has here. It may have several rows; the first whose names exist in the context applies.
struct synonym {
    const char *typed, *meant, *with; // `with` is the second name; NULL: only one
};

// A key that is often written in the wrong map, and where in a scene it belongs.
struct home {
    const char *key, *home;
};

// Both tables end with a row without a name.
extern const struct synonym synonyms[];
extern const struct home homes[];
