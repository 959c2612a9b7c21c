// SPDX-License-Identifier: GPL-3.0-or-later
// Suggestions for names and values that are written in the syntax of another language.
#pragma once
#include "base/text.h"

// Appends what to write in place of a name in foreign syntax: "adam(lr=1)", "lr=1", "adam, sgd".
// Returns false if the syntax is not recognized.
bool spelling_name(struct text *out, const char *name, const char *const *names, size_t count);

// Appends "; ..." with what to write in place of a value in foreign syntax: `(1, 2)`, `1920x1080`,
// `30fps`, `None`. `what` is what was expected, such as "a number"; `plain`: the value had no
// quotes. Appends nothing if the syntax is not recognized.
void spelling_value(struct text *out, const char *what, const char *value, bool plain);
