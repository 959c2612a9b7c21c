// SPDX-License-Identifier: GPL-3.0-or-later
// What someone meant who typed a name that is not known here. Every look-up of a name asks here;
// what other programs call the same thing, and where each key of a scene belongs, are in
// synonyms.c.
#pragma once
#include "base/text.h"

// Returns the one of `names` that `typed` means: spelt otherwise (CamelCase, with a module before
// it), called so by another program, or a few letters away. NULL where none is.
const char *names_meant(const char *typed, const char *const *names, size_t count);

// Appends what to write in place of `typed`: "did you mean 'lr'?", also of two names that are one
// elsewhere, and of a key (`is_key`) that stands in the wrong map, where it belongs. False where
// nothing is known.
bool names_advise(struct text *out, const char *typed, bool is_key, const char *const *names,
                  size_t count);

// Returns "#rrggbb" of a colour that matplotlib and CSS know by this name, NULL where they do not.
const char *names_color(const char *name);
