// SPDX-License-Identifier: GPL-3.0-or-later
// Suggestions for names that are unknown here. Every look-up by name uses these. The tables of
// synonyms from other programs, and of where each key of a scene belongs, are in synonyms.c.
#pragma once
#include "base/text.h"

// Returns the entry of `names` that `typed` most likely means: the same in another spelling
// (CamelCase, with a module prefix), a synonym from another program, or a few edits away. NULL if
// there is none.
const char *names_meant(const char *typed, const char *const *names, size_t count);

// Appends a suggestion such as "did you mean 'lr'?". It may name two options that are one
// elsewhere, or, for a key of a map (`is_key`), the map where it belongs. Returns false if there is
// none.
bool names_advise(struct text *out, const char *typed, bool is_key, const char *const *names,
                  size_t count);

// Returns "#rrggbb" for a colour name of matplotlib and CSS, NULL if it is none.
bool names_address(struct text *out, const char *typed);

// Returns "#rrggbb" of a colour that matplotlib and CSS know by this name, NULL where they do not.
const char *names_color(const char *name);
