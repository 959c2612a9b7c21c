// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/page.h"

#include <ctype.h>
#include <string.h>

enum page_role page_role_of(const struct target *target) {
    const struct format *format = target->format;
    return format->computes                          ? PAGE_FRAME
           : format->kind == FORMAT_STILL            ? PAGE_STILL
           : strncmp(format->mime, "video/", 6) == 0 ? PAGE_VIDEO
                                                     : PAGE_MOVING;
}

void page_address(struct text *out, const char *path) {
    for (; *path; path++) {
        unsigned char c = (unsigned char)*path;
        if (isalnum(c) || strchr("/._-~", c))
            text_append(out, path, 1);
        else
            text_printf(out, "%%%02X", c);
    }
}
