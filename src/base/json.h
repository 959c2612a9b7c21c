// SPDX-License-Identifier: GPL-3.0-or-later
// JSON, written.
#pragma once
#include "base/text.h"

// Appends a string in quotes, or null.
void json_string(struct text *out, const char *string);

// Appends a number that reads back to the same double; null where it is not finite.
void json_number(struct text *out, double value);

// Append `, "NAME": VALUE`: a member behind the first of an object.
void json_add_string(struct text *out, const char *name, const char *string);
void json_add_number(struct text *out, const char *name, double value);
