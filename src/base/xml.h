// SPDX-License-Identifier: GPL-3.0-or-later
// Text for XML, which must be well-formed for any input.
#pragma once
#include "base/text.h"

// Appends a text as UTF-8 that XML allows. Control characters, U+FFFE and invalid bytes become
// U+FFFD.
void xml_clean(struct text *out, const char *text);

// The same, also with &, <, > and quotes escaped, for element content and attribute values.
void xml_escape(struct text *out, const char *text);

// Appends the text that escaped XML in [start, end) stands for.
void xml_unescape(struct text *out, const char *start, const char *end);
