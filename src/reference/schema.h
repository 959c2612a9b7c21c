// SPDX-License-Identifier: GPL-3.0-or-later
// Appends the JSON Schema (draft 7) of scenes, generated from the tables, for editors.
#pragma once
#include "base/text.h"

void schema_write(struct text *out);
