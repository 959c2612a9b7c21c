// SPDX-License-Identifier: GPL-3.0-or-later
// The looks and sizes that one film is made in, for pages that choose among them.
#pragma once
#include "options/option_table.h"

// Reads "WxH", the first `length` bytes of the argument of option `name`.
bool picture_size_read(struct picture_size *size, const char *name, const char *text, size_t length,
                       struct error *error);

// Add the items of "WxH,..." and "NAME,..." to the options.
bool options_add_sizes(struct options *options, const char *name, const char *argument,
                       struct error *error);
bool options_add_themes(struct options *options, const char *name, const char *argument,
                        struct error *error);
