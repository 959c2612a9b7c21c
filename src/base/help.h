// SPDX-License-Identifier: GPL-3.0-or-later
// A text that tables have for readers of --list and the manual. The module of pages, which has no
// such readers, is compiled with NO_HELP: then the field has room for a byte, and the literals,
// which are cut to that, take no place in it.
#pragma once

#ifdef NO_HELP
#define HELP_FIELD(name) char name[1]
#define HELP_SET(field, text) ((void)(text))
#else
#define HELP_FIELD(name) const char *name
#define HELP_SET(field, text) ((field) = (text))
#endif
