// SPDX-License-Identifier: GPL-3.0-or-later
// Writing JSON.
#pragma once
#include "base/text.h"

// Appends a quoted, escaped string; NULL gives null.
void json_string(struct text *out, const char *string);

// Appends a number that reads back as the same double; null if it is not finite.
void json_number(struct text *out, double value);

// Append `, "NAME": VALUE`, for any member of an object but the first.
void json_add_string(struct text *out, const char *name, const char *string);
void json_add_number(struct text *out, const char *name, double value);
