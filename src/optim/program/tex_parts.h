// SPDX-License-Identifier: GPL-3.0-or-later
// Parts of formulas; private to tex.c.
#pragma once
#include "base/text.h"
#include "expression/expression.h"

// Appends a number as it is typed; 1e-8 as a power of ten.
void tex_number(const struct expression_part *part, struct text *out);

// Appends a formula between fences that grow with it.
void tex_fence(const char *open, const char *inside, const char *close, struct text *out);

// Appends a factor to the product that begins at `start`, with the space or sign between them.
void tex_join(struct text *out, size_t start, const char *factor);
