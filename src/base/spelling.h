// SPDX-License-Identifier: GPL-3.0-or-later
// What a name or a value was meant to be that has the signs of another language.
#pragma once
#include "base/text.h"

// Appends what to write in place of a name that is not one of `names` as it holds signs:
// "adam(lr=1)", "lr=1", "adam, sgd". False where it holds none that are known.
bool spelling_name(struct text *out, const char *name, const char *const *names, size_t count);

// Appends "; ..." with what to write in place of a value where `what` was expected, such as "a
// number": `(1, 2)`, `1920x1080`, `30fps`, `None`. Nothing where it is not known. `plain`: it had
// no quotes.
void spelling_value(struct text *out, const char *what, const char *value, bool plain);
