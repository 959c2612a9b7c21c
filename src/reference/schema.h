// SPDX-License-Identifier: GPL-3.0-or-later
// The scene language as a JSON Schema (draft 7), made from the tables, for editors.
#pragma once
#include "base/text.h"

void schema_write(struct text *out);
