// SPDX-License-Identifier: GPL-3.0-or-later
// Text in XML, which must be well formed whatever the text is.
#pragma once
#include "base/text.h"

// Appends a text as UTF-8 that XML allows: what it cannot hold (control characters, U+FFFE, bytes
// that are no UTF-8) becomes U+FFFD.
void xml_clean(struct text *out, const char *text);

// The same with entities, for what stands between elements or in an attribute's quotes.
void xml_escape(struct text *out, const char *text);

// Appends the text that such a stretch of XML stands for.
void xml_unescape(struct text *out, const char *start, const char *end);
