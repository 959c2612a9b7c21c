// SPDX-License-Identifier: GPL-3.0-or-later
// The words of other programs, for names.c.
#pragma once

// What people call a thing elsewhere, in small letters without signs between them, and its name
// here, or its two. A word may stand in several rows: the first whose names are known where it was
// typed counts.
struct synonym {
    const char *typed, *meant, *with; // with: NULL: one name
};

// Where a key belongs that people write elsewhere, as a scene has it there.
struct home {
    const char *key, *home;
};

// Both end with a row without a name.
extern const struct synonym synonyms[];
extern const struct home homes[];
