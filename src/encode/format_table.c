// SPDX-License-Identifier: GPL-3.0-or-later
#include "encode/format_table.h"

#include "base/name_table.h"
#include "encode/pattern.h"

#include <string.h>
#include <strings.h>

#define ROW(name) &format_##name,
const struct format *const format_table[] = {FORMATS(ROW) NULL};
#undef ROW

const struct format *format_by_name(const char *name) {
    return NAME_FIND_POINTER(format_table, name);
}

const struct format *format_by_path(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash ? slash : path, '.');
    if (!dot)
        return NULL;
    if (pattern_is(path) && strcasecmp(dot, ".png") == 0)
        return &format_frames;
    for (size_t i = 0; format_table[i]; i++)
        for (const char *const *extension = format_table[i]->extensions; *extension; extension++)
            if (strcasecmp(*extension, dot + 1) == 0)
                return format_table[i];
    return NULL;
}
